// Runs ecsin and exits once, with its number.
import { answerPrepared } from "./src/prepared.ts";

const answered = await answerPrepared(Deno.args);
if (answered !== undefined) Deno.exit(answered);
const { run } = await import("./src/cli.ts");
Deno.exit(await run(Deno.args));
