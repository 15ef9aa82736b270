// Archives whose bytes depend on nothing but the files in them: order, modes, owner and time are
// fixed, and the compressor is the same code on every system.
import { gzipSync, zipSync } from "fflate";

/** A file of an archive. */
export interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly executable?: boolean;
}

const BLOCK = 512;
/** What a zip can say at the earliest; it has no time zone. The same in both kinds of archives. */
const TIME = new Date(1980, 0, 1);
/** 1980-01-01T00:00:00Z, in seconds. */
const TIME_SECONDS = 315_532_800;
const LEVEL = 6;

const modeOf = ({ executable = false }: Entry) => executable ? 0o755 : 0o644;

/** A `.tar.gz` of the files, in their order. */
export function tarGz(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const parts = entries.flatMap((entry) => [
    header(entry),
    entry.bytes,
    new Uint8Array((BLOCK - entry.bytes.length % BLOCK) % BLOCK),
  ]);
  parts.push(new Uint8Array(2 * BLOCK));
  const tar = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    tar.set(part, at);
    at += part.length;
  }
  return gzipSync(tar, { level: LEVEL, mtime: 0 });
}

/** A `.zip` of the files, in their order. */
export function zip(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  // Made by a Unix (3), so that the modes count where they can.
  const files = entries.map((entry) =>
    [
      entry.name,
      [entry.bytes, { mtime: TIME, os: 3, attrs: (0o100000 | modeOf(entry)) << 16 }],
    ] as const
  );
  return zipSync(Object.fromEntries(files.map(([name, [bytes, how]]) => [name, [bytes, how]])), {
    level: LEVEL,
  });
}

/** POSIX ustar: fields of fixed width, numbers in octal digits. */
function header(entry: Entry): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (text: string, at: number) => block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, at: number, width: number) =>
    put(value.toString(8).padStart(width - 1, "0"), at);
  if (new TextEncoder().encode(entry.name).length > 100) throw new Error(`long: ${entry.name}`);
  put(entry.name, 0);
  octal(modeOf(entry), 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(entry.bytes.length, 124, 12);
  octal(TIME_SECONDS, 136, 12);
  put("        ", 148);
  put("0", 156);
  put("ustar\x0000", 257);
  put("root", 265);
  put("root", 297);
  octal(block.reduce((sum, byte) => sum + byte, 0), 148, 7);
  return block;
}
