// One task that is named or chosen, whether it runs or has stopped: ECS knows those that stopped for
// about an hour.
import { listStoppedTasks } from "../aws/ecs_tasks.ts";
import type { Task } from "../aws/task.ts";
import { EcsinError } from "../error.ts";
import { isWholeTaskId, nameOf } from "../place/arn.ts";
import { noSuchTask } from "../place/dead_end.ts";
import { resolvePlace } from "../place/resolve.ts";
import type { Entry } from "./enter.ts";

/**
 * Does it for the place; where no service has the name that was typed as a word (`prod/migrate`), for
 * the family of that name.
 */
export async function orAsFamily<T>(
  entry: Entry<"service">,
  act: (entry: Entry<"service">) => Promise<T>,
): Promise<T> {
  const { place, reached } = entry;
  const { group } = place;
  try {
    return await act(entry);
  } catch (error) {
    const isUnknown = error instanceof EcsinError && error.failure.id === "service-not-found";
    if (!isUnknown || !reached.isTyped || group?.kind !== "service") throw error;
    const family = { kind: "family" as const, name: group.name };
    return await act({ ...entry, place: { ...place, group: family } }).catch((failure) => {
      const isNone = failure instanceof EcsinError &&
        ["no-running-task", "no-stopped-task"].includes(failure.failure.id);
      throw isNone ? error : failure;
    });
  }
}

/** The task of its group that stopped last; undefined where ECS knows of none. */
export async function lastStopped(
  { ecs, place: { cluster, group } }: Entry<"service">,
): Promise<Task | undefined> {
  const filter = group === undefined ? {} : { [group.kind]: group.name };
  const arns = await listStoppedTasks(ecs, cluster, filter);
  const tasks = arns.length === 0 ? [] : await ecs.describeTasks(cluster, arns);
  const end = ({ stoppedAt }: Task) => stoppedAt?.getTime() ?? 0;
  return [...tasks].sort((a, b) => end(b) - end(a))[0];
}

/** Finds it, described; asks where there are several and a terminal. */
export async function findTask(
  { ecs, wanted, place, ask, rerun }: Entry<"service">,
): Promise<Task> {
  const { cluster, group } = place;
  const pinned = {
    cluster,
    ...(group !== undefined ? { [group.kind]: group.name } : {}),
    ...(wanted.task !== undefined ? { task: wanted.task } : {}),
  };
  const where = { cluster, ...(group !== undefined ? { group } : {}) };
  const asked = wanted.task === undefined ? undefined : nameOf(wanted.task);
  let task: string;
  let described: Task | undefined;
  try {
    const found = await resolvePlace(pinned, { ecs, ask, rerun, anyState: true }, "task");
    ({ task, described } = found);
  } catch (error) {
    const isGone = error instanceof EcsinError && error.failure.id === "task-not-found";
    if (!isGone || asked === undefined || isWholeTaskId(asked)) throw error;
    const filter = group === undefined ? {} : { [group.kind]: group.name };
    const stopped = await listStoppedTasks(ecs, cluster, filter);
    const [match, other] = stopped.filter((arn) => nameOf(arn).startsWith(asked));
    if (match === undefined || other !== undefined) throw error;
    task = match;
  }
  const seen = described ?? (await ecs.describeTasks(cluster, [task]))[0];
  if (seen === undefined) throw noSuchTask(ecs, where, nameOf(task), []);
  return seen;
}
