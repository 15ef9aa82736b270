// What login and exec do alike once flags are read: find the place, say it, start the command,
// hand the terminal to the session, and turn its end into words and an exit code.
import type { Ecs } from "../aws/ecs.ts";
import type { Profile, SessionWay } from "../profiles/profile.ts";
import type { Place } from "../target/resolve.ts";
import type { Started } from "../target/execute.ts";
import type { Target } from "../target/target.ts";
import { EcsinError, EXIT } from "../error.ts";
import { type Context, pasteable } from "./context.ts";
import type { AwsFlags, SessionFlags, TargetFlags } from "./flags.ts";
import { askOnTerminal, reach, type Reached, withAccount } from "./reach.ts";
import { seenNames } from "./seen_names.ts";

/** Flags that login and exec share. */
export interface OpenFlags extends AwsFlags, TargetFlags, SessionFlags {
  readonly session?: SessionWay;
  readonly print: boolean;
}

/** In what the two differ. */
export interface OpenOptions {
  /** The command line for the container. */
  readonly commandFor: (wanted: Profile, platformFamily: string | undefined) => string;
  /** The person's own command line with one more flag. */
  readonly rerun: (flag: string) => string;
}

/** Opens a session by flags and profile; sets the process's exit code. */
export async function openTarget(
  context: Context,
  flags: OpenFlags,
  profileName: string | undefined,
  { commandFor, rerun }: OpenOptions,
): Promise<void> {
  const { findPlugin } = await import("../session/plugin.ts");
  const ambient = sessionFromEnvironment(context);
  const pluginFound = flags.session === "native" ? Promise.resolve(undefined) : findPlugin();
  const reached = await reach(context, flags, profileName);
  const { ecs, wanted, debug } = reached;
  const [{ resolvePlace }, { targetOf }, { say, print }] = await Promise.all([
    import("../target/resolve.ts"),
    import("../target/target.ts"),
    import("../terminal/say.ts"),
  ]);
  const ask = await askOnTerminal(flags, context);
  const names = ask && seenNames(context, flags, ecs);
  const find = async (wanted: Profile) => {
    const place = await resolvePlace(wanted, { ecs, ask, rerun, names })
      .catch(async (error) => {
        throw await withAccount(error, reached);
      });
    say(placeLine(place, ecs.region));
    const command = commandFor(wanted, place.described?.platformFamily);
    return { place, target: { ...targetOf(place), command } };
  };
  let { place, target } = await find(wanted);
  if (flags.print) {
    print(`${awsLine(target, ecs)}\n`);
    return;
  }
  const { decideWay } = await import("../session/open.ts");
  const way = decideWay(flags.session ?? wanted.session ?? ambient ?? "auto", await pluginFound);
  if (way.kind === "native" && way.remark !== undefined) say(way.remark);
  debug(`session by ${way.kind}${way.kind === "plugin" ? ` ${way.plugin.version}` : ""}`);
  const { execute } = await import("../target/execute.ts");
  const start = () =>
    execute(target, { ecs, known: place.described, waitMs: flags.wait, say, rerun });
  let started: Started;
  try {
    started = await start();
  } catch (error) {
    const isGone = error instanceof EcsinError && error.failure.id === "task-stopped";
    if (!isGone || wanted.task !== undefined) throw error;
    // Nobody asked for just this task: another one of the same service will do, and is told.
    say(`${error.message}: another one is looked for`);
    ({ place, target } = await find({ ...wanted, ...pinnedBy(place) }));
    started = await start();
  }
  const [{ connectTerminal }, { tellEnd }] = await Promise.all([
    import("./connect.ts"),
    import("./tell_end.ts"),
  ]);
  const connecting = { started, target, ecs, debug };
  const end = await connectTerminal(way, connecting, context, flags.escape);
  try {
    context.process.exitCode = tellEnd(end, target, rerun, say);
  } catch (error) {
    throw await withCauses(error, ecs, target);
  }
}

/** A session that was lost, with what AWS tells of its task now. */
async function withCauses(error: unknown, ecs: Ecs, target: Target): Promise<unknown> {
  if (!(error instanceof EcsinError) || error.failure.id !== "session-lost") return error;
  // Why the task is stopping was seen already.
  if (error.failure.why !== undefined) return error;
  try {
    const [task] = await ecs.describeTasks(target.cluster, [target.task]);
    if (task === undefined) return error;
    const { diagnose } = await import("../target/diagnose.ts");
    return await diagnose(error, ecs, { task, container: target.container });
  } catch (failure) {
    // The loss is what matters; that nobody may look at its cause does not.
    if (failure instanceof EcsinError) return error;
    throw failure;
  }
}

/** What was chosen so far, without the task. */
function pinnedBy({ cluster, group, container }: Place): Profile {
  return { cluster, container, ...(group !== undefined ? { [group.kind]: group.name } : {}) };
}

function sessionFromEnvironment({ env }: Context): SessionWay | undefined {
  const value = env("ECSIN_SESSION");
  if (value === undefined || value === "auto" || value === "plugin" || value === "native") {
    return value;
  }
  throw new EcsinError({
    id: "session-way-unknown",
    what: `$ECSIN_SESSION is "${value}"`,
    why: "it can be auto, plugin or native",
    next: "unset ECSIN_SESSION",
    exitCode: EXIT.usage,
  });
}

/** `prod / web / 4f2c9a1b / app (task: only one running)`. */
export function placeLine(
  { cluster, group, task, container, notes }: Place,
  region: string,
): string {
  const name = (text: string) => text.slice(text.lastIndexOf("/") + 1);
  const parts = [name(cluster), group?.name, name(task).slice(0, 8), container];
  const path = parts.filter((each) => each !== undefined).join(" / ");
  return `${path} in ${region}${notes.length === 0 ? "" : ` (${notes.join("; ")})`}`;
}

/** The same as a line for AWS's own CLI. */
export function awsLine(
  { cluster, task, container, command }: Target,
  ecs: Reached["ecs"],
): string {
  const { source, endpointUrl } = ecs.identity;
  return [
    "aws ecs execute-command",
    `--cluster ${pasteable(cluster)}`,
    `--task ${pasteable(task)}`,
    `--container ${pasteable(container)}`,
    "--interactive",
    `--command ${pasteable(command)}`,
    `--region ${ecs.region}`,
    ...(source.kind === "awsProfile" ? [`--profile ${pasteable(source.awsProfile)}`] : []),
    ...(endpointUrl !== undefined ? [`--endpoint-url ${pasteable(endpointUrl)}`] : []),
  ].join(" ");
}
