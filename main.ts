// Runs ecsin and exits once, with its number.
import { run } from "./src/cli.ts";

Deno.exit(await run(Deno.args));
