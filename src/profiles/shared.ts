// The team's profiles: `.ecsin.yaml`, the nearest one from the working directory up to the root of
// its repository. A checkout is a stranger's word: until the person has trusted it, it may not say
// what is run. Nothing that it holds can break what the person's own file says.
import { homePath } from "../home_path.ts";
import { EcsinError, EXIT } from "../error.ts";
import { pasteable, rightsLine } from "../pasteable.ts";
import { below, folderOf } from "../paths.ts";
import type { Place } from "./find.ts";
import type { NamedProfile, Profile } from "./profile.ts";
import { decodeProfiles, readBytes, readUpTo, unreadable } from "./read_bytes.ts";

/** What a shared file is called. */
export const SHARED_NAME = ".ecsin.yaml";

/** A shared file. */
export interface Shared {
  /** As it was found. */
  readonly file: string;
  /** Absolute, links followed: what trust is remembered by, with `sha256`. */
  readonly realPath: string;
  /** Hex digits, of all bytes. */
  readonly sha256: string;
  readonly profiles: readonly NamedProfile[];
}

/** Whether this content of this file was trusted; handed in by the command. */
export type IsTrusted = (
  shared: { readonly file: string; readonly sha256: string },
) => Promise<boolean>;

/** YAML of a stranger takes its time: 64 KiB of keys take less than a second, 256 KiB seven. */
const FILE_MOST_BYTES = 1 << 16;
/** What any checkout may say: each of these chooses a place, and is told on stderr. */
const FREE_KEYS: readonly string[] = [
  ...["description", "awsProfile", "region", "cluster", "service", "family", "task", "container"],
  ...["pick", "session", "confirm", "accountId", "color"],
];
/** Neither a flag nor anything that a shell gives a meaning: these get into lines to paste. */
const PLAIN = /^[A-Za-z0-9_./@][A-Za-z0-9_@%+=:,./-]*$/;
const PLAIN_NAME = /^[\p{L}\p{N}_./@][\p{L}\p{N}_@%+=:,./-]*$/u;

/**
 * The shared file beside the person's own, or why it cannot be used. None where the person named a
 * file, and where it is the person's own.
 */
export async function readShared(
  own: Place,
  cwd: string | undefined = workingDirectory(),
): Promise<Shared | { readonly file: string; readonly fault: EcsinError } | undefined> {
  if (own.namedBy !== undefined || cwd === undefined) return undefined;
  const found = await findShared(cwd);
  if (found === undefined) return undefined;
  const { file, root } = found;
  try {
    const realPath = await Deno.realPath(file);
    if (realPath === await Deno.realPath(own.file).catch(() => undefined)) return undefined;
    return await readSharedFile(file, root);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const fault = error instanceof EcsinError ? error : unreadable(file, why, rightsLine(file));
    return { file, fault };
  }
}

/** Reads one shared file, once: what is hashed is what is parsed. It must not lead out of `root`. */
export async function readSharedFile(file: string, root?: string): Promise<Shared> {
  const realPath = await Deno.realPath(file).catch(() => file);
  if (root !== undefined && !isBelow(realPath, root)) {
    throw unreadable(file, `it is a link that leads out of ${root}`, rightsLine(file));
  }
  const seen = await Deno.stat(realPath).catch(() => undefined);
  if (seen?.isFile === false && !seen.isDirectory) {
    throw unreadable(file, "it is not a plain file", rightsLine(file));
  }
  // Who may write into a folder on the way could exchange it: what is looked at is what is read.
  using open = seen?.isFile === true ? await openShared(file, realPath) : undefined;
  const info = await open?.stat() ?? seen;
  if (info !== undefined && info.size > FILE_MOST_BYTES) {
    const why = `it is too large for a shared profiles file (${info.size} bytes)`;
    throw unreadable(file, why, rightsLine(file));
  }
  const me = Deno.build.os === "windows" ? null : Deno.uid();
  if (info !== undefined && info.uid !== me && info.uid !== 0) {
    throw unreadable(file, "it belongs to another user", `ecsin --profiles ${pasteable(file)}`);
  }
  const bytes = open === undefined
    ? await readBytes({ file: realPath })
    : await readUpTo(realPath, open, FILE_MOST_BYTES);
  if (bytes === undefined) throw unreadable(file, "it is not there", rightsLine(file));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const { parseProfiles } = await import("./parse.ts");
  const { profiles } = parseProfiles(decodeProfiles(file, bytes), file);
  const strange = [...profiles.keys()].find((name) => !PLAIN_NAME.test(name));
  if (strange !== undefined) throw nameNotPlain(file, strange);
  return {
    file,
    realPath,
    sha256,
    profiles: [...profiles].map(([name, profile]) => heldBack(name, profile, file)),
  };
}

