// The command behind `--`: it runs with the ports open, has the terminal, and its exit status is
// ecsin's.
import { whereLine } from "../../pasteable.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { leaveToChild } from "../../signals.ts";

/** Runs it to its end; gives its exit code. A signal that ends ecsin ends it as well. */
export async function runChild(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  abort: AbortSignal,
): Promise<number> {
  const [program = "", ...args] = command;
  // ^C is the command's own: it stands in the same terminal.
  const takeBack = leaveToChild(["SIGINT"]);
  try {
    const child = new Deno.Command(program, { args, env }).spawn();
    const end = () => {
      try {
        child.kill("SIGTERM");
      } catch {
        // It has ended by itself.
      }
    };
    abort.addEventListener("abort", end);
    if (abort.aborted) end();
    const { code } = await child.status;
    abort.removeEventListener("abort", end);
    return code;
  } catch (error) {
    const isMissing = error instanceof Deno.errors.NotFound;
    if (!isMissing && !(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new EcsinError({
      id: "forward-command-not-started",
      what: `the command "${program}" could not be started`,
      why: isMissing ? "there is no such program on PATH" : "it may not be run",
      next: whereLine(program),
      exitCode: EXIT.usage,
    }, { cause: error });
  } finally {
    await takeBack();
  }
}
