// How a large file is shared among sessions. Pure.

const MIB = 1 << 20;

/**
 * Bytes of one part, whole MiB: `mostBytes`, or fewer where some of the sessions would have none to
 * carry. A file of unknown size (0) is not shared by halves.
 */
export function sharedBytes(size: number, sessions: number, mostBytes: number): number {
  if (size === 0) return mostBytes;
  return Math.min(mostBytes, Math.max(1, Math.ceil(size / sessions / MIB)) * MIB);
}
