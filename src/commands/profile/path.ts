// `ecsin profile path`: where the person's own profiles file is, or would be.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { TARGET_FLAGS } from "../../entry/flags.ts";

/** The command. */
export const path = buildCommand<{ readonly profiles?: string }, [], Context>({
  docs: { brief: "Print where your profiles file is, or would be" },
  parameters: { flags: { profiles: TARGET_FLAGS.profiles } },
  async func(this: Context, flags) {
    const [{ findProfiles }, { print }] = await Promise.all([
      import("../../profiles/find.ts"),
      import("../../terminal/say.ts"),
    ]);
    print(`${findProfiles(flags.profiles, this.env).file}\n`);
  },
});
