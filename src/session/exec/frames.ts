// Reads the marks of wrapper.ts out of a session's output; everything else is the command's bytes.
// Pure: bytes in, pieces out. A mark may be split over any number of messages.

/** One piece of a wrapped command's output, in order. */
export type Piece =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "stderr"; readonly bytes: Uint8Array }
  /** The command starts now; stdin may be sent. */
  | {
    readonly kind: "ready";
    /** The pty rewrites nothing. */
    readonly exact: boolean;
    readonly base64: boolean;
    /** What follows is escaped, see byte_filters.ts. */
    readonly escaped: boolean;
  }
  | { readonly kind: "exit"; readonly status: number }
  /** The command was not run. */
  | { readonly kind: "fail"; readonly what: string };

const RECORD_SEPARATOR = 0x1e;
/** A mark longer than this is none; only stderr lines are long. */
const MARK_MOST_BYTES = 1 << 20;

/** Splits a session's output into the command's bytes and the wrapper's marks. */
export class FrameReader {
  readonly #head: Uint8Array;
  readonly #tail: Uint8Array;
  #held = new Uint8Array(0);

  constructor(nonce: string) {
    const encoder = new TextEncoder();
    this.#head = encoder.encode(`\x1e${nonce}:`);
    this.#tail = encoder.encode(`:${nonce}\x1e`);
  }

  /** Takes the next bytes of the session; what could be the start of a mark is held back. */
  push(bytes: Uint8Array): Piece[] {
    let data = this.#held.length === 0 ? bytes : joined(this.#held, bytes);
    const pieces: Piece[] = [];
    while (data.length > 0) {
      const start = data.indexOf(RECORD_SEPARATOR);
      if (start === -1) {
        pieces.push({ kind: "bytes", bytes: data });
        data = data.subarray(data.length);
        break;
      }
      if (start > 0) pieces.push({ kind: "bytes", bytes: data.subarray(0, start) });
      data = data.subarray(start);
      const match = matches(data, this.#head);
      if (match === "part") break;
      if (match === "no") {
        pieces.push({ kind: "bytes", bytes: data.subarray(0, 1) });
        data = data.subarray(1);
        continue;
      }
      const end = find(data, this.#tail, this.#head.length);
      if (end === -1) {
        if (data.length < MARK_MOST_BYTES) break;
        pieces.push({ kind: "bytes", bytes: data });
        data = data.subarray(data.length);
        break;
      }
      pieces.push(...parseMark(data.subarray(this.#head.length, end)));
      data = data.subarray(end + this.#tail.length);
    }
    this.#held = data.slice();
    return pieces;
  }

  /** The session is over: what was held back was no mark. */
  end(): Piece[] {
    const bytes = this.#held;
    this.#held = new Uint8Array(0);
    return bytes.length === 0 ? [] : [{ kind: "bytes", bytes }];
  }
}

function parseMark(mark: Uint8Array): Piece[] {
  const space = mark.indexOf(0x20);
  const kind = new TextDecoder().decode(space === -1 ? mark : mark.subarray(0, space));
  const data = space === -1 ? mark.subarray(mark.length) : mark.subarray(space + 1);
  const text = new TextDecoder().decode(data);
  switch (kind) {
    case "ready":
      return [{
        kind,
        exact: text[0] === "1",
        base64: text[1] === "1",
        escaped: text[2] === "1",
      }];
    case "exit":
      return /^\d{1,3}$/.test(text) ? [{ kind, status: Number(text) }] : [];
    case "fail":
      return [{ kind, what: text }];
    case "err": {
      const [more, line] = [text.startsWith("more "), data.subarray(5)];
      return [{ kind: "stderr", bytes: more ? joined(line, Uint8Array.of(0x0a)) : line }];
    }
    default:
      return [];
  }
}

function matches(data: Uint8Array, head: Uint8Array): "yes" | "no" | "part" {
  const length = Math.min(data.length, head.length);
  for (let index = 0; index < length; index++) if (data[index] !== head[index]) return "no";
  return length === head.length ? "yes" : "part";
}

function find(data: Uint8Array, what: Uint8Array, from: number): number {
  const [first = 0] = what;
  for (let at = data.indexOf(first, from); at !== -1; at = data.indexOf(first, at + 1)) {
    if (at + what.length <= data.length && matches(data.subarray(at), what) === "yes") return at;
  }
  return -1;
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
