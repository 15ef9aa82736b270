// The bytes of a profiles file, and its text; everything that can be wrong with either in words.
import { homePath } from "../home_path.ts";
import { EcsinError, EXIT } from "../error.ts";
import { rightsLine } from "../pasteable.ts";
import type { Place } from "./find.ts";

/** No profiles file is this large; something else was named. */
const FILE_MOST_BYTES = 1 << 20;

/** The file's bytes; undefined where it is not there and nobody named it. */
export async function readBytes(
  { file, namedBy }: Place,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const { isDirectory, isFile, size } = await Deno.stat(file);
    if (isDirectory) throw unreadable(file, "it is a folder", "name a file in it");
    if (size > FILE_MOST_BYTES) {
      throw tooLarge(file, `${size} bytes`);
    }
    if (isFile) return await Deno.readFile(file);
    using open = await Deno.open(file);
    return await readUpTo(file, open, FILE_MOST_BYTES);
  } catch (error) {
    if (error instanceof EcsinError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      if (namedBy === undefined) return undefined;
      throw unreadable(
        file,
        `${namedBy} names it, and it is not there`,
        rightsLine(file),
      );
    }
    const why = error instanceof Error ? error.message : String(error);
    throw unreadable(file, why, rightsLine(file));
  }
}

/** The bytes of an open file: a device or a pipe does not say beforehand how much it gives. */
export async function readUpTo(
  file: string,
  open: Deno.FsFile,
  mostBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(mostBytes + 1);
  let length = 0;
  while (length < buffer.length) {
    const count = await open.read(buffer.subarray(length));
    if (count === null) return buffer.slice(0, length);
    length += count;
  }
  throw tooLarge(file, `more than ${mostBytes} bytes`);
}

function tooLarge(file: string, bytes: string): EcsinError {
  return unreadable(file, `it is too large for a profiles file (${bytes})`, "name another");
}

/** The bytes as text, without a byte order mark. */
export function decodeProfiles(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    const line = firstBadLine(bytes);
    throw unreadable(`${file}:${line}:1`, "this line is not UTF-8", "save the file as UTF-8");
  }
}

function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const stop = end === -1 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(start, stop));
    } catch {
      return line;
    }
    start = stop;
  }
  return line;
}

/** The failure of a file that cannot be read. */
export function unreadable(file: string, why: string, next: string): EcsinError {
  return new EcsinError({
    id: "profiles-file-unreadable",
    what: `${homePath(file)}: cannot be read as a profiles file`,
    why,
    next,
    exitCode: EXIT.usage,
  });
}
