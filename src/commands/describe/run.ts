// `ecsin describe` once its words are read: one look, or one after the other until nothing more
// changes by itself. On a terminal the lines are drawn in place; elsewhere each change is a line.
import type { Task } from "../../aws/task.ts";
import { serviceJson, taskJson } from "../../deployment/as_json.ts";
import { Events, looks, pause } from "../../deployment/follow.ts";
import { lookAtService, type ServiceLook } from "../../deployment/look.ts";
import type { Room } from "../../deployment/room.ts";
import { serviceLines, taskLines } from "../../deployment/screen.ts";
import { eventWords, type Verdict, verdictOf } from "../../deployment/verdict.ts";
import { abortBySignals } from "../../entry/connect.ts";
import type { Context } from "../../entry/context.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { pathOf } from "../../entry/place_line.ts";
import { findTask, lastStopped, orAsFamily } from "../../entry/stopped_task.ts";
import { signalCode } from "../../entry/tell_end.ts";
import { ecsinLine } from "../../aws/line.ts";
import { nameOf } from "../../place/arn.ts";
import { EcsinError, EXIT, Left } from "../../error.ts";
import { printable, printableJson } from "../../printable.ts";
import { openPainter } from "../../terminal/repaint.ts";
import { print, say } from "../../terminal/say.ts";
import { styleOf, useColor } from "../../terminal/style.ts";
import type { DescribeFlags } from "./flags.ts";

/** Between two looks at a task. */
const TASK_MS = 2_000;

/** Describes by flags and what the person named; sets the process's exit code. */
export async function runDescribe(
  context: Context,
  flags: DescribeFlags,
  name: string | undefined,
): Promise<void> {
  const needs = { place: "service", state: "any", guard: false } as const;
  const entry = await enter(context, flags, name, needs);
  // One look is over soon, and ^C ends it as it ends any program.
  const { abort, stop } = await abortBySignals(flags.watch ? undefined : []);
  let isWell: boolean;
  try {
    isWell = await orAsFamily(entry, async (each) => {
      const { place: { group }, wanted } = each;
      return group?.kind !== "service" || wanted.task !== undefined
        ? await describeTask(context, flags, each, abort.signal)
        : await describeService(context, flags, each, group.name, abort.signal);
    });
  } finally {
    stop();
  }
  if (abort.signal.aborted) throw new Left(signalCode(abort.signal.reason));
  context.process.exitCode = isWell ? EXIT.done : EXIT.problem;
}

async function describeService(
  context: Context,
  flags: DescribeFlags,
  { ecs, place }: Entry<"service">,
  service: string,
  signal: AbortSignal,
): Promise<boolean> {
  const title = `${pathOf(place)} in ${ecs.region}`;
  if (!flags.watch) {
    const look = await lookAtService(ecs, place.cluster, service);
    const verdict = verdictOf(look, ecs);
    if (flags.output === "json") printJson(serviceJson(look, verdict));
    else printLines(serviceLines(look, verdict, title, roomOf(context, flags)));
    return verdict.isWell;
  }
  const screen = watching(context, flags, title);
  let isWell = false;
  try {
    for await (const look of looks(ecs, place.cluster, service, signal)) {
      const verdict = verdictOf(look, ecs);
      isWell = verdict.isWell;
      screen.show(look, verdict);
      if (verdict.isSettled) break;
    }
  } finally {
    screen.end();
  }
  return isWell;
}

interface Screen {
  show(look: ServiceLook, verdict: Verdict): void;
  end(): void;
}

/** Drawn in place on a terminal, a line a change elsewhere, an object a change with -o json. */
function watching(context: Context, flags: DescribeFlags, title: string): Screen {
  if (flags.output === "text" && Deno.stdout.isTerminal()) {
    const painter = openPainter();
    return {
      show(look, verdict) {
        const { columns, rows } = painter.size();
        const room = { ...roomOf(context, flags), width: columns - 1, height: rows - 1 };
        painter.draw(serviceLines(look, verdict, title, room));
      },
      end: () => painter.end(),
    };
  }
  let events: Events | undefined;
  let told = "";
  return {
    show(look, verdict) {
      const fresh = (events ??= new Events(look.service.events)).take(look.service.events);
      const said = [
        verdict.standing,
        verdict.what.replace(/ for \S+(?=[: ]|$)/, ""),
        ...verdict.why,
      ]
        .join("\n");
      if (flags.output === "json") {
        if (said !== told || fresh.length > 0) {
          print(`${printableJson(serviceJson(look, verdict))}\n`);
        }
      } else {
        const lines = [
          ...fresh.map((event) => eventWords(event, look.service.name)),
          ...(said === told ? [] : [
            verdict.what,
            ...verdict.why.map((why) => `  why:  ${why}`),
            ...verdict.next.map((next) => `  next: ${next}`),
          ]),
        ];
        printLines(lines.map(printable));
      }
      told = said;
    },
    end() {},
  };
}

