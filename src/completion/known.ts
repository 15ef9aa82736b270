// Where words for Tab come from: ecsin's profiles, AWS's files, and the names that were seen. All
// of it stands on this machine: AWS is never asked, and what cannot be read has no words.
import { chooseIdentity, type Env } from "../aws/identity.ts";
import { readConfigProfiles } from "../aws/config_profiles.ts";
import { EcsinError } from "../error.ts";
import type { NamedProfile, Profile } from "../profiles/profile.ts";
import type { Candidate } from "./candidate.ts";

/** What the command line says of place and identity. */
export interface Line {
  readonly env: Env;
  readonly flags: ReadonlyMap<string, string>;
  /** The profile that is named before the cursor. */
  readonly profile?: string;
}

/** ecsin's profiles, with what they say of themselves. */
export async function profileNames(line: Line): Promise<readonly Candidate[]> {
  return (await savedProfiles(line)).map(({ name, profile }) => ({
    text: name,
    about: profile.description ?? placeText(profile),
  }));
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
  const [saved, configured, recents] = await Promise.all([
    savedProfiles(line),
    readConfigProfiles(line.env),
    readRecents(line.env),
  ]);
  const regions = [
    line.env("AWS_REGION"),
    line.env("AWS_DEFAULT_REGION"),
    ...saved.map(({ profile }) => profile.region),
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
  const saved = await namedProfile(line);
  const known = await knownNames(line, saved);
  if (kind === "cluster") return (known["clusters"]?.names ?? []).map((text) => ({ text }));
  const asked = line.flags.get("cluster") ?? saved.cluster;
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

async function knownNames({ env, flags }: Line, saved: Profile) {
  const { namesPlace, readNames } = await import("../memory/names.ts");
  const given = (name: "awsProfile" | "region" | "endpointUrl") => {
    const value = flags.get(name);
    return value === undefined ? {} : { [name]: value };
  };
  const { awsProfile, region: savedRegion } = saved;
  const identity = await unlessRefused(() =>
    Promise.resolve(chooseIdentity({
      flags: { ...given("awsProfile"), ...given("region"), ...given("endpointUrl") },
      saved: {
        name: "",
        ...(awsProfile !== undefined ? { awsProfile } : {}),
        ...(savedRegion !== undefined ? { region: savedRegion } : {}),
      },
    }, env))
  );
  if (identity === undefined) return {};
  const { source, region } = identity;
  const name = source.kind === "awsProfile" ? source.awsProfile : "default";
  const where = region ??
    (await readConfigProfiles(env)).find((each) => each.name === name)?.region;
  return where === undefined ? {} : await readNames(env, namesPlace(identity, where, env));
}

async function namedProfile(line: Line): Promise<Profile> {
  if (line.profile === undefined) return {};
  const found = (await savedProfiles(line)).find(({ name }) => name === line.profile);
  return found?.profile ?? {};
}

async function savedProfiles({ env, flags }: Line): Promise<readonly NamedProfile[]> {
  const file = flags.get("profiles");
  const { readAll } = await import("../profiles/read.ts");
  const read = await unlessRefused(() =>
    readAll(file === undefined ? {} : { profiles: file }, env)
  );
  return read?.profiles ?? [];
}

/** A file that is wrong is told when it is used; on Tab it has no words. */
async function unlessRefused<T>(find: () => Promise<T>): Promise<T | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof EcsinError) return undefined;
    throw error;
  }
}

function placeText(place: Profile): string {
  const { cluster, service, family, container } = place;
  return [cluster, service ?? family, container].filter((each) => each !== undefined).join(" / ");
}
