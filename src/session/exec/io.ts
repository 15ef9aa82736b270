// The two ends of a wrapped command: stdin goes out as base64 lines once the wrapper is ready, the
// session's output is taken apart into stdout, stderr and the command's exit status.
import { Filters, LineEnds, Unescape } from "./byte_filters.ts";
import { FrameReader, type Piece } from "./frames.ts";
import type { SessionIo, TerminalSize } from "../shell/io.ts";

/** ecsin's own ends of a command, or a test's. */
export interface ExecEnds {
  /** Undefined when the command gets no stdin; null at its end. */
  readonly readStdin?: () => Promise<Uint8Array | null>;
  readonly writeStdout: (bytes: Uint8Array) => Promise<void>;
  readonly writeStderr: (bytes: Uint8Array) => Promise<void>;
}

/** What is known of a wrapped command once its session is over. */
export interface ExecOutcome {
  /** 0–255 as sh tells it; undefined when it was never told. */
  readonly status?: number;
  /** Why the wrapper did not run the command: `workdir`, `user`, `nouser`, `environ`, `stdin TB`. */
  readonly failed?: string;
  /** The wrapper's ready mark came, so an sh is there. */
  readonly started: boolean;
  /** False when the pty rewrote line ends, because the container has no stty. */
  readonly exact: boolean;
}

/** Raw bytes of stdin in one base64 line: 1,020 characters, a line that any pty takes whole. */
const LINE_BYTES = 765;
const END_OF_INPUT = 0x04;
const INTERRUPT = 0x03;

/** A {@link SessionIo} that speaks with the wrapper of wrapper.ts. */
export class ExecIo implements SessionIo {
  readonly #ends: ExecEnds;
  readonly #frames: FrameReader;
  readonly #ready = Promise.withResolvers<void>();
  readonly #urgent: Uint8Array[] = [];
  #wake = Promise.withResolvers<void>();
  #reading: Promise<Uint8Array | null> | undefined;
  #rest = new Uint8Array(0);
  #inputEnded = false;
  #outcome: ExecOutcome = { started: false, exact: true };
  #stdout = new Filters([]);
  #stderr = new Filters([]);

  constructor(nonce: string, ends: ExecEnds, readonly remark: (text: string) => void) {
    this.#frames = new FrameReader(nonce);
    this.#ends = ends;
    this.#inputEnded = ends.readStdin === undefined;
  }

  get outcome(): ExecOutcome {
    return this.#outcome;
  }

  /** No terminal: the wrapper's pty has no size that matters. */
  size(): undefined {
    return undefined;
  }

  onResize(): () => void {
    return () => {};
  }

  /** Sends ^C: the command in the container gets SIGINT. */
  interrupt(): void {
    this.#send(INTERRUPT);
  }

