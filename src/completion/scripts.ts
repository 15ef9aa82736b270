// The scripts that make shells ask ecsin on Tab: as little as each shell needs, everything else is
// done by `ecsin __complete`.
import bash from "./ecsin.bash" with { type: "text" };
import fish from "./ecsin.fish" with { type: "text" };
import powershell from "./ecsin.ps1" with { type: "text" };
import zsh from "./ecsin.zsh" with { type: "text" };

const SCRIPTS = { bash, zsh, fish, powershell } as const;

/** A shell that can be completed in. */
export type Shell = keyof typeof SCRIPTS;

/** The script of a shell, whole. */
export function scriptOf(shell: Shell): string {
  return SCRIPTS[shell];
}
