// `ecsin upgrade` from the first look to the exchange. Nothing is downloaded but what the person
// asked for, and nothing of theirs is touched before the new program has started.
import { EcsinError, EXIT } from "../error.ts";
import { curlLine } from "../pasteable.ts";
import { checkSha256, download } from "./download.ts";
import { ownerOf } from "./owner.ts";
import {
  type Archive,
  CHECKSUMS,
  fileUrl,
  findArchive,
  programName,
  type System,
} from "./releases.ts";
import { checkWritable, replaceProgram } from "./replace.ts";
import { unpack } from "./unpack.ts";

/** What an upgrade needs to know. */
export interface Upgrade {
  /** The file of the ecsin that runs; undefined where it is run by deno. */
  readonly program: string | undefined;
  /** The version of the ecsin that runs. */
  readonly version: string;
  /** The version that is wanted; undefined: the newest. */
  readonly wanted: string | undefined;
  /** Address of the repository whose releases are meant; asked last of what can be said here. */
  readonly releases: () => string;
  readonly system: System;
  /** Asks the person; false: leave everything as it is. */
  readonly confirm: (question: string) => Promise<boolean>;
  readonly say: (line: string) => void;
}

/** Replaces the program; gives whether it did. */
export async function upgrade(given: Upgrade): Promise<boolean> {
  const { version, wanted, system, say } = given;
  const program = await ownProgram(given.program);
  await checkWritable(program);
  const releases = given.releases();
  const archive = await findRelease(releases, wanted, system);
  if (archive.version === version) {
    say(`${version} is ${wanted === undefined ? "the newest" : "what you have"} already`);
    return false;
  }
  if (!await given.confirm(`replace ecsin ${version} in ${program} by ${archive.version}?`)) {
    return false;
  }
  const url = fileUrl(releases, archive.version, archive.name);
  say(`downloading ${url}`);
  const bytes = await download(url);
  await checkSha256(bytes, archive.sha256, url);
  const unpacked = await unpack(bytes, archive.name, programName(system.os));
  await replaceProgram(program, unpacked, archive.version);
  say(`${program} is ecsin ${archive.version} now`);
  return true;
}

/** The file to replace, where it may be replaced. */
async function ownProgram(program: string | undefined): Promise<string> {
  if (program === undefined) {
    throw new EcsinError({
      id: "upgrade-from-source",
      what: "this ecsin is run by deno, there is no program of its own to replace",
      next: "git pull",
      exitCode: EXIT.usage,
    });
  }
  const path = await Deno.realPath(program);
  const owner = await ownerOf(path);
  if (owner === undefined) return path;
  throw new EcsinError({
    id: "upgrade-managed",
    what: `${path} belongs to ${owner.manager}, which has to upgrade it`,
    next: owner.next,
    exitCode: EXIT.usage,
  });
}

async function findRelease(
  releases: string,
  wanted: string | undefined,
  system: System,
): Promise<Archive> {
  const url = fileUrl(releases, wanted, CHECKSUMS);
  const archive = findArchive(new TextDecoder().decode(await download(url)), system);
  if (archive !== undefined) return archive;
  throw new EcsinError({
    id: "release-not-for-system",
    what: `there is no ecsin for ${system.os} ${system.arch} in ${wanted ?? "the newest release"}`,
    why: `${url} names none`,
    next: curlLine("-fL", url),
    exitCode: EXIT.failure,
  });
}
