// `ecsin doctor [PROFILE]`: everything that getting into a container depends on, as a list of checks
// that prints itself while they finish. It changes nothing.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS, TARGET_POSITIONAL } from "../../entry/flags.ts";
import { YES_FLAG } from "../../entry/operate_flags.ts";
import type { DoctorFlags } from "./flags.ts";

/** The command. */
export const doctor = buildCommand<DoctorFlags, [string?], Context>({
  docs: {
    brief: "Check what keeps you out of a container: this machine, AWS and the task itself",
    fullDescription: [
      "Look at everything that getting into a container depends on. Nothing is changed without --fix.",
      "",
      "  ecsin doctor                              this machine: plugin, profiles, AWS, network",
      "  ecsin doctor prod-web                     and every precondition of ECS Exec there",
      "  ecsin doctor --cluster prod --task 4f2c --container app",
      "  ecsin doctor prod-web --output json | jq '.checks[] | select(.status != \"ok\")'",
      "  ecsin doctor prod-web --fix               turn exec on, deploy, wait, and open the shell",
      "",
      "Exit code 1 when a check is a problem, else 0.",
    ].join("\n"),
  },
  parameters: {
    positional: TARGET_POSITIONAL,
    flags: {
      ...TARGET_FLAGS,
      output: {
        kind: "enum",
        values: ["text", "json"],
        brief: "How to print it",
        default: "text",
      },
      fix: {
        kind: "boolean",
        brief: "Fix what can be fixed from here, asking before each step",
        default: false,
        withNegated: false,
      },
      ...YES_FLAG,
      ...AWS_FLAGS,
    },
    aliases: { o: "output", q: "quiet", y: "yes" },
  },
  async func(this: Context, flags, name) {
    const { runDoctor } = await import("./run.ts");
    await runDoctor(this, flags, name);
  },
});
