// `ecsin cp --all`: to every running task of a service or family, or from every one into a folder of
// its own, a few at a time, and a table of what became of them.
import { tell } from "../../streams.ts";
import type { Task } from "../../aws/task.ts";
import { readPath } from "../../copy/location.ts";
import { filesText } from "../../copy/progress.ts";
import { newTally, type Tally } from "../../copy/entry.ts";
import { weaker } from "../../copy/digest.ts";
import { unwritten } from "../../copy/part_file.ts";
import type { Entry } from "../../entry/enter.ts";
import { pathOf } from "../../entry/place_line.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { below, separators } from "../../paths.ts";
import { errorText } from "../../error_text.ts";
import { shortId } from "../../place/arn.ts";
import { describedTasks, newestFirst } from "../../place/candidates.ts";
import { refusal } from "../../place/readiness.ts";
import type { Place } from "../../place/resolve.ts";
import { say } from "../../terminal/say.ts";
import { tableText } from "../../terminal/table.ts";
import { whileSaying } from "../../terminal/waiting.ts";
import type { CpFlags } from "./flags.ts";
import { copyOnce } from "./once.ts";
import { remoteOf } from "./remote.ts";
import { actOf, showing } from "./shown.ts";
import type { CpWords } from "./words.ts";

const DEFAULT_TASKS = 10;

/** Copies once the guard lets so many tasks through; gives the exit code. */
export async function copyAll(flags: CpFlags, words: CpWords, entry: Entry): Promise<number> {
  const { place, ecs } = entry;
  const tasks = await whileSaying("ecsin: reading tasks …", () => runningTasks(entry));
  const count = tasks.length === 1 ? "1 task" : `all ${tasks.length} tasks`;
  if (!flags.quiet) say(`${pathOf(place, count)} in ${ecs.region}`);
  await entry.pass(place, actOf(words), count);
  const total = newTally((text) => say(text));
  const results = new Map<Task, string>();
  const waiting = [...tasks];
  const code = await showing(flags, words, total, async (signal) => {
    const worker = async () => {
      for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
        if (signal.aborted) return;
        results.set(task, await copyTask(task, { flags, words, entry, total, signal }));
      }
    };
    const workers = Math.min(flags.parallel ?? DEFAULT_TASKS, tasks.length);
    await Promise.all(Array.from({ length: workers }, worker));
    signal.throwIfAborted();
  });
  if (!flags.quiet) {
    const rows = tasks.map((task) => [task.taskId, results.get(task) ?? ""]);
    tell(tableText(["task", "result"], rows));
  }
  return code;
}

interface TaskSite {
  readonly flags: CpFlags;
  readonly words: CpWords;
  readonly entry: Entry;
  /** Of all tasks. */
  readonly total: Tally;
  readonly signal: AbortSignal;
}

/** Copies to or from one task; gives what became of it in words. */
async function copyTask(task: Task, site: TaskSite): Promise<string> {
  const { flags, words, entry, total, signal } = site;
  const { container } = entry.place;
  const name = shortId(task.taskId);
  const found = task.containers.find((each) => each.name === container);
  const refused = found === undefined ? `it has no container "${container}"` : refusal(task, found);
  if (refused !== undefined) {
    total.failed++;
    return refused;
  }
  const tally = partOf(total, newTally((text) => say(`${name}: ${text}`)));
  const place: Place = { ...entry.place, task: task.taskArn, described: task, notes: [] };
  const runSite = { ...entry, waitMs: flags.wait, isQuiet: true };
  const remote = remoteOf(runSite, place, flags.user);
  try {
    const into = words.to.kind === "local" ? await folderFor(words.to.path, name) : undefined;
    await copyOnce(words, flags, {
      remoteFor: () => remote,
      tally,
      signal,
      ...into === undefined ? {} : { into },
    });
    return tally.failed > 0 ? `${tally.failed} failed` : filesText(tally.files);
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    entry.debug(errorText(error));
    total.failed++;
    return error.message;
  }
}

/** The folder of one task below the destination. */
async function folderFor(destination: string, task: string): Promise<string> {
  const { path } = readPath(destination, separators());
  const folder = below(path, task);
  try {
    await Deno.mkdir(folder, { recursive: true });
  } catch (error) {
    throw unwritten(folder, error);
  }
  return folder;
}

/** A task's own tally that adds to that of all. */
function partOf(total: Tally, own: Tally): Tally {
  const adding = { ...own };
  for (const key of ["files", "bytes", "total", "kept", "failed"] as const) {
    let value = 0;
    Object.defineProperty(adding, key, {
      get: () => value,
      set: (next: number) => {
        total[key] += next - value;
        value = next;
      },
    });
  }
  Object.defineProperty(adding, "digest", {
    get: () => total.digest,
    set: (tool) => void (total.digest = weaker(total.digest, tool)),
  });
  Object.defineProperty(adding, "owner", {
    get: () => total.owner,
    set: (owner) => void (total.owner = owner),
  });
  return adding;
}

async function runningTasks({ place, ecs, rerun }: Entry): Promise<readonly Task[]> {
  const { cluster, group } = place;
  if (group === undefined) {
    throw new EcsinError({
      id: "copy-usage",
      what: "--all needs a service or a family, and one task was named",
      next: rerun("--service NAME"),
      exitCode: EXIT.usage,
    });
  }
  const filter = group.kind === "service" ? { service: group.name } : { family: group.name };
  const tasks: Task[] = [];
  for await (const page of describedTasks(ecs, cluster, ecs.listTasks(cluster, filter))) {
    tasks.push(...page.filter((task) => task.lastStatus === "RUNNING"));
  }
  return newestFirst(tasks);
}
