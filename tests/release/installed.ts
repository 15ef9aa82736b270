// `ecsin upgrade` as a compiled ecsin runs it, of the version and from the file that the arguments
// name: installed.ts PROGRAM VERSION [WORD…]. There is no compiled ecsin where the tests run.
import { EcsinError, Left } from "../../src/error.ts";
import { errorText } from "../../src/error_text.ts";
import { upgradeProgram } from "../../src/commands/upgrade/command.ts";

const [program = "", version = "", ...words] = Deno.args;
const wanted = words.find((word) => word !== "--yes");
try {
  await upgradeProgram(
    { program, version },
    wanted,
    words.includes("--yes"),
    (name) => Deno.env.get(name) || undefined,
  );
} catch (error) {
  if (error instanceof Left) Deno.exit(130);
  if (!(error instanceof EcsinError)) throw error;
  console.error(errorText(error));
  Deno.exit(error.exitCode);
}
