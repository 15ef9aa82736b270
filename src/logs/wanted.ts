// What is to be read of one container of one task: the stream's name, or what it begins with, and how
// its lines are called. Pure.
import type { Task } from "../aws/task.ts";
import type { CloudWatchPlace } from "./log_place.ts";

/** Whose lines they are; a stream that all tasks share has no task. */
export interface Label {
  readonly taskId?: string;
  readonly container: string;
}

/** One stream to be read. */
export interface Wanted {
  readonly region: string;
  readonly group: string;
  /** Exactly this one, or those that begin so. */
  readonly stream: string;
  readonly isPrefix: boolean;
  /** What the streams of other tasks begin with as well: they are read by one call. */
  readonly shared?: string;
  readonly label: Label;
  /** Nothing of it is older; milliseconds of the epoch. */
  readonly fromMs: number;
}

/**
 * Before a task is created nothing of it is logged; but a program may write times of its own, of
 * another zone.
 */
const BEFORE_MS = 24 * 3_600_000;

/** What a stream of AWS's Fluent Bit is called after its prefix. */
const FIRELENS = "-firelens-";

/** The stream of a container; undefined where its name is not known yet. */
export function wantedOf(
  { region, group, naming }: CloudWatchPlace,
  container: string,
  task: Pick<Task, "taskId" | "containers" | "createdAt">,
): Wanted | undefined {
  const { taskId } = task;
  const shared = {
    region,
    group,
    label: { taskId, container },
    fromMs: task.createdAt === undefined ? 0 : task.createdAt.getTime() - BEFORE_MS,
  };
  switch (naming.kind) {
    case "prefix":
      return { ...shared, stream: `${naming.prefix}/${container}/${taskId}`, isPrefix: false };
    case "docker": {
      const { runtimeId } = task.containers.find(({ name }) => name === container) ?? {};
      return runtimeId === undefined
        ? undefined
        : { ...shared, stream: runtimeId, isPrefix: false };
    }
    case "fixed":
      return { ...shared, stream: naming.stream, isPrefix: false, label: { container }, fromMs: 0 };
    case "firelens": {
      const common = `${naming.prefix}${container}${FIRELENS}`;
      return { ...shared, stream: `${common}${taskId}`, isPrefix: true, shared: common };
    }
  }
}
