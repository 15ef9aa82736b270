// The new profile of `ecsin profile add`: flags as they are, the last login, or the walk that a
// login takes. A task is saved only where it was asked for: tasks are replaced, services stay.
import { homePath } from "../../home_path.ts";
import type { Profile } from "../../profiles/profile.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { type Context, pasteable, rerunWith } from "../../entry/context.ts";
import type { AddFlags } from "./flags.ts";
import { callLine, checkName, nameTaken } from "./names.ts";

/** In the order in which they are written. */
const FLAG_KEYS = [
  ...["description", "awsProfile", "region", "cluster", "service", "family", "task"] as const,
  ...["container", "shell", "pick", "session"] as const,
];
const GUARD_KEYS = ["confirm", "accountId", "color"] as const;
const TASK_KEYS = ["service", "family", "task"] as const;

/** Saves a new profile called `name`. */
export async function addProfile(context: Context, flags: AddFlags, name: string): Promise<void> {
  const [{ change, openStore }, { say }] = await Promise.all([
    import("../../profiles/store.ts"),
    import("../../terminal/say.ts"),
  ]);
  checkName(name, context);
  const stored = await openStore(flags, context.env);
  if (stored.profiles.profiles.has(name)) throw nameTaken(name, stored.file, flags);
  const given = ordered(flags);
  await refuseWrong(given, context);
  const profile = flags.last
    ? await lastLogin(context, flags, given)
    : isEnough(given)
    ? given
    : await chosen(context, flags, given);
  await change(stored, { kind: "add", name, profile });
  say(`profile "${name}" is saved in ${homePath(stored.file)}: ${callLine(name, context, flags)}`);
}

function ordered(
  values: { readonly [K in keyof Profile]?: unknown },
  keys: readonly (keyof Profile)[] = FLAG_KEYS,
): Profile {
  return Object.fromEntries(
    keys.flatMap((key) => values[key] === undefined ? [] : [[key, values[key]]]),
  );
}

/** Whether it says which tasks are meant: a cluster by its name, or in the ARN of one of its parts. */
function isEnough({ cluster, service, family, task }: Profile): boolean {
  if (cluster === undefined) {
    return [service, task].some((each) => /^arn:.*\/.*\//.test(each ?? ""));
  }
  return [service, family, task].some((each) => each !== undefined);
}

async function refuseWrong(given: Profile, { argv }: Context): Promise<void> {
  const tasks = TASK_KEYS.filter((key) => given[key] !== undefined);
  if (tasks.length > 1) {
    throw wrongFlag(`a profile has one of service, family and task, not ${tasks.join(" and ")}`);
  }
  const { checkProfile } = await import("../../profiles/schema.ts");
  const checked = checkProfile(given);
  if ("profile" in checked) return;
  const [issue] = checked.issues;
  throw wrongFlag(`${issue?.key} ${issue?.message}`);

  function wrongFlag(what: string): EcsinError {
    const words = argv.slice(0, 2).map(pasteable).join(" ");
    const next = `ecsin ${words} --help`;
    return new EcsinError({ id: "profile-flag-wrong", what, next, exitCode: EXIT.usage });
  }
}

async function lastLogin({ env }: Context, flags: AddFlags, given: Profile): Promise<Profile> {
  const [{ readRecents }, { mergeDefaults }, { repeated }] = await Promise.all([
    import("../../memory/recents.ts"),
    import("../../profiles/merge.ts"),
    import("../../entry/recent_target.ts"),
  ]);
  const [last] = await readRecents(env);
  if (last === undefined) {
    throw new EcsinError({
      id: "no-last-login",
      what: "there is no last login to save",
      why: "ecsin remembers a place once a session in it was opened",
      next: ["ecsin", "ecsin profile add --help"],
      exitCode: EXIT.usage,
    });
  }
  const { task, ...place } = last.target;
  const isOfGroup = place.service !== undefined || place.family !== undefined;
  const target = isOfGroup || task === undefined ? place : { ...place, task };
  const by = last.profile === undefined ? {} : await openedBy(last.profile, flags, env);
  return {
    ...ordered(mergeDefaults(repeated(by, target), given)),
    ...ordered(by, GUARD_KEYS),
  };
}

/** The profile of the last login, for its shell and its guards: a copy is no way around them. */
async function openedBy(name: string, flags: AddFlags, env: Context["env"]): Promise<Profile> {
  const { savedProfile } = await import("../../entry/saved_profile.ts");
  try {
    const found = await savedProfile(name, flags, env, () => {});
    const { description: _, ...profile } = found.profile;
    return profile;
  } catch (error) {
    const isGone = error instanceof EcsinError &&
      ["profile-unknown", "profiles-file-missing", "profiles-file-unreadable"]
        .includes(error.failure.id);
    if (!isGone) throw error;
    const { say } = await import("../../terminal/say.ts");
    say(`profile "${name}", by which it was opened, is not there: its guards are not saved`);
    return {};
  }
}

/** Walks cluster → service → container as a login does, by any task of the service. */
async function chosen(context: Context, flags: AddFlags, given: Profile): Promise<Profile> {
  const [{ askOnTerminal, reach, withAccount }, { resolvePlace }, { say }] = await Promise.all([
    import("../../entry/reach.ts"),
    import("../../place/resolve.ts"),
    import("../../terminal/say.ts"),
  ]);
  const reached = await reach(context, flags, undefined);
  const { ecs } = reached;
  const wanted = { ...reached.wanted, pick: "newest" } as const;
  const ask = await askOnTerminal(flags, context);
  const rerun = (flag: string) => rerunWith(context.argv, flag);
  const { cluster, group, container, notes } = await resolvePlace(
    wanted,
    { ecs, ask, rerun },
    "container",
  )
    .catch(async (error) => {
      throw await withAccount(error, reached);
    });
  const kept = notes.filter((note) => !note.startsWith("task:"));
  const place = [cluster, group?.name ?? given.task, container].join(" / ");
  say(`${place} in ${ecs.region}${kept.length === 0 ? "" : ` (${kept.join("; ")})`}`);
  const { source } = ecs.identity;
  return ordered({
    ...given,
    ...(source.kind === "awsProfile" ? { awsProfile: source.awsProfile } : {}),
    region: ecs.region,
    cluster,
    ...(group !== undefined ? { [group.kind]: group.name } : {}),
    container,
  });
}
