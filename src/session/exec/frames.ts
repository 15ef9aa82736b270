// Reads the marks of wrapper.ts out of a stream; everything else is bytes. Pure: bytes in, pieces
// out. A mark may be split over any number of messages.

/** One piece of a stream, in order. */
export type Piece =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** `RS NONCE : word data : NONCE RS`. */
  | { readonly kind: "mark"; readonly word: string; readonly data: Uint8Array };

/** A mark longer than this is none; only pieces of stderr are long, 32 KiB before their escaping. */
const MARK_MOST_BYTES = 1 << 20;

/** Splits a stream into bytes and the wrapper's marks. */
export class FrameReader {
  readonly #head: Uint8Array;
  readonly #tail: Uint8Array;
  readonly #around: number;
  #held = new Uint8Array(0);

  /**
   * `around` stands at both ends of a mark. The terminal's own marks have RS, those in a stream of
   * the command US: what ends one must not look like the beginning of the other.
   */
  constructor(nonce: string, around: "\x1e" | "\x1f" = "\x1e") {
    const encoder = new TextEncoder();
    this.#head = encoder.encode(`${around}${nonce}:`);
    this.#around = around.charCodeAt(0);
    this.#tail = encoder.encode(`:${nonce}${around}`);
  }

  /** Takes the next bytes; what could be the start of a mark is held back. */
  push(bytes: Uint8Array): Piece[] {
    const data = this.#held.length === 0 ? bytes : joined(this.#held, bytes);
    const pieces: Piece[] = [];
    /** Up to here everything is in `pieces`; what is no mark goes out in runs, not byte by byte. */
    let given = 0;
    const give = (to: number) => {
      if (to > given) pieces.push({ kind: "bytes", bytes: data.subarray(given, to) });
      given = to;
    };
    let at = data.indexOf(this.#around);
    while (at !== -1) {
      const match = matches(data, at, this.#head);
      if (match === "no") {
        at = data.indexOf(this.#around, at + 1);
        continue;
      }
      give(at);
      if (match === "part") break;
      const start = at + this.#head.length;
      const end = find(data, this.#tail, start);
      if (end === -1) {
        if (data.length - at >= MARK_MOST_BYTES) at = -1;
        break;
      }
      pieces.push(parseMark(data.subarray(start, end)));
      given = end + this.#tail.length;
      at = data.indexOf(this.#around, given);
    }
    if (at === -1) give(data.length);
    this.#held = data.slice(given);
    return pieces;
  }

  /** What was held back is no mark: no more of it comes, or the stream is over. */
  end(): Piece[] {
    const bytes = this.#held;
    this.#held = new Uint8Array(0);
    return bytes.length === 0 ? [] : [{ kind: "bytes", bytes }];
  }
}

function parseMark(mark: Uint8Array): Piece {
  const space = mark.indexOf(0x20);
  const word = new TextDecoder().decode(space === -1 ? mark : mark.subarray(0, space));
  return { kind: "mark", word, data: mark.subarray(space === -1 ? mark.length : space + 1) };
}

function matches(data: Uint8Array, at: number, head: Uint8Array): "yes" | "no" | "part" {
  const length = Math.min(data.length - at, head.length);
  for (let index = 0; index < length; index++) if (data[at + index] !== head[index]) return "no";
  return length === head.length ? "yes" : "part";
}

function find(data: Uint8Array, what: Uint8Array, from: number): number {
  const [first = 0] = what;
  for (let at = data.indexOf(first, from); at !== -1; at = data.indexOf(first, at + 1)) {
    if (matches(data, at, what) === "yes") return at;
  }
  return -1;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
