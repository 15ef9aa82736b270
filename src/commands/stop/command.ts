// `ecsin stop [TARGET]`: one task, named for what it is, and only after a yes.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_POSITIONAL } from "../../entry/flags.ts";
import { OUTPUT_FLAG, printFlag, SERVICE_FLAGS, YES_FLAG } from "../../entry/operate_flags.ts";
import type { StopFlags } from "./flags.ts";

/** The command. */
export const stop = buildCommand<StopFlags, [string?], Context>({
  docs: {
    brief: "Stop one task, after asking",
    fullDescription: [
      "Stop one task. It is asked first, with what the task is and what its service will do next.",
      "",
      "  ecsin stop prod-web --task 4f2c",
      "  ecsin stop prod/db-migrate",
      "  ecsin stop prod-web --task 4f2c --yes           in a script",
      "  ecsin stop prod-web --task 4f2c --print         the line of AWS's own CLI",
      "",
      "Its containers get SIGTERM, and SIGKILL after their stop timeout.",
    ].join("\n"),
  },
  parameters: {
    positional: TARGET_POSITIONAL,
    flags: {
      ...SERVICE_FLAGS,
      reason: {
        kind: "parsed",
        parse: String,
        brief: "The reason that ECS records",
        placeholder: "TEXT",
        default: "stopped by ecsin",
      },
      detach: {
        kind: "boolean",
        brief: "Do not wait for how it ends",
        default: false,
        withNegated: false,
      },
      ...printFlag("stop-task"),
      ...YES_FLAG,
      ...OUTPUT_FLAG,
      ...AWS_FLAGS,
    },
    aliases: { o: "output", q: "quiet", y: "yes" },
  },
  async func(this: Context, flags, name) {
    const { runStop } = await import("./run.ts");
    await runStop(this, flags, name);
  },
});
