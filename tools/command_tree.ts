// ecsin's commands as plain values, read from the same tree that runs them: what the reference and
// the man page are made of. Hidden commands and flags are left out.
import { commandTree } from "../src/cli.ts";

/** One flag. */
export interface FlagPage {
  /** As it is typed: `-o, --output table|json|tsv`. */
  readonly usage: string;
  readonly brief: string;
  /** What it is when it is not given; undefined where that is nothing. */
  readonly byDefault?: string;
}

/** One positional argument. */
export interface ArgumentPage {
  /** `[profile]` where it may be left out, `words...` where there may be several. */
  readonly usage: string;
  readonly brief: string;
}

/** One command, or the program itself. */
export interface CommandPage {
  /** `ecsin`, `ecsin exec`, `ecsin profile add`. */
  readonly name: string;
  readonly brief: string;
  readonly description: string;
  readonly arguments: readonly ArgumentPage[];
  readonly flags: readonly FlagPage[];
}

type Tree = ReturnType<Awaited<ReturnType<typeof commandTree>>["getAllEntries"]>[number]["target"];
type Parameters = Extract<Tree, { readonly parameters: unknown }>["parameters"];
type Flag = NonNullable<Parameters["flags"]>[string];

/** The program and every command that is not hidden, in the order of `ecsin --help`. */
export async function commandPages(): Promise<readonly CommandPage[]> {
  return pagesOf(await commandTree(), ["ecsin"]);
}

/** A command or a map of routes, and what is below it; `words` are those that lead to it. */
export function pagesOf(target: Tree, words: readonly string[]): readonly CommandPage[] {
  const { brief, fullDescription = brief } = target;
  const page = { name: words.join(" "), brief, description: fullDescription };
  if ("parameters" in target) {
    return [{
      ...page,
      arguments: argumentsOf(target.parameters),
      flags: flagsOf(target.parameters),
    }];
  }
  const below = target.getAllEntries().filter(({ hidden }) => !hidden).flatMap((entry) =>
    pagesOf(entry.target, [...words, entry.name["convert-camel-to-kebab"]])
  );
  return [{ ...page, arguments: [], flags: [] }, ...below];
}

function argumentsOf({ positional }: Parameters): readonly ArgumentPage[] {
  if (positional === undefined) return [];
  if (positional.kind === "array") {
    const { brief, placeholder = "words" } = positional.parameter;
    const least = positional.minimum ?? 0;
    return [{ usage: least > 0 ? `${placeholder}...` : `[${placeholder}...]`, brief }];
  }
  return positional.parameters.map(({ brief, placeholder = "word", optional }) => ({
    usage: optional === true ? `[${placeholder}]` : placeholder,
    brief,
  }));
}

function flagsOf({ flags = {}, aliases = {} }: Parameters): readonly FlagPage[] {
  return Object.entries(flags).flatMap(([key, flag]) => {
    if ("hidden" in flag && flag.hidden === true) return [];
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

/** A description's paragraphs; lines that begin with blanks are examples, shown as they are. */
export function partsOf(
  description: string,
): readonly { readonly kind: "text" | "example"; readonly lines: readonly string[] }[] {
  return description.split(/\n{2,}/).map((part) => {
    const lines = part.split("\n");
    return lines.every((line) => line.startsWith("  "))
      ? { kind: "example", lines: lines.map((line) => line.slice(2)) }
      : { kind: "text", lines };
  });
}
