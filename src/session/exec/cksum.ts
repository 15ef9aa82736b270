// The sum that POSIX `cksum` prints: a CRC of the bytes and then of their count (IEEE Std 1003.1,
// cksum: polynomial 0x04C11DB7, not reflected, complemented). Pure.

const TABLE = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value;
});

/** What `cksum` prints of these bytes, as an unsigned number. */
export function cksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at++) sum = added(sum, bytes[at] ?? 0);
  for (let count = bytes.length; count > 0; count = Math.floor(count / 256)) {
    sum = added(sum, count & 0xff);
  }
  return ~sum >>> 0;
}

function added(sum: number, byte: number): number {
  return (sum << 8) ^ (TABLE[(sum >>> 24) ^ byte] ?? 0);
}
