// The stream that the copying scripts write: bytes of files, and records between them that no file
// can hold by accident. A record is RS NONCE, a blank, its kind, a blank, the number of its fields,
// NUL, then the fields, each with a NUL behind it, as no name holds one. Pure.
import { joined } from "../bytes.ts";

/** One piece of the stream, in order. */
export type Piece =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "record"; readonly name: string; readonly fields: readonly Uint8Array[] };

const RECORD_SEPARATOR = 0x1e;
/** No record is longer; the longest names 200 files. */
const RECORD_MOST_BYTES = 8 << 20;

/** Takes the stream apart. */
export class MarkReader {
  readonly #head: Uint8Array;
  #held: Uint8Array = new Uint8Array(0);

  constructor(nonce: string) {
    this.#head = new TextEncoder().encode(`\x1e${nonce} `);
  }

  /** Takes the next bytes; what could be the start of a record is held back. */
  push(bytes: Uint8Array): Piece[] {
    let data = this.#held.length === 0 ? bytes : joined([this.#held, bytes]);
    const pieces: Piece[] = [];
    let from = 0;
    while (true) {
      const at = data.indexOf(RECORD_SEPARATOR, from);
      if (at === -1) break;
      const record = this.#record(data.subarray(at));
      if (record === "no") {
        from = at + 1;
        continue;
      }
      if (at > 0) pieces.push({ kind: "bytes", bytes: data.subarray(0, at) });
      data = data.subarray(at);
      if (record === "part") {
        this.#held = data.slice();
        return pieces;
      }
      pieces.push(record.piece);
      data = data.subarray(record.length);
      from = 0;
    }
    if (data.length > 0) pieces.push({ kind: "bytes", bytes: data });
    this.#held = new Uint8Array(0);
    return pieces;
  }

  #record(data: Uint8Array): "no" | "part" | { readonly piece: Piece; readonly length: number } {
    for (let index = 0; index < Math.min(data.length, this.#head.length); index++) {
      if (data[index] !== this.#head[index]) return "no";
    }
    const unfinished = data.length > RECORD_MOST_BYTES ? "no" : "part";
    const headEnd = data.indexOf(0);
    if (headEnd === -1) return unfinished;
    const [name = "", count = ""] = new TextDecoder().decode(
      data.subarray(this.#head.length, headEnd),
    ).split(" ");
    if (!/^\d+$/.test(count)) return "no";
    const fields: Uint8Array[] = [];
    let at = headEnd + 1;
    for (let left = Number(count); left > 0; left--) {
      const end = data.indexOf(0, at);
      if (end === -1) return unfinished;
      fields.push(data.slice(at, end));
      at = end + 1;
    }
    return { piece: { kind: "record", name, fields }, length: at };
  }
}

/** A field that ecsin's own script wrote; what is no text becomes readable all the same. */
export function fieldText(field: Uint8Array | undefined): string {
  return field === undefined ? "" : new TextDecoder().decode(field);
}
