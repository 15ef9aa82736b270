// A failure with the last lines of the container that it is about, where its task has stopped, is
// stopping, or is not well.
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import { EcsinError } from "../error.ts";

/** The failure with them; the same failure where there are none, or none may be read. */
export async function withLastWords(
  error: EcsinError,
  ecs: Ecs,
  { task, container }: { readonly task: Task; readonly container: string },
): Promise<EcsinError> {
  if (!isUnwell(task, container)) return error;
  const { lastWords } = await import("../logs/last_words.ts");
  const lines = await lastWords(ecs, task, container);
  if (lines.length === 0) return error;
  const why = [error.failure.why ?? []].flat();
  const said = [`the last lines of container "${container}":`, ...lines.map((line) => `│ ${line}`)];
  return new EcsinError({ ...error.failure, why: [...why, ...said] }, { cause: error.cause });
}

/** Whether what it logged last may tell why it cannot be entered. */
export function isUnwell(task: Task, container: string): boolean {
  const found = task.containers.find(({ name }) => name === container);
  return task.desiredStatus === "STOPPED" || task.lastStatus === "STOPPED" ||
    found?.lastStatus === "STOPPED" || found?.healthStatus === "UNHEALTHY";
}

/** The same where the task is still to be described. */
export async function withLastWordsOf(
  error: EcsinError,
  ecs: Ecs,
  { cluster, task, container }: {
    readonly cluster: string;
    readonly task: string;
    readonly container: string | undefined;
  },
): Promise<EcsinError> {
  try {
    const [found] = await ecs.describeTasks(cluster, [task]);
    const [first] = found?.containers ?? [];
    if (found === undefined || first === undefined) return error;
    return await withLastWords(error, ecs, { task: found, container: container ?? first.name });
  } catch (failure) {
    // What is known already must not be lost for it.
    if (failure instanceof EcsinError) return error;
    throw failure;
  }
}
