// What every command is run with: stricli's process, and ecsin's own ports.
import type { CommandContext } from "@stricli/core";
import type { Env } from "../environment.ts";
import { pasteable } from "../pasteable.ts";

export { pasteable };

/** The context of a command: what it may know of the world outside. */
export interface Context extends CommandContext {
  readonly process: CommandContext["process"] & { exitCode?: number | string | null };
  readonly env: Env;
  /** The words of the command line as the person typed them. */
  readonly argv: readonly string[];
  /** The names of all commands: a profile may have one too, and is reached in another way then. */
  readonly commands: readonly string[];
  /** Another line that is to be run instead of this one, once this one has ended. */
  readonly instead?: { words?: readonly string[] };
}

/** The person's command line as they typed it, ready to paste. */
export function typedLine(argv: readonly string[]): string {
  return ["ecsin", ...argv].map(pasteable).join(" ");
}

/**
 * The person's command line with one more flag before any `--`, ready to paste. `flag` is a name and
 * its value; it takes the place of the same flag.
 */
export function rerunWith(argv: readonly string[], flag: string): string {
  const end = argv.indexOf("--");
  const own = end === -1 ? argv : argv.slice(0, end);
  const rest = end === -1 ? [] : argv.slice(end);
  const [name = ""] = flag.split(" ");
  const kept = own.filter((word, index) =>
    word !== name && own[index - 1] !== name && !word.startsWith(`${name}=`)
  );
  return ["ecsin", ...kept.map(pasteable), flag, ...rest.map(pasteable)].join(" ");
}

/** The person's command line with another word in place of `word`, or of `word` before a `:` (`cp`). */
export function retyped(argv: readonly string[], word: string, by: string): string {
  const end = argv.indexOf("--");
  const at = argv.findIndex((each, index) =>
    (end === -1 || index < end) && (each === word || each.startsWith(`${word}:`))
  );
  if (at === -1) return typedLine([by]);
  return typedLine(argv.map((each, index) => index === at ? by + each.slice(word.length) : each));
}

/** Lines of ecsin that have nothing to do with a file of profiles. */
const WITHOUT_PROFILES = /^ecsin (upgrade|profile trust|.*--(help|version|profiles)\b|.*…)/;

/**
 * A line to paste that reads the file of profiles that the person's own line has named
 * (`--profiles`): without it the line would take another profile of the same name, or none.
 */
export function inSameFile(line: string, argv: readonly string[]): string {
  if (!/^ecsin( |$)/.test(line) || WITHOUT_PROFILES.test(line)) return line;
  const end = argv.indexOf("--");
  const own = end === -1 ? argv : argv.slice(0, end);
  const at = own.lastIndexOf("--profiles");
  const file =
    own.findLast((each) => each.startsWith("--profiles="))?.slice("--profiles=".length) ??
      (at === -1 ? undefined : own[at + 1]);
  if (file === undefined) return line;
  const [before = "", ...behind] = line.split(/(?= -- )/);
  return `${before} --profiles ${pasteable(file)}${behind.join("")}`;
}