async function openShared(file: string, realPath: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(realPath);
  } catch (error) {
    throw unreadable(
      file,
      error instanceof Error ? error.message : String(error),
      rightsLine(file),
    );
  }
}

/** The profile as it may be used, all of it once its file is trusted; throws until then. */
export async function released(
  { realPath, sha256 }: Shared,
  named: NamedProfile,
  isTrusted: IsTrusted,
): Promise<NamedProfile> {
  const { heldBack, ...rest } = named;
  if (heldBack === undefined) return named;
  if (!await isTrusted({ file: realPath, sha256 })) {
    // Commands are run by name only: the rest of the profile may be used without them.
    if (Object.keys(heldBack).every((key) => key === "commands")) return named;
    throw notTrusted(named);
  }
  return { ...rest, profile: { ...rest.profile, ...heldBack } };
}

/** What only a trusted file may say, taken out. */
function heldBack(name: string, profile: Profile, file: string): NamedProfile {
  const all = Object.entries(profile);
  const held = all.filter(([key, value]) => !isFree(key, value));
  return {
    name,
    profile: Object.fromEntries(all.filter(([key, value]) => isFree(key, value))),
    file,
    isShared: true,
    ...(held.length > 0 ? { heldBack: Object.fromEntries(held) } : {}),
  };
}

function isFree(key: string, value: unknown): boolean {
  if (key === "shell") return value === "auto";
  if (!FREE_KEYS.includes(key)) return false;
  return key === "description" || typeof value !== "string" || PLAIN.test(value);
}

/** One line each of what a profile holds back, nothing in it that a terminal would hide. */
export function heldBackLines({ heldBack = {} }: NamedProfile): readonly string[] {
  return Object.entries(heldBack).map(([key, value]) => {
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    return `${key}: ${visible(text)}`;
  });
}

function visible(text: string): string {
  return text.replaceAll(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (each) => `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A shared profile that wants more than it may before its file is trusted. */
export function notTrusted(named: NamedProfile): EcsinError {
  return new EcsinError({
    id: "shared-profile-not-trusted",
    what: `profile "${named.name}" of ${
      homePath(named.file)
    } is used only once you trust that file`,
    why: ["it chooses what is run, or how:", ...heldBackLines(named)],
    next: [`ecsin profile show ${pasteable(named.name)}`, "ecsin profile trust"],
    exitCode: EXIT.usage,
  });
}

function nameNotPlain(file: string, name: string): EcsinError {
  return new EcsinError({
    id: "shared-profile-name",
    what: `${homePath(file)}: a shared profile cannot be called "${visible(name)}"`,
    why: "such a name has letters and digits, and _ . / @ - : = + , % behind the first of them",
    next: `ecsin profile edit --profiles ${pasteable(file)}`,
    exitCode: EXIT.usage,
  });
}

/** The nearest file, and the folder that it must not lead out of. */
async function findShared(
  cwd: string,
): Promise<{ readonly file: string; readonly root: string } | undefined> {
  const folders = await foldersOfShared(cwd);
  for (const folder of folders) {
    const file = below(folder, SHARED_NAME);
    if (await isThere(file)) return { file, root: folders.at(-1) || "/" };
  }
  return undefined;
}

/**
 * The folders in which a shared file is looked for, without a slash at their end: from the working
 * directory up to the root of its repository; without a repository only the working directory.
 */
export async function foldersOfShared(
  cwd: string | undefined = workingDirectory(),
): Promise<readonly string[]> {
  if (cwd === undefined) return [];
  const start = await Deno.realPath(cwd).catch(() => cwd);
  const folders: string[] = [];
  for (let folder = start;; folder = folderOf(folder)) {
    const bare = folder.replace(/[\\/]$/, "");
    folders.push(bare);
    if (await isThere(below(bare, ".git"))) return folders;
    if (folderOf(folder) === folder) return folders.slice(0, 1);
  }
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

function isBelow(path: string, root: string): boolean {
  const folder = root.replace(/[\\/]$/, "");
  return path.startsWith(folder) && /^[\\/]/.test(path.slice(folder.length));
}

/** Undefined where the folder is gone. */
function workingDirectory(): string | undefined {
  try {
    return Deno.cwd();
  } catch {
    return undefined;
  }
}
