// Place + command → session: ExecuteCommand, with DescribeTasks beside it (never before it) for
// the runtime id and, should ExecuteCommand refuse, for the reason.
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import { EcsinError } from "../error.ts";
import type { Session } from "../session/session.ts";
import { nameOf, shortId } from "./arn.ts";
import { noSuchContainer, notReady } from "./dead_end.ts";
import { containerRefusal, taskRefusal } from "./readiness.ts";
import type { Target } from "./target.ts";

/** A session that waits to be connected to. */
export interface Started {
  readonly session: Session;
  /** `ecs:<cluster name>_<task id>_<runtime id>`, as SSM calls the container. */
  readonly ssmTarget: string;
}

/** Starts the target's command; a refusal is explained from the task's own description. */
export async function execute(
  ecs: Ecs,
  target: Target,
  known: Task | undefined,
  rerun: (flag: string) => string,
): Promise<Started> {
  const { cluster, task, container, command } = target;
  const [executed, described] = await Promise.allSettled([
    ecs.executeCommand({ cluster, task, container, command }),
    known ?? ecs.describeTasks(cluster, [task]).then((tasks) => tasks[0]),
  ]);
  // A denied DescribeTasks must not hide what ExecuteCommand said, nor stop what it allowed.
  const seen = described.status === "fulfilled" ? described.value : undefined;
  if (executed.status === "rejected") throw explain(executed.reason, ecs, target, seen, rerun);
  const runtimeId = seen?.containers.find((each) => each.name === container)?.runtimeId;
  return {
    session: executed.value,
    ssmTarget: `ecs:${nameOf(cluster)}_${target.taskId}_${runtimeId ?? "unknown"}`,
  };
}

function explain(
  error: unknown,
  ecs: Ecs,
  target: Target,
  task: Task | undefined,
  rerun: (flag: string) => string,
): unknown {
  if (!(error instanceof EcsinError) || task === undefined) return error;
  if (!["exec-not-possible", "target-not-connected"].includes(error.failure.id)) return error;
  const container = task.containers.find((each) => each.name === target.container);
  if (container === undefined) return noSuchContainer(task, target.container, rerun);
  const reason = taskRefusal(task) ?? containerRefusal(container);
  if (reason === undefined) return error;
  const what = `container "${container.name}" of task ${shortId(task.taskId)}`;
  const { failure } = notReady(what, reason, ecs, task);
  const { aws } = error.failure;
  return new EcsinError({ ...failure, ...(aws !== undefined ? { aws } : {}) }, { cause: error });
}
