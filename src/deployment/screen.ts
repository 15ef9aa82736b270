// What is shown of a service or a task, as lines for a screen of so many cells. Pure: what was seen,
// in; lines, out. Everything from outside is made printable here.
import type { Task } from "../aws/task.ts";
import { printable } from "../printable.ts";
import { age } from "../place/age.ts";
import { shortId } from "../place/arn.ts";
import { taskRefusal } from "../place/readiness.ts";
import type { Style } from "../terminal/style.ts";
import { tableText } from "../terminal/table.ts";
import { truncate } from "../terminal/width.ts";
import { containerEnd, endWords } from "./ended.ts";
import type { ServiceLook } from "./look.ts";
import { eventWords, type Verdict } from "./verdict.ts";

/** Where lines go. */
export interface Room {
  /** Cells of a line; Infinity where nobody reads it on a screen. */
  readonly width: number;
  /** Lines of the screen; Infinity where it scrolls. */
  readonly height: number;
  readonly style: Style;
}

/** So many of each where there is room for all. */
const TASKS_MOST = 20;
const STOPPED_MOST = 5;
const EVENTS_MOST = 8;

/** Where it is, in one line: `prod / web in eu-central-1`. */
export function serviceLines(
  { service, deployment, tasks, stopped, missing, at }: ServiceLook,
  verdict: Verdict,
  title: string,
  room: Room,
): readonly string[] {
  const { style } = room;
  const line = (text: string) => fit(text, room);
  const head = [style.bold(line(title)), ...verdictLines(verdict, room)];
  const facts = [
    ...service.deployments.map((each) => {
      const state = each.rolloutState ?? each.status;
      const began = each.createdAt === undefined ? "" : `, began ${age(each.createdAt, at)} ago`;
      const failed = each.failedTasks > 0 ? `, ${each.failedTasks} failed` : "";
      return `${each.status === "PRIMARY" ? "deployment" : "older"} ${each.definition} ${state}: ` +
        `${each.runningCount} of ${each.desiredCount} run, ${each.pendingCount} pending${failed}${began}`;
    }),
    `service ${service.status}: ${service.desiredCount} desired, ${service.runningCount} running, ` +
    `${service.pendingCount} pending; ${service.strategy.toLowerCase()} deployments` +
    `${service.controller === "ECS" ? "" : ` by ${service.controller}`}; exec ` +
    `${service.enableExecuteCommand ? "on" : "off"} for new tasks`,
    ...(deployment?.alarms ?? []).map((name) => `alarm ${name} is on`),
  ];
  const budget = share(room.height - head.length - facts.length - missing.length - 8, [
    Math.min(TASKS_MOST, tasks.length),
    Math.min(STOPPED_MOST, stopped.length) * 2,
    Math.min(EVENTS_MOST, service.events.length),
  ]);
  const [forTasks = 0, forStopped = 0, forEvents = 0] = budget;
  const lines = [
    ...head,
    "",
    ...facts.map(line),
    ...section(style.bold("tasks"), taskTable(tasks.slice(0, forTasks), at, room), [
      ...more(tasks.length - forTasks, "more tasks"),
    ]),
    ...section(
      style.bold("stopped lately"),
      stopped.slice(0, Math.floor(forStopped / 2)).flatMap((task) => stoppedLines(task, at, room)),
    ),
    ...section(
      style.bold("events"),
      service.events.slice(0, forEvents).map((event) =>
        line(`${age(event.at, at).padStart(4)}  ${eventWords(event, service.name)}`)
      ),
    ),
    ...missing.map((each) => style.dim(line(`not seen: ${each}`))),
  ];
  return lines;
}

/** The answer first: what, why, what to do. */
export function verdictLines({ isWell, standing, what, why, next }: Verdict, room: Room) {
  const { style } = room;
  const paint = isWell ? style.good : standing === "paused" ? style.match : style.bad;
  const labelled = (label: string, texts: readonly string[]) =>
    texts.map((text, index) => fit(`  ${(index === 0 ? label : "").padEnd(5)} ${text}`, room));
  // A line to paste is never cut.
  const pasted = next.map((text, index) =>
    `  ${(index === 0 ? "next:" : "").padEnd(5)} ${printable(text)}`
  );
  return [paint(fit(what, room)), ...labelled("why:", why), ...pasted];
}

