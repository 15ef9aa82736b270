// Filters over a stream of bytes that comes in pieces. Pure.

/** Takes the next piece, gives what is sure of it. */
export interface ByteFilter {
  push(bytes: Uint8Array): Uint8Array;
  /** What was held back when the stream ends. */
  end(): Uint8Array;
}

const GROUP_SEPARATOR = 0x1d;
const NOTHING = new Uint8Array(0);

/**
 * Undoes the wrapper's escaping: GS 1 is 0xef, GS 2 is GS. The agent in the container shortens
 * EF BF BD (U+FFFD) to EF and may lose an unfinished character at the end (amazon-ssm-agent 3.3,
 * singlecommand.go), so no 0xef is sent through it where bytes must be exact.
 */
export class Unescape implements ByteFilter {
  #pending = false;

  push(bytes: Uint8Array): Uint8Array {
    if (!this.#pending && !bytes.includes(GROUP_SEPARATOR)) return bytes;
    // What follows a GS moves forward, a run at a time: in random bytes one in 64 is escaped.
    const out = bytes.slice();
    let length = 0;
    let at = 0;
    while (at < bytes.length) {
      if (this.#pending) out[length++] = bytes[at++] === 0x31 ? 0xef : GROUP_SEPARATOR;
      const found = bytes.indexOf(GROUP_SEPARATOR, at);
      const end = found === -1 ? bytes.length : found;
      out.copyWithin(length, at, end);
      length += end - at;
      this.#pending = found !== -1;
      at = end + 1;
    }
    return out.subarray(0, length);
  }

  end(): Uint8Array {
    return NOTHING;
  }
}

/** Makes the pty's CR LF a LF again; for containers without `stty`. */
export class LineEnds implements ByteFilter {
  #heldReturn = false;

  push(bytes: Uint8Array): Uint8Array {
    const out = new Uint8Array(bytes.length + 1);
    let length = 0;
    for (const byte of bytes) {
      if (this.#heldReturn && byte !== 0x0a) out[length++] = 0x0d;
      this.#heldReturn = byte === 0x0d;
      if (byte !== 0x0d) out[length++] = byte;
    }
    return out.subarray(0, length);
  }

  end(): Uint8Array {
    return this.#heldReturn ? Uint8Array.of(0x0d) : NOTHING;
  }
}

/** One after the other. */
export class Filters implements ByteFilter {
  constructor(readonly filters: readonly ByteFilter[]) {}

  push(bytes: Uint8Array): Uint8Array {
    return this.filters.reduce((rest, filter) => filter.push(rest), bytes);
  }

  end(): Uint8Array {
    return this.filters.reduce((rest, filter) => {
      const [left, right] = [filter.push(rest).slice(), filter.end()];
      return Uint8Array.from([...left, ...right]);
    }, NOTHING);
  }
}
