// The tree of commands as stricli holds it → the plain data that Tab reads. Made when ecsin is
// bundled; where it runs from its source, at every Tab.
import type { Application, CommandContext } from "@stricli/core";
import type { Command, Flag, Parameter, Routes } from "../../completion/tree.ts";

type Target<Context extends CommandContext> = Application<Context>["root"];
type Map<Context extends CommandContext> = Exclude<Target<Context>, { readonly loader: unknown }>;
type Parameters = Extract<Target<CommandContext>, { readonly loader: unknown }>["parameters"];
type StricliFlag = NonNullable<Parameters["flags"]>[string];

/** The tree; `fallback` names the command of a first word that is none. */
export async function plainTree<Context extends CommandContext>(
  map: Map<Context>,
  fallback?: string,
): Promise<Routes> {
  const byDefault = map.getDefaultCommand();
  const entries = map.getAllEntries();
  const named = fallback ??
    entries.find(({ target }) => byDefault !== undefined && target === byDefault)?.name.original;
  return {
    brief: map.brief,
    ...(named !== undefined ? { fallback: named } : {}),
    routes: await Promise.all(entries.map(async ({ name, aliases, hidden, target }) => ({
      name: name["convert-camel-to-kebab"],
      otherNames: [name.original, ...aliases],
      isHidden: hidden,
      target: "parameters" in target ? await plainCommand(target) : await plainTree(target),
    }))),
  };
}

async function plainCommand(
  { brief, parameters }: { readonly brief: string; readonly parameters: Parameters },
): Promise<Command> {
  const { flags = {}, aliases = {}, positional = { kind: "tuple", parameters: [] } } = parameters;
  const plain = Object.entries(flags).map(async ([name, flag]) => [name, await plainFlag(flag)]);
  return {
    brief,
    flags: Object.fromEntries(await Promise.all(plain)),
    aliases: Object.fromEntries(Object.entries(aliases)),
    positional: positional.kind === "tuple"
      ? { kind: "tuple", parameters: await Promise.all(positional.parameters.map(plainParameter)) }
      : {
        kind: "array",
        parameter: await plainParameter(positional.parameter),
        ...(positional.maximum !== undefined ? { maximum: positional.maximum } : {}),
      },
  };
}

async function plainFlag(flag: StricliFlag): Promise<Flag> {
  const { kind, brief } = flag;
  return {
    ...kind === "enum" ? { words: flag.values } : await plainParameter(flag),
    brief,
    takesValue: kind === "enum" || kind === "parsed",
    isMany: kind === "counter" || ("variadic" in flag && flag.variadic !== undefined),
    hasNegated: kind === "boolean" && flag.default !== false && flag.withNegated !== false,
    isHidden: "hidden" in flag && flag.hidden === true,
  };
}

/** What a parameter proposes is the same at every Tab. */
async function plainParameter(
  { placeholder, proposeCompletions }: {
    readonly placeholder?: string;
    readonly proposeCompletions?: unknown;
  },
): Promise<Parameter> {
  const words: unknown = typeof proposeCompletions === "function"
    ? await proposeCompletions("")
    : undefined;
  return {
    ...(placeholder !== undefined ? { placeholder } : {}),
    ...(Array.isArray(words) ? { words: words.map(String) } : {}),
  };
}
