// The code of an MFA device, asked for on the terminal as AWS's CLI asks. It is asked before a
// picker or a session has the terminal (see aws/credentials.ts), and it is not shown.
import type { AskMfaCode } from "../aws/credentials/site.ts";
import type { Env } from "../environment.ts";
import { Left } from "../error.ts";
import type { AwsFlags } from "./flags.ts";

/** Asks the person; nobody where there is no terminal. Throws Left at Ctrl-C. */
export function askMfaCodeOnTerminal({ color }: AwsFlags, env: Env): AskMfaCode {
  return async (serial, refused) => {
    const { canAsk } = await import("../terminal/picker/terminal.ts");
    if (!canAsk(env)) return undefined;
    const [{ askLine }, { say }] = await Promise.all([
      import("../terminal/ask_line.ts"),
      import("../terminal/say.ts"),
    ]);
    if (refused !== undefined) say(refused);
    const prompt = `Enter MFA code for ${serial}: `;
    const code = await askLine(prompt, env, { echo: false, ...(color !== undefined && { color }) });
    if (code === undefined) throw new Left();
    return code.trim();
  };
}
