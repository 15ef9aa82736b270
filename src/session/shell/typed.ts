// What was typed, from this side until the session takes it: read ahead, so that an escape always
// works, and handed on in one piece.
import { joined } from "../../bytes.ts";
import { Escape, type Wish } from "./escape.ts";
import type { SessionIo } from "./io.ts";

/** Type-ahead that is read before the session takes it. */
const AHEAD_MOST_BYTES = 1 << 18;

/** Input that waits for the session. */
export class Typed {
  readonly #io: SessionIo;
  readonly #escape: Escape | undefined;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #changed = Promise.withResolvers<void>();

  /** `escape` is one character; without it nothing typed is an escape. */
  constructor(io: SessionIo, escape: string | undefined) {
    this.#io = io;
    this.#escape = escape === undefined ? undefined : new Escape(escape);
  }

  /** Reads until there is no more, or `over`; tells of every input and of each wish. */
  async read(over: AbortSignal, onInput: () => void, onWish: (wish: Wish) => void): Promise<void> {
    while (!over.aborted) {
      while (this.#bytes > AHEAD_MOST_BYTES) await this.#changed.promise;
      const input = await this.#io.read();
      if (input === null || over.aborted) return;
      onInput();
      const { bytes, wishes } = this.#escape?.push(input) ?? { bytes: input, wishes: [] };
      if (bytes.length > 0) {
        this.#waiting.push(bytes);
        this.#bytes += bytes.length;
        this.#wake();
      }
      for (const wish of wishes) onWish(wish);
    }
  }

  /** All that waits, as soon as there is some. */
  async take(): Promise<Uint8Array> {
    while (this.#waiting.length === 0) await this.#changed.promise;
    const bytes = joined(this.#waiting);
    this.#waiting = [];
    this.#bytes = 0;
    this.#wake();
    return bytes;
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
