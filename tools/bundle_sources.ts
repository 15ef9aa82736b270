// What ecsin's bundle is made of: its bytes by package and by room, counted from the bundler's own
// source maps, and which of them are read at every start.
import { bundleInto } from "./build.ts";

/** One part of the bundle. */
export interface BundlePart {
  /** A package as `ws@8.23.0`, a room as `src/session`, or `bundler`. */
  readonly name: string;
  /** Minified bytes. */
  readonly bytes: number;
  /** Those of them that `ecsin --help` loads. */
  readonly earlyBytes: number;
}

/** Bundles as tools/build.ts does, and counts; largest part first. */
export async function bundleParts(): Promise<readonly BundlePart[]> {
  const folder = await Deno.makeTempDir({ prefix: "ecsin-bundle-" });
  try {
    await bundleInto(folder, ["--minify", "--sourcemap=external"]);
    return await countAll(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function countAll(folder: string): Promise<readonly BundlePart[]> {
  const chunks = new Map<string, string>();
  for (const { name } of Deno.readDirSync(folder)) {
    if (name.endsWith(".js")) chunks.set(name, await Deno.readTextFile(`${folder}/${name}`));
  }
  const early = earlyChunks(chunks);
  const parts = new Map<string, { bytes: number; earlyBytes: number }>();
  for (const [name, text] of chunks) {
    const { sources, mappings } = JSON.parse(await Deno.readTextFile(`${folder}/${name}.map`));
    for (const [source, bytes] of bytesBySource(text, sources, mappings)) {
      const part = parts.get(partOf(source)) ?? { bytes: 0, earlyBytes: 0 };
      part.bytes += bytes;
      part.earlyBytes += early.has(name) ? bytes : 0;
      parts.set(partOf(source), part);
    }
  }
  return [...parts].map(([name, part]) => ({ name, ...part }))
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
}

/** The chunks that are loaded with main.js. */
function earlyChunks(chunks: ReadonlyMap<string, string>): ReadonlySet<string> {
  const seen = new Set(["main.js"]);
  for (const name of seen) {
    const text = chunks.get(name) ?? "";
    for (const [, found = ""] of text.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g)) {
      seen.add(found);
    }
  }
  return seen;
}

/** `src/session`, `ws@8.23.0`; what no source has made is the bundler's. */
function partOf(source: string): string {
  const cached = /\/npm\/[^/]+\/((?:@[^/]+\/)?[^/]+)\/([^/]+)\//.exec(source);
  if (cached !== null) return `${cached[1]}@${cached[2]}`;
  const own = /(?:^|\/)(src\/[^/.]+)[/.]/.exec(source);
  return own?.[1] ?? (source === "" ? "bundler" : source.replace(/^.*\//, ""));
}

/** Bytes of a chunk by source; a stretch belongs to the source of the mapping at its start. */
function bytesBySource(
  text: string,
  sources: readonly string[],
  mappings: string,
): ReadonlyMap<string, number> {
  const counted = new Map<string, number>();
  const count = (source: string, piece: string) => {
    const bytes = new TextEncoder().encode(piece).length;
    counted.set(source, (counted.get(source) ?? 0) + bytes);
  };
  let source = 0;
  const lines = text.split("\n");
  mappings.split(";").forEach((line, row) => {
    const letters = lines[row] ?? "";
    let column = 0;
    let from = 0;
    let owner = "";
    for (const segment of line === "" ? [] : line.split(",")) {
      const [columns = 0, sourceStep] = numbersOf(segment);
      column += columns;
      count(owner, letters.slice(from, column));
      from = column;
      if (sourceStep !== undefined) source += sourceStep;
      owner = sourceStep === undefined ? "" : sources[source] ?? "";
    }
    count(owner, `${letters.slice(from)}${row < lines.length - 1 ? "\n" : ""}`);
  });
  count("", lines.slice(mappings.split(";").length).join("\n"));
  return counted;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 VLQ (Source Map, ECMA-426): five bits a letter, the sign in the lowest bit. */
function numbersOf(segment: string): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = DIGITS.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if ((digit & 32) !== 0) continue;
    numbers.push((value & 1) === 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}
