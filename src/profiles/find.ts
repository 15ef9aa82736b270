// Where the profiles file is: the flag, the environment, or the usual place of this system.
import type { Env } from "../environment.ts";
import { EcsinError, EXIT } from "../error.ts";
import { settingLine } from "../pasteable.ts";
import { below, isAbsolute } from "../paths.ts";

/** A place of the profiles file. */
export interface Place {
  readonly file: string;
  /** `--profiles` or `$ECSIN_PROFILES` when named by the person; then it must be there. */
  readonly namedBy?: string;
}

/** The file that is meant, whether it is there or not. */
export function findProfiles(
  flag: string | undefined,
  env: Env,
  os: typeof Deno.build.os = Deno.build.os,
): Place {
  if (flag !== undefined) return { file: flag, namedBy: "--profiles" };
  const named = env("ECSIN_PROFILES");
  if (named !== undefined) return { file: named, namedBy: "$ECSIN_PROFILES" };
  if (os === "windows") {
    const folder = env("APPDATA") ?? below(userFolder(env, "USERPROFILE"), "AppData/Roaming", os);
    return { file: below(folder, "ecsin/profiles.yaml", os) };
  }
  // The XDG Base Directory Specification: a relative path there is to be ignored.
  const xdg = env("XDG_CONFIG_HOME");
  const folder = xdg?.startsWith("/") === true ? xdg : below(userFolder(env), ".config", os);
  return { file: below(folder, "ecsin/profiles.yaml", os) };
}

function userFolder(env: Env, name: "HOME" | "USERPROFILE" = "HOME"): string {
  const home = env(name);
  // A relative one is wherever ecsin was started, and no home.
  if (home !== undefined && (name === "USERPROFILE" || isAbsolute(home))) return home;
  throw new EcsinError({
    id: "home-unknown",
    what: "there is no place to look for profiles.yaml",
    why: home !== undefined
      ? `${name} is "${home}", which is no absolute path`
      : `neither ${name} nor ${name === "HOME" ? "XDG_CONFIG_HOME" : "APPDATA"} is set`,
    next: settingLine(
      "ECSIN_PROFILES",
      name === "USERPROFILE" ? "C:\\path\\to\\profiles.yaml" : "/path/to/profiles.yaml",
    ),
    exitCode: EXIT.usage,
  });
}
