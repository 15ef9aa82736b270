// Whether bytes are worth compressing on the way, told by how a file begins. Pure but for the
// compressing itself, which is the runtime's own.
import { joined } from "../bytes.ts";

/** How files begin that hold compressed bytes already. */
const BEGINNINGS: readonly (readonly number[])[] = [
  [0x1f, 0x8b], // gzip
  [0x50, 0x4b, 0x03, 0x04], // zip, jar, docx
  [0x28, 0xb5, 0x2f, 0xfd], // zstd
  [0xfd, 0x37, 0x7a, 0x58, 0x5a], // xz
  [0x42, 0x5a, 0x68], // bzip2
  [0x04, 0x22, 0x4d, 0x18], // lz4
  [0x37, 0x7a, 0xbc, 0xaf], // 7z
  [0x89, 0x50, 0x4e, 0x47], // png
  [0xff, 0xd8, 0xff], // jpeg
  [0x47, 0x49, 0x46, 0x38], // gif
  [0x52, 0x49, 0x46, 0x46], // webp and others in RIFF
  [0x1a, 0x45, 0xdf, 0xa3], // matroska, webm
  [0x77, 0x4f, 0x46, 0x32], // woff2
];

/** Fewer bytes than these are not worth a program. */
const WORTH_BYTES = 512;
/** What does not get smaller than this part is sent as it is. */
const WORTH_PART = 0.9;

/** Whether a file that begins like this is compressed already. */
export function looksCompressed(first: Uint8Array): boolean {
  if (first.length >= 8 && String.fromCharCode(...first.subarray(4, 8)) === "ftyp") return true;
  return BEGINNINGS.some((beginning) =>
    beginning.length <= first.length && beginning.every((byte, index) => first[index] === byte)
  );
}

/** The bytes as gzip, where that is smaller; undefined where it does not pay. */
export async function gzipped(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (bytes.length < WORTH_BYTES || looksCompressed(bytes)) return undefined;
  // A sample first: most of what does not shrink shows it in its first bytes.
  if (bytes.length > 1 << 20) {
    const sample = bytes.subarray(0, 1 << 16);
    if ((await gzip(sample)).length > sample.length * WORTH_PART) return undefined;
  }
  const smaller = await gzip(bytes);
  return smaller.length < bytes.length * WORTH_PART ? smaller : undefined;
}

async function gzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Undoes gzip; throws where it is none, or where more than `mostBytes` come out of it. */
export async function gunzipped(bytes: Uint8Array, mostBytes: number): Promise<Uint8Array> {
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream()
    .pipeThrough(new DecompressionStream("gzip"));
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream) {
    length += part.length;
    if (length > mostBytes) throw new RangeError("more bytes than were announced");
    parts.push(part);
  }
  return joined(parts);
}
