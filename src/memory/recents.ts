// What was opened lately, for `ecsin -` and the first screen. Names only, never a secret.
import { changeMemory, fieldsOf, readMemory } from "./file.ts";
import type { Env } from "../environment.ts";

/** A place that was opened, without the task: tasks are replaced, services stay. */
export interface RecentTarget {
  readonly awsProfile?: string;
  readonly region?: string;
  /** Only where `--endpoint-url` named one; without a password. */
  readonly endpointUrl?: string;
  /** The account it was in: the same names of another account are another place. */
  readonly accountId?: string;
  readonly cluster: string;
  readonly service?: string;
  readonly family?: string;
  /** Only where the person asked for just this one. */
  readonly task?: string;
  readonly container: string;
}

/** One recent place. */
export interface Recent {
  readonly target: RecentTarget;
  /** ecsin's profile that it was opened by, and the real path of its file. */
  readonly profile?: string;
  readonly profileFile?: string;
  /** The task that was entered, for `ecsin -` while it still runs. */
  readonly taskId?: string;
  /** Milliseconds of the epoch. */
  readonly lastMs: number;
  /** How often, each time counted half after {@link HALF_LIFE_MS}; as of `lastMs`. */
  readonly weight: number;
}

/** What was opened, apart from when. */
export type Opened = Pick<Recent, "target" | "profile" | "profileFile" | "taskId">;

/** Most entries kept. */
export const RECENTS_MOST = 100;
/** A visit counts half after three days. */
export const HALF_LIFE_MS = 3 * 24 * 3_600_000;

const KEYS = [
  "awsProfile",
  "region",
  "endpointUrl",
  "accountId",
  "cluster",
  "service",
  "family",
  "task",
  "container",
] as const;

/** All recent places, the last one first. */
export async function readRecents(env: Env): Promise<readonly Recent[]> {
  return parseRecents(await readMemory(env, "recents"));
}

/** Remembers a place that was just opened; gives whether that could be done. */
export async function remember(
  env: Env,
  opened: Opened,
  nowMs: number = Date.now(),
): Promise<boolean> {
  return await changeMemory(
    env,
    "recents",
    (value) => ({ recents: added(parseRecents(value), opened, nowMs) }),
  );
}

/** Lets what was opened by a file's profile be by its new name; gives whether that could be done. */
export async function renameInRecents(
  env: Env,
  file: string,
  old: string,
  name: string,
): Promise<boolean> {
  const isMeant = ({ profile, profileFile = file }: Recent) =>
    profile === old && profileFile === file;
  // Nothing to rename, nothing to write.
  if (!(await readRecents(env)).some(isMeant)) return true;
  return await changeMemory(env, "recents", (value) => ({
    recents: parseRecents(value)
      .map((each) => isMeant(each) ? { ...each, profile: name } : each),
  }));
}

/** The entries with one more visit; pure. */
export function added(
  recents: readonly Recent[],
  opened: Opened,
  nowMs: number,
): readonly Recent[] {
  const key = keyOf(opened);
  const before = recents.find((each) => keyOf(each) === key);
  const others = recents.filter((each) => each !== before);
  const weight = 1 + (before === undefined ? 0 : weightAt(before, nowMs));
  return [{ ...opened, lastMs: nowMs, weight }, ...others].slice(0, RECENTS_MOST);
}

/** Often and lately: how much a place counts at a time. */
export function weightAt({ weight, lastMs }: Recent, nowMs: number): number {
  return weight * 0.5 ** (Math.max(0, nowMs - lastMs) / HALF_LIFE_MS);
}

/** Parses what was remembered; what is not understood is left out. */
export function parseRecents(value: unknown): readonly Recent[] {
  const { recents } = fieldsOf(value);
  if (!Array.isArray(recents)) return [];
  return recents.flatMap((each: unknown) => parseRecent(fieldsOf(each)) ?? [])
    .sort((a, b) => b.lastMs - a.lastMs).slice(0, RECENTS_MOST);
}

function parseRecent(value: Readonly<Record<string, unknown>>): Recent | undefined {
  const given = fieldsOf(value["target"]);
  const texts = Object.fromEntries(
    KEYS.flatMap((key) => typeof given[key] === "string" ? [[key, given[key]]] : []),
  );
  const { cluster, container } = texts;
  const { lastMs, weight, profile, profileFile, taskId } = value;
  if (typeof cluster !== "string" || typeof container !== "string") return undefined;
  if (typeof lastMs !== "number" || typeof weight !== "number") return undefined;
  return {
    target: { ...texts, cluster, container },
    ...(typeof profile === "string" ? { profile } : {}),
    ...(typeof profileFile === "string" ? { profileFile } : {}),
    ...(typeof taskId === "string" ? { taskId } : {}),
    lastMs,
    weight,
  };
}

function keyOf({ target, profile, profileFile }: Opened): string {
  return JSON.stringify([profile, profileFile, ...KEYS.map((key) => target[key])]);
}
