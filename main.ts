// Runs ecsin and exits once, with its number.
import { answerPrepared } from "./src/prepared.ts";

if (await answerPrepared(Deno.args)) Deno.exit(0);
const { run } = await import("./src/cli.ts");
Deno.exit(await run(Deno.args));
