// `ecsin profile add NAME`: by flags, by choosing, or what was opened last.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { AddFlags } from "./flags.ts";

/** The command. */
export const add = buildCommand<AddFlags, [string], Context>({
  docs: {
    brief: "Save a new profile: by flags, by choosing, or the last login",
    fullDescription: [
      "Save a new profile in your profiles file, which is made if it is not there.",
      "",
      "  ecsin profile add prod-web                choose cluster, service and container",
      "  ecsin profile add prod-web --last         what was opened last",
      "  ecsin profile add prod-web --cluster prod --service web --container app",
      "",
      "A cluster with a service, family or task is saved as it is; AWS is asked only for the rest.",
    ].join("\n"),
  },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "Name of the new profile", placeholder: "new-name", parse: String }],
    },
    flags: {
      last: {
        kind: "boolean",
        brief: "Save what was opened last",
        default: false,
        withNegated: false,
      },
      description: {
        kind: "parsed",
        parse: String,
        brief: "Shown beside the name in lists",
        placeholder: "TEXT",
        optional: true,
      },
      ...TARGET_FLAGS,
      shell: {
        kind: "parsed",
        parse: String,
        brief: "Command line to run (default: auto)",
        placeholder: "COMMAND",
        optional: true,
      },
      session: {
        kind: "enum",
        values: ["auto", "plugin", "native"],
        brief: "Session client (default: auto)",
        optional: true,
      },
      ...AWS_FLAGS,
    },
    aliases: { q: "quiet" },
  },
  async func(this: Context, flags, name) {
    const { addProfile } = await import("./add_run.ts");
    await addProfile(this, flags, name);
  },
});
