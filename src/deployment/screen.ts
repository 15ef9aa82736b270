// What is shown of a service or a task, as lines for a screen of so many cells. Pure: what was seen,
// in; lines, out.
import type { Task } from "../aws/task.ts";
import { printable } from "../printable.ts";
import { age } from "../place/age.ts";
import { shortId } from "../place/arn.ts";
import { taskRefusal } from "../place/readiness.ts";
import { tableText } from "../terminal/table.ts";
import { rowsOf } from "../terminal/width.ts";
import { endWords, ownEnd } from "./ended.ts";
import type { ServiceState } from "../aws/service_state.ts";
import type { ServiceDeployment } from "../aws/ecs_deployments.ts";
import type { ServiceLook } from "./look.ts";
import { fit, fold, more, type Room, section, share, whole } from "./room.ts";
import { eventWords, type Verdict } from "./verdict.ts";

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
  const head = [style.bold(fit(title, room)), ...verdictLines(verdict, room)];
  const facts = [
    ...service.deployments.map((each) => deploymentFact(each, at)),
    serviceFact(service),
    ...(deployment === undefined ? [] : recordFacts(deployment)),
  ].flatMap((text) => fold(text, room, 2));
  const ends = stopped.slice(0, STOPPED_MOST).map((task) => stoppedLines(task, at, room));
  const told = service.events.slice(0, EVENTS_MOST).map((event) =>
    fold(`${age(event.at, at).padStart(4)}  ${eventWords(event, service.name)}`, room, 6)
  );
  const build = (height: number) => {
    const [forTasks = 0, forStopped = 0, forEvents = 0] = share(height, [
      Math.min(TASKS_MOST, tasks.length),
      ends.flat().length,
      told.flat().length,
    ]);
    return [
      ...head,
      "",
      ...facts,
      ...section(style.bold("tasks"), taskTable(tasks.slice(0, forTasks), at, room), [
        ...more(tasks.length - forTasks, "more tasks"),
      ]),
      ...section(style.bold("stopped lately"), whole(ends, forStopped)),
      ...section(style.bold("events"), whole(told, forEvents)),
      ...missing.flatMap((each) => fold(`not seen: ${each}`, room, 2).map(style.dim)),
    ];
  };
  if (room.height === Infinity) return build(Infinity);
  const rows = (lines: readonly string[]) =>
    lines.reduce((sum, each) => sum + rowsOf(each, room.width), 0);
  let height = room.height;
  let lines = build(height);
  while (rows(lines) > room.height && height > 0) lines = build(--height);
  return lines;
}

function deploymentFact(each: ServiceState["deployments"][number], at: Date): string {
  const { stabilityStatus } = each;
  const kind = stabilityStatus !== undefined
    ? `task set ${each.status}`
    : each.status === "PRIMARY"
    ? "deployment"
    : "older";
  const state = each.rolloutState ?? stabilityStatus ?? each.status;
  const began = each.createdAt === undefined ? "" : `, began ${age(each.createdAt, at)} ago`;
  const failed = each.failedTasks > 0 ? `, ${each.failedTasks} failed` : "";
  return `${kind} ${each.definition} ${state}: ` +
    `${each.runningCount} of ${each.desiredCount} run, ${each.pendingCount} pending${failed}${began}`;
}

function serviceFact(service: ServiceState): string {
  const { status, desiredCount, runningCount, pendingCount, controller, strategy } = service;
  const how = controller === "ECS"
    ? `${strategy.toLowerCase().replace("_", "/")} deployments`
    : `deployed by ${controller}`;
  return `service ${status}: ${desiredCount} desired, ${runningCount} running, ` +
    `${pendingCount} pending; ${service.scheduling === "DAEMON" ? "a daemon; " : ""}${how}; exec ` +
    `${service.enableExecuteCommand ? "on" : "off"} for new tasks`;
}

