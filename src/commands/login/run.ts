// `ecsin login` once its words are read: enters the place, hands the terminal to the session, and
// turns its end into words and an exit code.
import type { Ecs } from "../../aws/ecs.ts";
import { whileWaiting } from "../../aws/api/waiting.ts";
import { executeLine } from "../../entry/aws_line.ts";
import { type Context, inSameFile } from "../../entry/context.ts";
import { enter, startSession } from "../../entry/enter.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import type { Reached } from "../../entry/reached.ts";
import { rememberOpened } from "../../entry/recent_target.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { unsettingLine } from "../../pasteable.ts";
import type { Place } from "../../place/resolve.ts";
import { type Target, targetOf } from "../../place/target.ts";
import type { SessionWay } from "../../profiles/profile.ts";
import type { Way } from "../../session/open.ts";
import { shellOf } from "../../session/remote_command.ts";
import { print, say } from "../../terminal/say.ts";
import type { LoginFlags } from "./flags.ts";

/** What becomes of the place afterwards. */
export interface Keeping {
  /** It is remembered as a recent target; not so where it is gone with the session. */
  readonly isKept: boolean;
}

/** Opens a shell by flags and what the person named; sets the process's exit code. */
export async function runLogin(
  context: Context,
  flags: LoginFlags,
  name: string | Reached | undefined,
  { isKept }: Keeping = { isKept: true },
): Promise<void> {
  refuseIdle(context.argv, [
    {
      flags: ["--session WAY", "--escape CHAR"],
      when: flags.print,
      why: "--print is a line of AWS's CLI, which has a client of its own",
    },
  ]);
  const { findPlugin } = await import("../../session/plugin.ts");
  const ambient = sessionFromEnvironment(context);
  let plugin: ReturnType<typeof findPlugin> | undefined;
  const pluginFound = () => plugin ??= findPlugin();
  if (flags.session !== "native") {
    // To start a program takes milliseconds. ListTasks is waited for, but for a whole task's id.
    if (flags.task === undefined) whileWaiting(() => void pluginFound());
    else void pluginFound();
  }
  const entry = await enter(context, flags, name, {
    place: "container",
    state: "enterable",
    guard: true,
  });
  const { reached, ecs, wanted, debug, rerun, title } = entry;
  const command = ({ described }: Place) => shellOf(wanted.shell, described?.platformFamily);
  entry.say(entry.place);
  if (flags.print) {
    print(`${executeLine({ ...targetOf(entry.place), command: command(entry.place) }, ecs)}\n`);
    return;
  }
  const { decideWay } = await import("../../session/open.ts");
  const asked = flags.session ?? wanted.session ?? ambient ?? "auto";
  const hasTerminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const isOwn = asked === "native" || (asked === "auto" && !hasTerminal);
  const way = decideWay(asked, isOwn ? undefined : await pluginFound(), hasTerminal);
  debug(
    way.kind === "plugin"
      ? `session by session-manager-plugin ${way.plugin.version}`
      : `session by ecsin's own client${way.why === undefined ? "" : `: ${way.why}`}`,
  );
  void import("../../entry/execute.ts");
  whileWaiting(() => loadSession(way));
  const { place, target, started } = await startSession(
    { flags, entry },
    { command, act: "a shell" },
  );
  const remembered = isKept ? rememberOpened(context, reached, place) : Promise.resolve(false);
  const [{ connectTerminal }, { tellEnd }, { showTitle }] = await Promise.all([
    import("../../entry/connect.ts"),
    import("../../entry/tell_end.ts"),
    import("../../terminal/title.ts"),
  ]);
  const connecting = { started, target, ecs, debug };
  const putTitleBack = showTitle(title, context.env);
  const end = await connectTerminal(way, connecting, flags.escape).finally(putTitleBack);
  const isKnown = reached.profileName !== undefined || reached.recent !== undefined;
  const isOffered = await remembered && !isKnown && Deno.stderr.isTerminal();
  try {
    context.process.exitCode = tellEnd(end, target, ecs, rerun, say);
  } catch (error) {
    throw await withCauses(error, ecs, target);
  }
  if (isOffered) {
    const save = inSameFile("ecsin profile add NAME --last", context.argv);
    say(`to come back: ecsin -; to save it: ${save}`);
  }
}

/** Loads what comes after ExecuteCommand: 30 ms in which nothing else could be done. */
function loadSession({ kind }: Way): void {
  void import("../../entry/connect.ts");
  void import("../../entry/tell_end.ts");
  if (kind === "native") {
    void import("../../session/shell/shell.ts");
    void import("../../aws/ssm.ts");
    void import("../../terminal/raw.ts");
    void import("../../terminal/picker/terminal.ts");
  }
  void import("../../terminal/tty.ts").then(({ lookAtTerminal }) => lookAtTerminal());
}

/** A session that was lost, with what AWS tells of its task now. */
async function withCauses(error: unknown, ecs: Ecs, target: Target): Promise<unknown> {
  if (!(error instanceof EcsinError) || error.failure.id !== "session-lost") return error;
  // Why the task is stopping was seen already.
  if (error.failure.why !== undefined) return error;
  try {
    const [task] = await ecs.describeTasks(target.cluster, [target.task]);
    if (task === undefined) return error;
    const { diagnose } = await import("../../diagnosis/diagnose.ts");
    const { withLastWords } = await import("../../entry/last_words.ts");
    const patient = { task, container: target.container };
    return await withLastWords(await diagnose(error, ecs, patient), ecs, patient);
  } catch (failure) {
    // The loss is what matters; that nobody may look at its cause does not.
    if (failure instanceof EcsinError) return error;
    throw failure;
  }
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
