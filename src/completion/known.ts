// Where words for Tab come from: ecsin's profiles, AWS's files, and the names that were seen. All
// of it stands on this machine: AWS is never asked, and what cannot be read has no words.
import {
  chooseIdentity,
  type Identity,
  type IdentityRequest,
  settingsProfile,
} from "../aws/credentials/identity.ts";
import type { Env } from "../environment.ts";
import { readConfigProfiles } from "../aws/credentials/config_profiles.ts";
import { EcsinError } from "../error.ts";
import type { Candidate } from "./candidate.ts";
import { type SavedProfile, savedProfiles } from "./saved.ts";

/** What the command line says of place and identity. */
export interface Line {
  readonly env: Env;
  readonly flags: ReadonlyMap<string, string>;
  /** The profile that is named before the cursor. */
  readonly profile?: string;
}

type NamedPlace = Omit<SavedProfile, "name">;

/** ecsin's profiles, with what they say of themselves. */
export async function profileNames(line: Line): Promise<readonly Candidate[]> {
  return (await saved(line)).map((profile) => ({
    text: profile.name,
    about: profile.description ?? placeText(profile),
  }));
}

/** The `commands:` of the profile that is named, each with its line. */
export async function savedCommands(line: Line, profile: string): Promise<readonly Candidate[]> {
  const named = (await saved(line)).find(({ name }) => name === profile);
  return Object.entries(named?.commands ?? {}).map(([text, about]) => ({ text, about }));
}

/** The forwards of a profile. */
export async function savedForwards(line: Line, profile: string): Promise<readonly Candidate[]> {
  const named = (await saved(line)).find(({ name }) => name === profile);
  return Object.entries(named?.forwards ?? {}).map(([text, about]) => ({ text, about }));
}

/** The profiles of AWS's configuration files. */
export async function awsProfileNames({ env }: Line): Promise<readonly Candidate[]> {
  return (await readConfigProfiles(env)).map(({ name, region, accountId }) => ({
    text: name,
    about: [accountId, region].filter((each) => each !== undefined).join(", "),
  }));
}

/** Regions that something on this machine names. */
export async function regionNames(line: Line): Promise<readonly Candidate[]> {
  const { readRecents } = await import("../memory/recents.ts");
  const [profiles, configured, recents] = await Promise.all([
    saved(line),
    readConfigProfiles(line.env),
    readRecents(line.env),
  ]);
  const regions = [
    line.env("AWS_REGION"),
    line.env("AWS_DEFAULT_REGION"),
    ...profiles.map(({ region }) => region),
    ...configured.map(({ region }) => region),
    ...recents.map(({ target }) => target.region),
  ];
  return regions.flatMap((region) => region === undefined ? [] : [{ text: region }]);
}

/** The place that `ecsin -` opens. */
export async function lastPlace(env: Env): Promise<readonly Candidate[]> {
  const { readRecents } = await import("../memory/recents.ts");
  const [last] = await readRecents(env);
  if (last === undefined) return [];
  return [{ text: "-", about: `the last one: ${last.profile ?? placeText(last.target)}` }];
}

/** Clusters, services, families or containers that AWS told of lately. */
export async function seenNames(
  line: Line,
  kind: "cluster" | "service" | "family" | "container",
): Promise<readonly Candidate[]> {
  const named = await namedPlace(line);
  const known = await knownNames(line, named);
  if (kind === "cluster") return (known["clusters"]?.names ?? []).map((text) => ({ text }));
  const asked = line.flags.get("cluster") ?? named.cluster;
  const cluster = asked?.slice(asked.lastIndexOf("/") + 1);
  const list = kind === "container" ? "containers " : "services ";
  return Object.entries(known).flatMap(([name, { names }]) => {
    if (cluster === undefined ? !name.startsWith(list) : name !== list + cluster) return [];
    const about = cluster === undefined ? { about: `in ${name.slice(list.length)}` } : {};
    return names.flatMap((each) => {
      if (kind === "container") return [{ text: each, ...about }];
      return each.startsWith(`${kind} `) ? [{ text: each.slice(kind.length + 1), ...about }] : [];
    });
  });
}

/**
 * Places as one word, once the word begins one: `cluster/service`, and behind a second slash
 * `cluster/service/container`.
 */
export async function placePaths(line: Line, word: string): Promise<readonly Candidate[]> {
  if (word === "" || word.startsWith("-")) return [];
  const known = await knownNames(line, {});
  const [cluster = "", service = "", container] = word.split("/");
  if (container !== undefined) {
    const names = known[`containers ${cluster}`]?.names ?? [];
    return names.map((name) => ({ text: `${cluster}/${service}/${name}` }));
  }
  return Object.entries(known).flatMap(([list, { names }]) => {
    const [, of] = /^services (.+)$/.exec(list) ?? [];
    if (of === undefined || !`${of}/`.startsWith(word.slice(0, of.length + 1))) return [];
    return names.map((name) => ({ text: `${of}/${name.slice(name.indexOf(" ") + 1)}` }));
  });
}

async function knownNames({ env, flags }: Line, named: NamedPlace) {
  const { namesPlace, readNames } = await import("../memory/names.ts");
  const given = (name: "awsProfile" | "region" | "endpointUrl") => {
    const value = flags.get(name);
    return value === undefined ? {} : { [name]: value };
  };
  const { awsProfile, region: savedRegion } = named;
  const identity = identityOf({
    flags: { ...given("awsProfile"), ...given("region"), ...given("endpointUrl") },
    saved: {
      name: "",
      ...(awsProfile !== undefined ? { awsProfile } : {}),
      ...(savedRegion !== undefined ? { region: savedRegion } : {}),
    },
  }, env);
  if (identity === undefined) return {};
  const { region } = identity;
  const name = settingsProfile(identity);
  const where = region ??
    (await readConfigProfiles(env)).find((each) => each.name === name)?.region;
  return where === undefined ? {} : await readNames(env, namesPlace(identity, where, env));
}

function identityOf(request: IdentityRequest, env: Env): Identity | undefined {
  try {
    return chooseIdentity(request, env);
  } catch (error) {
    // What is wrong is told when the line is run; on Tab it has no words.
    if (error instanceof EcsinError) return undefined;
    throw error;
  }
}

/** What the profile before the cursor says; `-` is the last place. */
async function namedPlace(line: Line): Promise<NamedPlace> {
  if (line.profile === undefined) return {};
  if (line.profile !== "-") {
    return (await saved(line)).find(({ name }) => name === line.profile) ?? {};
  }
  const { readRecents } = await import("../memory/recents.ts");
  const [last] = await readRecents(line.env);
  return last?.target ?? {};
}

async function saved({ env, flags }: Line): Promise<readonly SavedProfile[]> {
  const file = flags.get("profiles");
  return await savedProfiles(file === undefined ? {} : { profiles: file }, env);
}

function placeText({ cluster, service, family, container }: NamedPlace): string {
  return [cluster, service ?? family, container].filter((each) => each !== undefined).join(" / ");
}
