// One file out of an archive, in memory: nothing of an archive is written where its names say.
import { EcsinError, EXIT } from "../error.ts";

/** The file `member` of a `.tar.gz` or `.zip`. Throws an EcsinError where it is not in it. */
export async function unpack(
  archive: Uint8Array<ArrayBuffer>,
  name: string,
  member: string,
): Promise<Uint8Array> {
  let why: string | undefined;
  try {
    const found = name.endsWith(".zip")
      ? await unzip(archive, member)
      : untar(await gunzip(archive), member);
    if (found !== undefined) return found;
  } catch (error) {
    // Decompression says that bytes are not what they should be by errors of several kinds.
    why = error instanceof Error ? error.message : String(error);
  }
  throw new EcsinError({
    id: "archive-without-program",
    what: `there is no ${member} in ${name}`,
    ...(why !== undefined ? { why } : {}),
    next: "ecsin upgrade --help",
    exitCode: EXIT.failure,
  });
}

async function unzip(archive: Uint8Array, member: string): Promise<Uint8Array | undefined> {
  const { unzipSync } = await import("fflate");
  return unzipSync(archive, { filter: ({ name }) => name === member })[member];
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

const BLOCK = 512;

/** POSIX ustar: a block with the name at 0 and the size, in octal digits, at 124; then the file. */
function untar(tar: Uint8Array, member: string): Uint8Array | undefined {
  const text = (from: number, length: number) =>
    new TextDecoder().decode(tar.subarray(from, from + length)).split("\0")[0]?.trim() ?? "";
  for (let at = 0; at + BLOCK <= tar.length;) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    if (!(size >= 0)) return undefined;
    const start = at + BLOCK;
    if (text(at, 100) === member) return tar.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}
