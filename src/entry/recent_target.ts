// What was opened, remembered, and opened again: the memory behind `ecsin -` and the first screen.
import { homePath } from "../home_path.ts";
import { EcsinError, EXIT } from "../error.ts";
import type { Recent, RecentTarget } from "../memory/recents.ts";
import { mergeWanted } from "../profiles/merge.ts";
import type { Profile } from "../profiles/profile.ts";
import { nameOf, parseArn } from "../place/arn.ts";
import type { Place, PlaceKind, Places } from "../place/resolve.ts";
import { withoutPassword } from "../memory/without_password.ts";
import { type Context, pasteable } from "./context.ts";
import type { Reached } from "./reached.ts";

/** The target that was opened last. */
export async function lastRecent({ env }: Context): Promise<Recent> {
  const { readRecents } = await import("../memory/recents.ts");
  const [last] = await readRecents(env);
  if (last !== undefined) return last;
  throw new EcsinError({
    id: "no-recent-target",
    what: "there is no last target",
    why: "- is the target that was opened last on a terminal, and none is remembered",
    next: ["ecsin", "ecsin list profiles"],
    exitCode: EXIT.usage,
  });
}

/**
 * The guards of a recent target are its profile's. Another file's profile of the same name, of
 * another checkout or of `--profiles`, is another profile.
 */
export async function refuseOtherFile(
  { profile = "", profileFile }: Recent,
  file: string | undefined,
): Promise<void> {
  if (profileFile === undefined || file === undefined) return;
  if (await realPathOf(file) === profileFile) return;
  throw new EcsinError({
    id: "recent-profile-elsewhere",
    what: `the last target was opened by profile "${profile}" of another file`,
    why: [`it was of ${homePath(profileFile)}`, `here it is of ${homePath(file)}`],
    next: `ecsin ${pasteable(profile)}`,
    exitCode: EXIT.usage,
  });
}

async function realPathOf(file: string): Promise<string> {
  return await Deno.realPath(file).catch(() => file);
}

/** A recent target over the profile it was opened by, whose shell and guards stay. */
export function repeated(profile: Profile, target: RecentTarget): Profile {
  const { awsProfile, region } = target;
  return {
    ...mergeWanted(profile, target),
    ...(awsProfile !== undefined ? { awsProfile } : {}),
    ...(region !== undefined ? { region } : {}),
  };
}

/** A recent target in words: `prod / web / app in eu-central-1, as AWS profile "prod"`. */
export function wordsOf({ target, profile }: Recent): string {
  const { awsProfile, region, endpointUrl } = target;
  return [
    `${recentPath(target)}${region === undefined ? "" : ` in ${region}`}`,
    ...(endpointUrl !== undefined ? [`at ${endpointUrl}`] : []),
    ...(awsProfile !== undefined ? [`as AWS profile "${awsProfile}"`] : []),
    ...(profile !== undefined ? [`by profile "${profile}"`] : []),
  ].join(", ");
}

/** `prod / web / app`. */
export function recentPath({ cluster, service, family, task, container }: RecentTarget): string {
  return [nameOf(cluster), service ?? family, task?.slice(0, 8), container]
    .filter((each) => each !== undefined).join(" / ");
}

/** The account of a place, where AWS has told it in an ARN. */
export function accountOf(place: Places[PlaceKind]): string | undefined {
  const ofTask = "task" in place ? [place.task, place.described?.taskArn ?? ""] : [];
  return [...ofTask, place.cluster]
    .map((each) => parseArn(each)?.accountId).find((each) => each !== undefined);
}

/**
 * Remembers a place whose session has been started; gives whether it is remembered. Only what a
 * person opened: without a terminal on stdin nothing is written.
 */
export async function rememberOpened(
  { env }: Context,
  { ecs, wanted, profileName, profileFile }: Reached,
  place: Place,
): Promise<boolean> {
  if (!Deno.stdin.isTerminal()) return false;
  const { remember } = await import("../memory/recents.ts");
  const { source, endpointUrl } = ecs.identity;
  const { cluster, group, container } = place;
  const accountId = accountOf(place);
  const target: RecentTarget = {
    ...(source.kind === "awsProfile" ? { awsProfile: source.awsProfile } : {}),
    region: ecs.region,
    ...(endpointUrl !== undefined ? { endpointUrl: withoutPassword(endpointUrl) } : {}),
    ...(accountId !== undefined ? { accountId } : {}),
    cluster,
    ...(group !== undefined ? { [group.kind]: group.name } : {}),
    ...(wanted.task !== undefined ? { task: nameOf(place.task) } : {}),
    container,
  };
  return await remember(env, {
    target,
    ...(profileName !== undefined ? { profile: profileName } : {}),
    ...(profileFile !== undefined ? { profileFile: await realPathOf(profileFile) } : {}),
    taskId: nameOf(place.task),
  });
}
