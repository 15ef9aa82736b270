// Paths of this machine as its system writes them: joined and taken apart here and nowhere else, so
// that Windows' have one kind of separator. Copies and names of ECS have paths of their own, with `/`.
import { type Env, environment } from "./environment.ts";

type Os = typeof Deno.build.os;

/** `names`, parted by `/` on every system, below a folder; the folder may end with a separator. */
export function below(folder: string, names: string, os: Os = Deno.build.os): string {
  if (os !== "windows") return `${folder.replace(/\/$/, "")}/${names}`;
  return `${folder.replace(/[\\/]$/, "")}\\${names.replaceAll("/", "\\")}`;
}

/** The folder that a path is in; a root is in itself, and a bare name in `.`. */
export function folderOf(path: string, os: Os = Deno.build.os): string {
  const end = lastSeparator(path, os);
  // `C:` alone is wherever that drive's current folder is.
  const isRoot = end === 0 || os === "windows" && end === 2 && path[1] === ":";
  return isRoot ? path.slice(0, end + 1) : end > 0 ? path.slice(0, end) : ".";
}

/** What stands behind the last separator. */
export function nameOf(path: string, os: Os = Deno.build.os): string {
  return path.slice(lastSeparator(path, os) + 1);
}

/** Whether a path starts at a root, and not at wherever ecsin was started. */
export function isAbsolute(path: string, os: Os = Deno.build.os): boolean {
  if (os !== "windows") return path.startsWith("/");
  return /^[A-Za-z]:[\\/]/.test(path) || /^[\\/]/.test(path);
}

/** What parts names on this system. */
export function separators(os: Os = Deno.build.os): RegExp {
  return os === "windows" ? /[\\/]/ : /[/]/;
}

/**
 * The folders that PATH names. One that is empty or relative is wherever ecsin was started, which may
 * be a folder that others write into, and is left out.
 */
export function searchPath(env: Env, os: Os = Deno.build.os): readonly string[] {
  return (env("PATH") ?? "").split(os === "windows" ? ";" : ":")
    .filter((folder) => isAbsolute(folder.replace(/^"/, ""), os));
}

/** The variable of a program that is started by its bare name: it is looked for by {@link searchPath}. */
export function safeSearch(
  env: Env = environment,
  os: Os = Deno.build.os,
): { readonly PATH?: string } {
  try {
    const folders = searchPath(env, os).join(os === "windows" ? ";" : ":");
    if (folders !== "" && folders === env("PATH")) return {};
    // An empty PATH would be the folder where ecsin was started, too.
    return { PATH: folders !== "" ? folders : os === "windows" ? "\\\\.\\NUL" : "/dev/null" };
  } catch {
    // It has bytes that are not UTF-8, and cannot be handed over.
    return {};
  }
}

/**
 * The person's home folder; undefined where nothing says it, and then no file of theirs is there. A
 * relative one is wherever ecsin was started, and no home.
 */
export function homeOf(env: Env, os: Os = Deno.build.os): string | undefined {
  const home = env("HOME") ?? env("USERPROFILE");
  return home !== undefined && isAbsolute(home, os) ? home : undefined;
}

function lastSeparator(path: string, os: Os): number {
  const slash = path.lastIndexOf("/");
  return os === "windows" ? Math.max(slash, path.lastIndexOf("\\")) : slash;
}
