// Place + command → session: ExecuteCommand, with DescribeTasks beside it (never before it) for
// the runtime id and, should ExecuteCommand refuse, for the reason. What is only not there yet is
// waited for; what will not come is explained at once.
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import { EcsinError, EXIT } from "../error.ts";
import type { Session } from "../session/session.ts";
import { phase } from "../trace.ts";
import { nameOf, shortId } from "../place/arn.ts";
import { isComing } from "../diagnosis/check_task.ts";
import { noSuchContainer } from "../place/dead_end.ts";
import { diagnose } from "../diagnosis/diagnose.ts";
import { withLastWords } from "./last_words.ts";
import { containerRefusal, isAgentComing } from "../place/readiness.ts";
import type { Target } from "../place/target.ts";
import { ecsinLine, type Whom } from "../aws/line.ts";

/** A session that waits to be connected to. */
export interface Started {
  readonly session: Session;
  /** `ecs:<cluster name>_<task id>_<runtime id>`, as SSM calls the container. */
  readonly ssmTarget: string;
}

/** What starting needs of the world outside. */
export interface Starting {
  readonly ecs: Ecs;
  /** The task, where it was described already. */
  readonly known: Task | undefined;
  /** How long an agent that is not there yet is waited for; 0: not at all. */
  readonly waitMs: number;
  readonly say: (text: string) => void;
  /** The person's own command line with one more flag, to paste. */
  readonly rerun: (flag: string) => string;
}

/** Between two tries; AWS's bucket for ExecuteCommand is refilled at 40 a second. */
const TRY_AGAIN_MS = 1_000;
/** How often the person is told that it is still waited. */
const TELL_AGAIN_MS = 5_000;
const EXPLAINED = ["exec-not-possible", "target-not-connected"];

/** Starts the target's command; a refusal is explained from what AWS tells of the task. */
export async function execute(target: Target, starting: Starting): Promise<Started> {
  const { ecs, waitMs, say, rerun } = starting;
  const began = performance.now();
  phase("execute");
  let toldAt = -Infinity;
  let cameBetween = false;
  for (let { known } = starting;; known = undefined) {
    const { session, task, error } = await tryOnce(ecs, target, known);
    if (session !== undefined) return { session, ssmTarget: ssmTargetOf(target, task) };
    if (!(error instanceof EcsinError) || !EXPLAINED.includes(error.failure.id)) throw error;
    if (task === undefined) throw error;
    if (isStopping(task)) {
      const patient = { task, container: target.container };
      throw await withLastWords(taskStopped(task, error, ecs), ecs, patient);
    }
    const container = task.containers.find((each) => each.name === target.container);
    if (container === undefined) throw noSuchContainer(task, target.container, rerun);
    const why: string | undefined = isComing(task)
      ? `task is ${task.lastStatus}`
      : isAgentComing(container)
      ? "exec agent is PENDING"
      : error.failure.id === "target-not-connected"
      ? "exec agent is not connected yet"
      // Refused, and nothing is wrong any more: it came between the two answers. Once only.
      : containerRefusal(container) === undefined && !cameBetween
      ? "exec agent has only just started"
      : undefined;
    cameBetween ||= why === "exec agent has only just started";
    const waited = performance.now() - began;
    if (why === undefined || !task.enableExecuteCommand || waited + TRY_AGAIN_MS > waitMs) {
      const patient = { task, container: target.container };
      throw await withLastWords(await diagnose(error, ecs, patient), ecs, patient);
    }
    if (waited - toldAt >= TELL_AGAIN_MS) {
      toldAt = waited;
      const so = Math.round(waited / 1000);
      say(
        `${why}: waiting${so === 0 ? "" : `, ${so} s of`} up to ${waitMs / 1000} s (--wait 0: not)`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
  }
}

interface Tried {
  readonly session?: Session;
  readonly task: Task | undefined;
  readonly error?: unknown;
}

async function tryOnce(ecs: Ecs, target: Target, known: Task | undefined): Promise<Tried> {
  const { cluster, task, container, command } = target;
  const [executed, described] = await Promise.allSettled([
    ecs.executeCommand({ cluster, task, container, command }),
    known ?? ecs.describeTasks(cluster, [task]).then((tasks) => tasks[0]),
  ]);
  // A denied DescribeTasks must not hide what ExecuteCommand said, nor stop what it allowed.
  const seen = described.status === "fulfilled" ? described.value : undefined;
  return executed.status === "fulfilled"
    ? { session: executed.value, task: seen }
    : { task: await anew(ecs, target, known) ?? seen, error: executed.reason };
}

/** The task as it is now, when what is known of it is from before the refusal. */
async function anew(
  ecs: Ecs,
  { cluster, task }: Target,
  known: Task | undefined,
): Promise<Task | undefined> {
  if (known === undefined) return undefined;
  try {
    return (await ecs.describeTasks(cluster, [task]))[0];
  } catch {
    // The refusal is what matters; see above.
    return undefined;
  }
}

function ssmTargetOf({ cluster, taskId, container }: Target, task: Task | undefined): string {
  const runtimeId = task?.containers.find((each) => each.name === container)?.runtimeId;
  return `ecs:${nameOf(cluster)}_${taskId}_${runtimeId ?? "unknown"}`;
}

function isStopping({ lastStatus, desiredStatus }: Task): boolean {
  return desiredStatus === "STOPPED" || lastStatus === "STOPPED";
}

/** The task went away between finding and entering it. */
function taskStopped(task: Task, cause: EcsinError, whom: Whom): EcsinError {
  const { aws } = cause.failure;
  const reasons = [task.stopCode, task.stoppedReason].filter((each) => each !== undefined);
  return new EcsinError({
    id: "task-stopped",
    what: `task ${shortId(task.taskId)} is stopping`,
    why: reasons.join(": ") || "ECS gives no reason",
    next: ecsinLine(
      whom,
      ...["--cluster", task.cluster],
      ...(task.service === undefined ? ["--family", task.family] : ["--service", task.service]),
    ),
    exitCode: EXIT.refused,
    ...(aws !== undefined ? { aws } : {}),
  }, { cause });
}
