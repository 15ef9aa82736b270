// The sum that POSIX `cksum` prints: a CRC of the bytes and then of their count (IEEE Std 1003.1,
// cksum: polynomial 0x04C11DB7, not reflected, complemented). Pure.

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  return value >>> 0;
});

/** What `cksum` prints of these bytes, as an unsigned number. */
export function cksum(bytes: Uint8Array): number {
  let sum = 0;
  const add = (byte: number) => {
    sum = (sum << 8) ^ (TABLE[((sum >>> 24) ^ byte) & 0xff] ?? 0);
  };
  for (const byte of bytes) add(byte);
  for (let count = bytes.length; count > 0; count = Math.floor(count / 256)) add(count & 0xff);
  return ~sum >>> 0;
}
