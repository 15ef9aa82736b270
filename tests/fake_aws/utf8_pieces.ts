/**
 * How the agent cuts the command's output into messages: at UTF-8 boundaries, byte quirks included
 * (amazon-ssm-agent 3.3, agent/session/shell/shell.go, processStdoutData).
 *
 * - An invalid or unfinished byte among the last three holds itself and all after it back until more
 *   output comes; what is still held when the command ends is lost.
 * - A valid U+FFFD is taken for an invalid byte: only its first byte, EF, goes out.
 * - Everything else, binary too, goes through as it is. A piece is at most 3 bytes longer than a read.
 */
export class Utf8Pieces {
  #held: Uint8Array = new Uint8Array();

  /** What the agent sends for these bytes from the terminal; may be empty. */
  push(bytes: Uint8Array): Uint8Array {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    const sent = new Uint8Array(all.length);
    let to = 0;
    let at = 0;
    while (at < all.length) {
      const size = runeSize(all, at);
      const replacement = size === 3 && all[at] === 0xef && all[at + 1] === 0xbf &&
        all[at + 2] === 0xbd;
      if (size > 0 && !replacement) {
        for (let i = 0; i < size; i++) sent[to++] = all[at++] ?? 0;
        continue;
      }
      if (all.length - at < 4) break;
      sent[to++] = all[at] ?? 0;
      at += replacement ? 3 : 1;
    }
    this.#held = all.slice(at);
    return sent.subarray(0, to);
  }
}

/** Bytes of the valid UTF-8 character at `at`; 0 when there is none (Go's utf8.DecodeRune). */
function runeSize(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return 1;
  const size = lead >= 0xc2 && lead <= 0xdf
    ? 2
    : lead >= 0xe0 && lead <= 0xef
    ? 3
    : lead >= 0xf0 && lead <= 0xf4
    ? 4
    : 0;
  if (size === 0 || at + size > bytes.length) return 0;
  // The second byte excludes overlong forms, surrogates and everything above U+10FFFF.
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  const second = bytes[at + 1] ?? 0;
  if (second < low || second > high) return 0;
  for (let i = 2; i < size; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return size;
}
