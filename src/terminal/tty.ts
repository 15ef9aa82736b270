// The terminal's settings, saved before another program gets the terminal and put back after.
// Deno can switch raw mode but not read the settings, so the system's `stty` does both; Windows
// consoles need neither.
import { safeSearch } from "../paths.ts";

/** Puts the terminal back as it was; harmless when called twice. */
export type RestoreTerminal = () => Promise<void>;

let looking: Promise<string | undefined> | undefined;

/** Reads the terminal's settings ahead of {@link saveTerminal}, while there is time. */
export function lookAtTerminal(): void {
  if (Deno.build.os === "windows" || !Deno.stdin.isTerminal()) return;
  looking ??= stty(["-g"]);
}

/** Reads the terminal's settings; gives what puts them back. Without a terminal both do nothing. */
export async function saveTerminal(): Promise<RestoreTerminal> {
  lookAtTerminal();
  const saved = await looking;
  if (saved === undefined || saved === "") return () => Promise.resolve();
  return async () => {
    await stty([saved]);
  };
}

/**
 * Turns the terminal's rewriting of output off: the container's terminal has made CR LF of LF
 * already, and Deno's raw mode leaves it on. Without a terminal or stty nothing happens.
 */
export async function passOutputThrough(): Promise<void> {
  if (Deno.build.os === "windows" || !Deno.stdin.isTerminal()) return;
  await stty(["-opost"]);
}

/** Lets ^S and ^Q through to whatever reads the terminal; the plugin leaves them to the terminal. */
export async function passFlowControl(): Promise<void> {
  if (Deno.build.os === "windows" || !Deno.stdin.isTerminal()) return;
  await stty(["-ixon"]);
}

async function stty(args: readonly string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command("stty", {
      env: safeSearch(),
      args: [...args],
      stdin: "inherit",
      stdout: "piped",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    // Not there, not to be started, or no PATH to look on, for which Deno has no error of its own.
    return undefined;
  }
}
