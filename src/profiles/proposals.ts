// Profiles that other tools' files speak of, for `ecsin profile import`: what e1s and ecsta are
// configured with, and what a Copilot workspace deploys. Files are read and nothing else; one that is
// not there, or not what it should be, proposes nothing.
import { parse } from "yaml";
import type { Env } from "../environment.ts";
import { below, folderOf, homeOf, isAbsolute, nameOf } from "../paths.ts";
import type { Profile } from "./profile.ts";

/** A profile that could be saved. */
export interface Proposal {
  readonly name: string;
  readonly profile: Profile;
  /** Where it is from: a file, or a folder. */
  readonly from: string;
}

const FILE_MOST_BYTES = 1 << 16;
/** As Copilot itself looks for its folder (internal/pkg/workspace, maximumParentDirsToSearch). */
const PARENTS_MOST = 5;

/** What e1s and ecsta call the keys of a profile; both files are the person's own. */
const KEYS = [
  ["profile", "awsProfile"],
  ["region", "region"],
  ["cluster", "cluster"],
  ["service", "service"],
  ["family", "family"],
  ["container", "container"],
  ["shell", "shell"],
] as const;

/** The configuration of e1s and ecsta, where it names a cluster. */
export async function proposalsOfTools(env: Env): Promise<readonly Proposal[]> {
  const home = homeOf(env);
  const xdg = env("XDG_CONFIG_HOME");
  const folder = xdg !== undefined && isAbsolute(xdg) ? xdg : home && below(home, ".config");
  if (folder === undefined) return [];
  const files = [
    ["e1s", below(folder, "e1s/config.yml")],
    ["e1s", below(folder, "e1s/config.yaml")],
    ["ecsta", below(folder, "ecsta/config.json")],
    ["ecsta", below(folder, "ecsta.json")],
  ] as const;
  const read = await Promise.all(files.map(async ([tool, from]) => {
    const fields = await readFields(from);
    const profile: Record<string, string> = {};
    for (const [key, ours] of KEYS) {
      const value = fields[key];
      if (typeof value === "string" && value.trim() !== "") profile[ours] = value;
    }
    if (profile["cluster"] === undefined) return [];
    // Of service and family a profile has one.
    if (profile["service"] !== undefined) delete profile["family"];
    const { cluster, service, family } = profile;
    const name = [lastPart(cluster), lastPart(service ?? family)].filter((part) => part !== "");
    return [{ name: name.join("-") || tool, profile, from }];
  }));
  return read.flat();
}

/**
 * The services and jobs of the Copilot workspace of a folder, in each of its environments. Copilot
 * makes up the names of clusters and services; those of task definitions and containers are
 * APP-ENVIRONMENT-NAME and NAME (its templates, `Family` and `ContainerDefinitions`).
 */
export async function proposalsOfCopilot(cwd: string): Promise<readonly Proposal[]> {
  const folder = await copilotFolder(cwd);
  if (folder === undefined) return [];
  const { application } = await readFields(below(folder, ".workspace"));
  if (typeof application !== "string") return [];
  const shared = (await foldersIn(below(folder, "environments"))).filter((name) =>
    name !== "addons"
  );
  const proposals: Proposal[] = [];
  for (const name of await foldersIn(folder)) {
    const from = below(folder, `${name}/manifest.yml`);
    const manifest = await readFields(from);
    const { type, environments } = manifest;
    if (manifest["name"] !== name || typeof type !== "string") continue;
    // App Runner and static sites have no containers to enter.
    if (!/Service$|Job$/.test(type) || /^Request-Driven/.test(type)) continue;
    const own = typeof environments === "object" && environments !== null
      ? Object.keys(environments)
      : [];
    for (const environment of new Set([...shared, ...own])) {
      proposals.push({
        name: `${environment}-${name}`,
        profile: {
          description: `${type} of ${application} by Copilot`,
          family: `${application}-${environment}-${name}`,
          container: name,
        },
        from,
      });
    }
  }
  return proposals;
}

async function copilotFolder(cwd: string): Promise<string | undefined> {
  let folder = cwd;
  for (let looked = 0; looked < PARENTS_MOST; looked++) {
    const found = nameOf(folder) === "copilot" ? folder : below(folder, "copilot");
    const isThere = await Deno.stat(below(found, ".workspace")).then(
      ({ isFile }) => isFile,
      () => false,
    );
    if (isThere) return found;
    if (folderOf(folder) === folder) return undefined;
    folder = folderOf(folder);
  }
  return undefined;
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder)) {
      if (isDirectory) names.push(name);
    }
  } catch {
    // It is not there.
  }
  return names.sort();
}

/** The top of a YAML or JSON file; nothing of it where it is not to be had. */
async function readFields(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile || size > FILE_MOST_BYTES) return {};
    const value: unknown = parse(await Deno.readTextFile(path), {
      maxAliasCount: 10,
      merge: true,
      logLevel: "silent",
    });
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The last part of a name or ARN. */
function lastPart(name: string | undefined): string {
  return name === undefined ? "" : name.slice(name.lastIndexOf("/") + 1);
}
