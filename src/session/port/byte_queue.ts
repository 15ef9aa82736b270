// Bytes that wait, kept in large blocks: a session brings a kilobyte at a time, and a socket is
// quicker with many at once. Pure.

const BLOCK_BYTES = 32_768;
/** Of a queue that was empty: a short answer needs no more, and a large block costs 20 µs. */
const FIRST_BYTES = 2_048;

/** First in, first out. */
export class ByteQueue {
  #blocks: { readonly bytes: Uint8Array<ArrayBuffer>; start: number; end: number }[] = [];
  #length = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** Copies `bytes` to the end. */
  push(bytes: Uint8Array): void {
    this.#length += bytes.length;
    for (let at = 0; at < bytes.length;) {
      let block = this.#blocks.at(-1);
      if (block === undefined || block.end === block.bytes.length) {
        const size = block === undefined ? Math.max(FIRST_BYTES, bytes.length - at) : BLOCK_BYTES;
        block = { bytes: new Uint8Array(Math.min(size, BLOCK_BYTES)), start: 0, end: 0 };
        this.#blocks.push(block);
      }
      const part = bytes.subarray(at, at + block.bytes.length - block.end);
      block.bytes.set(part, block.end);
      block.end += part.length;
      at += part.length;
    }
  }

  /** Takes what one block has from the front; nothing is written over it later. */
  take(): Uint8Array<ArrayBuffer> | undefined {
    const [block] = this.#blocks;
    if (block === undefined || block.start === block.end) return undefined;
    const taken = block.bytes.subarray(block.start, block.end);
    this.#length -= taken.length;
    block.start = block.end;
    // A block that is used up goes; so does the last one, or an idle connection would hold it.
    this.#blocks.shift();
    return taken;
  }

  /** Throws all of it away. */
  clear(): void {
    this.#blocks = [];
    this.#length = 0;
  }
}
