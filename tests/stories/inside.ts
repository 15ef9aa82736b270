// In and out of a container's shell, as stories of logins do it.
import type { Shell } from "./shell.ts";
import { KEY } from "./terminal.ts";

/** What sets the title of the window, and what gives the one before back. */
export const TITLE = {
  set: (title: string) => `\x1b[22;2t\x1b]2;${title}\x07`,
  back: "\x1b[23;2t",
} as const;

/** Waits until the container's shell answers a line, then leaves it; gives what was written. */
export async function enteredAndLeft(shell: Shell): Promise<string> {
  const { terminal } = shell;
  const since = terminal.mark();
  await terminal.waitForOutput(/[$#] $/);
  await terminal.type(`echo "in-$((40+2))"${KEY.enter}`);
  await terminal.waitForOutput("in-42", since);
  await terminal.type(`exit${KEY.enter}`);
  return await shell.prompted();
}
