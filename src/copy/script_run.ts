// One of the copying scripts under way: what it writes, taken apart into bytes and records and
// waited for one by one; what it reads, sent piece by piece.
import { MarkReader, type Piece } from "./marks.ts";
import type { Remote, RemoteEnd } from "./remote.ts";

/** Pieces that wait for their reader; with more of them the script has to wait too. */
const AHEAD_PIECES = 64;

/** A running script. */
export class ScriptRun {
  readonly end: Promise<RemoteEnd>;
  /** What the container's programs said, for words. */
  stderr = "";
  readonly #pieces: Piece[] = [];
  readonly #abort = new AbortController();
  #isOver = false;
  #wake = Promise.withResolvers<void>();
  #room = Promise.withResolvers<void>();
  #input: (Uint8Array | null)[] = [];
  #inputWake = Promise.withResolvers<void>();
  #taken = Promise.withResolvers<void>();

  constructor(
    remote: Remote,
    script: string,
    nonce: string,
    words: readonly string[],
    hasStdin: boolean,
    signal: AbortSignal,
  ) {
    const reader = new MarkReader(nonce);
    const signals = AbortSignal.any([signal, this.#abort.signal]);
    this.end = remote.run(["sh", "-c", script, "ecsin", nonce, ...words], {
      ...(hasStdin ? { readStdin: () => this.#next() } : {}),
      writeStdout: async (bytes) => {
        // The caller may use its buffer again.
        this.#pieces.push(...reader.push(bytes.slice()));
        this.#wake.resolve();
        while (this.#pieces.length > AHEAD_PIECES && !signals.aborted) {
          this.#room = Promise.withResolvers();
          await this.#room.promise;
        }
      },
      writeStderr: (bytes) => {
        this.stderr = (this.stderr + new TextDecoder().decode(bytes)).slice(-2000);
        return Promise.resolve();
      },
    }, signals).finally(() => {
      this.#isOver = true;
      this.#wake.resolve();
      this.#taken.resolve();
    });
    // Whoever waits for pieces learns it; nobody may wait at all.
    this.end.catch(() => {});
    signals.addEventListener("abort", () => this.#room.resolve());
  }

  /** Whether it has ended by itself, and all that it wrote was taken. */
  get isOver(): boolean {
    return this.#isOver && this.#pieces.length === 0;
  }

  /** The next piece; undefined when the script has ended. */
  async next(): Promise<Piece | undefined> {
    while (this.#pieces.length === 0) {
      if (this.#isOver) return undefined;
      this.#wake = Promise.withResolvers();
      if (this.#isOver) return undefined;
      await this.#wake.promise;
    }
    const piece = this.#pieces.shift();
    if (this.#pieces.length <= AHEAD_PIECES) this.#room.resolve();
    return piece;
  }

  /** Sends bytes; resolves when they are taken, or when nobody will. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.#isOver) return;
    const taken = this.#taken = Promise.withResolvers<void>();
    this.#input.push(bytes);
    this.#inputWake.resolve();
    await taken.promise;
  }

  /** There is no more to read. */
  endInput(): void {
    this.#input.push(null);
    this.#inputWake.resolve();
  }

  /** Lets the script come to its end, whatever it still writes. */
  async finish(): Promise<void> {
    this.endInput();
    while (await this.next() !== undefined);
    await this.end;
  }

  /** Ends the session, whatever the script does. */
  stop(): void {
    this.#abort.abort();
  }

  async #next(): Promise<Uint8Array | null> {
    while (this.#input.length === 0) {
      // What was given before is gone: there is room for more.
      this.#taken.resolve();
      this.#inputWake = Promise.withResolvers();
      await this.#inputWake.promise;
    }
    const next = this.#input.shift() ?? null;
    // The end is told as often as it is asked for.
    if (next === null) this.#input.push(null);
    return next;
  }
}

/** An unguessable name for the records of one session. */
export function newNonce(): string {
  return crypto.getRandomValues(new Uint8Array(8)).toHex();
}
