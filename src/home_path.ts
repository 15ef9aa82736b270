// Paths of this machine as a person reads them: the home folder is `~`. Only for what is read: in a
// line to paste a quoted `~` would be a folder of that name, and programs that read JSON or TSV need
// the whole path.
import { environment } from "./environment.ts";

/** `~/.config/ecsin/profiles.yaml`; other paths stay as they are. */
export function homePath(path: string): string {
  const home = environment("HOME") ?? environment("USERPROFILE");
  if (home === undefined || home.length < 2) return path;
  if (path === home) return "~";
  const next = path[home.length];
  return path.startsWith(home) && (next === "/" || next === "\\")
    ? `~${path.slice(home.length)}`
    : path;
}