/** What the verdict does not say: hooks that are asked, alarms, and that somebody stopped it. */
function recordFacts({ status, statusReason, hooks, alarms }: ServiceDeployment): string[] {
  return [
    ...(status.startsWith("STOP")
      ? [`last deployment ${status}${statusReason === undefined ? "" : `: ${statusReason}`}`]
      : []),
    ...hooks.filter((each) => each.status !== "SUCCEEDED" && each.status !== "AWAITING_ACTION")
      .map(({ hookId, kind, status }) => `hook ${hookId} (${kind}) ${status}`),
    ...alarms.map((name) => `alarm ${name} was triggered`),
  ];
}

/** The answer first: what, why, what to do. */
export function verdictLines({ isWell, standing, what, why, next }: Verdict, room: Room) {
  const { style } = room;
  const paint = isWell ? style.good : standing === "paused" ? style.match : style.bad;
  const labelled = (label: string, texts: readonly string[]) =>
    texts.flatMap((text, index) =>
      fold(`  ${(index === 0 ? label : "").padEnd(5)} ${text}`, room, 8)
    );
  // A line to paste is never cut.
  const pasted = next.map((text, index) =>
    `  ${(index === 0 ? "next:" : "").padEnd(5)} ${printable(text)}`
  );
  return [...fold(what, room, 2).map(paint), ...labelled("why:", why), ...pasted];
}

/** Everything of one task. */
export function taskLines(
  task: Task,
  title: string,
  at: Date,
  room: Room,
): readonly string[] {
  const { style } = room;
  const folded = (text: string) => fold(text, room, text.startsWith(" ") ? 4 : 2);
  const isOver = task.lastStatus === "STOPPED";
  const refusal = taskRefusal(task);
  const state = isOver
    ? `stopped ${task.stoppedAt === undefined ? "" : `${age(task.stoppedAt, at)} ago`}`.trim()
    : `is ${task.lastStatus}${task.healthStatus === "UNKNOWN" ? "" : `, ${task.healthStatus}`}`;
  const bad = isOver || task.healthStatus === "UNHEALTHY";
  const started = task.startedAt === undefined
    ? "not started"
    : `started ${age(task.startedAt, at)} ago`;
  return [
    style.bold(fit(title, room)),
    (bad ? style.bad : style.good)(fit(`task ${shortId(task.taskId)} ${state}`, room)),
    ...(isOver || task.desiredStatus === "STOPPED"
      ? endWords(task).flatMap((text, index) =>
        fold(`  ${(index === 0 ? "why:" : "").padEnd(5)} ${text}`, room, 8)
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
    ].flatMap(folded),
    ...section(
      style.bold("containers"),
      task.containers.flatMap((each) => {
        const agent = each.agentStatus === undefined
          ? "no exec agent"
          : `exec agent ${each.agentStatus}`;
        return [
          `${each.name}: ${each.lastStatus}, ${each.healthStatus}, ${agent}`,
          `  image ${each.image ?? "unknown"}`,
          ...(each.imageDigest === undefined ? [] : [`  digest ${each.imageDigest}`]),
          ...(each.privateIp === undefined ? [] : [`  address ${each.privateIp}`]),
          ...(each.agentReason === undefined ? [] : [`  agent: ${each.agentReason}`]),
          ...(ownEnd(each) === undefined ? [] : [`  ended: ${ownEnd(each)}`]),
        ].flatMap(folded);
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

/** Which one and when, and why; then what its containers say. */
export function stoppedLines(task: Task, at: Date, room: Room): readonly string[] {
  const [why = "", ...containers] = endWords(task);
  const when = task.stoppedAt === undefined ? "" : `${age(task.stoppedAt, at)} ago`;
  return [
    ...fold(`${shortId(task.taskId)}  ${task.family}:${task.revision}  ${when}  ${why}`, room, 10),
    ...containers.flatMap((text) => fold(`          ${text}`, room, 12)),
  ];
}
