// `ecsin profile list`: the same as `ecsin list profiles`.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { ListProfilesFlags } from "./items.ts";

/** The command. */
export const list = buildCommand<ListProfilesFlags, [], Context>({
  docs: {
    brief: "List your profiles, and those of the repository you are in",
    fullDescription: [
      "List your profiles, and those that a .ecsin.yaml of the repository you are in adds.",
      "",
      "  ecsin profile list",
      "  ecsin profile list -o json | jq -r '.[].profile'",
    ].join("\n"),
  },
  parameters: {
    flags: {
      output: {
        kind: "enum",
        values: ["table", "json", "tsv"],
        brief: "How to print it",
        default: "table",
      },
      profiles: TARGET_FLAGS.profiles,
      quiet: AWS_FLAGS.quiet,
      color: AWS_FLAGS.color,
    },
    aliases: { o: "output", q: "quiet" },
  },
  async func(this: Context, flags) {
    const { listProfiles } = await import("./items.ts");
    await listProfiles(flags, this);
  },
});
