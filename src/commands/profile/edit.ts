// `ecsin profile edit [NAME]`: the file in the person's editor; it counts only when it is right.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { OwnFlags } from "./flags.ts";

/** The command. */
export const edit = buildCommand<OwnFlags, [string?], Context>({
  docs: {
    brief: "Open your profiles file in $VISUAL or $EDITOR, and check it before it counts",
    fullDescription: [
      "Open a copy of your profiles file in $VISUAL, $EDITOR or vi, and put it in the file's place",
      "once it is right. Faults are told, and you may edit again.",
      "",
      "  ecsin profile edit",
      "  EDITOR='code --wait' ecsin profile edit prod-web",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: "Profile to start at",
        placeholder: "name",
        parse: String,
        optional: true,
      }],
    },
    flags: { profiles: TARGET_FLAGS.profiles, quiet: AWS_FLAGS.quiet },
    aliases: { q: "quiet" },
  },
  async func(this: Context, flags, name) {
    const { editProfiles } = await import("./edit_run.ts");
    await editProfiles(this, flags, name);
  },
});
