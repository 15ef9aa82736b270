// `ecsin exec` once its words are read: finds the container or, with --all, every one of the
// service, runs the command there and turns what is known of its end into an exit code.
import { type Context, typedLine } from "../../entry/context.ts";
import { enter, type Entry, placeInstead } from "../../entry/enter.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import type { Reached } from "../../entry/reached.ts";
import { rememberOpened } from "../../entry/recent_target.ts";
import { EcsinError, EXIT } from "../../error.ts";
import type { Place } from "../../place/resolve.ts";
import { say } from "../../terminal/say.ts";
import type { ExecFlags } from "./flags.ts";
import type { RunResult } from "../../entry/run_command.ts";
import type { ExecSite } from "./one.ts";

/** Characters of the command in a question. */
const SHOWN_COMMAND = 100;

/** Runs `command` by flags and what the person named; sets the process's exit code. */
export async function runExec(
  context: Context,
  flags: ExecFlags,
  name: string | Reached | undefined,
  command: readonly string[],
  { isKept }: { readonly isKept: boolean } = { isKept: true },
): Promise<void> {
  refuseContradictions(flags);
  refuseIdle(context.argv, [
    { flags: ["--parallel N"], when: !flags.all, why: "it is for --all" },
    { flags: ["--escape CHAR"], when: !flags.tty, why: "without -t no key is looked at" },
    {
      flags: [
        ...["-n, --no-stdin", "--merge-stderr", "--timeout TIME", "--all", "-u, --user NAME"],
        ...["-w, --workdir DIR", "--env-from-pid1"],
      ],
      when: flags.print,
      why: "--print is one line of AWS's CLI, which has nothing of the kind",
    },
  ]);
  const { quoteWords } = await import("../../session/remote_command.ts");
  if (flags.session === "plugin") {
    say("exec always uses ecsin's own client: the plugin knows no exit status");
  }
  // With --all any one task tells the container; the others are found by its service.
  const pick = flags.all ? { pick: "newest" as const } : {};
  const entry = await enter(context, { ...flags, ...pick }, name, {
    place: "container",
    state: "enterable",
    guard: true,
    manyTasks: !flags.all && !flags.tty,
  });
  const { ecs, debug, place, reached, rerun } = entry;
  const isMany = flags.all || place.otherTasks !== undefined;
  const site: ExecSite = {
    ecs,
    debug,
    flags,
    command,
    typed: typedLine(context.argv),
    rerun,
    waitMs: flags.wait,
    isQuiet: isMany,
  };
  if (flags.print) {
    const [{ targetOf }, { executeLine }, { print }] = await Promise.all([
      import("../../place/target.ts"),
      import("../../entry/aws_line.ts"),
      import("../../terminal/say.ts"),
    ]);
    for (const task of [place.task, ...place.otherTasks ?? []]) {
      const target = { ...targetOf({ ...place, task }), command: quoteWords(command) };
      print(`${executeLine(target, ecs)}\n`);
    }
    return;
  }
  const act = quoteWords(command).slice(0, SHOWN_COMMAND);
  if (isMany) {
    const { execAll } = await import("./all.ts");
    const pass = async (tasks: string) => await entry.pass(place, act, tasks);
    context.process.exitCode = await execAll(site, place, pass);
    await rememberOpened(context, reached, place);
    return;
  }
  const { code, why } = await runOne(context, site, entry, { act, isKept });
  if (why !== undefined) say(why);
  context.process.exitCode = code;
}

/** Runs the command in the place, or in the container that was meant, once the guard says yes. */
async function runOne(
  context: Context,
  site: ExecSite,
  entry: Entry,
  { act, isKept }: { readonly act: string; readonly isKept: boolean },
): Promise<RunResult> {
  const { flags } = site;
  const [{ execOne, execOnTerminal }, { ownEnds }, { targetOf }, { showTitle }] = await Promise.all(
    [
      import("./one.ts"),
      import("./own_ends.ts"),
      import("../../place/target.ts"),
      import("../../terminal/title.ts"),
    ],
  );
  const run = async (place: Place): Promise<RunResult> => {
    entry.say(place);
    await entry.pass(place, act);
    const putTitleBack = flags.tty ? showTitle(entry.title, context.env) : () => {};
    try {
      const target = targetOf(place);
      const result = flags.tty
        ? await execOnTerminal(site, target, place.described)
        : await execOne(site, target, place.described, ownEnds(flags));
      if (isKept) await rememberOpened(context, entry.reached, place);
      return result;
    } finally {
      putTitleBack();
    }
  };
  try {
    return await run(entry.place);
  } catch (error) {
    return await run(await placeInstead(error, flags, entry));
  }
}

function refuseContradictions(
  { tty, all, interactive, noStdin, mergeStderr, pick, task }: ExecFlags,
): void {
  const refuse = (what: string, next: string) => {
    throw new EcsinError({ id: "exec-usage", what, next, exitCode: EXIT.usage });
  };
  if (tty && all) refuse("-t gives one command the terminal, --all runs many", "leave one out");
  if (all && pick !== undefined) {
    refuse("--pick chooses one task, --all runs in every one", "leave one out");
  }
  if (all && task !== undefined) {
    refuse("--task is one task, --all runs in every one", "leave one out");
  }
  if (tty && mergeStderr) {
    refuse("-t merges stderr always: a terminal has one stream", "leave one out");
  }
  if (noStdin && (tty || interactive)) {
    refuse(`-n gives no stdin, ${tty ? "-t" : "-i"} gives the terminal's`, "leave one out");
  }
  if (tty && !Deno.stdin.isTerminal()) {
    refuse("-t needs a terminal, and stdin is none", "leave -t out to pass stdin on");
  }
}
