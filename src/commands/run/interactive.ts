// `ecsin run -i`: a fresh container to work in. It is entered as soon as its exec agent is there, and
// stopped when the person leaves, however that comes about.
import type { Task } from "../../aws/task.ts";
import type { Context } from "../../entry/context.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { shortId } from "../../place/arn.ts";
import { untilEnterable } from "../../run/follow.ts";
import { neverRan } from "../../run/not_started.ts";
import { containerEnd } from "../../deployment/ended.ts";
import { say } from "../../terminal/say.ts";
import { whileSaying } from "../../terminal/waiting.ts";
import type { RunFlags } from "./flags.ts";
import { endTask, leaveTask } from "./leave.ts";
import type { Planned } from "./plan.ts";

/** Works in it; sets the exit code as the shell or command ended. */
export async function workIn(
  context: Context,
  flags: RunFlags,
  planned: Planned,
  started: Task,
  signal: AbortSignal,
): Promise<void> {
  const { entry, container } = planned;
  const { ecs } = entry;
  const id = shortId(started.taskId);
  let task = started;
  let failure: unknown;
  try {
    const seen = await whileSaying(
      `ecsin: task ${id}: waiting for its exec agent …`,
      () => untilEnterable(ecs, started, container, signal),
    );
    ({ task } = seen);
    if (seen.kind === "left") return await leaveTask(entry, task, signal.reason);
    if (seen.kind !== "enterable") throw whyNot(seen.task, planned, flags);
    await enterIt(context, flags, planned, task);
  } catch (error) {
    failure = error;
  }
  // What became of the session is told first; that the task could not be stopped is told too.
  if (task.lastStatus !== "STOPPED" && !isLeaving(failure)) {
    try {
      await endTask(entry, task, "its ecsin run -i was left");
    } catch (error) {
      if (failure === undefined || !(error instanceof EcsinError)) {
        // The session's own code would be taken for a good end.
        context.process.exitCode = null;
        throw error;
      }
      say(`${error.message}: ${[error.failure.next ?? []].flat()[0] ?? ""}`);
    }
  }
  if (failure !== undefined) throw failure;
}

/** {@link leaveTask} has stopped it already, or said that it could not. */
function isLeaving(failure: unknown): boolean {
  return failure instanceof EcsinError && failure.failure.id === "task-not-stopped";
}

/** A shell, or the person's command on the terminal. */
async function enterIt(
  context: Context,
  flags: RunFlags,
  { entry, container, words }: Planned,
  task: Task,
): Promise<void> {
  const { env: _, cpu: __, memory: ___, output: ____, service: _____, family: ______, ...rest } =
    flags;
  const { reached } = entry;
  const { service: _s, family: _f, ...wanted } = reached.wanted;
  const there = {
    ...reached,
    wanted: { ...wanted, cluster: task.clusterArn, task: task.taskArn, container },
  };
  // The guard has been passed already.
  const common = { ...rest, yes: true, print: false };
  if (words.length === 0) {
    const { runLogin } = await import("../login/run.ts");
    await runLogin(context, common, there, { isKept: false });
    return;
  }
  const { runExec } = await import("../exec/run.ts");
  const exec = {
    ...common,
    interactive: true,
    tty: true,
    mergeStderr: false,
    noStdin: false,
    all: false,
    parallel: 1,
    envFromPid1: false,
  };
  await runExec(context, exec, there, words, { isKept: false });
}

/** The container ended before it could be entered. */
function whyNot(
  task: Task,
  { container, definition, entry }: Planned,
  flags: RunFlags,
): EcsinError {
  const name = `${definition.family}:${definition.revision}`;
  const own = task.containers.find((each) => each.name === container);
  if (own?.exitCode === undefined) {
    return neverRan(task, {
      cluster: task.cluster,
      definition: name,
      whom: entry.ecs,
    });
  }
  return new EcsinError({
    id: "container-not-kept",
    what: `container "${container}" ended before it could be entered`,
    why: [
      containerEnd(own) ?? "",
      flags.asIs
        ? "its own command ends by itself"
        : "its entrypoint did not run what keeps it alive (an sh that waits), but took it as arguments",
    ],
    next: flags.asIs ? entry.rerun("--container NAME") : entry.rerun("--as-is"),
    exitCode: EXIT.failure,
  });
}
