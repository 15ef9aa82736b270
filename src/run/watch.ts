// One task from its start to its end: each state as it comes, until its container has ended. The
// look at it is a call of DescribeTasks; what is seen is judged by a pure function beside it.
import type { Ecs } from "../aws/ecs.ts";
import type { Container, Task } from "../aws/task.ts";
import { pause } from "../deployment/follow.ts";

/** Where one container of a task stands. */
export type Phase =
  | { readonly kind: "coming"; readonly status: string }
  | { readonly kind: "running"; readonly agent: boolean }
  /** Its first process has ended; `task` may still be going down. */
  | { readonly kind: "exited"; readonly code: number }
  /** The task is over, and the container's own code is not known: it never ran, or was lost. */
  | { readonly kind: "over"; readonly hasRun: boolean };

/** Looks come quickly while it starts; a long run is looked at now and then. */
const STARTING_MS = 1_000;
const RUNNING_MS = 2_000;
const LONG_MS = 5_000;
const LONG_AFTER_MS = 60_000;

/** What the task says of its container. */
export function phaseOf(task: Task, name: string): Phase {
  const container = containerOf(task, name);
  const isOver = task.lastStatus === "STOPPED";
  if (container?.exitCode !== undefined && container.lastStatus === "STOPPED") {
    return { kind: "exited", code: container.exitCode };
  }
  if (isOver) {
    return {
      kind: "over",
      hasRun: task.startedAt !== undefined && task.stopCode !== "TaskFailedToStart",
    };
  }
  if (container?.lastStatus === "RUNNING" && task.lastStatus === "RUNNING") {
    return { kind: "running", agent: container.agentStatus === "RUNNING" };
  }
  return { kind: "coming", status: task.lastStatus };
}

function containerOf(task: Task, name: string): Container | undefined {
  return task.containers.find((each) => each.name === name);
}

/** The task, again and again, the given one first; ends with the signal or when ECS forgets it. */
export async function* taskLooks(
  ecs: Ecs,
  first: Task,
  signal: AbortSignal,
): AsyncGenerator<Task> {
  const began = performance.now();
  yield first;
  let task: Task | undefined = first;
  while (!signal.aborted) {
    const isStarting = task.lastStatus !== "RUNNING" || task.desiredStatus === "STOPPED";
    const isLong = performance.now() - began > LONG_AFTER_MS;
    await pause(isStarting ? STARTING_MS : isLong ? LONG_MS : RUNNING_MS, signal);
    if (signal.aborted) return;
    [task] = await ecs.describeTasks(first.clusterArn, [first.taskArn]);
    if (task === undefined) return;
    yield task;
  }
}
