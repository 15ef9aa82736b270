// `ecsin open [TARGET]`: its page in AWS's console.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_POSITIONAL } from "../../entry/flags.ts";
import { SERVICE_FLAGS } from "../../entry/operate_flags.ts";
import type { OpenFlags } from "./flags.ts";

/** The command. */
export const open = buildCommand<OpenFlags, [string?], Context>({
  docs: {
    brief: "Open a service's or task's page in AWS's console",
    fullDescription: [
      "Open the page of a service or a task in AWS's console. The address is printed, and on a",
      "terminal with a browser it is opened, too.",
      "",
      "  ecsin open prod-web",
      "  ecsin open prod-web --task 4f2c9a1b…",
      "  ecsin open prod-web --print | pbcopy",
    ].join("\n"),
  },
  parameters: {
    positional: TARGET_POSITIONAL,
    flags: {
      ...SERVICE_FLAGS,
      print: {
        kind: "boolean",
        brief: "Print the address and open nothing",
        default: false,
        withNegated: false,
      },
      ...AWS_FLAGS,
    },
    aliases: { q: "quiet" },
  },
  async func(this: Context, flags, name) {
    const { runOpen } = await import("./run.ts");
    await runOpen(this, flags, name);
  },
});
