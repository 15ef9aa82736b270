// The way of pieces into a container: each is sent, verified there, and sent again from where it broke
// off by another session.
import { EcsinError, EXIT } from "../error.ts";
import { digestOf } from "./digest.ts";
import { lastWords } from "./listing.ts";
import { lostError } from "./lost.ts";
import { fieldText } from "./marks.ts";
import { feed } from "./octal.ts";
import { header, type Piece, readSeen, type Seen } from "./piece.ts";
import { quoted } from "./quoted.ts";
import type { Remote, RemoteEnd } from "./remote.ts";
import { newNonce, ScriptRun } from "./script_run.ts";
import { TAKE_SCRIPT } from "./take_script.ts";

/** What all senders of one copy share. */
export interface Sending {
  readonly remote: Remote;
  /** Absolute, without a slash at its end. */
  readonly path: string;
  readonly id: string;
  readonly signal: AbortSignal;
  readonly count: (bytes: number) => void;
  hasStdin: boolean;
}

const MOST_TRIES = 4;
const SLICE_BYTES = 32 << 10;
const REFUSED: RemoteEnd = {
  kind: "lost",
  why: "what arrives there is not what was sent",
  final: false,
};
/** Blank lines that push what stands before them out of every buffer on the way. */
const PUSH = new TextEncoder().encode(`${" ".repeat(1023)}\n`.repeat(16));

/** Sends one piece after the other by a session of its own. */
export class Sender {
  seen: Seen | undefined;
  readonly #sending: Sending;
  readonly #worker: number;
  #sessions = 0;
  #session: ScriptRun | undefined;
  /** Of a piece that broke off: what the container has of it. */
  #have = new Map<number, { readonly bytes: number; readonly digest: string }>();

  constructor(sending: Sending, worker: number) {
    this.#sending = sending;
    this.#worker = worker;
  }

  /** Opens the session; gives what is there. Throws an EcsinError where there is no way in. */
  async begin(): Promise<Seen> {
    for (let tries = 1;; tries++) {
      const session = this.#session = this.#open(TAKE_SCRIPT, this.#words("-"));
      if (!this.#sending.hasStdin) session.endInput();
      const seen = await this.#ready(session);
      if (seen !== undefined) return this.seen = seen;
      const end = await session.end;
      if (end.kind === "no-stdin" && this.#sending.hasStdin) this.#sending.hasStdin = false;
      else if (tries >= MOST_TRIES || end.kind !== "lost" || end.final) {
        throw await lostError(this.#sending.remote, end, session.stderr);
      }
    }
  }

  /** Sends a piece until it is verified there. */
  async send(piece: Piece): Promise<void> {
    let most = 0;
    for (let tries = 0;;) {
      if (this.#session === undefined) await this.begin();
      const session = this.#session;
      if (session === undefined) continue;
      const { hasStdin } = this.#sending;
      const told = hasStdin ? await this.#byStdin(session, piece) : await this.#byWords(piece);
      if (told === "ok") return;
      session.stop();
      this.#session = undefined;
      // One that refused a piece was ended here.
      const end = told === "bad" ? REFUSED : await session.end;
      // A session that got further than any before it is no failed try.
      const have = this.#have.get(piece.number)?.bytes ?? 0;
      tries = have > most ? 0 : tries + 1;
      most = Math.max(most, have);
      if (end.kind === "lost" && end.final || tries >= MOST_TRIES) {
        throw await lostError(this.#sending.remote, end, session.stderr);
      }
    }
  }

  /** Nothing more comes. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.finish();
  }

  /** Ends the session as it is. */
  stop(): void {
    this.#session?.stop();
  }

  /** Removes the folder of parts; false where that could not be done. */
  async drop(): Promise<boolean> {
    if (this.#session === undefined) await this.begin();
    const drop = new TextEncoder().encode("drop\n");
    let session = this.#session;
    if (!this.#sending.hasStdin) {
      const file = `${this.seen?.parts}/in`;
      await feed(
        drop,
        file,
        this.#sending.remote,
        (script, words) => this.#open(script, words),
      );
      session = this.#open(TAKE_SCRIPT, this.#words(file));
    } else void session?.send(drop);
    session?.endInput();
    let gone = false;
    for (let each; (each = await session?.next()) !== undefined;) {
      if (each.kind === "record" && each.name === "gone") gone = true;
    }
    await session?.end;
    this.#session = undefined;
    return gone;
  }

  #open(script: string, words: readonly string[]): ScriptRun {
    const { remote, hasStdin, signal } = this.#sending;
    return new ScriptRun(remote, script, newNonce(), words, hasStdin, signal);
  }

  #words(input: string): string[] {
    const { path, id } = this.#sending;
    return [path, id, `${this.#worker}-${this.#sessions++}`, input];
  }

  async #ready(session: ScriptRun): Promise<Seen | undefined> {
    this.#have.clear();
    let tools: string[] = [];
    let seen: string[] = [];
    for (let each; (each = await session.next()) !== undefined;) {
      if (each.kind === "bytes") continue;
      const fields = each.fields.map(fieldText);
      if (each.name === "tools") tools = fields;
      else if (each.name === "seen") seen = fields;
      else if (each.name === "have") {
        const [number, bytes, digest = ""] = fields;
        this.#have.set(Number(number), {
          bytes: Number(bytes),
          digest: digest.split(" ")[0] ?? "",
        });
      } else if (each.name === "ready") {
        return readSeen(tools, seen);
      }
    }
    return undefined;
  }

  async #byStdin(session: ScriptRun, piece: Piece): Promise<"ok" | "bad" | "lost"> {
    const have = this.#haveOf(piece);
    const { isSingle = false } = this.seen ?? {};
    const scale = piece.rawBytes / Math.max(1, piece.wire.length);
    let sent = 0;
    const sending = async () => {
      await session.send(new TextEncoder().encode(header(piece, have)));
      for (let at = have; at < piece.wire.length; at += SLICE_BYTES) {
        const slice = piece.wire.subarray(at, at + SLICE_BYTES);
        await session.send(slice);
        sent += slice.length;
        this.#sending.count(slice.length * scale);
      }
      if (isSingle) session.endInput();
      else await session.send(PUSH);
    };
    void sending();
    const told = await this.#answer(session, piece);
    if (told !== "ok") this.#sending.count(-(sent + have) * scale);
    else if (isSingle) await this.close();
    return told;
  }

