// What the giving script lists, as ecsin understands it. A container may lie: names are checked where
// they become names of this machine (safe_name.ts), numbers here.
import { fieldText } from "./marks.ts";
import { nameText } from "./safe_name.ts";

/** Something that is listed below the source; paths begin without `./`. */
export type Listed =
  | {
    readonly kind: "folder";
    readonly path: string;
    readonly mode: number;
    readonly mtime?: number;
  }
  | ListedFile
  | { readonly kind: "link"; readonly path: string; readonly target: string }
  /** Cannot be copied, and why; `failed` where that is no choice of ecsin. */
  | {
    readonly kind: "left";
    readonly path: string;
    readonly why: string;
    readonly failed: boolean;
  };

/** A file of the container. */
export interface ListedFile {
  readonly kind: "file";
  readonly path: string;
  readonly mode: number;
  readonly mtime?: number;
  readonly size: number;
}

/** Reads one record of the listing; a record of another kind gives nothing. */
export function readListed(name: string, fields: readonly Uint8Array[]): Listed[] {
  const [first, second] = fields;
  switch (name) {
    case "D":
      return named(second, (path) => ({ kind: "folder", path, ...readStat(fieldText(first)) }));
    case "F": {
      const stats = fieldText(first).split("\n");
      return fields.slice(1).flatMap((field, index) =>
        named(field, (path) => {
          const { mode, mtime, size } = readStat(stats[index] ?? "");
          return { kind: "file", path, mode, size, ...(mtime === undefined ? {} : { mtime }) };
        })
      );
    }
    case "L":
      return named(first, (path) => {
        const target = nameText(second ?? new Uint8Array(0));
        return target === undefined
          ? { kind: "left", path, why: "it leads to a name that is not UTF-8", failed: true }
          : { kind: "link", path, target };
      });
    case "O":
      return named(first, (path) => ({
        kind: "left",
        path,
        why: "it is neither file, folder nor link",
        failed: false,
      }));
    case "x":
      return named(second, (path) => ({
        kind: "left",
        path,
        why: lastWords(fieldText(first)),
        failed: true,
      }));
    default:
      return [];
  }
}

/** `MODE SIZE MTIME` as stat -c "%a %s %Y" gives it; `-` for a time that is not known. */
export function readStat(
  text: string,
): { readonly mode: number; readonly size: number; readonly mtime?: number } {
  const [mode = "", size = "", mtime = ""] = text.trim().split(/ +/);
  return {
    mode: /^[0-7]{1,4}$/.test(mode) ? Number.parseInt(mode, 8) : 0o644,
    size: /^\d{1,15}$/.test(size) ? Number(size) : 0,
    ...(/^-?\d{1,11}$/.test(mtime) ? { mtime: Number(mtime) } : {}),
  };
}

/** What a shell or program says, without who says it: `sh: 3: cannot open x: Permission denied`. */
export function lastWords(text: string): string {
  // tar and dd say something after the reason too.
  const isReason = (line: string) =>
    line.includes(": ") && !/previous errors|not recoverable/.test(line);
  const line = text.trim().split("\n").filter(isReason).at(-1) ?? text.trim();
  const parts = line.split(": ");
  // What it is about may stand last, as in `chown: invalid user: ‘app’`.
  return parts.slice(/^['"‘]/.test(parts.at(-1) ?? "") ? -2 : -1).join(": ");
}

function named(field: Uint8Array | undefined, make: (path: string) => Listed): Listed[] {
  if (field === undefined) return [];
  const text = nameText(field);
  const path = (given: string) =>
    given === "." ? "" : given.replace(/^\.\//, "").replace(/\/$/, "");
  if (text !== undefined) return [make(path(text))];
  const readable = path(new TextDecoder().decode(field));
  return [{ kind: "left", path: readable, why: "its name is not UTF-8", failed: true }];
}

/** A path as a request names it: from `./`, with whatever a line or printf %b could misread escaped. */
export function requestName(path: string): string {
  // deno-lint-ignore no-control-regex
  const misread = /[\x00-\x1f\x7f\\]/g;
  const escape = (each: string) => `\\0${each.charCodeAt(0).toString(8).padStart(3, "0")}`;
  return `./${path}`.replaceAll(misread, escape);
}
