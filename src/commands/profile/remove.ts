// `ecsin profile remove NAME`: asked on a terminal, `--yes` in scripts.
import { homePath } from "../../home_path.ts";
import { buildCommand } from "@stricli/core";
import { EcsinError, EXIT, Left } from "../../error.ts";
import { type Context, rerunWith } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { OwnFlags } from "./flags.ts";
import { whyNobodyIsAsked } from "../../asking.ts";

interface RemoveFlags extends OwnFlags {
  readonly yes: boolean;
}

/** The command. */
export const remove = buildCommand<RemoveFlags, [string], Context>({
  docs: { brief: "Remove a profile from your file, with its own comments" },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Name of the profile", placeholder: "name", parse: String }],
    },
    flags: {
      yes: { kind: "boolean", brief: "Do not ask", default: false, withNegated: false },
      profiles: TARGET_FLAGS.profiles,
      quiet: AWS_FLAGS.quiet,
    },
    aliases: { y: "yes", q: "quiet" },
  },
  async func(this: Context, flags, name) {
    const [{ openOwn }, { change }, { say }] = await Promise.all([
      import("./own.ts"),
      import("../../profiles/store.ts"),
      import("../../terminal/say.ts"),
    ]);
    const stored = await openOwn(this, flags, name);
    if (!flags.yes) await askToRemove(this, name, stored.file);
    await change(stored, { kind: "remove", name });
    say(`profile "${name}" is removed from ${homePath(stored.file)}`);
  },
});

/** Throws unless the person says yes. */
async function askToRemove({ env, argv }: Context, name: string, file: string): Promise<void> {
  const { canAsk } = await import("../../terminal/picker/terminal.ts");
  if (!canAsk(env)) {
    throw new EcsinError({
      id: "profile-remove-not-asked",
      what: `ecsin asks before it removes profile "${name}", and ${whyNobodyIsAsked()}`,
      next: rerunWith(argv, "--yes"),
      exitCode: EXIT.usage,
    });
  }
  const { askLine } = await import("../../terminal/ask_line.ts");
  const answer = await askLine(`remove profile "${name}" from ${homePath(file)}? [y/N] `, env);
  if (answer === undefined) throw new Left();
  if (/^y(es)?$/i.test(answer.trim())) return;
  const { say } = await import("../../terminal/say.ts");
  say("nothing is removed");
  throw new Left();
}
