// The profiles file as something to change: read once, replaced as a whole or left as it was.
import { homePath } from "../home_path.ts";
import { EcsinError, EXIT } from "../error.ts";
import { folderRightsLine, writableLine } from "../pasteable.ts";
import { type Change, editProfiles } from "./edit.ts";
import { findProfiles } from "./find.ts";
import type { Env } from "../environment.ts";
import { parseProfiles, type Profiles } from "./parse.ts";
import { decodeProfiles, readBytes } from "./read_bytes.ts";
import { replaceFile, WriteProtected } from "./replace_file.ts";

const BYTE_ORDER_MARK = "\ufeff";

/** A file that is about to be changed. */
export interface Stored {
  readonly file: string;
  /** Undefined where there is no file yet. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** Without a byte order mark; empty where there is no file yet. */
  readonly text: string;
  /** Undefined where the file is not right. */
  readonly profiles: Profiles | undefined;
}

/** A file that is right. */
export interface RightStored extends Stored {
  readonly profiles: Profiles;
}

interface FileFlags {
  readonly profiles?: string;
}

/** Reads the file; it has to be right before it may be changed. A missing one has no profiles. */
export async function openStore(flags: FileFlags, env: Env): Promise<RightStored> {
  const { file, bytes, text } = await readStored(flags, env);
  return { file, bytes, text, profiles: profilesOf(text, file) };
}

/** Reads the file for the person's editor: it may be as wrong as it is. */
export async function openForEdit(flags: FileFlags, env: Env): Promise<Stored> {
  const stored = await readStored(flags, env);
  try {
    return { ...stored, profiles: profilesOf(stored.text, stored.file) };
  } catch (error) {
    if (error instanceof EcsinError) return { ...stored, profiles: undefined };
    throw error;
  }
}

/** Writes the file with one change; everything else stays as it was. */
export async function change(stored: Stored, wanted: Change): Promise<void> {
  await writeText(stored, editProfiles(stored.text, stored.file, wanted));
}

/** Writes a whole new text, once it is known to be right. */
export async function writeText(stored: Stored, text: string): Promise<void> {
  const { file, bytes } = stored;
  parseProfiles(text, file);
  const marked = bytes?.[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const after = new TextEncoder().encode(marked ? BYTE_ORDER_MARK + text : text);
  await replaceFile(file, { before: bytes, after }).catch((error) => {
    if (error instanceof EcsinError) throw error;
    throw new EcsinError({
      id: "profiles-file-not-written",
      what: `${homePath(file)}: cannot be written, and is as it was`,
      why: error instanceof Error ? error.message : String(error),
      next: error instanceof WriteProtected ? writableLine(error.file) : folderRightsLine(file),
      exitCode: EXIT.usage,
    });
  });
}

async function readStored({ profiles: flag }: FileFlags, env: Env) {
  const { file } = findProfiles(flag, env);
  const bytes = await readBytes({ file });
  return { file, bytes, text: bytes === undefined ? "" : decodeProfiles(file, bytes) };
}

function profilesOf(text: string, file: string): Profiles {
  const isEmpty = text.split("\n").every((line) => /^\s*(?:#.*)?$/.test(line));
  return isEmpty ? { profiles: new Map() } : parseProfiles(text, file);
}
