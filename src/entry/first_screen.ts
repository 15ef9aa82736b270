// The first screen of `ecsin`: profiles and recent targets, those often and lately opened first,
// and below them the clusters as AWS tells them. Only where there is a profile or a recent target.
import { EcsinError, Left } from "../error.ts";
import { type Recent, type RecentTarget, weightAt } from "../memory/recents.ts";
import type { NamedProfile, Profile } from "../profiles/profile.ts";
import { age } from "../place/age.ts";
import { nameOf } from "../place/arn.ts";
import { clusterRows } from "../place/candidates.ts";
import type { Ask } from "../place/choose.ts";
import type { Row } from "../terminal/picker/question.ts";
import { profileActions } from "./row_actions.ts";
import { recentPath } from "./recent_target.ts";
import type { Context } from "./context.ts";
import type { AwsFlags, TargetFlags } from "./flags.ts";
import { reach } from "./reach.ts";
import { seenNames } from "./seen_names.ts";
import type { Names } from "../place/names.ts";
import type { Reached } from "./reached.ts";

/** The screen, to be shown again whenever the person comes back to it. */
export interface FirstScreen {
  /** What was chosen, reached; throws {@link Left} when the person leaves. */
  choose(): Promise<Reached>;
}

/** Reaches what a row stands for. */
type Open = () => Promise<Reached>;

const COLUMNS = ["name", "kind", "target", "as", "opened"];

/** Undefined where there is nothing but clusters to choose from. */
export async function openFirstScreen(
  context: Context,
  flags: AwsFlags & TargetFlags,
  ask: Ask,
): Promise<FirstScreen | undefined> {
  const { readRecents } = await import("../memory/recents.ts");
  const [profiles, recents] = await Promise.all([
    readProfiles(context, flags),
    readRecents(context.env),
  ]);
  const ambient = ambientOf(context.env);
  const rows = rankedRows(
    profiles,
    recents,
    new Date(),
    (name, recent) => () => reach(context, flags, name, recent === undefined ? {} : { recent }),
    ambient,
  );
  if (rows.length === 0) return undefined;
  // Opened once: who comes back here need not sign in anew.
  let quiet: Promise<Reached> | undefined;
  const quietly = () => quiet ??= reach(context, flags, undefined, { quiet: true });
  const aloud = () => reach(context, flags, undefined);
  return {
    async choose() {
      const answer = await ask<Open>({
        title: "open",
        columns: COLUMNS,
        rows: withClusters(rows, quietly, aloud, (ecs) => seenNames(context, flags, ecs), ambient),
        canGoBack: false,
        actions: ({ id, cells: [name = ""] }) =>
          id.startsWith("profile ") ? profileActions(context, flags, name) : [],
      });
      if (answer.kind !== "chosen") throw new Left();
      return await answer.value();
    },
  };
}

/** All profiles; a file that cannot be used is told, and takes nothing else away. */
async function readProfiles(
  { env }: Context,
  flags: TargetFlags,
): Promise<readonly NamedProfile[]> {
  const [{ readAll }, { say }] = await Promise.all([
    import("../profiles/read.ts"),
    import("../terminal/say.ts"),
  ]);
  try {
    return (await readAll(flags, env)).profiles;
  } catch (error) {
    // A file that was named has to be right.
    if (!(error instanceof EcsinError) || flags.profiles !== undefined) throw error;
    say(`your profiles are left out: ${error.message}`);
    return [];
  }
}

/** Rows of profiles and recent targets by how often and lately they were opened. Pure. */
export function rankedRows(
  profiles: readonly Pick<NamedProfile, "name" | "profile">[],
  recents: readonly Recent[],
  now: Date,
  open: (profileName: string | undefined, recent?: Recent) => Open,
  ambient: Ambient = {},
): readonly Row<Open>[] {
  const known = new Map(profiles.map((each) => [each.name, each.profile]));
  const weightOf = (recent: Recent) => weightAt(recent, now.getTime());
  const ofProfiles = profiles.map(({ name, profile }) => {
    const opened = recents.filter((each) => each.profile === name);
    return {
      weight: opened.reduce((sum, each) => sum + weightOf(each), 0),
      row: profileRow(name, profile, opened[0], now, { value: open(name), ambient }),
    };
  });
  const ofRecents = recents.flatMap((recent, index) => {
    const { target, profile: name } = recent;
    const profile = name === undefined ? undefined : known.get(name);
    // A profile that is gone took its guards with it; one that says the same has a row already.
    if (name !== undefined && (profile === undefined || isSame(profile, target))) return [];
    const isSaved = (each: Profile) => isSame(each, target) && isSameWhom(each, target, ambient);
    if (name === undefined && [...known.values()].some(isSaved)) return [];
    return [{
      weight: weightOf(recent),
      row: recentRow(recent, index, now, { value: open(name, recent), ambient }),
    }];
  });
  return [...ofProfiles, ...ofRecents].sort((a, b) => b.weight - a.weight).map(({ row }) => row);
}

