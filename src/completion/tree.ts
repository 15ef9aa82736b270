// What Tab reads of the tree of commands: names, briefs and parameters, as stricli holds them. A
// command that is added to the tree is completed without a word here.

/** A flag or a positional word. */
export interface Parameter {
  readonly brief: string;
  readonly placeholder?: string;
  readonly proposeCompletions?: unknown;
}

/** A flag. */
export interface Flag extends Parameter {
  readonly kind: "boolean" | "counter" | "enum" | "parsed";
  readonly values?: readonly string[];
  readonly variadic?: unknown;
  readonly default?: unknown;
  readonly withNegated?: boolean;
  readonly hidden?: boolean;
}

/** A command. */
export interface Command {
  readonly brief: string;
  readonly parameters: {
    readonly flags?: Readonly<Record<string, Flag>>;
    readonly aliases?: Readonly<Record<string, string>>;
    readonly positional?:
      | { readonly kind: "tuple"; readonly parameters: readonly Parameter[] }
      | { readonly kind: "array"; readonly parameter: Parameter; readonly maximum?: number };
  };
}

/** A command that has commands. */
export interface Routes {
  readonly brief: string;
  readonly getAllEntries: () => readonly Route[];
  readonly getDefaultCommand: () => Command | undefined;
}

/** One of them. */
export interface Route {
  readonly name: { readonly original: string; readonly "convert-camel-to-kebab": string };
  readonly aliases: readonly string[];
  readonly hidden: boolean;
  readonly target: Command | Routes;
}

/** Whether it is a command that can be run. */
export function isCommand(target: Command | Routes): target is Command {
  return "parameters" in target;
}

/** The name of a route as it is typed. */
export function nameOf({ name }: Route): string {
  return name["convert-camel-to-kebab"];
}

/** The route that a word names. */
export function routeOf({ getAllEntries }: Routes, word: string): Route | undefined {
  return getAllEntries().find((each) =>
    nameOf(each) === word || each.name.original === word || each.aliases.includes(word)
  );
}

/** `awsProfile` → `aws-profile`. */
export function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The name that a command declares a flag under; `name` as typed, without dashes. */
export function flagNamed({ parameters }: Command, name: string): string | undefined {
  return Object.keys(parameters.flags ?? {}).find((each) => each === name || kebab(each) === name);
}
