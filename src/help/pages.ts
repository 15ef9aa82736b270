// The pages of ecsin's commands, read from the same tree that runs them. Hidden commands and flags
// are left out.
import type { Application, CommandContext } from "@stricli/core";
import { FLAG_GROUPS } from "../entry/flags.ts";
import type { ArgumentPage, CommandPage, FlagGroup, FlagPage } from "./page.ts";

type Tree<Context extends CommandContext> = Application<Context>["root"];
type Parameters = Extract<Tree<CommandContext>, { readonly parameters: unknown }>["parameters"];
type Flag = NonNullable<Parameters["flags"]>[string];

/** A command or a map of routes, and what is below it; `words` are those that lead to it. */
export function pagesOf<Context extends CommandContext>(
  target: Tree<Context>,
  words: readonly string[],
): readonly CommandPage[] {
  const { brief, fullDescription = brief } = target;
  const page = { name: words.join(" "), brief, description: fullDescription };
  if ("parameters" in target) {
    return [{
      ...page,
      arguments: argumentsOf(page.name, target.parameters),
      groups: groupsOf(target.parameters),
      commands: [],
    }];
  }
  const entries = target.getAllEntries().filter(({ hidden }) => !hidden)
    .map((entry) => ({ name: entry.name["convert-camel-to-kebab"], target: entry.target }));
  const commands = entries.map(({ name, target: { brief } }) => ({ name, brief }));
  const below = entries.flatMap(({ name, target }) => pagesOf(target, [...words, name]));
  return [{ ...page, arguments: [], groups: [], commands }, ...below];
}

/** Words of which the tree knows no more than that there are some. */
const USAGES: Readonly<Record<string, string>> = {
  "ecsin exec": "[target] -- COMMAND...",
  "ecsin forward": "[target] [PORT...] [-- COMMAND...]",
  "ecsin run": "[target] [-- COMMAND...]",
  "ecsin cp": "SOURCE... DESTINATION",
  "ecsin rsh": "TARGET [WORD...]",
};

function argumentsOf(name: string, { positional }: Parameters): readonly ArgumentPage[] {
  if (positional === undefined) return [];
  if (positional.kind === "array") {
    const { brief, placeholder = "words" } = positional.parameter;
    const least = positional.minimum ?? 0;
    const usage = USAGES[name];
    if (usage !== undefined) return [{ usage, brief }];
    return [{ usage: least > 0 ? `${placeholder}...` : `[${placeholder}...]`, brief }];
  }
  return positional.parameters.map(({ brief, placeholder = "word", optional }) => ({
    usage: optional === true ? `[${placeholder}]` : placeholder,
    brief,
  }));
}

/** The command's own flags first, then those that it shares, group by group. */
function groupsOf({ flags = {}, aliases = {} }: Parameters): readonly FlagGroup[] {
  const shared = Object.entries(FLAG_GROUPS);
  const groupOf = (key: string) => shared.find(([, keys]) => keys.includes(key))?.[0] ?? "Flags";
  return ["Flags", ...shared.map(([title]) => title)].flatMap((title) => {
    const keys = Object.keys(flags).filter((key) => groupOf(key) === title);
    const pages = flagPages(Object.fromEntries(keys.map((key) => [key, flags[key]])), aliases);
    return pages.length === 0 ? [] : [{ title, flags: pages }];
  });
}

function flagPages(
  flags: Readonly<Record<string, Flag | undefined>>,
  aliases: Readonly<Partial<Record<string, unknown>>>,
): readonly FlagPage[] {
  return Object.entries(flags).flatMap(([key, flag]) => {
    if (flag === undefined || "hidden" in flag && flag.hidden === true) return [];
    const letters = Object.entries(aliases).flatMap(([letter, of]) => of === key ? [letter] : []);
    const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const long = flag.kind === "boolean" && flag.default === true ? `--no-${name}` : `--${name}`;
    const names = [...letters.map((letter) => `-${letter}`), long].join(", ");
    const value = valueOf(flag);
    return [{
      usage: value === "" ? names : `${names} ${value}`,
      brief: flag.brief,
      ...defaultOf(flag),
    }];
  });
}

function valueOf(flag: Flag): string {
  if (flag.kind === "enum") return flag.values.join("|");
  if (flag.kind !== "parsed") return "";
  return flag.placeholder ?? "VALUE";
}

function defaultOf(flag: Flag): { readonly byDefault?: string } {
  const value = "default" in flag ? flag.default : undefined;
  return typeof value === "string" && value !== "" ? { byDefault: value } : {};
}