/** Whether the profile leads to just this target, with nothing to be asked but the task. */
function isSame(profile: Profile, target: RecentTarget): boolean {
  const name = (text: string | undefined) => text === undefined ? undefined : nameOf(text);
  return (["cluster", "service", "family", "container"] as const)
    .every((key) => name(profile[key]) === name(target[key])) &&
    (profile.task === undefined) === (target.task === undefined);
}

/** Whether the profile goes in as whom and where the target was opened. */
function isSameWhom(profile: Profile, target: RecentTarget, ambient: Ambient): boolean {
  const region = profile.region ?? ambient.region ?? target.region;
  return region === target.region &&
    (profile.awsProfile ?? ambient.awsProfile) === (target.awsProfile ?? ambient.awsProfile);
}

function profileRow(
  name: string,
  profile: Profile,
  last: Recent | undefined,
  now: Date,
  { value, ambient }: Opening,
): Row<Open> {
  const { description = "", cluster = "", service, family, task, container, confirm } = profile;
  const path = [nameOf(cluster), nameOf(service ?? ""), family, task?.slice(0, 8), container];
  return {
    id: `profile ${name}`,
    cells: [
      name,
      "profile",
      path.filter((each) => each !== undefined && each !== "").join(" / "),
      identityWords(profile, ambient),
      last === undefined ? "" : age(new Date(last.lastMs), now),
    ],
    hidden: description,
    detail: [
      ["description", description],
      ["account", profile.accountId ?? ""],
      ["asks first", confirm === undefined || confirm === false ? "" : "yes"],
    ],
    value,
  };
}

function recentRow(
  { target, profile, lastMs }: Recent,
  index: number,
  now: Date,
  { value, ambient }: Opening,
) {
  const { service, family, task, cluster, accountId = "" } = target;
  return {
    id: `recent ${index}`,
    cells: [
      profile ?? service ?? family ?? task?.slice(0, 8) ?? nameOf(cluster),
      "recent",
      recentPath(target),
      identityWords(target, ambient),
      age(new Date(lastMs), now),
    ],
    detail: [["account", accountId], ["by profile", profile ?? ""]] as const,
    value,
  };
}

/** As whom and where one goes in whose profile says nothing of it. */
type Ambient = Pick<Profile, "awsProfile" | "region">;

/** What a row does when it is taken, and what its AS says where it says nothing itself. */
interface Opening {
  readonly value: Open;
  readonly ambient: Ambient;
}

/** By the environment, as `aws/credentials/identity.ts` chooses; files are not read for it. */
function ambientOf(env: Context["env"]): Ambient {
  const awsProfile = env("AWS_ACCESS_KEY_ID") !== undefined
    ? "keys of env"
    : env("AWS_PROFILE") ?? env("AWS_DEFAULT_PROFILE") ?? "default";
  const region = env("AWS_REGION") ?? env("AWS_DEFAULT_REGION");
  return { awsProfile, ...(region !== undefined ? { region } : {}) };
}

function identityWords(
  { awsProfile, region }: Pick<Profile, "awsProfile" | "region">,
  ambient: Ambient,
): string {
  return [awsProfile ?? ambient.awsProfile, region ?? ambient.region]
    .filter((each) => each !== undefined).join(" ");
}

/** The rows, and while they are being read the clusters of the identity that the environment names. */
async function* withClusters(
  rows: readonly Row<Open>[],
  quietly: Open,
  aloud: Open,
  names: (ecs: Reached["ecs"]) => Names | undefined,
  ambient: Ambient,
): AsyncGenerator<readonly Row<Open>[]> {
  yield rows;
  try {
    const reached = await quietly();
    for await (const page of clusterRows(reached.ecs, names(reached.ecs))) {
      yield page.map(({ id, value: cluster, gone }) => ({
        id: `cluster ${id}`,
        cells: [cluster, "cluster", "", identityWords({}, ambient), ""],
        ...(gone === true ? { gone } : {}),
        value: () => openCluster(reached, cluster),
      }));
    }
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    // Told in full when a cluster is needed.
    yield [{
      id: "clusters",
      cells: ["clusters …", "cluster", "", "", ""],
      detail: [["not read", error.message]],
      value: aloud,
    }];
  }
}

/** What was said to nobody while the list was on the screen is said now. */
async function openCluster(reached: Reached, cluster: string): Promise<Reached> {
  const { say } = await import("../terminal/say.ts");
  for (const remark of reached.ecs.identity.remarks) say(remark);
  return { ...reached, wanted: { ...reached.wanted, cluster } };
}
