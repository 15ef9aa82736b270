// What Tab offers at the cursor: commands and flags from the tree, values from what is known here.
import type { Env } from "../environment.ts";
import { type Candidate, type Offer, typeable } from "./candidate.ts";
import {
  awsProfileNames,
  lastPlace,
  type Line,
  placePaths,
  profileNames,
  regionNames,
  savedCommands,
  savedForwards,
  seenNames,
} from "./known.ts";
import { proposePath } from "./path.ts";
import { type Said, scan } from "./scan.ts";
import { type Command, type Flag, kebab, type Parameter, type Routes } from "./tree.ts";

/** A command line up to the cursor. */
export interface Asked {
  readonly root: Routes;
  readonly env: Env;
  /** Whole words behind `ecsin`. */
  readonly before: readonly string[];
  /** The word at the cursor, as far as it is typed. */
  readonly word: string;
}

/** Placeholders of words that may be a profile, `-` or a place; of many words the first is one. */
const PLACE_WORDS = ["target", "words", "forwards"];
/** Placeholder of `cp`'s words: a path here, or a target, a colon and a path there. */
const PATH_WORD = "path";
/** Placeholders of words that name a profile of the file. */
const PROFILE_WORDS = [...PLACE_WORDS, "profile", "name", "old"];
const HELP = { text: "--help", about: "Print help information and exit" };
const VERSION = { text: "--version", about: "Print version information and exit" };
const DASHES = { text: "--", about: "The words behind it are the command" };

/** The offer for a command line; texts are not yet compared with the word at the cursor. */
export async function propose({ root, env, before, word }: Asked): Promise<Offer> {
  const { said, place } = scan(root, before, word);
  const line = { env, flags: said.flags };
  switch (place.kind) {
    case "nothing":
      return words([]);
    case "routes": {
      const routes = place.routes.routes.filter(({ isHidden }) => !isHidden)
        .map(({ name, target }) => ({ text: name, about: target.brief }));
      if (!place.first) return words(routes);
      // A profile that is named as a command is reached by `ecsin login NAME` only.
      const profiles = (await profileNames(line))
        .filter(({ text }) => !routes.some((route) => route.text === text));
      return words([
        ...profiles,
        ...routes,
        ...await placePaths(line, word),
        ...await lastPlace(env),
      ]);
    }
    case "value": {
      const { command, name, flag, prefix } = place;
      return await valuesOf(name, flag, prefix, { ...line, ...profileSaid(command, said) });
    }
    case "argument": {
      const { command, parameter } = place;
      if (word.startsWith("-")) {
        const first = before.length === 0;
        return words([
          ...said.words.length === 0 ? await lastOf(parameter, env) : [],
          ...flagsOf(command, said, word),
          HELP,
          ...first ? [VERSION] : [],
        ]);
      }
      if (parameter === undefined) return words([]);
      if (parameter.placeholder === PATH_WORD) {
        const targets = async () => [
          ...await profileNames(line),
          ...await placePaths(line, word),
          ...await lastPlace(env),
        ];
        return await proposePath(word, targets);
      }
      if (command.positional.kind === "array" && said.words.length > 0) {
        const forwards = parameter.placeholder === "forwards"
          ? await savedForwards(line, said.words[0] ?? "")
          : [];
        return words([...forwards, DASHES]);
      }
      if (parameter.placeholder === "file") return { kind: "files" };
      if (parameter.placeholder === "saved") {
        return words(await savedCommands(line, said.words[0] ?? ""));
      }
      if (isProfile(parameter)) {
        const places = isPlace(parameter) ? await placePaths(line, word) : [];
        return words([
          ...await profileNames(line),
          ...places,
          ...await lastOf(parameter, env),
        ]);
      }
      return words(ownWords(parameter));
    }
  }
}

async function lastOf(parameter: Parameter | undefined, env: Env): Promise<readonly Candidate[]> {
  return isPlace(parameter) ? await lastPlace(env) : [];
}

function isPlace(parameter: Parameter | undefined): boolean {
  return PLACE_WORDS.includes(parameter?.placeholder ?? "");
}

function words(found: readonly Candidate[], prefix = ""): Offer {
  return { kind: "words", prefix, words: typeable(found) };
}

async function valuesOf(
  name: string,
  flag: Flag,
  prefix: string,
  line: Line,
): Promise<Offer> {
  if (flag.placeholder === "FILE") return { kind: "files" };
  const found = async (): Promise<readonly Candidate[]> => {
    switch (name) {
      case "awsProfile":
        return await awsProfileNames(line);
      case "region":
        return await regionNames(line);
      case "cluster":
      case "service":
      case "family":
      case "container":
        return await seenNames(line, name);
      default:
        return ownWords(flag);
    }
  };
  return words(await found(), prefix);
}

/** Flags that are not yet given; one letter only where nothing but a dash is typed. */
function flagsOf(
  { flags, aliases, positional }: Command,
  { flags: given }: Said,
  word: string,
): Candidate[] {
  const free = Object.entries(flags)
    .filter(([name, { isHidden, isMany }]) => !isHidden && (!given.has(name) || isMany));
  const long = free.flatMap(([name, flag]) => {
    const names = flag.hasNegated ? [kebab(name), `no-${kebab(name)}`] : [kebab(name)];
    return names.map((each) => ({ text: `--${each}`, about: flag.brief }));
  });
  const short = Object.entries(aliases).flatMap(([letter, name]) => {
    const [, flag] = free.find(([each]) => each === name) ?? [];
    return flag === undefined ? [] : [{ text: `-${letter}`, about: flag.brief }];
  });
  return [
    ...long,
    ...word === "-" ? short : [],
    ...positional.kind === "array" ? [DASHES] : [],
  ];
}

function isProfile({ placeholder }: Parameter): boolean {
  return PROFILE_WORDS.includes(placeholder ?? "");
}

function profileSaid({ positional }: Command, { words: [first] }: Said) {
  const parameter = positional.kind === "tuple" ? positional.parameters[0] : positional.parameter;
  return first !== undefined && parameter !== undefined && isProfile(parameter)
    ? { profile: first }
    : {};
}

/** What the tree says that a parameter can be. */
function ownWords({ words = [] }: Parameter): readonly Candidate[] {
  return words.map((text) => ({ text }));
}
