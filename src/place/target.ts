// A target: one container of one running task, and the command line to run in it.
import { nameOf } from "./arn.ts";

/** Everything that ExecuteCommand needs, resolved; a plain value that can be printed. */
export interface Target {
  /** Cluster name or ARN, as it was asked for: what AWS is sent. */
  readonly cluster: string;
  /** Service or task definition family, where one is known; only shown. */
  readonly group?: string;
  /** Task ARN or whole id: what AWS is sent. */
  readonly task: string;
  /** The last part of the task's ARN. */
  readonly taskId: string;
  readonly container: string;
  /** One command line, which the agent in the container splits like a shell would. */
  readonly command: string;
}

/** What flags and profile say about the target; what is left out gets asked. */
export interface Wanted {
  readonly cluster?: string;
  readonly service?: string;
  readonly family?: string;
  readonly task?: string;
  readonly container?: string;
  readonly pick?: "ask" | "newest" | "random";
  /** The task that was entered the last time, taken again while it can be. */
  readonly lastTask?: string;
}

/** A place that was found as a target, with its command line still to be filled in. */
export function targetOf(
  { cluster, task, container }: {
    readonly cluster: string;
    readonly task: string;
    readonly container: string;
  },
): Target {
  return { cluster, task, taskId: nameOf(task), container, command: "" };
}

/** The flags that name just this container, for a line to paste. */
export function targetFlags(
  { cluster, taskId, container }: Pick<Target, "cluster" | "taskId" | "container">,
): readonly string[] {
  return ["--cluster", cluster, "--task", taskId, "--container", container];
}
