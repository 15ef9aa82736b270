// `ecsin exec` once its words are read: finds the container or, with --all, every one of the
// service, runs the command there and turns what is known of its end into an exit code.
import { EcsinError, EXIT } from "../../error.ts";
import type { Task } from "../../aws/task.ts";
import { whileWaiting } from "../../aws/api/waiting.ts";
import type { Place } from "../../place/resolve.ts";
import { rememberOpened } from "../../entry/recent_target.ts";
import type { Context } from "../../entry/context.ts";
import type { ExecFlags } from "./command.ts";
import type { ExecResult, ExecSite } from "./one.ts";
import { type Finding, findPlace, type Found } from "../../entry/find_place.ts";
import { pathOf, placeLine } from "../../entry/place_line.ts";
import { askOnTerminal } from "../../entry/reach.ts";

/** Characters of the command in a question. */
const SHOWN_COMMAND = 100;

/** Runs `command` by flags and profile; sets the process's exit code. */
export async function runExec(
  context: Context,
  flags: ExecFlags,
  profileName: string | undefined,
  command: readonly string[],
  rerun: (flag: string) => string,
): Promise<void> {
  refuseContradictions(flags);
  const [{ targetOf }, { say, print }, { whileSaying }, { awsLine }, { quoteWords }] = await Promise
    .all([
      import("../../place/target.ts"),
      import("../../terminal/say.ts"),
      import("../../terminal/waiting.ts"),
      import("../../entry/open_target.ts"),
      import("../../session/remote_command.ts"),
    ]);
  if (flags.session === "plugin") {
    say("exec always uses ecsin's own client: the plugin knows no exit status");
  }
  const ask = await askOnTerminal(flags, context);
  // With --all any one task tells the container; the others are found by its service.
  const pick = flags.all ? { pick: "newest" as const } : {};
  const find = () => findPlace(context, { ...flags, ...pick }, profileName, { ask, rerun });
  const found = await whileSaying("ecsin: reading tasks …", find, whileWaiting);
  const { reached: { ecs, debug }, place, guard } = found;
  const site: ExecSite = { context, ecs, debug, flags, command, rerun };
  if (flags.print) {
    print(`${awsLine({ ...targetOf(place), command: quoteWords(command) }, ecs)}\n`);
    return;
  }
  const act = quoteWords(command).slice(0, SHOWN_COMMAND);
  if (flags.all) {
    const { execAll } = await import("./all.ts");
    const pass = async (tasks: string) => await guard?.pass(place, act, tasks);
    context.process.exitCode = await execAll(site, place, pass);
    await rememberOpened(context, found.reached, place);
    return;
  }
  const { code, why } = await runOne(site, found, act, { ask, rerun });
  if (why !== undefined) say(why);
  context.process.exitCode = code;
}

/** Runs the command in the place, or in the container that was meant, once the guard says yes. */
async function runOne(
  site: ExecSite,
  { reached, place: given, guard }: Found,
  act: string,
  { ask }: Finding,
): Promise<ExecResult> {
  const { context, ecs, flags } = site;
  const [{ execOne, execOnTerminal }, { targetOf }, { say }, { colored, useColor }, { showTitle }] =
    await Promise.all([
      import("./one.ts"),
      import("../../place/target.ts"),
      import("../../terminal/say.ts"),
      import("../../terminal/style.ts"),
      import("../../terminal/title.ts"),
    ]);
  const isColor = useColor(flags.color, context.env, Deno.stderr.isTerminal());
  const run = async (place: Place): Promise<ExecResult> => {
    say(placeLine(place, ecs.region), colored(reached.wanted.color, isColor));
    await guard?.pass(place, act);
    const title = `ecsin ${reached.profileName ?? pathOf(place)}`;
    const putTitleBack = flags.tty ? showTitle(title, context.env) : () => {};
    try {
      const result = await (flags.tty ? execOnTerminal : execOne)(
        site,
        targetOf(place),
        place.described,
      );
      await rememberOpened(context, reached, place);
      return result;
    } finally {
      putTitleBack();
    }
  };
  try {
    return await run(given);
  } catch (error) {
    if (ask === undefined) throw error;
    const { looseContainer } = await import("../../entry/loose.ts");
    const container = await looseContainer(error, flags, given.container, ask);
    if (container === undefined) throw error;
    return await run({ ...given, container, notes: [] });
  }
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
