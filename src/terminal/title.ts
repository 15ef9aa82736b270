// The title of the terminal's window while a session is open: OSC 2 sets it, XTWINOPS 22 and 23
// keep the one before and give it back (xterm's "Control Sequences").
import type { Env } from "../environment.ts";
import { writeAllSync } from "../output.ts";
import { oneLine } from "../printable.ts";
import { withoutSecrets } from "../secrets.ts";

let shown: string | undefined;

/** Sets the title on a terminal that has one; gives what puts the one before back. */
export function showTitle(title: string, env: Env): () => void {
  // Neither of these two has a window.
  if (!Deno.stdout.isTerminal() || /^(dumb|linux)$/.test(env("TERM") ?? "dumb")) return () => {};
  shown = oneLine(withoutSecrets(title));
  write(`\x1b[22;2t\x1b]2;${shown}\x07`);
  return () => {
    shown = undefined;
    write("\x1b[23;2t");
  };
}

/** Says something in the title, where one is shown, behind what it says; undefined: no more. */
export function addToTitle(text: string | undefined): void {
  if (shown === undefined) return;
  write(`\x1b]2;${shown}${text === undefined ? "" : ` – ${oneLine(text)}`}\x07`);
}

function write(text: string): void {
  try {
    writeAllSync(Deno.stdout, new TextEncoder().encode(withoutSecrets(text)));
  } catch {
    // The window is gone, and its title with it.
  }
}
