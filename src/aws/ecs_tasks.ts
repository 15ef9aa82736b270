// ECS's calls that start and stop tasks, and those that tell of tasks that are gone.
import type * as Sdk from "@aws-sdk/client-ecs";
import type { OnWire } from "./api/json_api.ts";
import type { Ecs, TaskFilter } from "./ecs.ts";
import { parseTask, type Task } from "./task.ts";

/** A reason why ECS started nothing, in its words, such as `RESOURCE:ENI`. */
export interface NotPlaced {
  readonly reason: string;
  readonly detail?: string;
}

/** What RunTask answered: a task, or why there is none. */
export type Placed =
  | { readonly kind: "task"; readonly task: Task }
  | { readonly kind: "none"; readonly failures: readonly NotPlaced[] };

/** What RunTask is asked for, as the API has it; times do not occur in it. */
export type RunRequest = OnWire<Sdk.RunTaskRequest>;

/**
 * Starts one task. `clientToken` in the request makes it safe to ask again: ECS gives the same task
 * back (API reference, RunTask).
 */
export async function runTask(ecs: Ecs, request: RunRequest): Promise<Placed> {
  const answer = await ecs.ask<Sdk.RunTaskResponse>("RunTask", request);
  const task = answer.tasks?.flatMap((each) => parseTask(each) ?? [])[0];
  if (task !== undefined) return { kind: "task", task };
  const failures = (answer.failures ?? []).map(({ reason = "", detail }) => ({
    reason,
    ...(detail !== undefined ? { detail } : {}),
  }));
  return { kind: "none", failures };
}

/** Has a task stopped: SIGTERM, and SIGKILL after its stop timeout (30 s unless it says so). */
export async function stopTask(
  ecs: Ecs,
  cluster: string,
  task: string,
  reason: string,
): Promise<Task | undefined> {
  const answer = await ecs.ask<Sdk.StopTaskResponse>("StopTask", { cluster, task, reason });
  return answer.task && parseTask(answer.task);
}

/** ARNs of at most 100 tasks that stopped; ECS knows them for about an hour. */
export async function listStoppedTasks(
  ecs: Ecs,
  cluster: string,
  { service, family }: TaskFilter,
): Promise<readonly string[]> {
  const answer = await ecs.ask<Sdk.ListTasksResponse>("ListTasks", {
    cluster,
    ...(service !== undefined ? { serviceName: service } : {}),
    ...(family !== undefined ? { family } : {}),
    desiredStatus: "STOPPED",
    maxResults: 100,
  });
  return answer.taskArns ?? [];
}
