// `ecsin run` without -i: the task is followed to its end, and its container's exit code is given.
import type { Ecs } from "../../aws/ecs.ts";
import type { Task } from "../../aws/task.ts";
import { taskJson } from "../../deployment/as_json.ts";
import { containerEnd, endWords } from "../../deployment/ended.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { shortId } from "../../place/arn.ts";
import { printableJson } from "../../printable.ts";
import { followTask, type TaskEnd } from "../../run/follow.ts";
import { neverRan } from "../../run/not_started.ts";
import { taskLooks } from "../../run/watch.ts";
import { tell } from "../../streams.ts";
import { print, say } from "../../terminal/say.ts";
import type { RunFlags } from "./flags.ts";
import { endTask, leaveTask, stopLine } from "./leave.ts";
import { followOutput, type Output } from "./output.ts";
import type { Planned } from "./plan.ts";
import { changing, ecsinLine } from "../../aws/line.ts";

/** A task is STOPPED some seconds after its containers are; longer than this is not waited. */
const SETTLING_MS = 60_000;

/** Follows it; gives the exit code, and throws where there is none. */
export async function seeThrough(
  flags: RunFlags,
  planned: Planned,
  started: Task,
  signal: AbortSignal,
): Promise<number> {
  const { entry, container } = planned;
  // Who reads the output leaves by leaving: as for any program it is a signal.
  const gone = new AbortController();
  const left = AbortSignal.any([signal, gone.signal]);
  const output = new Outputs(flags, planned, () => gone.abort("SIGPIPE"));
  const end = await follow(planned, started, left, output);
  const { task } = end;
  if (end.kind === "left") return await leaveTask(entry, task, left.reason);
  if (end.kind === "exited" && task.desiredStatus !== "STOPPED") {
    // It was no essential container: the others would go on for ever.
    await endTask(entry, task, `container ${container} has exited`);
  }
  await output.end(end, signal);
  if (flags.output === "json") {
    const whole = await settled(entry.ecs, task, signal);
    print(`${printableJson(taskJson(whole), 2)}\n`);
  }
  return codeOf(end, planned);
}

/** The task once it is STOPPED, when all is known of it; as it is where that takes long. */
async function settled(ecs: Ecs, task: Task, signal: AbortSignal): Promise<Task> {
  const until = performance.now() + SETTLING_MS;
  let seen = task;
  for await (const each of taskLooks(ecs, task, signal)) {
    seen = each;
    if (seen.lastStatus === "STOPPED" || performance.now() > until) break;
  }
  return seen;
}

/** The output of the task, from when it runs, or from its end where it was over before it was seen. */
class Outputs {
  #following: Promise<Output> | undefined;

  constructor(
    readonly flags: RunFlags,
    readonly planned: Planned,
    readonly gone: () => void,
  ) {}

  /** Begins, once. */
  begin(task: Task): void {
    const { entry: { ecs, debug }, container } = this.planned;
    // Of JSON nothing may stand between.
    const write = this.flags.output === "json" ? { write: tell } : {};
    const reader = { ...write, gone: this.gone };
    this.#following ??= followOutput(ecs, task, container, debug, reader);
    // Its failure is looked at at the end.
    this.#following.catch(() => {});
  }

  /** Waits for the last lines of a container that ran. */
  async end(end: TaskEnd, signal: AbortSignal): Promise<void> {
    if (end.kind === "over" && !end.hasRun) return;
    this.begin(end.task);
    await (await this.#following)?.end(signal);
  }
}

async function follow(
  planned: Planned,
  started: Task,
  signal: AbortSignal,
  output: Outputs,
): Promise<TaskEnd> {
  const { entry: { ecs }, container } = planned;
  const began = performance.now();
  const id = shortId(started.taskId);
  try {
    return await followTask(ecs, started, container, signal, {
      running: (task) => {
        output.begin(task);
        say(`task ${id} is RUNNING after ${Math.round((performance.now() - began) / 1000)} s`);
      },
    });
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    // What it does is not undone by our not seeing it: it goes on, and that is said.
    throw new EcsinError({
      ...error.failure,
      id: "task-not-watched",
      what: `task ${id} could not be watched any more, and is still running: ${error.message}`,
      next: [
        ecsinLine(ecs, "describe", "--cluster", started.cluster, "--task", id),
        ...changing(stopLine(started, ecs), `stops task ${id}`),
      ],
      exitCode: EXIT.failure,
    }, { cause: error });
  }
}

/** The container's exit code; throws where it never ran, or was lost. */
function codeOf(end: TaskEnd, { entry: { ecs }, container, definition }: Planned): number {
  const { task } = end;
  const id = shortId(task.taskId);
  if (end.kind === "exited") {
    const own = task.containers.find(({ name }) => name === container);
    say(`task ${id}: ${(own && containerEnd(own)) ?? `exit ${end.code}`}`);
    return end.code;
  }
  const name = `${definition.family}:${definition.revision}`;
  if (end.kind === "over" && !end.hasRun) {
    throw neverRan(task, { cluster: task.cluster, definition: name, whom: ecs });
  }
  throw new EcsinError({
    id: "exit-code-not-known",
    what: `how ${container} of task ${id} ended is not known`,
    why: end.kind === "forgotten" ? "ECS does not know the task any more" : endWords(task),
    next: ecsinLine(ecs, "describe", "--cluster", task.cluster, "--task", id),
    exitCode: EXIT.failure,
  });
}
