// `ecsin stop` once its words are read: the task is found, named and asked about, then stopped.
import { describeServiceState } from "../../aws/ecs_deployments.ts";
import { stopTask } from "../../aws/ecs_tasks.ts";
import type { Task } from "../../aws/task.ts";
import { taskJson } from "../../deployment/as_json.ts";
import { containerEnd } from "../../deployment/ended.ts";
import { whyNobodyIsAsked } from "../../asking.ts";
import { abortBySignals } from "../../entry/connect.ts";
import type { Context } from "../../entry/context.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { findTask, orAsFamily } from "../../entry/stopped_task.ts";
import { signalCode } from "../../entry/tell_end.ts";
import { EcsinError, EXIT, Left } from "../../error.ts";
import { age } from "../../place/age.ts";
import { shortId } from "../../place/arn.ts";
import type { TaskPlace } from "../../place/resolve.ts";
import { printable, printableJson } from "../../printable.ts";
import { taskLooks } from "../../run/watch.ts";
import { askLine } from "../../terminal/ask_line.ts";
import { print, say } from "../../terminal/say.ts";
import { whileSaying } from "../../terminal/waiting.ts";
import type { StopFlags } from "./flags.ts";
import { awsLine } from "../../aws/line.ts";

/** Stops by flags and what the person named; sets the process's exit code. */
export async function runStop(
  context: Context,
  flags: StopFlags,
  name: string | undefined,
): Promise<void> {
  refuseIdle(context.argv, [
    {
      flags: ["--detach", "-o, --output FORMAT"],
      when: flags.print,
      why: "--print stops nothing",
    },
  ]);
  const needs = { place: "service", state: "any", guard: true } as const;
  const entry = await enter(context, flags, name, needs);
  const { ecs } = entry;
  const task = await orAsFamily(entry, findTask);
  if (flags.print) {
    print(
      `${
        awsLine(
          ecs,
          ...["ecs", "stop-task", "--cluster", task.cluster, "--task", task.taskId],
          ...["--reason", flags.reason],
        )
      }\n`,
    );
    return;
  }
  const place: TaskPlace = { ...entry.place, task: task.taskArn, described: task };
  entry.say(place);
  if (task.desiredStatus === "STOPPED") {
    say(
      `task ${shortId(task.taskId)} ${
        task.lastStatus === "STOPPED" ? "has stopped" : "is stopping"
      } already`,
    );
    if (flags.output === "json") print(`${printableJson(taskJson(task), 2)}\n`);
    return;
  }
  const what = `task ${shortId(task.taskId)} of ${task.family}:${task.revision} (${stateOf(task)})`;
  say(`${what}: ${await nextOf(entry, task)}`);
  await entry.pass(place, `stopping ${what}`);
  const isAsked = entry.wanted.confirm === undefined || entry.wanted.confirm === false;
  if (isAsked && !flags.yes) await ask(context, flags, entry, what);
  await stopTask(ecs, task.clusterArn || task.cluster, task.taskArn, flags.reason);
  const seen = flags.detach ? undefined : await untilStopped(entry, task);
  if (flags.output === "json") print(`${printableJson(taskJson(seen ?? task), 2)}\n`);
  else print(`${printable(endLine(seen ?? task))}\n`);
  context.process.exitCode = EXIT.done;
}

function stateOf({ lastStatus, healthStatus, startedAt }: Task): string {
  return [
    lastStatus.toLowerCase(),
    ...(healthStatus === "UNKNOWN" ? [] : [healthStatus.toLowerCase()]),
    ...(startedAt === undefined ? [] : [`started ${age(startedAt, new Date())} ago`]),
  ].join(", ");
}

/** What comes after it; a look that is denied takes nothing away but this sentence. */
async function nextOf({ ecs }: Entry<"service">, { cluster, service }: Task): Promise<string> {
  if (service === undefined) return "no service runs it, and nothing starts it again";
  try {
    const state = await describeServiceState(ecs, cluster, service);
    if (state === undefined) return `its service ${service} is not known any more`;
    if (state.scheduling === "DAEMON") return `service ${service} starts one again on its machine`;
    return state.desiredCount >= state.runningCount
      ? `service ${service} starts another one, as it wants ${state.desiredCount}`
      : `service ${service} has ${state.runningCount} and wants ${state.desiredCount}: it starts none`;
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    return `what its service ${service} does then is not known: ${error.message}`;
  }
}

async function ask(
  { env }: Context,
  { color }: StopFlags,
  entry: Entry<"service">,
  what: string,
): Promise<void> {
  if (entry.ask === undefined) {
    throw new EcsinError({
      id: "nobody-to-ask",
      what: `ecsin asks before it stops ${what}, and ${whyNobodyIsAsked()}`,
      why: "in a script, --yes is the answer",
      next: entry.rerun("--yes"),
      exitCode: EXIT.usage,
    });
  }
  const answer = await askLine("stop it? [y/N] ", env, { color });
  if (answer !== undefined && /^y(es)?$/i.test(answer.trim())) return;
  if (answer !== undefined) say("nothing was stopped");
  throw new Left();
}

async function untilStopped({ ecs }: Entry<"service">, task: Task): Promise<Task> {
  const { abort, stop } = await abortBySignals();
  let seen = task;
  const left = () => {
    say(`left: task ${shortId(task.taskId)} goes on stopping`);
    return new Left(abort.signal.aborted ? signalCode(abort.signal.reason) : EXIT.left);
  };
  try {
    await whileSaying(`ecsin: task ${shortId(task.taskId)} is stopping …`, async () => {
      for await (
        const each of taskLooks(ecs, { ...task, desiredStatus: "STOPPED" }, abort.signal)
      ) {
        seen = each;
        if (seen.lastStatus === "STOPPED") break;
      }
    });
  } catch (error) {
    throw error instanceof Left ? left() : error;
  } finally {
    stop();
  }
  if (abort.signal.aborted) throw left();
  return seen;
}

function endLine(task: Task): string {
  const ends = task.containers.flatMap((each) => containerEnd(each) ?? []);
  const state = task.lastStatus === "STOPPED" ? "has stopped" : "is stopping";
  return `task ${shortId(task.taskId)} ${state}${ends.length === 0 ? "" : `: ${ends.join("; ")}`}`;
}
