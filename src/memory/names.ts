// Names of clusters, services and containers that were seen lately: words for Tab, and rows that
// the picker shows until AWS has answered. Never a task, and never what a login trusts.
import type { Identity } from "../aws/credentials/identity.ts";
import { changeMemory, fieldsOf, readMemory } from "./file.ts";
import { withoutPassword } from "./without_password.ts";
import type { Env } from "../environment.ts";

/** Whose names they are: one identity in one region. */
export interface NamesPlace {
  /** `awsProfile NAME`, `keys ACCESS_KEY_ID` or `chain`; see CredentialSource in aws/identity.ts. */
  readonly identity: string;
  readonly region: string;
  /** Without a password. */
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
    ...(endpoint !== undefined ? { endpointUrl: withoutPassword(endpoint) } : {}),
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

/** Most identities and regions that are kept. */
const PLACES_MOST = 20;
/** Most names of one list that are kept. */
export const NAMES_MOST = 2_000;

/** What is known of a place; nothing where nothing is. */
export async function readNames(env: Env, place: NamesPlace): Promise<KnownNames> {
  return parseNames(fieldsOf(await readMemory(env, "names"))[keyOf(place)]);
}

/** Remembers lists as AWS gave them now; others of the place stay. Gives whether it could. */
export async function rememberNames(
  env: Env,
  place: NamesPlace,
  lists: Readonly<Record<string, readonly string[]>>,
  nowMs: number = Date.now(),
): Promise<boolean> {
  const key = keyOf(place);
  const fresh = Object.fromEntries(
    Object.entries(lists).map(([list, names]) => [
      list,
      { names: [...new Set(names)].slice(0, NAMES_MOST), atMs: nowMs },
    ]),
  );
  return await changeMemory(env, "names", (value) => {
    const { [key]: before, ...others } = fieldsOf(value);
    return {
      [key]: { ...parseNames(before), ...fresh },
      ...Object.fromEntries(Object.entries(others).slice(0, PLACES_MOST - 1)),
    };
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