/** Everything of one task. */
export function taskLines(
  task: Task,
  title: string,
  at: Date,
  room: Room,
): readonly string[] {
  const { style } = room;
  const line = (text: string) => fit(text, room);
  const isOver = task.lastStatus === "STOPPED";
  const refusal = taskRefusal(task);
  const state = isOver
    ? `stopped ${task.stoppedAt === undefined ? "" : `${age(task.stoppedAt, at)} ago`}`.trim()
    : `${task.lastStatus}${task.healthStatus === "UNKNOWN" ? "" : `, ${task.healthStatus}`}`;
  const bad = isOver || task.healthStatus === "UNHEALTHY";
  const started = task.startedAt === undefined
    ? "not started"
    : `started ${age(task.startedAt, at)} ago`;
  return [
    style.bold(line(title)),
    (bad ? style.bad : style.good)(line(`task ${shortId(task.taskId)} is ${state}`)),
    ...(isOver || task.desiredStatus === "STOPPED"
      ? endWords(task).map((text, index) =>
        line(`  ${(index === 0 ? "why:" : "").padEnd(5)} ${text}`)
      )
      : []),
    "",
    ...[
      `id ${task.taskId}`,
      `definition ${task.family}:${task.revision}, ${started}`,
      `on ${
        [
          task.launchType,
          task.platformFamily,
          task.platformVersion,
          task.availabilityZone,
          task.privateIp,
        ].filter((each) => each !== undefined).join(", ")
      }`,
      ...(task.startedBy === undefined ? [] : [`started by ${task.startedBy}`]),
      refusal === undefined ? "can be entered" : `cannot be entered: ${refusal}`,
    ].map(line),
    ...section(
      style.bold("containers"),
      task.containers.flatMap((each) => {
        const agent = each.agentStatus === undefined
          ? "no exec agent"
          : `exec agent ${each.agentStatus}`;
        return [
          line(`${each.name}: ${each.lastStatus}, ${each.healthStatus}, ${agent}`),
          line(`  image ${each.image ?? "unknown"}`),
          ...(each.imageDigest === undefined ? [] : [line(`  digest ${each.imageDigest}`)]),
          ...(each.privateIp === undefined ? [] : [line(`  address ${each.privateIp}`)]),
          ...(each.agentReason === undefined ? [] : [line(`  agent: ${each.agentReason}`)]),
          ...(containerEnd(each) === undefined ? [] : [line(`  ended: ${containerEnd(each)}`)]),
        ];
      }),
    ),
  ];
}

function taskTable(tasks: readonly Task[], at: Date, room: Room): readonly string[] {
  if (tasks.length === 0) return [];
  const rows = tasks.map((task) => [
    shortId(task.taskId),
    `${task.family}:${task.revision}`,
    task.lastStatus.toLowerCase(),
    task.healthStatus.toLowerCase(),
    task.startedAt === undefined ? "" : age(task.startedAt, at),
    taskRefusal(task) ?? "yes",
  ]);
  const heads = ["task", "definition", "status", "health", "age", "can be entered"];
  const dropped = heads.map((_, column) => column).slice(3).reverse();
  return tableText(heads, rows, room.width, dropped).trimEnd().split("\n");
}

/** Two lines at most: which one and when, and why. */
export function stoppedLines(task: Task, at: Date, room: Room): readonly string[] {
  const [why = "", ...containers] = endWords(task);
  const when = task.stoppedAt === undefined ? "" : `${age(task.stoppedAt, at)} ago`;
  return [
    fit(`${shortId(task.taskId)}  ${task.family}:${task.revision}  ${when}  ${why}`, room),
    ...(containers.length === 0 ? [] : [fit(`          ${containers.join("; ")}`, room)]),
  ];
}

function section(title: string, lines: readonly string[], after: readonly string[] = []) {
  return lines.length === 0 && after.length === 0 ? [] : ["", title, ...lines, ...after];
}

function more(count: number, what: string): readonly string[] {
  return count > 0 ? [`… and ${count} ${what}`] : [];
}

function fit(text: string, { width }: Room): string {
  return truncate(printable(text), width);
}

/** Lines for each of several lists that want so many, out of what there is; each gets its part. */
function share(lines: number, wanted: readonly number[]): readonly number[] {
  const all = wanted.reduce((sum, each) => sum + each, 0);
  if (all <= lines) return wanted;
  let left = Math.max(0, lines);
  const given = wanted.map(() => 0);
  while (left > 0) {
    const at = given.findIndex((each, index) =>
      each < (wanted[index] ?? 0) && each === Math.min(
          ...given.filter((_, other) => (given[other] ?? 0) < (wanted[other] ?? 0)),
        )
    );
    if (at === -1) break;
    given[at] = (given[at] ?? 0) + 1;
    left--;
  }
  return given;
}
