// A task from its start to the end of its container, or until somebody wants to leave.
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import { phaseOf, taskLooks } from "./watch.ts";

/** How it ended, with the task as it was seen last. */
export type TaskEnd =
  | { readonly kind: "exited"; readonly code: number; readonly task: Task }
  /** The task is over, and no exit code is known. */
  | { readonly kind: "over"; readonly hasRun: boolean; readonly task: Task }
  /** The signal came. */
  | { readonly kind: "left"; readonly task: Task }
  /** ECS does not know it any more. */
  | { readonly kind: "forgotten"; readonly task: Task };

/** What is told on the way. */
export interface Telling {
  /** It is in another state: `PENDING`, `RUNNING`. */
  readonly state?: (task: Task) => void;
  /** Its container runs, for the first time. */
  readonly running?: (task: Task) => void;
}

/** Follows `container` of the task. */
export async function followTask(
  ecs: Ecs,
  first: Task,
  container: string,
  signal: AbortSignal,
  { state, running }: Telling = {},
): Promise<TaskEnd> {
  let task = first;
  let isRunning = false;
  for await (const seen of taskLooks(ecs, first, signal)) {
    if (seen.lastStatus !== task.lastStatus) state?.(seen);
    task = seen;
    const phase = phaseOf(task, container);
    if (phase.kind === "exited") return { ...phase, task };
    if (phase.kind === "over") return { ...phase, task };
    if (phase.kind === "running" && !isRunning) {
      isRunning = true;
      running?.(task);
    }
  }
  return { kind: signal.aborted ? "left" : "forgotten", task };
}

/** Waits until a command can be run in the container by ECS Exec; else how it ended before. */
export async function untilEnterable(
  ecs: Ecs,
  first: Task,
  container: string,
  signal: AbortSignal,
  state: (task: Task) => void = () => {},
): Promise<{ readonly kind: "enterable"; readonly task: Task } | TaskEnd> {
  let task = first;
  for await (const seen of taskLooks(ecs, first, signal)) {
    if (seen.lastStatus !== task.lastStatus) state(seen);
    task = seen;
    const phase = phaseOf(task, container);
    if (phase.kind === "exited" || phase.kind === "over") return { ...phase, task };
    if (phase.kind === "running" && phase.agent) return { kind: "enterable", task };
  }
  return { kind: signal.aborted ? "left" : "forgotten", task };
}