  async #byWords(piece: Piece): Promise<"ok" | "bad" | "lost"> {
    const file = `${this.seen?.parts}/in`;
    const bytes = [new TextEncoder().encode(header(piece, 0)), piece.wire];
    const whole = new Uint8Array(await new Blob(bytes as Uint8Array<ArrayBuffer>[]).arrayBuffer());
    await feed(whole, file, this.#sending.remote, (script, words) => {
      const session = this.#open(script, words);
      return session;
    });
    const session = this.#open(TAKE_SCRIPT, this.#words(file));
    session.endInput();
    const told = await this.#answer(session, piece);
    this.#sending.count(piece.rawBytes);
    while (await session.next() !== undefined);
    await session.end;
    return told;
  }

  async #answer(session: ScriptRun, piece: Piece): Promise<"ok" | "bad" | "lost"> {
    for (let each; (each = await session.next()) !== undefined;) {
      if (each.kind === "bytes") continue;
      const [first] = each.fields.map(fieldText);
      if (each.name === "ok" && Number(first) === piece.number) return "ok";
      if (each.name === "bad") return "bad";
      if (each.name === "fail") {
        throw new EcsinError({
          id: "copy-refused",
          what: `${this.#sending.remote.label} could not take it: ${
            quoted(lastWords(first ?? "")).slice(1, -1)
          }`,
          why: `those are its own words, for ${quoted(this.#sending.path)}`,
          next: this.#sending.remote.exec("df", "-h"),
          exitCode: EXIT.failure,
        });
      }
      piece.onRecord?.(each.name, each.fields);
    }
    return "lost";
  }

  /** Bytes of the piece that are there, if they are the same. */
  #haveOf(piece: Piece): number {
    const have = this.#have.get(piece.number);
    if (have === undefined || have.bytes > piece.wire.length) return 0;
    const digest = digestOf(this.seen?.tool ?? "size", piece.wire.subarray(0, have.bytes));
    if (digest !== have.digest) return 0;
    this.#sending.count(have.bytes * piece.rawBytes / Math.max(1, piece.wire.length));
    return have.bytes;
  }
}
