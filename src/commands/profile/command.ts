// `ecsin profile …`: the person's own profiles made, looked at and changed, and a team's trusted.
import { buildRouteMap } from "@stricli/core";
import { add } from "./add.ts";
import { edit } from "./edit.ts";
import { importProfiles } from "./import.ts";
import { list } from "./list.ts";
import { path } from "./path.ts";
import { remove } from "./remove.ts";
import { rename } from "./rename.ts";
import { schema } from "./schema.ts";
import { show } from "./show.ts";
import { trust } from "./trust.ts";
import { validate } from "./validate.ts";

/** The group of commands. */
export const profile = buildRouteMap({
  routes: {
    list,
    show,
    add,
    import: importProfiles,
    edit,
    rename,
    remove,
    validate,
    path,
    schema,
    trust,
  },
  docs: {
    brief: "Make, change and look at profiles",
    fullDescription: [
      "Make, change and look at profiles: saved answers to which container, as whom.",
      "",
      "  ecsin profile add prod-web                choose a container and save the way there",
      "  ecsin profile add prod-web --last         save the last login",
      "  ecsin profile add prod-web --cluster prod --service web --container app",
      "  ecsin profile import                      choose from what AWS's files and other tools have",
      "  ecsin profile edit prod-web               in your editor; checked before it counts",
      "",
      "Whatever a change does not mean stays as it is in the file, byte for byte.",
    ].join("\n"),
  },
});
