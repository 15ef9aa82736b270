// The doctor's round: this machine and the way to AWS first, then, where a target is named, every
// precondition of ECS Exec there. A check that fails to look is a check, never the end.
import type { Task } from "../../aws/task.ts";
import type { Caller } from "../../aws/sts.ts";
import { EcsinError, EXIT, type Failure } from "../../error.ts";
import { type Check, type Known, otherThanDoctor } from "../../diagnosis/checks.ts";
import type { Patient } from "../../diagnosis/examine.ts";
import { type Context, rerunWith } from "../../entry/context.ts";
import type { DoctorFlags } from "./flags.ts";
import { openReport, type Report } from "./report.ts";
import type { Reached } from "../../entry/reached.ts";

/** Runs it; sets the exit code: 1 when a check is a problem. */
export async function runDoctor(
  context: Context,
  flags: DoctorFlags,
  name: string | undefined,
): Promise<void> {
  refuseContradictions(flags);
  const [report, machine, { awsFilesCheck }, { reach }] = await Promise.all([
    openReport(flags.output, flags.color, context.env),
    import("./machine.ts"),
    import("./aws_files.ts"),
    import("../../entry/reach.ts"),
  ]);
  const { env } = context;
  report.section("this machine");
  await each(report, [
    machine.ecsinCheck(),
    machine.pluginCheck(env),
    machine.profilesCheck(flags, env),
    awsFilesCheck(env),
    machine.proxyCheck(env),
  ]);
  report.section("the way to AWS");
  let reached: Reached | undefined;
  let patient: Patient | undefined;
  try {
    reached = await reach(context, flags, name);
  } catch (error) {
    report.add([failedCheck("aws-configuration", "configuration", error)]);
  }
  if (reached !== undefined) {
    const { ecs } = reached;
    const { known } = await import("../../diagnosis/checks.ts");
    const caller = known(machine.askCaller(reached));
    report.add([machine.identityCheck(ecs.identity), machine.regionCheck(ecs, env)]);
    await each(report, [
      machine.callerCheck(caller, reached, (flag) => rerunWith(context.argv, flag)),
      machine.endpointCheck(ecs.endpoint, ecs.region, ecs.config.http),
    ]);
    if (name !== undefined || isTargetNamed(flags)) {
      patient = await examineTarget(context, flags, reached, caller, report);
    }
  }
  let code: number = report.end() ? EXIT.problem : EXIT.done;
  if (flags.fix && reached !== undefined && patient !== undefined) {
    const { fix } = await import("./fix.ts");
    if (await fix(context, flags, reached, patient)) code = EXIT.done;
  }
  // A shell that was opened has a code of its own.
  context.process.exitCode ??= code;
}

function isTargetNamed({ cluster, service, family, task, container }: DoctorFlags): boolean {
  return [cluster, service, family, task, container].some((value) => value !== undefined);
}

/** Adds checks in one order, whichever is known first; all are under way already. */
async function each(report: Report, checks: readonly Promise<readonly Check[]>[]): Promise<void> {
  for (const check of checks) check.catch(() => {});
  for (const check of checks) report.add(await check);
}

async function examineTarget(
  context: Context,
  flags: DoctorFlags,
  reached: Reached,
  caller: Promise<Known<Caller>>,
  report: Report,
): Promise<Patient | undefined> {
  const [{ examine }, { Iam }, { enter }, { shortId }] = await Promise.all([
    import("../../diagnosis/examine.ts"),
    import("../../aws/iam.ts"),
    import("../../entry/enter.ts"),
    import("../../place/arn.ts"),
  ]);
  const { ecs, debug } = reached;
  try {
    const needs = { place: "container", state: "any", guard: false } as const;
    const { place } = await enter(context, flags, reached, needs);
    const task = place.described ?? (await ecs.describeTasks(place.cluster, [place.task]))[0];
    if (task === undefined) {
      const { noSuchTask } = await import("../../place/dead_end.ts");
      throw noSuchTask(ecs, place, place.task, []);
    }
    const { container } = place;
    report.section(
      [task.cluster, task.service ?? task.family, shortId(task.taskId), container].join(" / "),
    );
    const iam = await Iam.open(ecs.config, ecs.identity, debug);
    const simulation = {
      iam,
      caller: principalOf(caller, iam),
      logGroups: async (region: string, prefix: string) => {
        const { Logs } = await import("../../aws/logs.ts");
        const logs = await Logs.open(ecs.config, region, ecs.identity, debug);
        return await logs.describeLogGroups(prefix);
      },
      lastWords: async (task: Task, container: string) => {
        const { isUnwell } = await import("../../entry/last_words.ts");
        if (!isUnwell(task, container)) return [];
        const { lastWords } = await import("../../logs/last_words.ts");
        return await lastWords(ecs, task, container, debug);
      },
    };
    for await (const checks of examine(ecs, { task, container }, simulation)) report.add(checks);
    return { task, container };
  } catch (error) {
    report.section("the target");
    report.add([failedCheck("target", "target", error)]);
    return undefined;
  }
}

/** The ARN that IAM knows the person by. */
async function principalOf(
  asked: Promise<Known<Caller>>,
  iam: { roleArn(name: string): Promise<string> },
): Promise<Known<string>> {
  const { known } = await import("../../diagnosis/checks.ts");
  const caller = await asked;
  if (caller.kind === "unknown") return caller;
  const { arn } = caller.value;
  const role = /:assumed-role\/([^/]+)\//.exec(arn)?.[1];
  if (role !== undefined) return await known(iam.roleArn(role));
  if (arn.includes(":user/")) return { kind: "known", value: arn };
  return { kind: "unknown", why: `${arn} cannot be simulated` };
}

/** A failure as a check. Anything that is no failure in words goes on. */
function failedCheck(id: string, title: string, error: unknown): Check {
  if (!(error instanceof EcsinError)) throw error;
  const { what, why, next }: Failure = error.failure;
  const text = typeof why === "string" ? why : why?.join("; ");
  return {
    id,
    status: "problem",
    title,
    seen: what,
    ...(text !== undefined && text !== "" ? { why: text } : {}),
    ...(next !== undefined ? { next: otherThanDoctor([next].flat()) } : {}),
  };
}

function refuseContradictions({ fix, output, yes }: DoctorFlags): void {
  const refuse = (what: string) => {
    throw new EcsinError({
      id: "doctor-usage",
      what,
      next: "ecsin doctor --help",
      exitCode: EXIT.usage,
    });
  };
  if (fix && output === "json") refuse("--fix talks to a person, -o json to a program");
  if (yes && !fix) refuse("--yes answers what --fix asks");
}
