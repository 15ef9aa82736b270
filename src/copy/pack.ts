// Small files on their way into a container, many in one piece: a tar where the image has tar, else
// their bytes one after the other and a script that cuts them apart. Names inside are plain ones, so
// that any tar and any digest program reads them; the last script gives the files their own.
import { packTar } from "modern-tar";
import { joined } from "../bytes.ts";
import { digestOf } from "./digest.ts";
import type { DigestTool } from "./entry.ts";
import type { PlacedFile } from "./place_script.ts";
import { fitsHeader, tarTime } from "./tar_time.ts";

/** A small file, whole. */
export interface SmallFile {
  readonly path: string;
  readonly mode: number;
  readonly mtime?: number;
  readonly bytes: Uint8Array;
}

/** A pack: what is sent, how it is unpacked, and where each file is then. */
export interface Pack {
  readonly bytes: Uint8Array;
  readonly action: "tar" | "cut";
  /** Bytes of the script at the beginning of a `cut`. */
  readonly script: number;
  readonly files: readonly PlacedFile[];
}

/** Most bytes of files in one pack. */
export const PACK_BYTES: Readonly<Record<Pack["action"], number>> = {
  tar: 4 << 20,
  // tail reads all that stands before: what is cut has to be short.
  cut: 256 << 10,
};
/** Most files in one pack. */
export const PACK_FILES = 1000;

const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,90}$/;

/** Packs files into folder `d<number>` of the folder of parts. */
export async function pack(
  number: number,
  files: readonly SmallFile[],
  action: Pack["action"],
  tool: DigestTool,
): Promise<Pack> {
  const folders = new Map<string, number>();
  const taken = new Set<string>();
  const named = files.map((file, index) => {
    const slash = file.path.lastIndexOf("/");
    const folder = file.path.slice(0, Math.max(0, slash));
    const name = file.path.slice(slash + 1);
    if (!folders.has(folder)) folders.set(folder, folders.size);
    // A tar on stdin may hold a name twice.
    const isPlain = PLAIN.test(name) && !taken.has(file.path);
    taken.add(file.path);
    return { ...file, name: `${folders.get(folder)}/${isPlain ? name : `+${index}`}` };
  });
  const sums = named.map(({ name, bytes }) => sumLine(tool, name, bytes)).join("");
  const own = [
    { name: "sums", bytes: new TextEncoder().encode(sums), mode: 0o600 },
    { name: "v", bytes: new TextEncoder().encode(verifyScript(tool)), mode: 0o600 },
  ];
  const placed = named.map(({ name, path, mode, mtime }) => ({
    part: `d${number}/${name}`,
    path,
    ...(action === "tar" && mtime !== undefined && fitsHeader(mtime) ? {} : { mode, mtime }),
  }));
  const all = [...named, ...own];
  if (action === "tar") {
    const bytes = await packTar([
      ...Array.from({ length: folders.size }, (_, index) => ({
        header: { name: `${index}/`, type: "directory" as const, size: 0, mode: 0o700 },
      })),
      ...all.map((file) => ({
        header: {
          name: file.name,
          size: file.bytes.length,
          mode: file.mode,
          ...("mtime" in file && file.mtime !== undefined && fitsHeader(file.mtime)
            ? tarTime(file.mtime)
            : {}),
        },
        body: file.bytes as Uint8Array<ArrayBuffer>,
      })),
    ]);
    return { bytes, action, script: 0, files: placed };
  }
  const lines = [
    't() { tail -c +"$1" .d | head -c "$2" >"$3"; }',
    `mkdir ${Array.from({ length: folders.size }, (_, index) => index).join(" ")}`,
    "tail -c +$(($1+1)) .b >.d",
  ];
  let offset = 1;
  for (const { name, bytes } of all) {
    lines.push(`t ${offset} ${bytes.length} ${name} || exit 1`);
    offset += bytes.length;
  }
  lines.push("rm .d");
  const script = new TextEncoder().encode(`${lines.join("\n")}\n`);
  return {
    bytes: joined([script, ...all.map(({ bytes }) => bytes)]),
    action,
    script: script.length,
    files: placed,
  };
}

function sumLine(tool: DigestTool, name: string, bytes: Uint8Array): string {
  const sum = digestOf(tool, bytes);
  return tool === "cksum" ? `${sum} ${bytes.length} ${name}\n` : `${sum}  ${name}\n`;
}

function verifyScript(tool: DigestTool): string {
  const differ = 'printf "the digests differ"; exit 1';
  switch (tool) {
    case "sha256sum":
    case "md5sum":
      return `${tool} -c sums >/dev/null 2>&1 || { ${differ}; }\n`;
    case "cksum":
      return `while read -r c s f; do
[ "$(cksum <"$f")" = "$c $s" ] || { ${differ}; }
done <sums\n`;
    case "size":
      return `while read -r s f; do
[ "$(wc -c <"$f")" -eq "$s" ] || { ${differ}; }
done <sums\n`;
  }
}