/** A task of a family, one that was named, or one that has stopped already. */
async function describeTask(
  context: Context,
  flags: DescribeFlags,
  entry: Entry<"service">,
  signal: AbortSignal,
): Promise<boolean> {
  const { ecs, place: { group }, wanted } = entry;
  // Asked for beside the others: whoever looks at a family that runs nothing waits no longer.
  const last = group?.kind === "family" && wanted.task === undefined
    ? lastStopped(entry)
    : undefined;
  last?.catch(() => {});
  let task = await findTask(entry).catch((error) => stoppedLast(error, entry, last));
  const title = `${[task.cluster, task.service ?? task.family].join(" / ")} in ${ecs.region}`;
  const painter = flags.watch && flags.output === "text" && Deno.stdout.isTerminal()
    ? openPainter()
    : undefined;
  let told = "";
  const show = () => {
    if (painter !== undefined) {
      const { columns } = painter.size();
      const room = { ...roomOf(context, flags), width: columns - 1 };
      return painter.draw(taskLines(task, title, new Date(), room));
    }
    const text = flags.output === "json"
      ? printableJson(taskJson(task), flags.watch ? undefined : 2)
      : taskLines(task, title, new Date(), roomOf(context, flags)).join("\n");
    // Ages alone are no change.
    const key = printableJson(taskJson(task));
    if (key !== told) print(`${text}\n`);
    told = key;
  };
  try {
    show();
    while (flags.watch && !isSettled(task) && !signal.aborted) {
      await pause(TASK_MS, signal);
      if (signal.aborted) break;
      const [seen] = await ecs.describeTasks(task.clusterArn, [task.taskArn]);
      if (seen === undefined) break;
      task = seen;
      show();
    }
  } finally {
    painter?.end();
  }
  return isTaskWell(task);
}

/** Of a family that runs nothing the task that stopped last tells why. */
async function stoppedLast(
  error: unknown,
  entry: Entry<"service">,
  last: Promise<Task | undefined> | undefined,
): Promise<Task> {
  if (!(error instanceof EcsinError) || error.failure.id !== "no-running-task") throw error;
  const task = await (last ?? lastStopped(entry));
  if (task === undefined) {
    const { ecs, place: { cluster } } = entry;
    throw new EcsinError({
      ...error.failure,
      why: "and none has stopped within the last hour",
      next: ecsinLine(ecs, "list", "tasks", "--cluster", nameOf(cluster)),
    });
  }
  say(`${task.family} runs no task; this is the one that stopped last`);
  return task;
}

function isSettled({ lastStatus, desiredStatus }: Task): boolean {
  return lastStatus === "STOPPED" || (lastStatus === "RUNNING" && desiredStatus === "RUNNING");
}

function isTaskWell({ lastStatus, healthStatus }: Task): boolean {
  return lastStatus !== "STOPPED" && healthStatus !== "UNHEALTHY";
}

function roomOf({ env }: Context, { color }: DescribeFlags): Room {
  const isTerminal = Deno.stdout.isTerminal();
  const style = styleOf(useColor(color, env, isTerminal));
  if (!isTerminal) return { width: Infinity, height: Infinity, style };
  let width = 0;
  try {
    ({ columns: width } = Deno.consoleSize());
  } catch {
    // A terminal that does not tell its size.
  }
  return { width: width > 0 ? width : 80, height: Infinity, style };
}

function printLines(lines: readonly string[]): void {
  if (lines.length > 0) print(`${lines.join("\n")}\n`);
}

function printJson(value: object): void {
  print(`${printableJson(value, 2)}\n`);
}
