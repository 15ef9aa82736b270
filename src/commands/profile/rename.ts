// `ecsin profile rename OLD NEW`: another name, everything else of the file as it was.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";
import type { OwnFlags } from "./flags.ts";

/** The command. */
export const rename = buildCommand<OwnFlags, [string, string], Context>({
  docs: { brief: "Give a profile of your file another name" },
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The name it has", placeholder: "old", parse: String },
        { brief: "The name it gets", placeholder: "new-name", parse: String },
      ],
    },
    flags: { profiles: TARGET_FLAGS.profiles, quiet: AWS_FLAGS.quiet },
    aliases: { q: "quiet" },
  },
  async func(this: Context, flags, old, name) {
    const [
      { openOwn },
      { callLine, checkName, nameTaken },
      { change },
      { renameInRecents },
      { say },
    ] = await Promise
      .all([
        import("./own.ts"),
        import("./names.ts"),
        import("../../profiles/store.ts"),
        import("../../memory/recents.ts"),
        import("../../terminal/say.ts"),
      ]);
    checkName(name, this);
    const stored = await openOwn(this, flags, old);
    if (name === old) return say(`profile "${name}" already has this name`);
    if (stored.profiles.profiles.has(name)) throw nameTaken(name, stored.file, flags);
    await change(stored, { kind: "rename", name: old, to: name });
    await renameInRecents(this.env, await Deno.realPath(stored.file), old, name);
    say(`profile "${old}" is called "${name}" now: ${callLine(name, this, flags)}`);
  },
});