  /** The next bytes for the session; pending while there is nothing to send. */
  async read(): Promise<Uint8Array | null> {
    await this.#ready.promise;
    while (true) {
      const urgent = this.#urgent.shift();
      if (urgent !== undefined) return urgent;
      if (this.#inputEnded || this.#ends.readStdin === undefined) {
        await this.#wake.promise;
        continue;
      }
      this.#reading ??= this.#ends.readStdin();
      const woken = this.#wake.promise.then(() => "woken" as const);
      const chunk = await Promise.race([this.#reading, woken]);
      if (chunk === "woken") continue;
      this.#reading = undefined;
      if (chunk === null) {
        this.#inputEnded = true;
        return join(lines(this.#rest, true).bytes, Uint8Array.of(END_OF_INPUT));
      }
      const { bytes, rest } = lines(join(this.#rest, chunk), false);
      this.#rest = rest;
      if (bytes.length > 0) return bytes;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (const piece of this.#frames.push(bytes)) await this.#take(piece);
  }

  /** The session is over; what was held back as a possible mark is the command's. */
  async end(): Promise<ExecOutcome> {
    for (const piece of this.#frames.end()) await this.#take(piece);
    if (this.#outcome.status === undefined) await this.#ends.writeStdout(this.#stdout.end());
    // An empty piece tells that there will be no more.
    await this.#ends.writeStdout(new Uint8Array(0));
    await this.#ends.writeStderr(new Uint8Array(0));
    return this.#outcome;
  }

  async #take(piece: Piece): Promise<void> {
    switch (piece.kind) {
      case "bytes": {
        // Before the ready mark there is only what the shell itself says, and nothing after the end.
        if (!this.#outcome.started) await this.#ends.writeStderr(piece.bytes);
        else if (this.#outcome.status === undefined) {
          await this.#ends.writeStdout(this.#stdout.push(piece.bytes));
        }
        return;
      }
      case "stderr":
        return await this.#ends.writeStderr(this.#stderr.push(piece.bytes));
      case "ready":
        this.#outcome = { ...this.#outcome, started: true, exact: piece.exact };
        this.#stdout = new Filters([
          ...piece.exact ? [] : [new LineEnds()],
          ...piece.escaped ? [new Unescape()] : [],
        ]);
        this.#stderr = new Filters(piece.escaped ? [new Unescape()] : []);
        this.#ready.resolve();
        return;
      case "exit":
        this.#outcome = { ...this.#outcome, status: piece.status };
        return this.#finish();
      case "fail":
        this.#outcome = { ...this.#outcome, failed: piece.what };
        return this.#finish();
    }
  }

  // A command may end before its stdin: base64 in the container still waits, and is told the end.
  #finish(): void {
    this.#ready.resolve();
    if (!this.#inputEnded) this.#send(END_OF_INPUT);
    this.#inputEnded = true;
  }

  #send(byte: number): void {
    this.#urgent.push(Uint8Array.of(byte));
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

/** A terminal whose command is wrapped only to learn its status (`-t`). */
export class TerminalExecIo implements SessionIo {
  readonly #frames: FrameReader;
  #outcome: ExecOutcome = { started: false, exact: false };

  constructor(nonce: string, readonly terminal: SessionIo) {
    this.#frames = new FrameReader(nonce);
  }

  get outcome(): ExecOutcome {
    return this.#outcome;
  }

  read(): Promise<Uint8Array | null> {
    return this.terminal.read();
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (const piece of this.#frames.push(bytes)) {
      if (piece.kind === "bytes") await this.terminal.write(piece.bytes);
      else if (piece.kind === "ready") this.#outcome = { ...this.#outcome, started: true };
      else if (piece.kind === "exit") this.#outcome = { ...this.#outcome, status: piece.status };
      else if (piece.kind === "fail") this.#outcome = { ...this.#outcome, failed: piece.what };
    }
  }

  size(): TerminalSize | undefined {
    return this.terminal.size();
  }

  onResize(changed: () => void): () => void {
    return this.terminal.onResize(changed);
  }

  remark(text: string): void {
    this.terminal.remark(text);
  }
}

/** A command without a wrapper and without stdin, because there is no sh to wrap it. */
export class PlainIo implements SessionIo {
  readonly #ends: ExecEnds;
  readonly #lineEnds = new LineEnds();

  constructor(ends: ExecEnds, readonly remark: (text: string) => void) {
    this.#ends = ends;
  }

  read(): Promise<Uint8Array | null> {
    return Promise.resolve(null);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#ends.writeStdout(this.#lineEnds.push(bytes));
  }

  /** The session is over. */
  async end(): Promise<void> {
    await this.#ends.writeStdout(this.#lineEnds.end());
    await this.#ends.writeStdout(new Uint8Array(0));
  }

  size(): undefined {
    return undefined;
  }

  onResize(): () => void {
    return () => {};
  }
}

/** Base64 lines of as many whole lines as there are bytes for; at the end, of all. */
function lines(
  raw: Uint8Array,
  all: boolean,
): { readonly bytes: Uint8Array; readonly rest: Uint8Array<ArrayBuffer> } {
  const whole = all ? raw.length : raw.length - raw.length % LINE_BYTES;
  const encoder = new TextEncoder();
  const encoded: Uint8Array[] = [];
  for (let at = 0; at < whole; at += LINE_BYTES) {
    encoded.push(
      encoder.encode(`${raw.subarray(at, Math.min(whole, at + LINE_BYTES)).toBase64()}\n`),
    );
  }
  return { bytes: join(...encoded), rest: raw.slice(whole) };
}

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
