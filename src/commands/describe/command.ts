// `ecsin describe [TARGET]`: is it well, and if not, why. It changes nothing.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_POSITIONAL } from "../../entry/flags.ts";
import { OUTPUT_FLAG, SERVICE_FLAGS } from "../../entry/operate_flags.ts";
import type { DescribeFlags } from "./flags.ts";

/** The command. */
export const describe = buildCommand<DescribeFlags, [string?], Context>({
  docs: {
    brief: "Tell whether a service or task is healthy, and if not, why",
    fullDescription: [
      "Look at a service or a task: is it well, and if not, why. Nothing is changed.",
      "",
      "  ecsin describe prod-web                   its deployment, tasks, and what stopped lately",
      "  ecsin describe prod/web --watch           until it is stable",
      "  ecsin describe prod-web --task 4f2c       one task: containers, images, agent, address",
      "  ecsin describe prod-web -o json | jq .verdict",
      "",
      "Exit code 1 when something is wrong or waits for you, else 0.",
    ].join("\n"),
  },
  parameters: {
    positional: TARGET_POSITIONAL,
    flags: {
      ...SERVICE_FLAGS,
      watch: {
        kind: "boolean",
        brief: "Look again until nothing more changes by itself",
        default: false,
        withNegated: false,
      },
      ...OUTPUT_FLAG,
      ...AWS_FLAGS,
    },
    aliases: { o: "output", w: "watch", q: "quiet" },
  },
  async func(this: Context, flags, name) {
    const { runDescribe } = await import("./run.ts");
    await runDescribe(this, flags, name);
  },
});
