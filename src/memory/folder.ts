// Where ecsin keeps what it remembers by itself: recent places, names for completion, trust.
import type { Env } from "../environment.ts";

/**
 * `$XDG_STATE_HOME/ecsin`, by default `~/.local/state/ecsin` (Linux and macOS), or
 * `%LOCALAPPDATA%\ecsin` (Windows). Throws where there is no home.
 */
export function stateFolder(env: Env, os: typeof Deno.build.os = Deno.build.os): string {
  if (os === "windows") {
    const user = env("USERPROFILE");
    const local = env("LOCALAPPDATA") ?? (user && `${user}\\AppData\\Local`);
    if (local !== undefined) return `${local}\\ecsin`;
  }
  // The XDG Base Directory Specification: a relative path there is to be ignored.
  const xdg = env("XDG_STATE_HOME");
  if (xdg?.startsWith("/") === true) return `${xdg}/ecsin`;
  const home = env("HOME");
  if (home !== undefined) return `${home}/.local/state/ecsin`;
  throw new Error("no home folder");
}
