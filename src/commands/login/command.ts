// `ecsin [PROFILE]`: a shell in the container that is meant. Profile → place → session, each step
// in its own room; this file is the order of them.
import { buildCommand } from "@stricli/core";
import type { SessionWay } from "../../profiles/profile.ts";
import { type Context, rerunWith } from "../../entry/context.ts";
import {
  AWS_FLAGS,
  type AwsFlags,
  SESSION_FLAGS,
  type SessionFlags,
  TARGET_FLAGS,
  type TargetFlags,
} from "../../entry/flags.ts";

interface LoginFlags extends AwsFlags, TargetFlags, SessionFlags {
  readonly shell?: string;
  readonly session?: SessionWay;
  readonly print: boolean;
}

/** The command. */
export const login = buildCommand<LoginFlags, [string?], Context>({
  docs: {
    brief: "Open a shell in a container; `ecsin NAME` is short for `ecsin login NAME`",
    fullDescription: [
      "Open a shell in a container, by a saved profile, by flags, or by choosing.",
      "",
      "  ecsin                                     choose everything",
      "  ecsin prod-web                            by a profile",
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
        brief: "Name of a profile of the profiles file; - is the target that was opened last",
        placeholder: "profile",
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
  },
  async func(this: Context, flags, profileName) {
    const { openTarget } = await import("../../entry/open_target.ts");
    const { shellOf } = await import("../../session/remote_command.ts");
    return await openTarget(this, flags, profileName, {
      commandFor: (wanted, platformFamily) => shellOf(wanted.shell, platformFamily),
      rerun: (flag) => rerunWith(this.argv, flag),
    });
  },
});
