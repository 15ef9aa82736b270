// `ecsin profile schema`: the JSON Schema that editors complete and check a profiles file by.
import { buildCommand } from "@stricli/core";
import type { Context } from "../../entry/context.ts";

/** The command. */
export const schema = buildCommand<Record<never, never>, [], Context>({
  docs: {
    brief: "Print the JSON Schema of a profiles file, for editors",
    fullDescription: [
      "Print the JSON Schema of a profiles file (draft 2020-12), by which editors complete and check.",
      "",
      "  ecsin profile schema > ~/.config/ecsin/profiles.schema.json",
      "",
      "and as first line of the profiles file beside it:",
      "",
      "  # yaml-language-server: $schema=./profiles.schema.json",
    ].join("\n"),
  },
  parameters: {},
  async func(this: Context) {
    const [{ JSON_SCHEMA_TEXT }, { print }] = await Promise.all([
      import("../../profiles/json_schema.ts"),
      import("../../terminal/say.ts"),
    ]);
    print(JSON_SCHEMA_TEXT);
  },
});
