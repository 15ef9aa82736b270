// Which tasks' lines are meant: all that run of a service, one that was named, or one that stopped.
import { listStoppedTasks } from "../../aws/ecs_tasks.ts";
import { ecsinLine } from "../../aws/line.ts";
import type { Task } from "../../aws/task.ts";
import type { Entry } from "../../entry/enter.ts";
import { findTask } from "../../entry/stopped_task.ts";
import type { Env } from "../../environment.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { isWholeTaskId, nameOf, shortId } from "../../place/arn.ts";
import { describedTasks, newestFirst } from "../../place/candidates.ts";
import { say } from "../../terminal/say.ts";
import type { LogsFlags } from "./flags.ts";
import { rememberedTasks } from "./remembered.ts";

/** What was found. */
export interface Meant {
  readonly tasks: readonly Task[];
  /** One task was asked for, or taken: its end is the end. */
  readonly isOne: boolean;
}

/** Finds them. */
export async function meantTasks(
  env: Env,
  entry: Entry<"service">,
  flags: LogsFlags,
): Promise<Meant> {
  const { wanted } = entry;
  if (flags.previous) return { tasks: [await previousTask(env, entry)], isOne: true };
  const isNamed = wanted.task !== undefined && (flags.task !== undefined || !flags.all);
  if (isNamed) return { tasks: [await namedTask(env, entry)], isOne: true };
  const tasks = newestFirst(await runningTasks(entry));
  if (tasks.length > 0 || flags.follow) return { tasks, isOne: false };
  const stopped = await stoppedTasks(entry);
  const [last] = stopped;
  if (last === undefined) throw nothingThere(entry);
  say(
    `no task is running: these are the last lines of task ${shortId(last.taskId)}, which stopped`,
  );
  return { tasks: [last], isOne: true };
}

async function runningTasks({ ecs, place }: Entry<"service">): Promise<readonly Task[]> {
  const { cluster } = place;
  const tasks: Task[] = [];
  for await (const page of describedTasks(ecs, cluster, ecs.listTasks(cluster, filterOf(place)))) {
    tasks.push(...page);
  }
  return tasks;
}

/** The filter of a place for ListTasks. */
export function filterOf(
  { group }: Entry<"service">["place"],
): { readonly service?: string; readonly family?: string } {
  if (group === undefined) return {};
  return group.kind === "service" ? { service: group.name } : { family: group.name };
}

/** Those that stopped within the last hour, the last one first. */
async function stoppedTasks({ ecs, place }: Entry<"service">): Promise<readonly Task[]> {
  const arns = await listStoppedTasks(ecs, place.cluster, filterOf(place));
  const tasks = arns.length === 0 ? [] : await ecs.describeTasks(place.cluster, arns);
  const time = ({ stoppedAt, startedAt }: Task) => (stoppedAt ?? startedAt)?.getTime() ?? 0;
  return [...tasks].sort((a, b) => time(b) - time(a));
}

/** The last that stopped; where ECS has forgotten them, the last that was entered and runs no more. */
async function previousTask(env: Env, entry: Entry<"service">): Promise<Task> {
  const [last] = await stoppedTasks(entry);
  if (last !== undefined) return last;
  const running = new Set((await runningTasks(entry)).map(({ taskId }) => taskId));
  const taskId = (await rememberedTasks(env, entry)).find((id) => !running.has(id));
  const task = taskId && await forgottenTask(entry, taskId, "the last that you entered");
  if (!task) throw nothingThere(entry);
  return task;
}

/** A named task; where ECS does not know it any more, as its service's tasks are now. */
async function namedTask(env: Env, entry: Entry<"service">): Promise<Task> {
  const { wanted: { task: asked = "" } } = entry;
  try {
    return await findTask(entry);
  } catch (error) {
    const isGone = error instanceof EcsinError && error.failure.id === "task-not-found";
    if (!isGone) throw error;
    const name = nameOf(asked);
    const taskId = isWholeTaskId(name) ? name : await rememberedTask(env, entry, name);
    const task = taskId && await forgottenTask(entry, taskId);
    if (!task) throw error;
    return task;
  }
}

/** By the first characters of its id, where they say one. */
async function rememberedTask(
  env: Env,
  entry: Entry<"service">,
  start: string,
): Promise<string | undefined> {
  const [match, other] = (await rememberedTasks(env, entry)).filter((id) => id.startsWith(start));
  return other === undefined ? match : undefined;
}

/** A task that ECS does not know any more, as its service's tasks are now; undefined: nobody knows. */
async function forgottenTask(
  { ecs, place: { group, cluster } }: Entry<"service">,
  taskId: string,
  which?: string,
): Promise<Task | undefined> {
  if (group === undefined) return undefined;
  const definition = group.kind === "family"
    ? group.name
    : (await ecs.describeServices(cluster, [group.name]))[0]?.taskDefinitionArn;
  if (definition === undefined) return undefined;
  const named = `task ${shortId(taskId)}${which === undefined ? "" : `, ${which},`}`;
  say(
    `ECS does not know ${named} any more: its lines are looked for where those of ` +
      `${group.kind} ${group.name} are`,
  );
  return {
    taskArn: taskId,
    taskId,
    cluster: nameOf(cluster),
    clusterArn: cluster,
    family: group.name,
    revision: 0,
    taskDefinitionArn: definition,
    lastStatus: "STOPPED",
    desiredStatus: "STOPPED",
    healthStatus: "UNKNOWN",
    enableExecuteCommand: false,
    ipv6Only: false,
    containers: [],
  };
}

function nothingThere({ ecs, place, rerun }: Entry<"service">): EcsinError {
  const { cluster, group } = place;
  const where = group === undefined
    ? `cluster "${nameOf(cluster)}"`
    : `${group.kind} "${group.name}" of cluster "${nameOf(cluster)}"`;
  return new EcsinError({
    id: "no-stopped-task",
    what: `no task of ${where} has stopped in the last hour`,
    why: "ECS remembers stopped tasks for about an hour; their lines stay, and a task's whole id " +
      "still finds them",
    next: [
      rerun("--task ID"),
      ecsinLine(ecs, "list", "tasks", "--cluster", nameOf(cluster)),
    ],
    exitCode: EXIT.refused,
  });
}
