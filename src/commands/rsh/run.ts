// `ecsin rsh` once its words are read: the command runs by the container's sh, its stdin, stdout and
// stderr are ecsin's own.
import type { Context } from "../../entry/context.ts";
import { enter } from "../../entry/enter.ts";
import { runCommand } from "../../entry/run_command.ts";
import { abortBySignals } from "../../entry/connect.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { writeAll } from "../../output.ts";
import { targetOf } from "../../place/target.ts";
import { say } from "../../terminal/say.ts";
import type { RshFlags } from "./flags.ts";

/** How long an agent that is not there yet is waited for. */
const WAIT_MS = 15_000;
/** Characters of the command in what a guard says. */
const SHOWN_COMMAND = 100;

/** Runs it; sets the process's exit code. */
export async function runRsh(
  context: Context,
  flags: RshFlags,
  [name, ...words]: readonly string[],
): Promise<void> {
  if (name === undefined || words.length === 0) {
    throw new EcsinError({
      id: "rsh-usage",
      what: name === undefined ? "a target is needed" : "there is no command to run",
      why: "rsh is for programs that want a remote shell; a person takes ecsin login",
      next: name === undefined ? "rsync -e 'ecsin rsh' -a dist/ TARGET:/app/" : `ecsin ${name}`,
      exitCode: EXIT.usage,
    });
  }
  const entry = await enter(context, flags, name, {
    place: "container",
    state: "enterable",
    guard: true,
    silent: true,
  });
  const { place } = entry;
  if (place.notes.length > 0) entry.say(place);
  // ssh joins with blanks and lets a shell read the line.
  const line = words.join(" ");
  await entry.pass(place, line.slice(0, SHOWN_COMMAND));
  const site = { ...entry, waitMs: WAIT_MS, isQuiet: true };
  const buffer = new Uint8Array(65_536);
  const { abort, stop } = await abortBySignals();
  try {
    const { code, why } = await runCommand(
      site,
      targetOf(place),
      place.described,
      ["sh", "-c", line],
      {
        readStdin: async () => {
          const count = await Deno.stdin.read(buffer);
          return count === null ? null : buffer.slice(0, count);
        },
        writeStdout: (bytes) => writeAll(Deno.stdout, bytes),
        writeStderr: (bytes) => writeAll(Deno.stderr, bytes),
      },
      { abort: abort.signal, ...flags.user === undefined ? {} : { user: flags.user } },
    );
    if (why !== undefined) say(why);
    context.process.exitCode = code;
  } finally {
    stop();
  }
}
