// `ecsin [PROFILE]`: a shell in the container that is meant. Profile → place → session, each step
// in its own room; this file is the order of them.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, SESSION_FLAGS, TARGET_BRIEF, TARGET_FLAGS } from "../../entry/flags.ts";
import type { LoginFlags } from "./flags.ts";

/** The command. */
export const login = buildCommand<LoginFlags, [string?, string?], Context>({
  docs: {
    brief: "Open a shell in a container; `ecsin NAME` is short for `ecsin login NAME`",
    fullDescription: [
      "Open a shell in a container, by a saved profile, by flags, or by choosing.",
      "",
      "  ecsin                                     choose everything",
      "  ecsin prod-web                            by a profile",
      "  ecsin prod/web                            cluster/service, where no profile has that name",
      "  ecsin prod-web console                    a command that the profile names",
      "  ecsin prod-web --task 4f2c --container nginx",
      "  ecsin --cluster prod --service web --pick newest",
      "  ecsin -                                   the last one again",
      "  ecsin prod-web --print                    the same as a line for AWS's own CLI",
      "",
      "Flags go over the profile, the profile over its defaults, those over the environment,",
      "that over AWS's configuration files.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{
        brief: TARGET_BRIEF,
        placeholder: "target",
        parse: String,
        optional: true,
      }, {
        brief: "Name of one of the profile's commands, to run it instead of a shell",
        placeholder: "saved",
        parse: String,
        optional: true,
      }],
    },
    flags: {
      ...TARGET_FLAGS,
      shell: {
        kind: "parsed",
        parse: String,
        brief: "Command line to run; auto: bash where there is one, else sh",
        placeholder: "COMMAND",
        optional: true,
      },
      session: {
        kind: "enum",
        values: ["auto", "plugin", "native"],
        brief: "Session client: AWS's session-manager-plugin or ecsin's own",
        optional: true,
      },
      print: {
        kind: "boolean",
        brief: "Print the `aws ecs execute-command` line instead of opening anything",
        default: false,
      },
      ...SESSION_FLAGS,
      ...AWS_FLAGS,
    },
    aliases: { q: "quiet", y: "yes" },
  },
  async func(this: Context, flags, name, saved) {
    if (saved !== undefined) {
      const { runSaved } = await import("./saved.ts");
      return await runSaved(this, flags, name, saved);
    }
    const { runLogin } = await import("./run.ts");
    await runLogin(this, flags, name);
  },
});
