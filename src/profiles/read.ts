// Reads the profiles that are in force here: the person's own file and, under it, the shared one.
// Gives the one profile that is meant, or all.
import { homePath } from "../home_path.ts";
import { EcsinError, EXIT } from "../error.ts";
import { nearest } from "../near.ts";
import { pasteable } from "../pasteable.ts";
import { findProfiles, type Place } from "./find.ts";
import type { Env } from "../environment.ts";
import type { NamedProfile } from "./profile.ts";
import { decodeProfiles, readBytes } from "./read_bytes.ts";
import { type IsTrusted, readShared, released } from "./shared.ts";

const LISTED_MOST = 20;

interface FileFlags {
  readonly profiles?: string;
}

/** What reading one profile needs of the world outside. */
export interface Reading {
  readonly debug: (line: string) => void;
  readonly isTrusted: IsTrusted;
  /** Where a shared file is looked for; the working directory by default. */
  readonly cwd?: string;
}

/** All that is in force. */
export interface AllProfiles {
  /** The person's own file. */
  readonly file: string;
  /** Whether it is there. */
  readonly isThere: boolean;
  /** The person's own first, then those that only the shared file has. */
  readonly profiles: readonly NamedProfile[];
  /** The shared file, where one is in force. */
  readonly sharedFile?: string;
  /** Why it is left out. */
  readonly sharedFault?: EcsinError;
}

/**
 * The profile called `name`, its file's `defaults` under it. The shared file is looked at only for a
 * name that the person's own file does not have; it gives what it may run only when it is trusted.
 */
export async function readProfile(
  name: string,
  { profiles: flag }: FileFlags,
  env: Env,
  { debug, isTrusted, cwd }: Reading,
): Promise<NamedProfile> {
  const place = findProfiles(flag, env);
  const own = await readOwn(place);
  if (own !== undefined) debug(`profiles file ${place.file}`);
  const mine = own?.find((each) => each.name === name);
  if (mine !== undefined) return mine;
  const shared = await readShared(place, cwd);
  if (shared !== undefined && "profiles" in shared) {
    debug(`shared profiles file ${shared.file}`);
    const theirs = shared.profiles.find((each) => each.name === name);
    if (theirs !== undefined) return await released(shared, theirs, isTrusted);
    throw await withMisnamed(
      profileUnknown(name, place, [...own ?? [], ...shared.profiles]),
      place,
      cwd,
    );
  }
  const failure = own === undefined && shared === undefined
    ? fileMissing(place, name)
    : profileUnknown(name, place, own ?? [], shared?.fault);
  throw await withMisnamed(failure, place, cwd);
}

/** All profiles; none where there is no file in the usual place. */
export async function readAll(
  { profiles: flag }: FileFlags,
  env: Env,
  cwd?: string,
): Promise<AllProfiles> {
  const place = findProfiles(flag, env);
  const own = await readOwn(place);
  const shared = await readShared(place, cwd);
  const names = new Set(own?.map(({ name }) => name));
  const theirs = shared !== undefined && "profiles" in shared ? shared.profiles : [];
  return {
    file: place.file,
    isThere: own !== undefined,
    profiles: [...own ?? [], ...theirs.filter(({ name }) => !names.has(name))],
    ...(shared !== undefined ? { sharedFile: shared.file } : {}),
    ...(shared !== undefined && "fault" in shared ? { sharedFault: shared.fault } : {}),
  };
}

/** The person's own profiles; undefined where there is no file. */
async function readOwn(place: Place): Promise<readonly NamedProfile[] | undefined> {
  const { file } = place;
  const bytes = await readBytes(place);
  if (bytes === undefined) return undefined;
  const { parseProfiles } = await import("./parse.ts");
  const { profiles } = parseProfiles(decodeProfiles(file, bytes), file);
  return [...profiles].map(([name, profile]) => ({ name, profile, file, isShared: false }));
}

/** A failure that tells of files which are called a little otherwise than those that are read. */
async function withMisnamed(
  error: EcsinError,
  place: Place,
  cwd: string | undefined,
): Promise<EcsinError> {
  const { findMisnamed, misnamedWords } = await import("./misnamed.ts");
  const { why, next } = misnamedWords(await findMisnamed(place, cwd));
  if (why.length === 0) return error;
  const { failure } = error;
  return new EcsinError({
    ...failure,
    why: [...why, ...[failure.why ?? []].flat()],
    next: [...next, ...[failure.next ?? []].flat()],
  });
}

function fileMissing({ file }: Place, name: string): EcsinError {
  return new EcsinError({
    id: "profiles-file-missing",
    what: `there is no profile "${name}": there is no profiles file at ${homePath(file)}`,
    why: `"${name}" is not an ecsin command, so it was taken as the name of a profile`,
    next: [`ecsin profile add ${pasteable(name)}`, "ecsin", "ecsin --help"],
    exitCode: EXIT.usage,
  });
}

/** The failure of a name that no file has. */
export function profileUnknown(
  name: string,
  { file }: Place,
  all: readonly NamedProfile[],
  fault?: EcsinError,
): EcsinError {
  const near = nearest(name, all.map((each) => each.name));
  const files = new Set([file, ...all.map((each) => each.file)]);
  return new EcsinError({
    id: "profile-unknown",
    what: `there is no profile or command "${name}"`,
    why: [
      ...[...files].map((each) => holds(each, all.filter((one) => one.file === each))),
      ...(fault !== undefined ? [fault.message, ...[fault.failure.why ?? []].flat()] : []),
    ],
    meant: { word: name, by: near },
    next: ["ecsin list profiles", "ecsin --help"].slice(0, Math.max(1, 4 - near.length)),
    exitCode: EXIT.usage,
  });
}

function holds(file: string, profiles: readonly NamedProfile[]): string {
  if (profiles.length === 0) return `${homePath(file)} holds no profiles`;
  const listed = profiles.slice(0, LISTED_MOST).map(({ name }) => name).join(", ");
  return `${homePath(file)} has ${listed}${profiles.length > LISTED_MOST ? ", …" : ""}`;
}
