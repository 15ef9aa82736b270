// Where ecsin keeps what it remembers by itself: recent places, names for completion, trust.
import type { Env } from "../environment.ts";
import { folderRightsLine, settingLine } from "../pasteable.ts";
import { below } from "../paths.ts";

/**
 * `$XDG_STATE_HOME/ecsin`, by default `~/.local/state/ecsin` (Linux and macOS), or
 * `%LOCALAPPDATA%\ecsin` (Windows). Throws where there is no home.
 */
export function stateFolder(env: Env, os: typeof Deno.build.os = Deno.build.os): string {
  if (os === "windows") {
    const user = env("USERPROFILE");
    const local = env("LOCALAPPDATA") ?? (user && below(user, "AppData/Local", os));
    if (local !== undefined) return below(local, "ecsin", os);
  }
  // The XDG Base Directory Specification: a relative path there is to be ignored.
  const xdg = env("XDG_STATE_HOME");
  if (xdg?.startsWith("/") === true) return below(xdg, "ecsin", os);
  const home = env("HOME");
  // A relative one is wherever ecsin was started, and no home.
  if (home?.startsWith("/") === true) return below(home, ".local/state/ecsin", os);
  throw new Error("no home folder");
}

/** Why nothing can be remembered, and the line that helps: for those who asked for it. */
export function notWritten(
  env: Env,
  os: typeof Deno.build.os = Deno.build.os,
): { readonly why: string; readonly next: string } {
  let folder: string;
  try {
    folder = stateFolder(env, os);
  } catch {
    return os === "windows"
      ? { why: "LOCALAPPDATA is not set", next: settingLine("LOCALAPPDATA", "C:\\FOLDER") }
      : { why: "neither HOME nor XDG_STATE_HOME is set", next: settingLine("HOME", "/FOLDER") };
  }
  return { why: `nothing can be written into ${folder}`, next: folderRightsLine(folder) };
}
