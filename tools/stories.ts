// The stories on a built ecsin, as the release workflow runs them on every system before it publishes:
// `deno run -A tools/stories.ts WHAT`. WHAT is a binary, a bundle's main.js, or the folder of a
// release, of which the program for this system is taken.
import { programOf } from "./under_test.ts";

const [what, ...rest] = Deno.args;
if (what === undefined || rest.length > 0) {
  console.error(
    "stories: error: one program is needed\n  next: deno run -A tools/stories.ts dist/ecsin",
  );
  Deno.exit(2);
}
const { code } = await new Deno.Command(Deno.execPath(), {
  args: ["test", "-A", "tests/stories"],
  cwd: new URL("../", import.meta.url),
  env: { ECSIN_UNDER_TEST: await programOf(what) },
}).spawn().status;
Deno.exit(code);
