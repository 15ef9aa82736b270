// What Tab reads of the tree of commands: names, briefs and parameters, as plain data, which the
// bundle has ready. A command that is added to the tree is completed without a word here.

/** A flag or a positional word. */
export interface Parameter {
  readonly placeholder?: string;
  /** What it can be, where the tree says so. */
  readonly words?: readonly string[];
}

/** A flag. */
export interface Flag extends Parameter {
  readonly brief: string;
  readonly takesValue: boolean;
  /** It can be given more than once. */
  readonly isMany: boolean;
  /** `--no-…` turns it off. */
  readonly hasNegated: boolean;
  readonly isHidden: boolean;
}

/** A command. */
export interface Command {
  readonly brief: string;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly positional:
    | { readonly kind: "tuple"; readonly parameters: readonly Parameter[] }
    | { readonly kind: "array"; readonly parameter: Parameter; readonly maximum?: number };
}

/** A command that has commands. */
export interface Routes {
  readonly brief: string;
  readonly routes: readonly Route[];
  /** The command of a word that is none of them, by its name. */
  readonly fallback?: string;
}

/** One of them. */
export interface Route {
  /** As it is offered. */
  readonly name: string;
  /** What else it can be typed as. */
  readonly otherNames: readonly string[];
  readonly isHidden: boolean;
  readonly target: Command | Routes;
}

/** Whether it is a command that can be run. */
export function isCommand(target: Command | Routes): target is Command {
  return "positional" in target;
}

/** The route that a word names. */
export function routeOf({ routes }: Routes, word: string): Route | undefined {
  return routes.find(({ name, otherNames }) => name === word || otherNames.includes(word));
}

/** `awsProfile` → `aws-profile`. */
export function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The name that a command declares a flag under; `name` as typed, without dashes. */
export function flagNamed({ flags }: Command, name: string): string | undefined {
  return Object.keys(flags).find((each) => each === name || kebab(each) === name);
}
