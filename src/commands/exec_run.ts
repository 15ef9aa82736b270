// `ecsin exec` once its words are read: finds the container or, with --all, every one of the
// service, runs the command there and turns what is known of its end into an exit code.
import { EcsinError, EXIT } from "../error.ts";
import type { Task } from "../aws/task.ts";
import type { Place } from "../target/resolve.ts";
import type { Context } from "./context.ts";
import type { ExecFlags } from "./exec.ts";
import type { ExecSite } from "./exec_one.ts";
import { askOnTerminal, reach, withAccount } from "./reach.ts";
import { seenNames } from "./seen_names.ts";

/** Runs `command` by flags and profile; sets the process's exit code. */
export async function runExec(
  context: Context,
  flags: ExecFlags,
  profileName: string | undefined,
  command: readonly string[],
  rerun: (flag: string) => string,
): Promise<void> {
  refuseContradictions(flags);
  const reached = await reach(context, flags, profileName);
  const { ecs, wanted, debug } = reached;
  const [{ resolvePlace }, { targetOf }, { say, print }, { placeLine, awsLine }] = await Promise
    .all([
      import("../target/resolve.ts"),
      import("../target/target.ts"),
      import("../terminal/say.ts"),
      import("./open_target.ts"),
    ]);
  if (flags.session === "plugin") {
    say("exec always uses ecsin's own client: the plugin knows no exit status");
  }
  const ask = await askOnTerminal(flags, context);
  const names = ask && seenNames(context, flags, ecs);
  // With --all any one task tells the container; the others are found by its service.
  const pick = flags.all ? { pick: "newest" as const } : {};
  const place = await resolvePlace({ ...wanted, ...pick }, { ecs, ask, rerun, names })
    .catch(async (error) => {
      throw await withAccount(error, reached);
    });
  const site: ExecSite = { context, ecs, debug, flags, command, rerun };
  if (flags.print) {
    const { quoteWords } = await import("../session/remote_command.ts");
    print(`${awsLine({ ...targetOf(place), command: quoteWords(command) }, ecs)}\n`);
    return;
  }
  if (flags.all) {
    const { execAll } = await import("./exec_all.ts");
    context.process.exitCode = await execAll(site, place);
    return;
  }
  say(placeLine(place, ecs.region));
  const { execOne, execOnTerminal } = await import("./exec_one.ts");
  const run = flags.tty ? execOnTerminal : execOne;
  const { code, why } = await run(site, targetOf(place), place.described);
  if (why !== undefined) say(why);
  context.process.exitCode = code;
}

/** A described task as a place like `place`. */
export function placeOf(place: Place, task: Task): Place {
  return { ...place, task: task.taskArn, described: task, notes: [] };
}

function refuseContradictions({ tty, all, splitStderr }: ExecFlags): void {
  const refuse = (what: string, next: string) => {
    throw new EcsinError({ id: "exec-usage", what, next, exitCode: EXIT.usage });
  };
  if (tty && all) refuse("-t gives one command the terminal, --all runs many", "leave one out");
  if (tty && splitStderr) {
    refuse("a terminal has one stream: -t and --split-stderr exclude each other", "leave one out");
  }
  if (tty && !Deno.stdin.isTerminal()) {
    refuse("-t needs a terminal, and stdin is none", "leave -t out to pass stdin on");
  }
}
