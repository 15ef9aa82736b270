// Finds, reads and parses the profiles file; gives the one profile that is meant, or all.
import { EcsinError, EXIT } from "../error.ts";
import { nearest } from "../near.ts";
import { type Env, findProfiles, type Place } from "./find.ts";
import type { NamedProfile, Profile } from "./profile.ts";

/** No profiles file is this large; something else was named. */
const FILE_MOST_BYTES = 1 << 20;
const LISTED_MOST = 20;

/** The profile called `name`, with `defaults` under it. */
export async function readProfile(
  name: string,
  { profiles: flag }: { readonly profiles?: string },
  env: Env,
  debug: (line: string) => void,
): Promise<Profile> {
  const place = findProfiles(flag, env);
  const text = await readText(place);
  if (text === undefined) throw fileMissing(place, name);
  debug(`profiles file ${place.file}`);
  const { parseProfiles } = await import("./parse.ts");
  const { profiles } = parseProfiles(text, place.file);
  const found = profiles.get(name);
  if (found === undefined) throw profileUnknown(name, place.file, [...profiles.keys()]);
  return found;
}

/** All profiles; none where there is no file in the usual place. */
export async function readAll(
  { profiles: flag }: { readonly profiles?: string },
  env: Env,
): Promise<{ readonly file: string; readonly profiles: readonly NamedProfile[] }> {
  const place = findProfiles(flag, env);
  const text = await readText(place);
  const { file } = place;
  if (text === undefined) return { file, profiles: [] };
  const { parseProfiles } = await import("./parse.ts");
  const { profiles } = parseProfiles(text, file);
  return { file, profiles: [...profiles].map(([name, profile]) => ({ name, profile, file })) };
}

/** The file's text; undefined where it is not there and nobody named it. */
async function readText(place: Place): Promise<string | undefined> {
  const bytes = await readBytes(place);
  return bytes === undefined ? undefined : decodeProfiles(place.file, bytes);
}

/** The file's bytes; undefined where it is not there and nobody named it. */
export async function readBytes(
  { file, namedBy }: Place,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const { isDirectory, size } = await Deno.stat(file);
    if (isDirectory) throw unreadable(file, "it is a folder", "name a file in it");
    if (size > FILE_MOST_BYTES) {
      throw unreadable(file, `it is too large for a profiles file (${size} bytes)`, "name another");
    }
    return await Deno.readFile(file);
  } catch (error) {
    if (error instanceof EcsinError) throw error;
    if (error instanceof Deno.errors.NotFound) {
      if (namedBy === undefined) return undefined;
      throw unreadable(file, `${namedBy} names it, and it is not there`, "ls -l " + file);
    }
    const why = error instanceof Error ? error.message : String(error);
    throw unreadable(file, why, `ls -l ${file}`);
  }
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

function unreadable(file: string, why: string, next: string): EcsinError {
  return new EcsinError({
    id: "profiles-file-unreadable",
    what: `${file}: cannot be read as a profiles file`,
    why,
    next,
    exitCode: EXIT.usage,
  });
}

function fileMissing({ file }: Place, name: string): EcsinError {
  const folder = file.slice(0, Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\")));
  return new EcsinError({
    id: "profiles-file-missing",
    what: `there is no profile "${name}": no profiles file is at ${file}`,
    why: `"${name}" is no command of ecsin, so it was taken as the name of a profile`,
    next: [
      `mkdir -p ${folder} && printf 'profiles:\\n  ${name}:\\n    cluster: CLUSTER\\n    ` +
      `service: SERVICE\\n' > ${file}`,
      "ecsin",
      "ecsin --help",
    ],
    exitCode: EXIT.usage,
  });
}

function profileUnknown(name: string, file: string, names: readonly string[]): EcsinError {
  const near = nearest(name, names);
  const listed = names.slice(0, LISTED_MOST).join(", ");
  return new EcsinError({
    id: "profile-unknown",
    what: `there is no profile or command "${name}"`,
    why: names.length === 0
      ? `${file} holds no profiles`
      : `${file} has ${listed}${names.length > LISTED_MOST ? ", …" : ""}`,
    next: [...near.map((each) => `ecsin ${each}`), "ecsin list profiles", "ecsin --help"].slice(
      0,
      4,
    ),
    exitCode: EXIT.usage,
  });
}
