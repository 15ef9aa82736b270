// `ecsin profile import`: profiles out of what a person has already.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { ImportFlags } from "./flags.ts";

/** The command. */
export const importProfiles = buildCommand<ImportFlags, [], Context>({
  docs: {
    brief: "Propose profiles from AWS's files, Copilot, e1s and ecsta",
    fullDescription: [
      "Propose profiles from what you have: the profiles of AWS's files, the services of the Copilot",
      "workspace that you are in, the configuration of e1s and ecsta where it names a cluster. Choose",
      "one after the other; Esc ends. Nothing is saved that was not chosen.",
      "",
      "  ecsin profile import                      choose",
      "  ecsin profile import | less               without a terminal: all of them, as YAML",
      "  ecsin profile import --all                save every one whose name is free",
    ].join("\n"),
  },
  parameters: {
    flags: {
      all: {
        kind: "boolean",
        brief: "Save every proposal whose name is free, and ask nothing",
        default: false,
        withNegated: false,
      },
      profiles: TARGET_FLAGS.profiles,
      quiet: AWS_FLAGS.quiet,
      color: AWS_FLAGS.color,
    },
    aliases: { q: "quiet" },
  },
  async func(this: Context, flags) {
    const { runImport } = await import("./import_run.ts");
    await runImport(this, flags);
  },
});
