// Names of clusters, services and containers that were seen lately: words for Tab, and rows that
// the picker shows until AWS has answered. Never a task, and never what a login trusts.
import type { Identity } from "../aws/identity.ts";
import { fieldsOf, readMemory, writeMemory } from "./file.ts";
import type { Env } from "./folder.ts";

/** Whose names they are: one identity in one region. */
export interface NamesPlace {
  /** `awsProfile NAME`, `keys ACCESS_KEY_ID` or `chain`; see CredentialSource in aws/identity.ts. */
  readonly identity: string;
  readonly region: string;
  readonly endpointUrl?: string;
}

/** Whose names an identity sees in a region; an endpoint of the environment counts as asked for. */
export function namesPlace(
  { source, endpointUrl }: Identity,
  region: string,
  env: Env,
): NamesPlace {
  const endpoint = endpointUrl ?? env("AWS_ENDPOINT_URL_ECS") ?? env("AWS_ENDPOINT_URL");
  return {
    identity: source.kind === "awsProfile"
      ? `awsProfile ${source.awsProfile}`
      : source.kind === "keys"
      ? `keys ${source.accessKeyId}`
      : "chain",
    region,
    ...(endpoint !== undefined ? { endpointUrl: endpoint } : {}),
  };
}

/** A list of names and when AWS gave it. */
export interface Seen {
  readonly names: readonly string[];
  /** Milliseconds of the epoch. */
  readonly atMs: number;
}

/**
 * Lists by what they are of: `clusters`; `services CLUSTER`, whose entries are `service NAME` or
 * `family NAME`; `containers CLUSTER`. CLUSTER and all entries are names, never ARNs.
 */
export type KnownNames = Readonly<Record<string, Seen>>;

/** Most identities and regions, and most names of one list, that are kept. */
const PLACES_MOST = 20;
const NAMES_MOST = 2_000;

/** What is known of a place; nothing where nothing is. */
export async function readNames(env: Env, place: NamesPlace): Promise<KnownNames> {
  return parseNames(fieldsOf(await readMemory(env, "names"))[keyOf(place)]);
}

/** Remembers lists as AWS gave them now; others of the place stay. */
export async function rememberNames(
  env: Env,
  place: NamesPlace,
  lists: Readonly<Record<string, readonly string[]>>,
  nowMs: number = Date.now(),
): Promise<void> {
  const all = fieldsOf(await readMemory(env, "names"));
  const key = keyOf(place);
  const { [key]: before, ...others } = all;
  const fresh = Object.fromEntries(
    Object.entries(lists).map(([list, names]) => [
      list,
      { names: [...new Set(names)].slice(0, NAMES_MOST), atMs: nowMs },
    ]),
  );
  const kept = Object.entries(others).slice(0, PLACES_MOST - 1);
  await writeMemory(env, "names", {
    [key]: { ...parseNames(before), ...fresh },
    ...Object.fromEntries(kept),
  });
}

function parseNames(value: unknown): KnownNames {
  const lists = Object.entries(fieldsOf(value)).flatMap(([list, given]) => {
    const { names, atMs } = fieldsOf(given);
    if (!Array.isArray(names) || typeof atMs !== "number") return [];
    return [[list, { names: names.filter((each) => typeof each === "string"), atMs }]];
  });
  return Object.fromEntries(lists);
}

function keyOf({ identity, region, endpointUrl = "" }: NamesPlace): string {
  return [identity, region, endpointUrl].join(" ");
}
