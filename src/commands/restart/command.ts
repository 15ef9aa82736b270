// `ecsin restart [TARGET]`: a new deployment of a service as it is, watched to its end.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, parseDuration, TARGET_POSITIONAL } from "../../entry/flags.ts";
import { OUTPUT_FLAG, printFlag, SERVICE_FLAGS, YES_FLAG } from "../../entry/operate_flags.ts";
import type { RestartFlags } from "./flags.ts";

const { cluster, service, profiles, cache } = SERVICE_FLAGS;

/** The command. */
export const restart = buildCommand<RestartFlags, [string?], Context>({
  docs: {
    brief: "Replace a service's tasks with new ones, and watch until it is stable",
    fullDescription: [
      "Start a new deployment of a service as it is: its tasks are replaced, as its deployment",
      "configuration says, and its events are told as they come.",
      "",
      "  ecsin restart prod-web",
      "  ecsin restart prod/web --yes --timeout 10m      in a script",
      "  ecsin restart prod-web --detach",
      "  ecsin restart prod-web --print                  the line of AWS's own CLI",
      "",
      "Exit code 0 when it is stable; 255 with the reason when it failed, was rolled back, or took",
      "longer than --timeout. ^C leaves it alone: the deployment goes on.",
    ].join("\n"),
  },
  parameters: {
    positional: TARGET_POSITIONAL,
    flags: {
      cluster,
      service,
      profiles,
      cache,
      detach: {
        kind: "boolean",
        brief: "Do not wait for how it ends",
        default: false,
        withNegated: false,
      },
      timeout: {
        kind: "parsed",
        parse: parseDuration,
        brief: "Watch no longer than this; the deployment continues",
        placeholder: "TIME",
        default: "30m",
      },
      ...printFlag("update-service"),
      ...YES_FLAG,
      ...OUTPUT_FLAG,
      ...AWS_FLAGS,
    },
    aliases: { o: "output", q: "quiet", y: "yes" },
  },
  async func(this: Context, flags, name) {
    const { runRestart } = await import("./run.ts");
    await runRestart(this, flags, name);
  },
});
