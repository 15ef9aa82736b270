// The profiles that are in force, for `ecsin list profiles` and `ecsin profile list`.
import { homePath } from "../../home_path.ts";
import type { NamedProfile } from "../../profiles/profile.ts";
import type { Item } from "../../place/inventory.ts";
import type { Color } from "../../terminal/style.ts";
import type { Context } from "../../entry/context.ts";

/** How profiles are listed. */
export interface ListProfilesFlags {
  readonly output: "table" | "json" | "tsv";
  readonly profiles?: string;
  readonly color?: Color;
  readonly quiet?: boolean;
}

const COLUMNS = [
  "profile",
  "cluster",
  "service",
  "container",
  "awsProfile",
  "region",
  "description",
  "file",
];

/** Prints all profiles; the table tells the file only where there is more than one. */
export async function listProfiles(flags: ListProfilesFlags, { env }: Context): Promise<void> {
  const [{ readAll }, { openOutput }, { say }] = await Promise.all([
    import("../../profiles/read.ts"),
    import("../list/output.ts"),
    import("../../terminal/say.ts"),
  ]);
  const { file, profiles, sharedFault } = await readAll(flags, env);
  if (sharedFault !== undefined) say(`its profiles are left out: ${sharedFault.message}`);
  if (profiles.length === 0) {
    say(`no profiles in ${homePath(file)}; to save one: ecsin profile add NAME`);
    if (flags.output === "table") return;
  }
  const hasShared = profiles.some(({ isShared }) => isShared);
  const columns = flags.output === "table" && !hasShared ? COLUMNS.slice(0, -1) : COLUMNS;
  const output = await openOutput(flags.output, columns, flags.color, env);
  output.add(profiles.map(profileItem));
  output.end();
}

/** One profile as a flat object: its file's `defaults` under it, null where it says nothing. */
export function profileItem({ name, profile: free, heldBack, file }: NamedProfile): Item {
  const profile = { ...free, ...heldBack };
  return {
    profile: name,
    description: profile.description ?? null,
    awsProfile: profile.awsProfile ?? null,
    region: profile.region ?? null,
    cluster: profile.cluster ?? null,
    service: profile.service ?? null,
    family: profile.family ?? null,
    task: profile.task ?? null,
    container: profile.container ?? null,
    shell: profile.shell ?? "auto",
    pick: profile.pick ?? "ask",
    session: profile.session ?? "auto",
    confirm: profile.confirm ?? false,
    accountId: profile.accountId ?? null,
    color: profile.color ?? null,
    forwards: profile.forwards === undefined
      ? null
      : Object.entries(profile.forwards).map(([key, value]) => `${key}=${value}`).join(" "),
    commands: profile.commands === undefined
      ? null
      : Object.entries(profile.commands).map(([key, value]) => `${key}=${value}`).join("; "),
    file,
  };
}
