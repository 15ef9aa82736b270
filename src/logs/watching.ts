// The tasks while their logs are followed: those that start join, those that stop are told with how
// they ended, and leave some seconds later, so that their last lines are there.
import type { Task } from "../aws/task.ts";
import { EcsinError } from "../error.ts";
import type { TaskLogs, TaskStreams } from "./containers.ts";
import type { Groups } from "./groups.ts";

/** Between two looks at the tasks of a service, and at one task. */
const TASKS_MS = 10_000;
const TASK_MS = 5_000;
/** How long after its end a task's last lines may come; copilot-cli 1301. */
export const DRAIN_MS = 12_000;
/** DescribeTasks' most. */
const DESCRIBED_MOST = 100;

/** What is asked of ECS. */
export interface TasksApi {
  /** ARNs of the tasks that are to run. */
  readonly list: () => Promise<readonly string[]>;
  readonly describe: (tasks: readonly string[]) => Promise<readonly Task[]>;
}

/** What happens to tasks. */
export interface TaskEvents {
  readonly started: (task: Task, logs: TaskLogs) => void;
  readonly stopped: (task: Task) => void;
  /** A look failed; it is looked again. */
  readonly trouble: (error: EcsinError) => void;
}

/** What a watch goes by. */
export interface Watch {
  readonly api: TasksApi;
  readonly groups: Pick<Groups, "add" | "remove" | "size"> & {
    readonly options: Pick<Groups["options"], "signal" | "waiting">;
  };
  readonly streams: Pick<TaskStreams, "of" | "ofSome">;
  readonly events: TaskEvents;
}

/** Watches the tasks of a service or family until the groups' signal ends it. */
export async function watchTasks(watch: Watch, tasks: readonly Task[]): Promise<void> {
  const { api, groups, streams, events } = watch;
  const { signal, waiting } = groups.options;
  const known = new Map(tasks.map((task) => [task.taskArn, task]));
  let missed = new Set<string>();
  const draining: { readonly task: Task; readonly untilMs: number }[] = [];
  const look = async () => {
    const running = await api.list();
    const listed = new Set(running);
    const fresh = await described(api, running.filter((arn) => !known.has(arn)));
    for (const task of fresh) {
      // A container that has not started yet may have no stream's name.
      if (task.lastStatus === "PROVISIONING") continue;
      const logs = await streams.ofSome(task);
      if (logs.wanted.length === 0 && task.lastStatus !== "RUNNING") continue;
      known.set(task.taskArn, task);
      await groups.add(logs.wanted);
      events.started(task, logs);
    }
    const gone = [...known.values()].filter(({ taskArn }) => !listed.has(taskArn));
    const found = await described(api, gone.map(({ taskArn }) => taskArn));
    const lost = gone.filter(({ taskArn }) => !found.some((each) => each.taskArn === taskArn));
    const forgotten = lost.filter(({ taskArn }) => missed.has(taskArn)).map(asForgotten);
    missed = new Set(lost.map(({ taskArn }) => taskArn));
    for (const task of [...found, ...forgotten]) {
      if (task.lastStatus !== "STOPPED") continue;
      known.delete(task.taskArn);
      events.stopped(task);
      draining.push({ task, untilMs: waiting.nowMs() + DRAIN_MS });
    }
    for (const { task } of draining.filter(({ untilMs }) => untilMs <= waiting.nowMs())) {
      groups.remove((await streams.ofSome(task)).wanted);
    }
    const left = draining.filter(({ untilMs }) => untilMs > waiting.nowMs());
    draining.splice(0, draining.length, ...left);
  };
  while (!signal.aborted) {
    await waiting.pause(TASKS_MS, signal);
    if (!signal.aborted) await tried(look, events);
  }
}

/** Watches one task until it has stopped and its last lines are there; gives how it ended. */
export async function watchTask(watch: Watch, task: Task): Promise<Task | undefined> {
  const { api, groups, streams, events } = watch;
  const { signal, waiting } = groups.options;
  let seen = task;
  let isRead = groups.size > 0;
  let isMissed = false;
  const look = async () => {
    const [now] = await api.describe([task.taskArn]);
    seen = now ?? (isMissed ? asForgotten(seen) : seen);
    isMissed = now === undefined;
    if (isRead) return;
    // Its container had not started when it was looked at first.
    const { wanted } = await streams.of(seen);
    isRead = wanted.length > 0;
    await groups.add(wanted);
  };
  while (!signal.aborted && seen.lastStatus !== "STOPPED") {
    await waiting.pause(TASK_MS, signal);
    if (!signal.aborted) await tried(look, events);
  }
  if (signal.aborted) return undefined;
  await waiting.pause(DRAIN_MS, signal);
  return seen;
}

/**
 * ECS tells of a stopped task for an hour at least (API reference, DescribeTasks): after a laptop's
 * sleep of a night it knows nothing of it. One answer without it may be an early one.
 */
function asForgotten(task: Task): Task {
  const { stopCode: _, ...rest } = task;
  const stoppedReason = "ECS does not know the task any more";
  return { ...rest, lastStatus: "STOPPED", stoppedReason };
}

async function tried(look: () => Promise<void>, { trouble }: TaskEvents): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    trouble(error);
  }
}

async function described(api: TasksApi, arns: readonly string[]): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  for (let at = 0; at < arns.length; at += DESCRIBED_MOST) {
    tasks.push(...await api.describe(arns.slice(at, at + DESCRIBED_MOST)));
  }
  return tasks;
}
