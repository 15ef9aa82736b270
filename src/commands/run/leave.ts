// Has a one-off task stopped, because the person leaves or has left; says so where that failed, with
// the line that does it: a task that is left behind costs money and holds locks.
import { stopTask } from "../../aws/ecs_tasks.ts";
import type { Task } from "../../aws/task.ts";
import { abortBySignals } from "../../entry/connect.ts";
import type { Entry } from "../../entry/enter.ts";
import { signalCode } from "../../entry/tell_end.ts";
import { EcsinError, EXIT, Left } from "../../error.ts";
import { shortId } from "../../place/arn.ts";
import { say } from "../../terminal/say.ts";
import { whileSaying } from "../../terminal/waiting.ts";
import { awsLine, type Whom } from "../../aws/line.ts";

/** The line that stops it. */
export function stopLine({ cluster, taskId }: Task, whom: Whom): string {
  return awsLine(whom, "ecs", "stop-task", "--cluster", cluster, "--task", taskId);
}

/** Stops it and leaves as the signal says; throws always. */
export async function leaveTask(
  entry: Entry<"service">,
  task: Task,
  signal: Deno.Signal,
): Promise<never> {
  await endTask(entry, task, `ecsin was left (${signal})`, signalCode(signal));
  throw new Left(signalCode(signal));
}

/**
 * Stops it; throws where that failed, with the exit code `code`. A signal that comes meanwhile leaves
 * at once, with the line.
 */
export async function endTask(
  { ecs }: Entry<"service">,
  task: Task,
  reason: string,
  code: number = EXIT.failure,
): Promise<void> {
  const id = shortId(task.taskId);
  const line = stopLine(task, ecs);
  const { abort, stop } = await abortBySignals();
  const left = new Promise<never>((_, reject) => {
    abort.signal.addEventListener("abort", () => {
      say(`left before it was known whether task ${id} stops: ${line}`);
      reject(new Left(signalCode(abort.signal.reason)));
    });
  });
  left.catch(() => {});
  try {
    const stopping = () => stopTask(ecs, task.clusterArn || task.cluster, task.taskArn, reason);
    await Promise.race([whileSaying(`ecsin: stopping task ${id} …`, stopping), left]);
    say(`task ${id} is being stopped`);
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    const { what, why, aws } = error.failure;
    throw new EcsinError({
      id: "task-not-stopped",
      what: `task ${id} is still running: it could not be stopped`,
      why: [what, ...[why ?? []].flat()],
      next: line,
      exitCode: code,
      ...(aws !== undefined ? { aws } : {}),
    }, { cause: error });
  } finally {
    stop();
  }
}
