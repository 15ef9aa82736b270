// `ecsin run` once its words are read: the request is made from the service, told and guarded; the
// task is started, followed, and its end is ecsin's. Whoever leaves has it stopped.
import { type Placed, runTask } from "../../aws/ecs_tasks.ts";
import type { Task } from "../../aws/task.ts";
import { taskJson } from "../../deployment/as_json.ts";
import { abortBySignals } from "../../entry/connect.ts";
import type { Context } from "../../entry/context.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import type { Entry } from "../../entry/enter.ts";
import { EcsinError, EXIT, Left } from "../../error.ts";
import { shortId } from "../../place/arn.ts";
import { printableJson } from "../../printable.ts";
import { notPlaced } from "../../run/not_started.ts";
import { quoteWords } from "../../session/remote_command.ts";
import { print, say } from "../../terminal/say.ts";
import { whileSaying } from "../../terminal/waiting.ts";
import type { RunFlags } from "./flags.ts";
import { leaveTask } from "./leave.ts";
import { plan, type Planned } from "./plan.ts";
import { awsLine, ecsinLine, type Whom } from "../../aws/line.ts";

/** Characters of the command in a question. */
const SHOWN_COMMAND = 100;

/** Runs by flags and what the person named; sets the process's exit code. */
export async function runRun(
  context: Context,
  flags: RunFlags,
  target: string | undefined,
  words: readonly string[],
): Promise<void> {
  refuseContradictions(flags);
  refuseIdle(context.argv, [
    {
      flags: ["--shell COMMAND", "--session WAY", "--escape CHAR", "--wait TIME"],
      when: !flags.interactive,
      why: "it is for -i",
    },
    {
      flags: ["--shell COMMAND"],
      when: words.length > 0,
      why: "the command behind -- is run, and no shell",
    },
    {
      flags: ["-o, --output FORMAT"],
      when: flags.interactive || flags.print,
      why: flags.print ? "--print is a line to paste" : "a terminal's output is no JSON",
    },
    {
      flags: ["-d, --detach", "-y, --yes"],
      when: flags.print,
      why: "--print starts nothing",
    },
  ]);
  const planned = await plan(context, flags, target, words);
  const { entry, request, container, definition, remarks } = planned;
  if (flags.print) {
    const { clientToken: _, startedBy: __, ...rest } = request;
    const words = ["run-task", "--cli-input-json", JSON.stringify(rest)];
    print(`${awsLine(entry.ecs, "ecs", ...words)}\n`);
    return;
  }
  entry.say(entry.place);
  for (const remark of remarks) say(remark);
  const shown = words.length === 0
    ? flags.interactive ? "a shell" : "its own command"
    : quoteWords(words).slice(0, SHOWN_COMMAND);
  const name = `${definition.family}:${definition.revision}`;
  await entry.pass(entry.place, `a new task of ${name} (${shown})`);
  const { abort, stop } = await abortBySignals();
  try {
    const task = await start(planned);
    say(`task ${shortId(task.taskId)} of ${name} is started: ${shown} in ${container}`);
    if (flags.detach) return tellDetached(flags, planned, task);
    if (abort.signal.aborted) await leaveTask(entry, task, abort.signal.reason);
    if (flags.interactive) {
      const { workIn } = await import("./interactive.ts");
      await workIn(context, flags, planned, task, abort.signal);
    } else {
      const { seeThrough } = await import("./attached.ts");
      context.process.exitCode = await seeThrough(flags, planned, task, abort.signal);
    }
  } finally {
    stop();
  }
}

/** Starts it; ECS gives the same task back where the answer was lost and it is asked again. */
async function start({ entry, request, definition }: Planned): Promise<Task> {
  const { ecs } = entry;
  const answer = runTask(ecs, request);
  try {
    const placed = await whileSaying("ecsin: starting the task …", () => answer)
      // Who leaves now has it stopped, once it is known what there is to stop.
      .catch((error) => error instanceof Left ? leaveOnceStarted(entry, answer) : error)
      .then((given) => {
        if (given instanceof Error) throw given;
        return given;
      });
    if (placed.kind === "task") return placed.task;
    throw notPlaced(placed.failures, {
      cluster: request.cluster ?? "",
      definition: `${definition.family}:${definition.revision}`,
      whom: ecs,
    });
  } catch (error) {
    const isNo = error instanceof EcsinError && error.exitCode === EXIT.refused;
    if (isNo) throw passRole(error, ecs);
    if (error instanceof EcsinError && error.failure.id !== "task-not-stopped") {
      // Without an answer a task may run all the same.
      say(
        `whether a task was started is not known: ${
          awsLine(
            ecs,
            ...["ecs", "list-tasks", "--cluster", request.cluster ?? ""],
            ...["--started-by", request.startedBy ?? ""],
          )
        }`,
      );
    }
    throw error;
  }
}

async function leaveOnceStarted(entry: Entry<"service">, answer: Promise<Placed>): Promise<never> {
  say("leaving, once ECS has said which task it started");
  const placed = await answer;
  if (placed.kind === "task") await leaveTask(entry, placed.task, "SIGINT");
  throw new Left();
}

/** RunTask needs iam:PassRole for the roles of the definition, which AWS says in its own words only. */
function passRole(error: EcsinError, whom: Whom): EcsinError {
  const { failure } = error;
  const words = [failure.why ?? "", failure.aws?.message ?? ""].flat().join(" ");
  if (!/iam:PassRole/.test(words)) return error;
  const role = /arn:[^\s"]+:role\/[^\s"]+/.exec(words)?.[0];
  return new EcsinError({
    ...failure,
    id: "pass-role-denied",
    what: "not allowed to give the task its roles (iam:PassRole)",
    why: [
      ...(role === undefined ? [] : [`the role is ${role}`]),
      "RunTask needs iam:PassRole for the task role and the execution role of the definition",
    ],
    next: awsLine(whom, "iam", "get-role", "--role-name", role?.split("/").at(-1) ?? "ROLE"),
    exitCode: EXIT.refused,
  }, { cause: error });
}

function tellDetached(flags: RunFlags, { entry }: Planned, task: Task): void {
  const words = ["--cluster", task.cluster, "--task", shortId(task.taskId)];
  say(`to see how it is: ${ecsinLine(entry.ecs, "describe", ...words)}`);
  print(flags.output === "json" ? `${printableJson(taskJson(task), 2)}\n` : `${task.taskArn}\n`);
}

function refuseContradictions({ interactive, detach, asIs }: RunFlags): void {
  const refuse = (what: string, next: string) => {
    throw new EcsinError({ id: "run-usage", what, next, exitCode: EXIT.usage });
  };
  if (interactive && detach) refuse("-i works in the task, --detach leaves it", "leave one out");
  if (asIs && !interactive) refuse("--as-is is for -i", "ecsin run --help");
  if (interactive && !Deno.stdin.isTerminal()) {
    refuse("-i needs a terminal, and stdin is none", "ecsin run TARGET -- CMD");
  }
}
