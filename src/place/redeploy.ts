// The line that starts a task anew with ECS Exec on, which no running task can be given.
import { awsLine, changing, type Whom } from "../aws/line.ts";
import type { Task } from "../aws/task.ts";

/** Starts tasks like this one anew, with ECS Exec on (and on the newest platform, if `platform`). */
export function redeploy(task: Task, whom: Whom, platform?: string): readonly string[] {
  const more = [
    "--enable-execute-command",
    ...(platform === undefined ? [] : ["--platform-version", platform]),
  ];
  const { service } = task;
  if (service !== undefined) {
    const words = ["update-service", "--cluster", task.cluster, "--service", service];
    return changing(
      awsLine(whom, "ecs", ...words, ...more, "--force-new-deployment"),
      `replaces all running tasks of service "${service}" with new ones`,
    );
  }
  const words = ["run-task", "--cluster", task.cluster, "--task-definition", definitionOf(task)];
  return changing(
    awsLine(whom, "ecs", ...words, ...more),
    "starts one more task beside the running one",
  );
}

/** A task's definition as AWS's CLI takes it: `web:7`. */
export function definitionOf({ family, revision }: Task): string {
  return `${family}:${revision}`;
}
