// `ecsin profile show NAME`: a profile as its file has it, or what it comes to.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { ShowFlags } from "./flags.ts";

/** The command. */
export const show = buildCommand<ShowFlags, [string], Context>({
  docs: {
    brief: "Print a profile as its file has it, or as JSON with defaults",
    fullDescription: [
      "Print a profile: the lines of its file, comments and all; or one JSON object of what it comes",
      "to, defaults under it, as `ecsin profile list -o json` has it.",
      "",
      "  ecsin profile show prod-web",
      "  ecsin profile show prod-web -o json | jq -r .cluster",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Name of the profile", placeholder: "name", parse: String }],
    },
    flags: {
      output: { kind: "enum", values: ["yaml", "json"], brief: "How to print it", default: "yaml" },
      profiles: TARGET_FLAGS.profiles,
      quiet: AWS_FLAGS.quiet,
    },
    aliases: { o: "output", q: "quiet" },
  },
  async func(this: Context, flags, name) {
    const { showProfile } = await import("./show_run.ts");
    await showProfile(this, flags, name);
  },
});
