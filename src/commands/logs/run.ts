// `ecsin logs` once its words are read: finds the tasks and their streams, prints the past, then what
// comes, and at the end how the task ended.
import type { Task } from "../../aws/task.ts";
import { endWords } from "../../deployment/ended.ts";
import { openInBrowser } from "../../entry/browser.ts";
import type { Context } from "../../entry/context.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import { orAsFamily } from "../../entry/stopped_task.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { openGroups } from "../../entry/open_logs.ts";
import { EXIT } from "../../error.ts";
import { type TaskLogs, TaskStreams } from "../../logs/containers.ts";
import { logsUrl, notInCloudWatch } from "../../logs/elsewhere.ts";
import type { Found } from "../../logs/following.ts";
import type { GroupReading, Groups } from "../../logs/groups.ts";
import type { Printing } from "../../logs/printing.ts";
import { followAll, showPast } from "../../logs/reading.ts";
import { watchTask, watchTasks } from "../../logs/watching.ts";
import { shortId } from "../../place/arn.ts";
import { print, say } from "../../terminal/say.ts";
import { whileSaying } from "../../terminal/waiting.ts";
import { noTask } from "../../place/dead_end.ts";
import { checkTimes, type LogsFlags } from "./flags.ts";
import { idleFlags } from "./idle.ts";
import { liveOf } from "./live.ts";
import { onceSaid } from "./once.ts";
import { printingOf } from "./printing_of.ts";
import { filterOf, type Meant, meantTasks } from "./tasks.ts";

/** Lines of the past, where nothing says how many. */
const LAST_LINES = 100;
/** Shows logs by flags and what the person named; sets the process's exit code. */
export async function runLogs(
  context: Context,
  given: LogsFlags,
  name: string | undefined,
): Promise<void> {
  // Live tail is a way to follow.
  const flags = { ...given, follow: given.follow || given.live };
  checkTimes(flags);
  refuseIdle(context.argv, idleFlags(flags));
  const needs = { place: "service", state: "any", guard: false } as const;
  const named = await enter(context, flags, name, needs);
  const { ecs, wanted, debug } = named;
  named.say(named.place);
  const container = flags.container ?? (flags.allContainers ? undefined : wanted.container);
  const streams = new TaskStreams(ecs, {
    all: flags.allContainers,
    ...(container !== undefined ? { container } : {}),
  });
  const { entry, meant } = await whileSaying(
    "ecsin: reading tasks …",
    () =>
      orAsFamily(named, async (entry) => {
        const meant = await meantTasks(context.env, entry, flags);
        // Nobody is to wait for ever for a family that was a service's name typed wrong.
        if (entry !== named && meant.tasks.length === 0) throw noTask(ecs, entry.place);
        return { entry, meant };
      }),
  );
  const found = await Promise.all(meant.tasks.map((task) => streams.ofSome(task)));
  const [first] = meant.tasks;
  // Where none of them has such a container, the first says which ones it has.
  if (first !== undefined && found.every(({ containers }) => containers.length === 0)) {
    await streams.of(first);
  }
  const leaving = new AbortController();
  const groups = openGroups(ecs, debug, {
    signal: leaving.signal,
    trouble: onceSaid((error) => `${error.message}: it is asked again`),
    ...(flags.filter !== undefined ? { pattern: flags.filter } : {}),
    ...(flags.since !== undefined ? { sinceMs: flags.since } : {}),
  });
  // At once: streams that are added together are read by one call.
  await groups.add(found.flatMap(({ wanted }) => wanted));
  tellOthers(found, groups, meant, entry, flags);
  if (flags.open) return await openPages(context, groups);
  try {
    const printing = printingOf(context, flags, entry, meant, found);
    await show({ flags, entry, groups, streams, meant, printing, leaving });
  } finally {
    leaving.abort();
  }
  context.process.exitCode = EXIT.done;
}

/** Everything that showing takes. */
interface Showing {
  readonly flags: LogsFlags;
  readonly entry: Entry<"service">;
  readonly groups: Groups;
  readonly streams: TaskStreams;
  readonly meant: Meant;
  readonly printing: Printing;
  /** Ends all reading. */
  readonly leaving: AbortController;
}

