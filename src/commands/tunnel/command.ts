// `ecsin tunnel TARGET [HOST:]PORT`: stdin and stdout are one connection to a port of the container,
// or of what it can reach, as ssh's ProxyCommand and database tools want it.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { TARGET_BRIEF } from "../../entry/flags.ts";
import { PORT_FLAGS } from "../../entry/port_flags.ts";
import type { TunnelFlags } from "./flags.ts";

/** The command. */
export const tunnel = buildCommand<TunnelFlags, [string, string], Context>({
  docs: {
    brief: "Connect stdin and stdout to a port that the container can reach",
    fullDescription: [
      "stdin and stdout are one connection to a port of the container, or of a host that it can",
      "reach; nothing else is written to stdout.",
      "",
      "  ssh -o ProxyCommand='ecsin tunnel prod-web %h:%p' me@bastion.internal",
      "  ecsin tunnel prod-web db.internal:5432",
      "  ecsin tunnel prod-web 22 --document AWS-StartSSHSession",
      "",
      "The end of stdin is not passed on, since the far end's answer would be lost with it: the far",
      "end is waited for, or --linger.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        { brief: TARGET_BRIEF, placeholder: "target", parse: String },
        {
          brief: "Port of the container, or HOST:PORT as the container reaches it",
          placeholder: "[host:]port",
          parse: String,
        },
      ],
    },
    flags: PORT_FLAGS,
    aliases: { q: "quiet", y: "yes" },
  },
  async func(this: Context, flags, target, port) {
    const { runTunnel } = await import("./run.ts");
    await runTunnel(this, flags, target, port);
  },
});
