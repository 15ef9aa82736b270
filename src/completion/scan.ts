// The words before the cursor, read along the tree of commands: what was said already, and what
// the word at the cursor can be. Pure.
import {
  type Command,
  type Flag,
  flagNamed,
  isCommand,
  type Parameter,
  routeOf,
  type Routes,
} from "./tree.ts";

/** What the words before the cursor say. */
export interface Said {
  /** Values of flags, by the names they are declared under. */
  readonly flags: ReadonlyMap<string, string>;
  readonly words: readonly string[];
}

/** What can stand at the cursor. */
export type Place =
  | { readonly kind: "routes"; readonly routes: Routes; readonly first: boolean }
  | { readonly kind: "argument"; readonly command: Command; readonly parameter?: Parameter }
  | {
    readonly kind: "value";
    readonly command: Command;
    readonly name: string;
    readonly flag: Flag;
    /** What of the word stands before the value: `--cluster=`, or nothing. */
    readonly prefix: string;
  }
  | { readonly kind: "nothing" };

/** What was said, and what can come. */
export function scan(
  root: Routes,
  before: readonly string[],
  word: string,
): { readonly said: Said; readonly place: Place } {
  const flags = new Map<string, string>();
  const words: string[] = [];
  const said = { flags, words };
  const nothing = { said, place: { kind: "nothing" as const } };
  let target: Command | Routes = root;
  let at = 0;
  for (; at < before.length && !isCommand(target); at++) {
    const next = routeOf(target, before[at] ?? "");
    if (next === undefined) break;
    target = next.target;
  }
  if (!isCommand(target)) {
    const first = target === root;
    // `ecsin --cluster …`: flags of the program's first word are the fallback's.
    if (at === before.length && !(first && word.startsWith("-"))) {
      return { said, place: { kind: "routes", routes: target, first } };
    }
    const command = routeOf(target, target.fallback ?? "")?.target;
    if (command === undefined || !isCommand(command)) return nothing;
    target = command;
  }
  const command = target;
  let open: string | undefined;
  for (const each of before.slice(at)) {
    if (open !== undefined) {
      flags.set(open, each);
      open = undefined;
    } else if (each === "--") return nothing;
    else open = readFlag(command, each, flags, words);
  }
  const declared = command.flags;
  const opened = open === undefined ? undefined : declared[open];
  if (open !== undefined && opened !== undefined) {
    return { said, place: { kind: "value", command, name: open, flag: opened, prefix: "" } };
  }
  const [prefix = "", typed = ""] = /^--([^=]+)=/.exec(word) ?? [];
  const name = flagNamed(command, typed);
  const flag = name === undefined ? undefined : declared[name];
  if (name !== undefined && flag !== undefined) {
    return { said, place: { kind: "value", command, name, flag, prefix } };
  }
  if (prefix !== "") return nothing;
  const parameter = positionalAt(command, words.length);
  return {
    said,
    place: { kind: "argument", command, ...(parameter !== undefined ? { parameter } : {}) },
  };
}

/** Notes a word that is no value; gives the flag whose value comes next. */
function readFlag(
  command: Command,
  word: string,
  flags: Map<string, string>,
  words: string[],
): string | undefined {
  const { flags: declared, aliases } = command;
  const takesValue = (name: string) => declared[name]?.takesValue === true;
  const [, long, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
  const [, short, shortValue] = /^-([A-Za-z]+)(?:=(.*))?$/s.exec(word) ?? [];
  if (long !== undefined) {
    const name = flagNamed(command, long) ?? flagNamed(command, long.replace(/^no-/, ""));
    if (name === undefined) return undefined;
    if (value === undefined && takesValue(name)) return name;
    flags.set(name, value ?? "true");
    return undefined;
  }
  if (short === undefined) {
    words.push(word);
    return undefined;
  }
  const names = [...short].flatMap((letter) => aliases[letter] ?? []);
  for (const name of names) flags.set(name, shortValue ?? "true");
  return shortValue === undefined ? names.find(takesValue) : undefined;
}

function positionalAt({ positional }: Command, index: number): Parameter | undefined {
  if (positional.kind === "tuple") return positional.parameters[index];
  return index < (positional.maximum ?? Infinity) ? positional.parameter : undefined;
}
