// What stricli finds wrong with a word of the command line, as ecsin says it. Classes are asked, not
// names: those are lost in the bundle.
import {
  ArgumentParseError,
  type ArgumentScannerError,
  EnumValidationError,
  formatMessageForArgumentScannerError,
  UnexpectedFlagError,
  UnsatisfiedFlagError,
  UnsatisfiedPositionalError,
} from "@stricli/core";

/** In words; `argv` tells a flag's value from a word of its own. */
export function scannerWords(error: ArgumentScannerError, argv: readonly string[]): string {
  if (error instanceof UnsatisfiedPositionalError) {
    return `a word is missing: <${error.placeholder}>`;
  }
  if (error instanceof EnumValidationError) {
    return `--${error.externalFlagName} cannot be "${error.input}": it is one of ` +
      error.values.join(", ");
  }
  if (error instanceof UnsatisfiedFlagError) {
    return `a value is missing for --${error.externalFlagName}`;
  }
  if (error instanceof UnexpectedFlagError) {
    return `--${error.externalFlagName} is given twice: "${error.previousInput}" and "${error.input}"`;
  }
  if (error instanceof ArgumentParseError) {
    const { externalFlagNameOrPlaceholder: name, input, exception } = error;
    const why = exception instanceof Error ? exception.message : String(exception);
    const words = /^Cannot convert .* to a boolean$/.test(why) ? "it is yes or no" : why;
    return isValue(input, name, argv)
      ? `--${name} cannot be "${input}": ${words}`
      : `"${input}" is not a ${name}: ${words}`;
  }
  const words = formatMessageForArgumentScannerError(error, {})
    .replace(/^No (?:flag|alias) registered for (?=-)/i, "unknown flag ")
    .replace(/^Too many arguments.*encountered (?=")/is, "unexpected argument ");
  return words.slice(0, 1).toLowerCase() + words.slice(1);
}

/** Whether the word stands behind its flag, or behind a letter for it; -q and -y take no value. */
function isValue(input: string, name: string, argv: readonly string[]): boolean {
  const before = argv[argv.indexOf(input) - 1] ?? "";
  return before === `--${name}` || argv.includes(`--${name}=${input}`) ||
    /^-[a-pr-xzA-Z]$/.test(before) || !argv.includes(input);
}
