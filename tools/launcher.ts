// The launcher that `deno task install` writes: `ecsin` on PATH where there is no compiled program. It
// runs a bundle by Deno, with the permissions of `deno task ecsin`; nothing of the clone is needed,
// and nothing is looked for on the way: no configuration, no lockfile, no packages.
import { runPermissions } from "./permissions.ts";

/** By it a launcher is told from any other program of the name. */
export const MARK = "written by deno task install";

/** What the launcher starts. */
export interface Launched {
  /** The whole path of the deno executable. */
  readonly deno: string;
  /** The bundle's entry. */
  readonly main: string;
}

/** Words for `deno`, in front of those of the person. */
function words(main: string): readonly string[] {
  return [
    "run",
    "--quiet",
    "--no-config",
    "--no-lock",
    "--no-remote",
    "--no-npm",
    ...runPermissions(),
    main,
  ];
}

/** For a POSIX sh. */
export function shellLauncher({ deno, main }: Launched): string {
  const quoted = (word: string) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
  return [
    "#!/bin/sh",
    `# ${MARK}; deno task install --uninstall takes it away again.`,
    `deno=${quoted(deno)}`,
    "# Not the one of the folder where it is started, should PATH name that.",
    '{ [ -x "$deno" ] || deno=$(command -v deno); } && [ "$deno" != "${deno#/}" ] || {',
    `  echo "ecsin: error: the Deno that it was installed with is gone" >&2`,
    `  echo "  next: npx -y deno@${Deno.version.deno} task install" >&2`,
    "  exit 255",
    "}",
    `exec "$deno" ${words(main).map(quoted).join(" ")} "$@"`,
    "",
  ].join("\n");
}

/** For cmd, and for PowerShell, which runs it by cmd. A `%` in a path is doubled in such a file. */
export function windowsLauncher({ deno, main }: Launched): string {
  const quoted = (word: string) => {
    const doubled = word.replaceAll("%", "%%");
    return /^[\w=:,.\\/-]+$/.test(word) ? doubled : `"${doubled}"`;
  };
  return [
    "@echo off",
    `rem ${MARK}; deno task install --uninstall takes it away again.`,
    `if exist ${quoted(deno)} goto run`,
    "echo ecsin: error: the Deno that it was installed with is gone 1>&2",
    `echo   next: npx -y deno@${Deno.version.deno} task install 1>&2`,
    "exit /b 255",
    ":run",
    `${quoted(deno)} ${words(main).map(quoted).join(" ")} %*`,
    "",
  ].join("\r\n");
}
