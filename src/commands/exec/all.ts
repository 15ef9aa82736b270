// `ecsin exec --all`: the command in every running task of a service or family, or in those that were
// marked in the picker: a few at a time, each line with its task in front, and a table of what became
// of them.
import { tell } from "../../streams.ts";
import type { Task } from "../../aws/task.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { errorText } from "../../error_text.ts";
import { writeAllSync } from "../../output.ts";
import { oneLine } from "../../printable.ts";
import type { ExecEnds } from "../../session/exec/ends.ts";
import type { RunResult } from "../../entry/run_command.ts";
import type { Place } from "../../place/resolve.ts";
import { execOne, type ExecSite } from "./one.ts";
import { one } from "../../place/stream.ts";
import { targetOf } from "../../place/target.ts";

/** Runs it once `pass` lets so many tasks through; gives the highest exit code. */
export async function execAll(
  site: ExecSite,
  place: Place,
  pass: (tasks: string) => Promise<void>,
): Promise<number> {
  const [
    { say },
    { whileSaying },
    { describedTasks, newestFirst },
    { refusal },
    { shortId },
    { tableText },
  ] = await Promise.all([
    import("../../terminal/say.ts"),
    import("../../terminal/waiting.ts"),
    import("../../place/candidates.ts"),
    import("../../place/readiness.ts"),
    import("../../place/arn.ts"),
    import("../../terminal/table.ts"),
  ]);
  const { ecs, flags } = site;
  const { cluster, group, container } = place;
  const tasks: Task[] = [];
  await whileSaying("ecsin: reading tasks …", async () => {
    for await (const page of describedTasks(ecs, cluster, taskArns(site, place))) {
      tasks.push(...page.filter((task) => task.lastStatus === "RUNNING"));
    }
  });
  const waiting = newestFirst(tasks);
  const all = flags.all ? "all " : "";
  const count = tasks.length === 1 ? "1 task" : `${all}${tasks.length} tasks`;
  const path = [cluster, group?.name, count, container].filter((each) => each !== undefined);
  say(`${path.join(" / ")} in ${ecs.region}`);
  await pass(count);
  const results = new Map<Task, RunResult>();
  const runOne = async (task: Task) => {
    const found = task.containers.find((each) => each.name === container);
    const refused = found === undefined
      ? `it has no container "${container}"`
      : refusal(task, found);
    if (refused !== undefined) return { code: EXIT.failure, why: refused };
    try {
      const ends = prefixed(oneLine(shortId(task.taskId)));
      return await execOne(site, targetOf(placeOf(place, task)), task, ends);
    } catch (error) {
      if (!(error instanceof EcsinError)) throw error;
      site.debug(errorText(error));
      return { code: error.exitCode, why: error.message };
    }
  };
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      results.set(task, await runOne(task));
    }
  };
  await Promise.all(Array.from({ length: flags.parallel }, worker));
  const rows = newestFirst(tasks).map((task) => {
    const { code = EXIT.failure, why = "" } = results.get(task) ?? {};
    return [task.taskId, String(code), why];
  });
  tell(tableText(["task", "status", ""], rows));
  return Math.max(EXIT.done, ...[...results.values()].map(({ code }) => code));
}

/** Pages of the tasks that are meant: all of the group, or those that were marked. */
function taskArns(
  { ecs, flags, rerun }: ExecSite,
  { cluster, group, task, otherTasks = [] }: Place,
): AsyncIterable<readonly string[]> {
  if (!flags.all) return one([task, ...otherTasks]);
  if (group === undefined) {
    throw new EcsinError({
      id: "exec-usage",
      what: "--all needs a service or a family, and one task was named",
      next: rerun("--service NAME"),
      exitCode: EXIT.usage,
    });
  }
  return ecs.listTasks(
    cluster,
    group.kind === "service" ? { service: group.name } : { family: group.name },
  );
}

/** Whole lines with the task in front; a last line without its end gets one. */
function prefixed(label: string): ExecEnds {
  const line = (to: typeof Deno.stdout) => {
    let held = "";
    const decoder = new TextDecoder();
    return (bytes: Uint8Array) => {
      held += decoder.decode(bytes, { stream: true });
      // The very last piece is empty: it asks for what is left.
      const end = bytes.length === 0 ? held.length : held.lastIndexOf("\n") + 1;
      const text = held.slice(0, end);
      held = held.slice(end);
      if (text !== "") {
        const lines = text.replace(/\n$/, "").split("\n").map((each) => `${label} | ${each}\n`);
        const whole = new TextEncoder().encode(lines.join(""));
        writeAllSync(to, whole);
      }
      return Promise.resolve();
    };
  };
  return { writeStdout: line(Deno.stdout), writeStderr: line(Deno.stderr) };
}

/** A described task as a place like `place`. */
function placeOf(place: Place, task: Task): Place {
  return { ...place, task: task.taskArn, described: task, notes: [] };
}
