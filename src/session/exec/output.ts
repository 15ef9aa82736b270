// A wrapped session's output taken apart: what the terminal carries, marks out, escapes undone, into
// the command's stdout and stderr, each exact to the byte. Pure: bytes in, events out.
import { type ByteFilter, Filters, LineEnds, Unescape } from "./byte_filters.ts";
import { FrameReader, type Piece } from "./frames.ts";

/** What the wrapper's first mark says of the container. */
export interface Abilities {
  /** The terminal rewrites nothing: there is an stty. */
  readonly exact: boolean;
  /** How stdin is verified. */
  readonly stdin: "none" | "sum" | "count";
  readonly escaped: boolean;
  /** The command has a session of its own, without a terminal. */
  readonly ownSession: boolean;
}

/** What came, in order. */
export type Event =
  | { readonly kind: "stdout" | "stderr"; readonly bytes: Uint8Array }
  | { readonly kind: "start"; readonly abilities: Abilities }
  /** The command begins, as this process. */
  | { readonly kind: "ready"; readonly pid: number }
  | { readonly kind: "exit"; readonly status: number }
  /** Everything of stderr that the command wrote has come. */
  | { readonly kind: "stderrEnd" }
  /** No status comes any more. */
  | { readonly kind: "over" }
  /** The command was not run. */
  | { readonly kind: "fail"; readonly what: string }
  /** For the sender of stdin (input.ts). */
  | { readonly kind: "took"; readonly status: number; readonly sum: number; readonly bytes: number }
  | { readonly kind: "again"; readonly batch: number };

/** One of the command's two streams, with the marks that its shell wrote into it. */
class Stream {
  readonly #marks: FrameReader;
  filter: ByteFilter = new Filters([]);

  constructor(nonce: string, readonly kind: "stdout" | "stderr") {
    this.#marks = new FrameReader(nonce, "\x1f");
  }

  push(bytes: Uint8Array): Event[] {
    return this.#marks.push(this.filter.push(bytes)).flatMap((piece) => this.#event(piece));
  }

  end(): Event[] {
    return this.#marks.end().flatMap((piece) => this.#event(piece));
  }

  #event(piece: Piece): Event[] {
    if (piece.kind === "bytes") return [{ kind: this.kind, bytes: piece.bytes }];
    const text = new TextDecoder().decode(piece.data);
    switch (piece.word) {
      case "ready":
        return [{ kind: "ready", pid: Number(text) }];
      case "exit":
        return /^\d{1,3}$/.test(text) ? [{ kind: "exit", status: statusOf(Number(text)) }] : [];
      case "over":
        return [{ kind: "over" }];
      case "end":
        return [{ kind: "stderrEnd" }];
      default:
        return [];
    }
  }
}

/** Takes the session's output as it comes. */
export class Output {
  readonly #marks: FrameReader;
  readonly #stdout: Stream;
  readonly #stderr: Stream;
  #isStarted = false;

  constructor(nonce: string) {
    this.#marks = new FrameReader(nonce);
    this.#stdout = new Stream(nonce, "stdout");
    this.#stderr = new Stream(nonce, "stderr");
  }

  push(bytes: Uint8Array): Event[] {
    return this.#marks.push(bytes).flatMap((piece) => this.#event(piece));
  }

  /** The session is over: what was held back as a possible mark is the command's. */
  end(): Event[] {
    return [
      ...this.#marks.end().flatMap((piece) => this.#event(piece)),
      ...this.#stdout.end(),
      ...this.#stderr.end(),
    ];
  }

  #event(piece: Piece): Event[] {
    if (piece.kind === "bytes") {
      // Before the first mark there is only what the shell itself says.
      return this.#isStarted
        ? this.#stdout.push(piece.bytes)
        : [{ kind: "stderr", bytes: piece.bytes }];
    }
    if (piece.word === "err") return this.#stderr.push(piece.data);
    const text = new TextDecoder().decode(piece.data).trim();
    switch (piece.word) {
      case "start":
        return [this.#start(text)];
      case "fail":
        return [{ kind: "fail", what: text }];
      case "took": {
        const [status = 1, sum = 0, bytes = 0] = text.split(/\s+/).map(Number);
        return [{ kind: "took", status, sum, bytes }];
      }
      case "piece":
        // What looked like the beginning of a mark was the command's, which may wait for an answer.
        return this.#stdout.end();
      case "again":
        return [{ kind: "again", batch: Number(text) }];
      default:
        return [];
    }
  }

  #start(text: string): Event {
    const [exact, stdin, escaped, ownSession] = text;
    this.#isStarted = true;
    for (const stream of [this.#stdout, this.#stderr]) {
      stream.filter = new Filters([
        ...exact === "1" ? [] : [new LineEnds()],
        ...escaped === "1" ? [new Unescape()] : [],
      ]);
    }
    return {
      kind: "start",
      abilities: {
        exact: exact === "1",
        stdin: stdin === "1" ? "sum" : stdin === "2" ? "count" : "none",
        escaped: escaped === "1",
        ownSession: ownSession === "1",
      },
    };
  }
}

/** Some shells count signals from 256 (ksh) or 384 (yash) on, all others from 128. */
function statusOf(told: number): number {
  return told > 384 ? told - 256 : told > 256 ? told - 128 : told;
}
