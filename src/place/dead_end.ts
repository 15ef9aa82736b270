// Where the walk ends without a target: nothing there, no such name, or nothing that can be
// exec'd. Each says what was looked for, where, and the line that goes on.
import { pasteable } from "../pasteable.ts";
import type { Ecs } from "../aws/ecs.ts";
import { ecsinLine } from "../aws/line.ts";
import type { Task } from "../aws/task.ts";
import { EcsinError, EXIT, type Failure } from "../error.ts";
import { nearest } from "../near.ts";
import { nameOf, shortId } from "./arn.ts";
import { redeploy } from "./redeploy.ts";
import type { Group } from "./candidates.ts";

/** Where a task was looked for. */
export interface Where {
  readonly cluster: string;
  readonly group?: Group;
}

function whereWords({ cluster, group }: Where): string {
  const inCluster = `cluster "${nameOf(cluster)}"`;
  return group === undefined ? inCluster : `${group.kind} "${group.name}" of ${inCluster}`;
}

/** There is no cluster at all. */
export function noCluster(ecs: Ecs): EcsinError {
  return new EcsinError({
    id: "no-cluster",
    what: `there is no ECS cluster in ${ecs.region}`,
    why: "the region or account is wrong more often than the account is empty",
    next: [
      ecsinLine(ecs, "list", "--region", "REGION"),
      ecsinLine(ecs, "list", "--aws-profile", "NAME"),
    ],
    exitCode: EXIT.refused,
  });
}

/** The cluster has neither a service nor a task. */
export function noGroup(ecs: Ecs, cluster: string): EcsinError {
  return new EcsinError({
    id: "cluster-empty",
    what: `cluster "${nameOf(cluster)}" in ${ecs.region} has no service and no running task`,
    next: ecsinLine(ecs, "list", "clusters"),
    exitCode: EXIT.refused,
  });
}

/** The service or family runs nothing. */
export function noTask(ecs: Ecs, where: Where): EcsinError {
  const { cluster, group } = where;
  return new EcsinError({
    id: "no-running-task",
    what: `no task is running in ${whereWords(where)}`,
    why: "ECS Exec needs a running task; stopped ones cannot be entered",
    next: [
      ...(group === undefined ? [] : [
        ecsinLine(ecs, "describe", `--${group.kind}`, group.name, "--cluster", nameOf(cluster)),
      ]),
      ecsinLine(ecs, "list", "tasks", "--cluster", nameOf(cluster)),
    ],
    exitCode: EXIT.refused,
  });
}

/** No running task has that id, or an id that starts so. */
export function noSuchTask(
  ecs: Ecs,
  where: Where,
  asked: string,
  arns: readonly string[],
): EcsinError {
  const running = arns.slice(0, 5).map((arn) => shortId(nameOf(arn))).join(", ");
  return new EcsinError({
    id: "task-not-found",
    what: `no running task "${asked}" in ${whereWords(where)}`,
    ...(running !== "" ? { why: `running: ${running}${arns.length > 5 ? ", …" : ""}` } : {}),
    next: ecsinLine(ecs, "list", "tasks", "--cluster", nameOf(where.cluster)),
    exitCode: EXIT.refused,
  });
}

/** A container that is not there, with the task it was looked for in. */
export class NoSuchContainer extends EcsinError {
  constructor(failure: Failure, readonly task: Task) {
    super(failure);
  }
}

/** The task has no container of that name. */
export function noSuchContainer(
  task: Task,
  asked: string,
  rerun: (flag: string) => string,
): NoSuchContainer {
  const names = task.containers.map((each) => each.name);
  const [near = names[0] ?? ""] = nearest(asked, names);
  return new NoSuchContainer({
    id: "container-not-found",
    what: `task ${shortId(task.taskId)} has no container "${asked}"`,
    why: `it has: ${names.join(", ")}`,
    next: rerun(`--container ${pasteable(near)}`),
    exitCode: EXIT.refused,
  }, task);
}

/** It is there, but nobody can be put into it; `reason` as readiness.ts words it. */
export function notReady(what: string, reason: string, ecs: Ecs, task?: Task): EcsinError {
  return new EcsinError({
    id: "not-ready",
    what: `cannot get into ${what}`,
    why: reason,
    next: task === undefined
      ? ecsinLine(ecs, "list", "tasks")
      : task.enableExecuteCommand
      ? ecsinLine(ecs, "doctor", "--cluster", task.cluster, "--task", shortId(task.taskId))
      : redeploy(task, ecs),
    exitCode: EXIT.refused,
  });
}
