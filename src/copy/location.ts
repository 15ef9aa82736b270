// What a word of `ecsin cp` means: a path on this machine, `TARGET:PATH` in a container, or `-`.
// Pure. A local name with a colon is written `./a:b`; `C:\x` is a drive, wherever ecsin runs.

/** One side of a copy. */
export type Location =
  | { readonly kind: "local"; readonly path: string }
  /** `-`: stdin as a source, stdout as a destination. */
  | { readonly kind: "stdio" }
  | {
    readonly kind: "remote";
    /** What stands before the colon: a profile, `-`, `cluster/service/container`, or nothing. */
    readonly target: string;
    /** Absolute in the container: a relative path starts at `/`, as docker cp has it. */
    readonly path: string;
  };

/** Reads one word. Windows reads `C:/x` as a drive too; elsewhere it is a profile named C. */
export function parseLocation(word: string, os: typeof Deno.build.os = Deno.build.os): Location {
  if (word === "-") return { kind: "stdio" };
  const colon = word.indexOf(":");
  const isLocal = colon === -1 || /^[./\\]/.test(word) && !word.startsWith(":") ||
    /^[A-Za-z]:\\/.test(word) || os === "windows" && /^[A-Za-z]:\//.test(word);
  if (isLocal) return { kind: "local", path: word };
  const path = word.slice(colon + 1);
  return {
    kind: "remote",
    target: word.slice(0, colon),
    path: path.startsWith("/") ? path : `/${path}`,
  };
}

/** A path taken apart as docker's table of trailing slashes wants it. */
export interface ReadPath {
  /** Without slashes at its end, and without the `/.` that means "the contents". */
  readonly path: string;
  /** The last name; empty where there is none, as in `/` and `..`. */
  readonly name: string;
  /** It ended with `/` or `/.`: a folder is meant. */
  readonly isFolder: boolean;
  /** It ended with `/.`: what is in the folder, not the folder. */
  readonly contents: boolean;
}

/** Takes a path apart; backslashes separate names only on Windows' own paths. */
export function readPath(path: string, separators: RegExp = /[/]/): ReadPath {
  const separator = separators.source;
  const isFolder = new RegExp(`(^|${separator})\\.{0,2}$`).test(path);
  const contents = new RegExp(`(^|${separator})\\.$`).test(path);
  let bare = path.replace(new RegExp(`(${separator}+\\.?)+$`), "");
  // `/` and `C:\` keep their separator, `.` is the folder where ecsin was started.
  if (bare === "") bare = path.startsWith(".") ? "." : path.slice(0, 1);
  if (/^[A-Za-z]:$/.test(bare) && bare !== path) bare += path.slice(2, 3);
  const last = bare.split(new RegExp(separator)).at(-1) ?? "";
  const name =
    last === "." || last === ".." || /^[A-Za-z]:/.test(last) && separator.includes("\\\\")
      ? ""
      : last;
  return { path: bare, name, isFolder, contents: contents || name === "" };
}
