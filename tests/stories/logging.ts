// What the stories of `ecsin logs` share: an account whose containers log.
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type FakeTask } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";

export const REGION = "eu-central-1";
export const MINUTE_MS = 60_000;

/** An account with a service `web`. */
export function account(tasks = 1, containers: readonly string[] = ["app"]): FakeAws {
  return startFakeAws(buildWorld({
    prod: { services: { web: Array.from({ length: tasks }, () => ({ containers })) } },
  }));
}

/** A task by its place. */
export function taskAt(aws: FakeAws, index: number): FakeTask {
  const task = aws.world.tasks[index];
  if (task === undefined) throw new Error(`no task ${index}`);
  return task;
}

/** What a task is called in front of its lines. */
export function shortOf(task: FakeTask): string {
  return task.taskId.slice(0, 8);
}

/** Puts lines of a container of a task, a second between them, the last one now. */
export function log(
  aws: FakeAws,
  task: FakeTask,
  lines: readonly string[],
  container = "app",
): void {
  const stream = `ecs/${container}/${task.taskId}`;
  lines.forEach((line, index) => {
    const timestamp = Date.now() - (lines.length - index) * 1000;
    aws.world.logs.put(REGION, `/ecs/${task.family}`, stream, line, { timestamp });
  });
}

/** What the container definitions of `web` are, instead of the plain ones. */
export function define(
  aws: FakeAws,
  ...containerDefinitions: readonly Record<string, unknown>[]
): void {
  aws.world.taskDefinitions.set("web:1", { containerDefinitions });
}

/** Ends a task as its app does. */
export function stop(task: FakeTask, exitCode = 137): void {
  Object.assign(task, {
    lastStatus: "STOPPED",
    desiredStatus: "STOPPED",
    stopCode: "EssentialContainerExited",
    stoppedReason: "Essential container in task exited",
    stoppedAt: new Date(),
  });
  for (const container of task.containers) {
    Object.assign(container, { lastStatus: "STOPPED", exitCode });
  }
}

/** Runs `ecsin logs` without a terminal. */
export async function logs(aws: FakeAws, args: readonly string[] = [], name = "prod/web") {
  return await runEcsin(["logs", name, ...args], { env: aws.env });
}
