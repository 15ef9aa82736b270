// Git Bash and other MSYS shells turn words that look like POSIX paths into Windows paths before a
// program sees them: `--shell /bin/bash` arrives as `C:/Program Files/Git/usr/bin/bash`, which no
// Linux container has. Pure.
import type { Env } from "./environment.ts";
import { EcsinError, EXIT } from "./error.ts";
import { pasteableOn } from "./pasteable.ts";

/** The folder of an MSYS installation at the start of a path, by the names these have. */
const MSYS_ROOT =
  /^((?:--?[\w-]+=)?)[A-Za-z]:\/(?:[^/]+\/)*?(?:(?:Portable)?Git|git-sdk-\d+|msys\d*)(?=\/)/i;
/** Git Bash has /bin at /usr/bin too, and tells the longer name. */
const SHELLS = /^\/usr\/bin\/((?:ba|da|a|z|k)?sh)$/;

/** What was done to the command line; undefined where nothing was, or this is no MSYS shell. */
export function msysFailure(
  argv: readonly string[],
  env: Env,
  os: typeof Deno.build.os = Deno.build.os,
): EcsinError | undefined {
  if (os !== "windows" || env("MSYSTEM") === undefined) return undefined;
  const changed = argv.find((word) => MSYS_ROOT.test(word));
  if (changed === undefined) return undefined;
  const meant = argv.map((word) => {
    const root = MSYS_ROOT.exec(word);
    if (root === null) return word;
    return `${root[1]}${word.slice(root[0].length).replace(SHELLS, "/bin/$1")}`;
  });
  return new EcsinError({
    id: "msys-path",
    what: `"${changed}" is what ${env("MSYSTEM")} made of a path, and no container has it`,
    why: "Git Bash turns words that look like POSIX paths into Windows paths",
    next: [
      `MSYS_NO_PATHCONV=1 ${
        ["ecsin", ...meant].map((word) => pasteableOn("linux", word)).join(" ")
      }`,
      "or write the path with two slashes: //bin/sh",
    ],
    exitCode: EXIT.usage,
  });
}
