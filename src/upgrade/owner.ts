// Whose a file is: what a package manager has put there, only the package manager may replace.
import { safeSearch } from "../paths.ts";

/** A package manager and the line that upgrades ecsin with it. */
export interface Owner {
  readonly manager: string;
  readonly next: string;
}

/** Folders in which package managers keep programs, with slashes. */
const FOLDERS: readonly (Owner & { readonly folder: RegExp })[] = [
  { folder: /\/Cellar\/ecsin\//, manager: "Homebrew", next: "brew upgrade ecsin" },
  { folder: /\/scoop\/apps\/ecsin\//i, manager: "Scoop", next: "scoop update ecsin" },
  { folder: /\/mise\/installs\//, manager: "mise", next: "mise upgrade" },
  { folder: /\/\.?asdf\/installs\//, manager: "asdf", next: "asdf install ecsin latest" },
  { folder: /\/aquaproj-aqua\//, manager: "aqua", next: "aqua update ecsin" },
  { folder: /^\/nix\/store\//, manager: "Nix", next: "nix profile upgrade ecsin" },
];

/** Those of Linux are asked; each ends with 0 where the file belongs to one of its packages. */
const ASKED: readonly (Owner & { readonly ask: readonly [string, ...string[]] })[] = [
  { ask: ["dpkg", "-S"], manager: "dpkg", next: "sudo apt-get install --only-upgrade ecsin" },
  { ask: ["rpm", "-qf"], manager: "rpm", next: "sudo dnf upgrade ecsin" },
  { ask: ["pacman", "-Qo"], manager: "pacman", next: "sudo pacman -S ecsin" },
  { ask: ["apk", "info", "--who-owns"], manager: "apk", next: "sudo apk add --upgrade ecsin" },
];

/** The package manager that a program's file belongs to; `path` without symbolic links. */
export async function ownerOf(path: string): Promise<Owner | undefined> {
  const slashes = path.replaceAll("\\", "/");
  const kept = FOLDERS.find(({ folder }) => folder.test(slashes));
  if (kept !== undefined) return kept;
  if (Deno.build.os !== "linux" || !/^\/(usr\/(?!local\/)|bin\/|opt\/)/.test(path)) {
    return undefined;
  }
  for (const each of ASKED) if (await saysYes(each.ask, path)) return each;
  return undefined;
}

async function saysYes([program, ...args]: readonly [string, ...string[]], path: string) {
  try {
    const { success } = await new Deno.Command(program, {
      args: [...args, path],
      env: safeSearch(),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).output();
    return success;
  } catch {
    // Not there, not to be started, or no PATH to look on, for which Deno has no error of its own.
    return false;
  }
}
