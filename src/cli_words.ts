// The words of cli.ts: what stricli finds wrong in a command line, and any failure, as ecsin says it.
import { ArgumentScannerError, FlagNotFoundError } from "@stricli/core";
import { inSameFile, pasteable, rerunWith, retyped } from "./entry/context.ts";
import { UnreadableVariable } from "./environment.ts";
import { EcsinError, EXIT, Left } from "./error.ts";
import { errorText, lookOfStderr } from "./error_text.ts";
import { nearest } from "./near.ts";
import { unsettingLine } from "./pasteable.ts";
import { printable } from "./printable.ts";
import { scannerWords } from "./cli_scanner_words.ts";
import { withoutSecrets } from "./secrets.ts";

/** Stricli's texts for what is wrong, in ecsin's form. */
export function errorTexts(argv: readonly string[], commands: readonly string[]) {
  return {
    noCommandRegisteredForInput: (
      { input, corrections }: { readonly input: string; readonly corrections: readonly string[] },
    ) => {
      // The one way here: a word that is no command of a group of them.
      const [group = ""] = argv;
      const near = corrections.map((each) => `ecsin ${group} ${each.replaceAll("`", "")}`);
      return usageText(argv, `there is no command "${group} ${input}"`, [
        ...near,
        `ecsin ${group} --help`,
      ]);
    },
    exceptionWhileParsingArguments: (error: unknown) =>
      usageText(
        argv,
        error instanceof ArgumentScannerError ? scannerWords(error, argv) : String(error),
        [
          ...meantAsCommand(error, argv, commands),
          ...nearCommands(argv, commands),
          ...(error instanceof FlagNotFoundError ? nearProgramFlags(argv) : []),
          helpLine(argv, commands),
        ],
      ),
    exceptionWhileRunningCommand: (error: unknown) => failureText(error, argv, commands),
    exceptionWhileLoadingCommandFunction: (error: unknown) => failureText(error, argv, commands),
  };
}

/** `--region=`, with nothing behind it: a word of its own it is not. */
export function emptyFlag(
  own: readonly string[],
  argv: readonly string[],
  commands: readonly string[],
): EcsinError | undefined {
  const at = own.findIndex((word, index) =>
    /^--[a-z][a-z-]*=$/.test(word) && !own[index - 1]?.startsWith("-")
  );
  return at === -1 ? undefined : new EcsinError({
    id: "usage",
    what: `a value is missing for ${own[at]?.slice(0, -1)}`,
    next: helpLine(argv, commands),
    exitCode: EXIT.usage,
  });
}

/** `ecsin help WORD`, where no command is called so. */
export function noSuchCommand(argv: readonly string[], commands: readonly string[]): EcsinError {
  const [, word = ""] = argv;
  return new EcsinError({
    id: "usage",
    what: `there is no command "${word}"`,
    next: [
      ...nearest(word, commands).map((name) => `ecsin ${name} --help`),
      "ecsin --help",
    ],
    exitCode: EXIT.usage,
  });
}

/** Any failure as text for stderr; empty where the person left. */
export function failureText(
  error: unknown,
  argv: readonly string[],
  commands: readonly string[],
): string {
  if (error instanceof EcsinError) {
    return errorText(withCommand(error, argv, commands), lookOfStderr(colorOf(argv)));
  }
  if (error instanceof Left) return "";
  const unreadable = unreadableVariable(error);
  if (unreadable !== undefined) return errorText(unreadable);
  const words = error instanceof Error ? error.stack ?? error.message : String(error);
  const lines = withoutSecrets(words).split("\n").map(printable).join("\n");
  return `ecsin: error: this is a fault of ecsin itself, please report it\n${lines}`;
}

/** A variable with bytes that are no text; what Deno's Node layer reads for AWS's SDK has no name. */
function unreadableVariable(error: unknown): EcsinError | undefined {
  const isNamed = error instanceof UnreadableVariable;
  const isDenos = error instanceof Deno.errors.InvalidData &&
    /environment variable/.test(error.message);
  if (!isNamed && !isDenos) return undefined;
  return new EcsinError({
    id: "variable-not-text",
    what: isNamed ? error.message : "a variable of the environment cannot be read",
    why: isNamed ? "it has bytes that are not UTF-8" : error.message,
    next: isNamed ? unsettingLine([error.variable]) : "env | grep -axv '.*'",
    exitCode: EXIT.configuration,
  });
}

function withCommand(
  error: EcsinError,
  argv: readonly string[],
  commands: readonly string[],
): EcsinError {
  const { again = [], meant, next = [], ...failure } = error.failure;
  const isUnknown = failure.id === "profile-unknown" || failure.id === "profiles-file-missing";
  const lines = [
    ...(isUnknown ? nearCommands(argv, commands) : []),
    ...(meant?.by ?? []).map((by) => retyped(argv, meant?.word ?? "", by)),
    ...[again].flat().map((flag) => rerunWith(argv, flag)),
    ...[next].flat(),
  ].map((line) => inSameFile(line, argv));
  return new EcsinError(lines.length === 0 ? failure : { ...failure, next: lines });
}

/** A first word that is near a command was more likely meant as one than as a profile's name. */
function nearCommands(
  [first = "", ...rest]: readonly string[],
  commands: readonly string[],
): readonly string[] {
  if (first.startsWith("-") || commands.includes(first)) return [];
  return nearest(first, commands)
    .map((name) => ["ecsin", name, ...rest].map(pasteable).join(" "));
}

/** `ecsin prod-web ls -l`, with or without `--`: what stands behind the target is a command to run. */
function meantAsCommand(
  error: unknown,
  argv: readonly string[],
  commands: readonly string[],
): readonly string[] {
  const words = argv[0] === "login" ? argv.slice(1) : argv;
  const [target = "", ...rest] = words;
  if (commands.includes(target) || target.startsWith("-")) return [];
  // A flag right behind the target was meant for ecsin.
  if (
    !(error instanceof ArgumentScannerError) || /^-./.test(rest[0]?.replace(/^--$/, "") ?? "-x")
  ) {
    return [];
  }
  const command = rest[0] === "--" ? rest.slice(1) : rest;
  return [["ecsin", "exec", target, "--", ...command].map(pasteable).join(" ")];
}

/** `--hlep`, `--versoin`: flags of the program itself, which no command has. */
function nearProgramFlags(argv: readonly string[]): readonly string[] {
  const flags = argv.filter((word) => word.startsWith("--") && word.length > 2);
  return flags.flatMap((word) => nearest(word, ["--help", "--version"], 1))
    .map((flag) => `ecsin ${flag}`);
}

/** The help of the command that the words went to. */
function helpLine(argv: readonly string[], commands: readonly string[]): string {
  const [first = "", second = ""] = argv;
  // In a group of commands the second word is one of them, or nothing was parsed.
  if (first === "profile") return `ecsin profile ${second} --help`;
  if (commands.includes(first)) return `ecsin ${first} --help`;
  return nearCommands(argv, commands).length > 0 ? "ecsin --help" : "ecsin login --help";
}

/** The exit code of any failure. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof EcsinError) return error.exitCode;
  if (unreadableVariable(error) !== undefined) return EXIT.configuration;
  return error instanceof Left ? error.exitCode : EXIT.failure;
}

/** `--color` as it was typed; it is told before anything is parsed. */
function colorOf(argv: readonly string[]): string | undefined {
  const at = argv.indexOf("--color");
  return at === -1
    ? argv.find((word) => word.startsWith("--color="))?.slice("--color=".length)
    : argv[at + 1];
}

function usageText(argv: readonly string[], what: string, next: readonly string[]): string {
  const error = new EcsinError({ id: "usage", what, next, exitCode: EXIT.usage });
  return errorText(error, lookOfStderr(colorOf(argv)));
}
