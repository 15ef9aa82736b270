// What login and exec do alike once flags are read: find the place, say it, start the command,
// hand the terminal to the session, and turn its end into words and an exit code.
import type { Ecs } from "../aws/ecs.ts";
import type { Profile, SessionWay } from "../profiles/profile.ts";
import { whileWaiting } from "../aws/api/waiting.ts";
import type { Way } from "../session/open.ts";
import type { Place } from "../place/resolve.ts";
import type { Started } from "./execute.ts";
import type { Target } from "../place/target.ts";
import { EcsinError, EXIT } from "../error.ts";
import { unsettingLine } from "../pasteable.ts";
import { type Context, pasteable } from "./context.ts";
import type { AwsFlags, SessionFlags, TargetFlags } from "./flags.ts";
import { rememberOpened } from "./recent_target.ts";
import { type Finding, findPlace, type Found } from "./find_place.ts";
import { pathOf, placeLine } from "./place_line.ts";
import { askOnTerminal, type Reached } from "./reach.ts";

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
  let plugin: ReturnType<typeof findPlugin> | undefined;
  const pluginFound = () => plugin ??= findPlugin();
  if (flags.session !== "native") {
    // To start a program takes milliseconds. ListTasks is waited for, but for a whole task's id.
    if (flags.task === undefined) whileWaiting(() => void pluginFound());
    else void pluginFound();
  }
  const [{ targetOf }, { say, print }, { whileSaying }, { colored, useColor }] = await Promise.all([
    import("../place/target.ts"),
    import("../terminal/say.ts"),
    import("../terminal/waiting.ts"),
    import("../terminal/style.ts"),
  ]);
  const ask = await askOnTerminal(flags, context);
  const find = () => findPlace(context, flags, profileName, { ask, rerun });
  const found = await whileSaying("ecsin: reading tasks …", find, whileWaiting);
  const { reached, guard } = found;
  const { ecs, wanted, debug } = reached;
  const isColor = useColor(flags.color, context.env, Deno.stderr.isTerminal());
  const targetAt = (place: Place): Target => {
    say(placeLine(place, ecs.region), colored(wanted.color, isColor));
    const command = commandFor(wanted, place.described?.platformFamily);
    return { ...targetOf(place), command };
  };
  let { place } = found;
  let target = targetAt(place);
  if (flags.print) {
    print(`${awsLine(target, ecs)}\n`);
    return;
  }
  const { decideWay } = await import("../session/open.ts");
  const asked = flags.session ?? wanted.session ?? ambient ?? "auto";
  const way = decideWay(asked, asked === "native" ? undefined : await pluginFound());
  if (way.kind === "native" && way.remark !== undefined) say(way.remark);
  debug(`session by ${way.kind}${way.kind === "plugin" ? ` ${way.plugin.version}` : ""}`);
  const { execute } = await import("./execute.ts");
  whileWaiting(() => loadSession(way));
  const start = async () => {
    await guard?.pass(place, "a shell");
    const starting = { ecs, known: place.described, waitMs: flags.wait, say, rerun };
    return await whileSaying("ecsin: starting the session …", () => execute(target, starting));
  };
  let started: Started;
  try {
    started = await start();
  } catch (error) {
    place = await placeInstead(error, place, found, flags, { ask, rerun, say });
    target = targetAt(place);
    started = await start();
  }
  const remembered = rememberOpened(context, reached, place);
  const [{ connectTerminal }, { tellEnd }, { showTitle }] = await Promise.all([
    import("./connect.ts"),
    import("./tell_end.ts"),
    import("../terminal/title.ts"),
  ]);
  const connecting = { started, target, ecs, debug };
  const putTitleBack = showTitle(`ecsin ${reached.profileName ?? pathOf(place)}`, context.env);
  const end = await connectTerminal(way, connecting, flags.escape).finally(putTitleBack);
  const isKnown = reached.profileName !== undefined || reached.recent !== undefined;
  const isOffered = await remembered && !isKnown && Deno.stderr.isTerminal();
  try {
    context.process.exitCode = tellEnd(end, target, rerun, say);
  } catch (error) {
    throw await withCauses(error, ecs, target);
  }
  if (isOffered) say("to come back: ecsin -; to save it: ecsin profile add NAME --last");
}

/** Where to go when a session could not be started: another task, or the container that was meant. */
async function placeInstead(
  error: unknown,
  place: Place,
  { reached: { ecs, wanted } }: Found,
  flags: OpenFlags,
  { ask, rerun, say }: Finding & { readonly say: (text: string) => void },
): Promise<Place> {
  if (!(error instanceof EcsinError)) throw error;
  const { id } = error.failure;
  if (id === "task-stopped" && wanted.task === undefined) {
    // Nobody asked for just this task: another one of the same service will do, and is told.
    say(`${error.message}: another one is looked for`);
    const { resolvePlace } = await import("../place/resolve.ts");
    return await resolvePlace({ ...wanted, ...pinnedBy(place) }, { ecs, ask, rerun });
  }
  if (ask === undefined) throw error;
  const { looseContainer } = await import("./loose.ts");
  const container = await looseContainer(error, flags, place.container, ask);
  if (container === undefined) throw error;
  return { ...place, container, notes: [] };
}

/** Loads what comes after ExecuteCommand: 30 ms in which nothing else could be done. */
function loadSession({ kind }: Way): void {
  void import("./connect.ts");
  void import("./tell_end.ts");
  if (kind === "native") {
    void import("../session/channel/client.ts");
    void import("../aws/ssm.ts");
    void import("../terminal/raw.ts");
    void import("../terminal/picker/terminal.ts");
  }
  void import("../terminal/tty.ts").then(({ lookAtTerminal }) => lookAtTerminal());
}

/** A session that was lost, with what AWS tells of its task now. */
async function withCauses(error: unknown, ecs: Ecs, target: Target): Promise<unknown> {
  if (!(error instanceof EcsinError) || error.failure.id !== "session-lost") return error;
  // Why the task is stopping was seen already.
  if (error.failure.why !== undefined) return error;
  try {
    const [task] = await ecs.describeTasks(target.cluster, [target.task]);
    if (task === undefined) return error;
    const { diagnose } = await import("../diagnosis/diagnose.ts");
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
    next: unsettingLine(["ECSIN_SESSION"]),
    exitCode: EXIT.usage,
  });
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
