// One file of a folder of parts, on this machine: written whole, with holes where it holds nothing.
import { EcsinError, EXIT } from "../error.ts";
import { folderOf } from "../paths.ts";
import { spaceLine } from "../pasteable.ts";
import { reason } from "./local_source.ts";
import { quoted } from "./quoted.ts";

/** A run of zeros of this many bytes is not written: the file system makes a hole of it. */
const HOLE_BYTES = 1 << 16;

/**
 * Makes the file `part` of the bytes that come; `target` is its place later, for words. Throws an
 * EcsinError (`copy-unwritten`), or what the reading of the bytes throws.
 */
export async function writePart(
  part: string,
  content: AsyncIterable<Uint8Array>,
  target: string,
): Promise<void> {
  const here = async <Value>(work: Promise<Value>): Promise<Value> => {
    try {
      return await work;
    } catch (error) {
      throw unwritten(target, error);
    }
  };
  const file = await here(Deno.open(part, { write: true, createNew: true, mode: 0o600 }));
  try {
    let length = 0;
    for await (const bytes of content) {
      await here(writeSparse(file, bytes));
      length += bytes.length;
    }
    await here(file.truncate(length));
  } finally {
    file.close();
  }
}

async function writeSparse(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    const piece = bytes.subarray(at, at + HOLE_BYTES);
    at += piece.length;
    if (piece.length === HOLE_BYTES && piece.every((byte) => byte === 0)) {
      await file.seek(piece.length, Deno.SeekMode.Current);
    } else {
      for (let rest = piece; rest.length > 0;) rest = rest.subarray(await file.write(rest));
    }
  }
}

/** What this machine does not let be written, in words. */
export function unwritten(path: string, error: unknown): EcsinError {
  return new EcsinError({
    id: "copy-unwritten",
    what: `${quoted(path)} could not be written`,
    why: reason(error),
    next: spaceLine(folderOf(path)),
    exitCode: EXIT.failure,
  });
}
