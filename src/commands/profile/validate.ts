// `ecsin profile validate [FILE]`: every fault of a profiles file, or that there is none.
import { homePath } from "../../home_path.ts";
import { buildCommand } from "@stricli/core";
import { EcsinError, EXIT } from "../../error.ts";
import { printable } from "../../printable.ts";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { OwnFlags } from "./flags.ts";

/** The command. */
export const validate = buildCommand<OwnFlags, [string?], Context>({
  docs: {
    brief: "Check a profiles file; by default yours and the one of the repository",
    fullDescription: [
      "Check a profiles file and tell every fault with its line; exit code 2 then.",
      "",
      "  ecsin profile validate                    your file, and the .ecsin.yaml used here",
      "  ecsin profile validate .ecsin.yaml",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "File to check",
        placeholder: "file",
        parse: String,
        optional: true,
      }],
    },
    flags: { profiles: TARGET_FLAGS.profiles, quiet: AWS_FLAGS.quiet },
    aliases: { q: "quiet" },
  },
  async func(this: Context, flags, named) {
    const { refuseIdle } = await import("../../entry/idle_flags.ts");
    refuseIdle(this.argv, [
      { flags: ["--profiles FILE"], when: named !== undefined, why: `"${named}" is the file` },
    ]);
    try {
      await checkFile(this, named ?? flags.profiles, named);
    } catch (error) {
      const { FaultyFile } = await import("../../profiles/fault.ts");
      throw error instanceof FaultyFile ? error.inFull : error;
    }
  },
});

async function checkFile(
  { env }: Context,
  chosen: string | undefined,
  named: string | undefined,
): Promise<void> {
  const [{ readAll }, { readSharedFile, SHARED_NAME }, { print }] = await Promise.all([
    import("../../profiles/read.ts"),
    import("../../profiles/shared.ts"),
    import("../../terminal/say.ts"),
  ]);
  if (named !== undefined && !await Deno.stat(named).then(() => true, () => false)) {
    throw nothingThere(named);
  }
  const right = (file: string, count: number, whose = "") =>
    print(
      printable(
        `${homePath(file)}: valid, ${count} ${count === 1 ? "profile" : "profiles"}${whose}`,
      ) + "\n",
    );
  if (chosen?.endsWith(SHARED_NAME)) {
    return right(chosen, (await readSharedFile(chosen)).profiles.length);
  }
  const { file, profiles, isThere, sharedFile, sharedFault } = await readAll(
    chosen === undefined ? {} : { profiles: chosen },
    env,
  );
  if (!isThere && sharedFile === undefined) throw nothingThere(file);
  const shared = profiles.filter(({ isShared }) => isShared).length;
  if (isThere) right(file, profiles.length - shared);
  if (sharedFault !== undefined) throw sharedFault;
  if (sharedFile !== undefined) right(sharedFile, shared, " not in your own file");
}

function nothingThere(file: string): EcsinError {
  return new EcsinError({
    id: "profiles-file-none",
    what: `there is no profiles file at ${homePath(file)}`,
    next: ["ecsin profile add NAME", "ecsin profile validate FILE"],
    exitCode: EXIT.usage,
  });
}
