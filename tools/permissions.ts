// What ecsin may do, read from the one place that says it: the task `ecsin` in deno.json. The
// compiled program gets the same. docs/permissions.md gives the reason of each.
import manifest from "../deno.json" with { type: "json" };

const START = "deno run ";
const END = " main.ts";

/** The permission flags of `deno task ecsin`, for `deno run` and `deno compile` alike. */
export function runPermissions(task: string = manifest.tasks.ecsin): readonly string[] {
  if (!task.startsWith(START) || !task.endsWith(END)) {
    throw new Error(`the task ecsin in deno.json is not "${START}FLAGS${END}": ${task}`);
  }
  const flags = task.slice(START.length, -END.length).split(" ");
  const strange = flags.find((flag) => !/^--(no-prompt|(allow|deny)-[a-z]+(=.+)?)$/.test(flag));
  if (strange !== undefined) {
    throw new Error(`the task ecsin has a flag of another kind: ${strange}`);
  }
  return flags;
}
