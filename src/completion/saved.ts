// The profiles in force here, as much of each as Tab needs. Reading YAML takes longer than all the
// rest of a Tab, so they are remembered for as long as no file that may hold profiles changes.
import { EcsinError } from "../error.ts";
import { fieldsOf, readMemory, writeMemory } from "../memory/file.ts";
import { findProfiles } from "../profiles/find.ts";
import type { Env } from "../environment.ts";
import { below, folderOf } from "../paths.ts";

/** What is kept of a profile. */
export interface SavedProfile {
  readonly name: string;
  readonly description?: string;
  readonly awsProfile?: string;
  readonly region?: string;
  readonly cluster?: string;
  readonly service?: string;
  readonly family?: string;
  readonly container?: string;
  /** Its `commands:`, by name. */
  readonly commands?: Readonly<Record<string, string>>;
  /** Its `forwards:`, by name. */
  readonly forwards?: Readonly<Record<string, string>>;
}

const KEYS = [
  ...["description", "awsProfile", "region", "cluster", "service", "family", "container"] as const,
];
/** A profiles file that a repository shares; it may stand in any folder above. */
const SHARED_NAME = ".ecsin.yaml";
/** Folders and files whose profiles are remembered at once. */
const REMEMBERED_MOST = 10;

/** The profiles; none where a file is wrong, which is told when it is used. */
export async function savedProfiles(
  flags: { readonly profiles?: string },
  env: Env,
): Promise<readonly SavedProfile[]> {
  // First the stamp: a file that changes while it is read has another one next time.
  const stamp = await stampOf(flags, env);
  const { entries } = fieldsOf(await readMemory(env, "tab"));
  const all = Array.isArray(entries) ? entries.map(fieldsOf) : [];
  const known = all.find((each) => each["stamp"] === stamp);
  if (known !== undefined) return parseSaved(known["profiles"]);
  const profiles = await readSaved(flags, env);
  const others = all.filter((each) => each["stamp"] !== stamp).slice(0, REMEMBERED_MOST - 1);
  await writeMemory(env, "tab", { entries: [{ stamp, profiles }, ...others] });
  return profiles;
}

async function readSaved(
  flags: { readonly profiles?: string },
  env: Env,
): Promise<readonly SavedProfile[]> {
  const { readAll } = await import("../profiles/read.ts");
  try {
    const { profiles } = await readAll(flags, env);
    return profiles.map(({ name, profile, heldBack }) =>
      parseOne({ ...profile, ...heldBack, name }, name)
    );
  } catch (error) {
    if (error instanceof EcsinError) return [];
    throw error;
  }
}

/** Every file that may hold profiles here, and when it changed last. */
async function stampOf({ profiles }: { readonly profiles?: string }, env: Env): Promise<string> {
  const files = [fileOf(profiles, env)];
  for (let folder = workingDirectory(); folder !== undefined; folder = above(folder)) {
    files.push(below(folder, SHARED_NAME));
  }
  const stamps = await Promise.all(files.map(async (file) => {
    try {
      const { size, mtime, ino } = await Deno.stat(file);
      return `${file} ${size} ${mtime?.getTime()} ${ino}`;
    } catch {
      return file;
    }
  }));
  return stamps.join("\n");
}

function fileOf(flag: string | undefined, env: Env): string {
  try {
    return findProfiles(flag, env).file;
  } catch {
    // No home: readAll says the same, and has no profiles.
    return "";
  }
}

function workingDirectory(): string | undefined {
  try {
    return Deno.cwd();
  } catch {
    return undefined;
  }
}

function above(folder: string): string | undefined {
  return folderOf(folder) === folder ? undefined : folderOf(folder);
}

function parseSaved(value: unknown): readonly SavedProfile[] {
  if (!Array.isArray(value)) return [];
  return value.map(fieldsOf).flatMap((each) => {
    const { name } = each;
    return typeof name === "string" ? [parseOne(each, name)] : [];
  });
}

function parseOne(fields: Readonly<Record<string, unknown>>, name: string): SavedProfile {
  const texts = KEYS.flatMap((key) => typeof fields[key] === "string" ? [[key, fields[key]]] : []);
  const commands = Object.entries(fieldsOf(fields["commands"]))
    .flatMap(([key, line]) => typeof line === "string" ? [[key, line]] : []);
  const forwards = Object.entries(fieldsOf(fields["forwards"]))
    .map(([key, port]) => [key, String(port)]);
  return {
    ...Object.fromEntries(texts),
    ...(forwards.length > 0 ? { forwards: Object.fromEntries(forwards) } : {}),
    ...(commands.length > 0 ? { commands: Object.fromEntries(commands) } : {}),
    name,
  };
}
