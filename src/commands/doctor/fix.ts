// `ecsin doctor TARGET --fix`: what can be put right from here, step by step, each one asked: exec
// turned on for the service, a new deployment, waited for, and the shell opened. Nothing is changed
// without a yes.
import { updateService } from "../../aws/ecs_deployments.ts";
import { describeRunnable } from "../../aws/runnable.ts";
import { ecsinLine } from "../../aws/line.ts";
import type { Task } from "../../aws/task.ts";
import type { Patient } from "../../diagnosis/examine.ts";
import { whyNobodyIsAsked } from "../../asking.ts";
import { type Context, inSameFile, typedLine } from "../../entry/context.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { followDeployment, primaryOf, serviceToDeploy } from "../../entry/follow_deployment.ts";
import type { Reached } from "../../entry/reached.ts";
import { EcsinError, EXIT, Left } from "../../error.ts";
import { nameOf, shortId } from "../../place/arn.ts";
import { askLine } from "../../terminal/ask_line.ts";
import { say } from "../../terminal/say.ts";
import type { DoctorFlags } from "./flags.ts";

/** A service whose tasks do not start longer than this needs another doctor. */
const STABLE_MS = 30 * 60_000;

/** Puts right what it can; true where all of it was done. */
export async function fix(
  context: Context,
  flags: DoctorFlags,
  reached: Reached,
  { task, container }: Patient,
): Promise<boolean> {
  if (task.enableExecuteCommand) {
    say("--fix: exec is on for this task; what else is wrong cannot be put right from here");
    return false;
  }
  if (task.service === undefined) throw noServiceToFix(task, reached);
  const entry = await entryOf(context, flags, reached, task, task.service);
  const { ecs, place } = entry;
  const service = await serviceToDeploy(entry);
  const definition = await describeRunnable(ecs, service.taskDefinitionArn);
  if (definition.taskRoleArn === undefined) throw noRole(service.name, definition.family);
  await entry.pass(place, `exec turned on, and a new deployment`);
  const isOn = service.enableExecuteCommand;
  if (isOn) say(`exec is on for service ${service.name}; task ${shortId(task.taskId)} is older`);
  else await yes(context, flags, entry, `turn exec on for the next tasks of ${service.name}?`);
  const count = service.desiredCount;
  const deploys = await isYes(
    context,
    flags,
    entry,
    `start a new deployment, so that ${
      count === 1 ? "its task is" : `its ${count} tasks are`
    } replaced?`,
  );
  if (isOn && !deploys) throw new Left();
  const changed = await updateService(ecs, place.cluster, service.name, {
    ...(isOn ? {} : { enableExecuteCommand: true }),
    ...(deploys ? { forceNewDeployment: true } : {}),
  });
  if (!isOn) say(`exec is on for the next tasks of ${service.name}`);
  if (!deploys) {
    say("its running tasks stay as they are, and cannot be entered");
    return false;
  }
  const { id } = primaryOf(changed ?? service);
  await followDeployment(entry, service, id, { isJson: false, timeoutMs: STABLE_MS });
  await open(context, flags, entry, container);
  return true;
}

/** The service, with the guards of what was reached. */
async function entryOf(
  context: Context,
  flags: DoctorFlags,
  reached: Reached,
  task: Task,
  service: string,
): Promise<Entry<"service">> {
  const { task: _, family: __, ...wanted } = reached.wanted;
  const { task: ___, family: ____, container: _____, ...rest } = flags;
  const there = { ...reached, wanted: { ...wanted, cluster: task.clusterArn, service } };
  return await enter(context, rest, there, { place: "service", state: "any", guard: true });
}

/** The last step: into a new task, where there is a terminal. */
async function open(
  context: Context,
  flags: DoctorFlags,
  entry: Entry<"service">,
  container: string,
): Promise<void> {
  const { place, reached } = entry;
  const line = reached.profileName === undefined
    ? ecsinLine(entry.ecs, `${nameOf(place.cluster)}/${place.group?.name}`)
    : inSameFile(typedLine([reached.profileName]), context.argv);
  if (entry.ask === undefined) return say(`to go in: ${line}`);
  if (!await isYes(context, flags, entry, `open a shell in ${container}?`)) return;
  const { runLogin } = await import("../login/run.ts");
  const { fix: _, output: __, ...rest } = flags;
  const { task: ___, ...wanted } = reached.wanted;
  await runLogin(
    { ...context, argv: asLogin(context.argv) },
    { ...rest, yes: true, print: false, wait: 60_000 },
    { ...reached, wanted: { ...wanted, container, pick: "newest" } },
  );
}

/** What is to be pasted after a login that fails is a login's line: `doctor` has no --shell. */
function asLogin([_doctor, ...words]: readonly string[]): readonly string[] {
  const valued = ["-o", "--output", "--task"];
  const own = words.filter((word, index) =>
    word !== "--fix" && !valued.includes(word) && !valued.includes(words[index - 1] ?? "") &&
    !valued.some((flag) => word.startsWith(`${flag}=`))
  );
  return ["login", ...own];
}

/** Goes on for a yes, and leaves otherwise. */
async function yes(
  context: Context,
  flags: DoctorFlags,
  entry: Entry<"service">,
  question: string,
): Promise<void> {
  if (await isYes(context, flags, entry, question)) return;
  say("nothing was changed");
  throw new Left();
}

async function isYes(
  { env }: Context,
  { yes, color }: DoctorFlags,
  { ask, rerun }: Entry<"service">,
  question: string,
): Promise<boolean> {
  if (yes) {
    say(`${question} yes (--yes)`);
    return true;
  }
  if (ask === undefined) {
    throw new EcsinError({
      id: "fix-not-confirmed",
      what: `--fix asks before each step, and ${whyNobodyIsAsked()}: ${question}`,
      why: "in a script, --yes is the answer",
      next: rerun("--yes"),
      exitCode: EXIT.usage,
    });
  }
  const answer = await askLine(`${question} [y/N] `, env, { color });
  if (answer === undefined) throw new Left();
  return /^y(es)?$/i.test(answer.trim());
}

function noServiceToFix({ cluster, family }: Task, { ecs }: Reached): EcsinError {
  return new EcsinError({
    id: "fix-needs-service",
    what: `no service runs this task of ${family}: exec cannot be turned on for it`,
    why: "the flag is set when a task starts; a new one can have it",
    next: ecsinLine(ecs, "run", "--cluster", cluster, "--family", family, "-i"),
    exitCode: EXIT.refused,
  });
}

function noRole(service: string, family: string): EcsinError {
  return new EcsinError({
    id: "fix-needs-role",
    what: `exec cannot be turned on for ${service}: task definition ${family} has no task role`,
    why: "ECS Exec works as the task's role, and ECS refuses the flag without one",
    next: "register a revision with a taskRoleArn that has the four ssmmessages actions",
    exitCode: EXIT.refused,
  });
}