async function show(showing: Showing): Promise<void> {
  const { flags, groups, meant, printing } = showing;
  const take = (found: readonly Found[]) => {
    const text = printing.text(found);
    if (text !== "") print(text);
  };
  const tail = flags.tail ?? (flags.since === undefined ? LAST_LINES : Infinity);
  const shown = await whileSaying("ecsin: reading logs …", () =>
    showPast(groups, {
      ...(tail === Infinity ? {} : { count: tail }),
      ...(flags.since !== undefined ? { sinceMs: flags.since } : {}),
      ...(flags.until !== undefined ? { untilMs: flags.until } : {}),
      keep: (message) => printing.keeps(message),
    }, take));
  const isGroupMissing = (group: GroupReading) => group.queries.isGroupMissing;
  const [only] = meant.tasks;
  const isOver = !flags.follow || (meant.isOne && only?.lastStatus === "STOPPED");
  if (isOver) {
    const missing = groups.all.find(isGroupMissing);
    if (missing !== undefined) throw groups.missing(missing);
    if (shown === 0 && tail > 0) say("no line");
    for (const task of meant.tasks) if (task.lastStatus === "STOPPED") sayEnd(task);
    return;
  }
  for (const { group, region } of groups.all.filter(isGroupMissing)) {
    say(`there is no log group ${group} in ${region} yet: it is waited for`);
  }
  await followTasks(showing, take);
}

/** Until the one task has ended, or the person leaves. */
async function followTasks(
  { flags, entry, groups, streams, meant, leaving }: Showing,
  take: (found: readonly Found[]) => void,
): Promise<void> {
  const { ecs, place } = entry;
  const { cluster } = place;
  const [only] = meant.tasks;
  const watch = {
    groups,
    streams,
    api: {
      list: () =>
        Array.fromAsync(ecs.listTasks(cluster, filterOf(place))).then((all) => all.flat()),
      describe: (tasks: readonly string[]) => ecs.describeTasks(cluster, tasks),
    },
    events: {
      started: ({ taskId }: Task, { wanted, elsewhere }: TaskLogs) =>
        say(
          `+ task ${shortId(taskId)} started${
            wanted.length === 0 ? `, logs elsewhere: ${elsewhere.join("; ")}` : ""
          }`,
        ),
      stopped: (task: Task) => say(`- ${ended(task)}`),
      trouble: onceSaid((error) => `${error.message}: tasks are looked for again`),
    },
  };
  const watching = meant.isOne && only !== undefined
    ? watchTask(watch, only).then((task) => {
      leaving.abort();
      return task;
    })
    : watchTasks(watch, meant.tasks).then(() => undefined);
  const live = flags.live ? liveOf(entry, meant) : undefined;
  const following = followAll(groups, { take, ...(live !== undefined ? { live } : {}) });
  const [task] = await Promise.all([watching, following]);
  if (task !== undefined) sayEnd(task);
}

/** What is not shown, said once; throws where there is nothing to show at all. */
function tellOthers(
  found: readonly TaskLogs[],
  groups: Groups,
  { tasks, isOne }: Meant,
  { rerun }: Entry<"service">,
  flags: LogsFlags,
): void {
  const elsewhere = [...new Set(found.flatMap((each) => each.elsewhere))];
  const isComing = flags.follow && (tasks.length === 0 || !isOne ||
    tasks.some(({ lastStatus }) => lastStatus !== "RUNNING" && lastStatus !== "STOPPED"));
  if (groups.size === 0 && !(isComing && elsewhere.length === 0)) {
    throw notInCloudWatch(elsewhere, [rerun("--all-containers")]);
  }
  for (const each of elsewhere) say(`not shown: ${each}`);
  const beside = [...new Set(found.flatMap((each) => each.beside))];
  if (beside.length > 0) {
    say(`not shown, as they stand beside the app: ${beside.join(", ")} (--all-containers)`);
  }
}

async function openPages(context: Context, groups: Groups): Promise<void> {
  for (const { region, group, wanted } of groups.all) {
    const url = logsUrl({ region, group, wanted: [...wanted.values()] });
    if (url === undefined) {
      say(`the address of AWS's console for region ${region} is not known`);
      continue;
    }
    print(`${url}\n`);
    if (Deno.stdout.isTerminal()) await openInBrowser(context, url);
  }
}

function sayEnd(task: Task): void {
  // A task that ECS does not know any more has no end to be told.
  if (task.containers.length > 0) say(ended(task));
}

/** `task 4f2c9a1b stopped (EssentialContainerExited: …; app: exit 1)`. */
function ended(task: Task): string {
  return `task ${shortId(task.taskId)} stopped (${endWords(task).join("; ")})`;
}
