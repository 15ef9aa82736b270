// `ecsin PROFILE NAME`: a command that the profile names, run on the terminal with its exit code.
import { type Context, typedLine } from "../../entry/context.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import { reach } from "../../entry/reach.ts";
import type { Reached } from "../../entry/reached.ts";
import { savedProfile } from "../../entry/saved_profile.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { nearest } from "../../near.ts";
import { pasteable } from "../../pasteable.ts";
import { say } from "../../terminal/say.ts";
import type { LoginFlags } from "./flags.ts";

/** Runs it; sets the process's exit code to the command's. */
export async function runSaved(
  context: Context,
  flags: LoginFlags,
  name: string | undefined,
  saved: string,
): Promise<void> {
  refuseIdle(context.argv, [
    { flags: ["--shell COMMAND"], when: true, why: `"${saved}" is run, and no shell` },
  ]);
  const reached = await reach(context, flags, name);
  const commands = reached.wanted.commands ?? {};
  const line = Object.hasOwn(commands, saved) ? commands[saved] : undefined;
  if (line === undefined) throw await unknownCommand(context, flags, { reached, name, saved });
  if (!flags.print) say(`${saved}: ${line}`);
  const { runExec } = await import("../exec/run.ts");
  const isOnTerminal = Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
  const { shell: _, ...rest } = flags;
  await runExec(
    context,
    {
      ...rest,
      interactive: false,
      tty: isOnTerminal,
      mergeStderr: false,
      noStdin: false,
      all: false,
      parallel: 1,
      envFromPid1: false,
    },
    reached,
    ["sh", "-c", line],
  );
}

/** There is none of this name, or it waits until its file is trusted. */
async function unknownCommand(
  { env }: Context,
  flags: LoginFlags,
  { reached: { profileName, wanted, debug }, name, saved }: {
    readonly reached: Reached;
    readonly name: string | undefined;
    readonly saved: string;
  },
): Promise<EcsinError> {
  if (profileName === undefined) {
    return new EcsinError({
      id: "command-without-profile",
      what: `"${saved}" could be a command that a profile names, and no profile is named`,
      next: [typedLine(["exec", name ?? "TARGET", "--", saved]), "ecsin list profiles"],
      exitCode: EXIT.usage,
    });
  }
  const named = await savedProfile(profileName, flags, env, debug);
  if (named.heldBack?.commands !== undefined && Object.hasOwn(named.heldBack.commands, saved)) {
    const { notTrusted } = await import("../../profiles/shared.ts");
    return notTrusted(named);
  }
  const names = Object.keys(wanted.commands ?? {});
  const profile = pasteable(profileName);
  return new EcsinError({
    id: "saved-command-unknown",
    what: `profile "${profileName}" has no command "${saved}"`,
    why: names.length === 0 ? "it names none (`commands:`)" : `it has: ${names.join(", ")}`,
    meant: { word: saved, by: nearest(saved, names) },
    next: [
      `ecsin exec ${profile} -- ${pasteable(saved)}`,
      `ecsin profile edit ${profile}`,
    ],
    exitCode: EXIT.usage,
  });
}
