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

/** In words; `flags` are those that were typed, to tell a flag's value from a word's. */
export function scannerWords(error: ArgumentScannerError, argv: readonly string[]): string {
  if (error instanceof UnsatisfiedPositionalError) {
    return `a word is missing: <${error.placeholder}>`;
  }
  if (error instanceof EnumValidationError) {
    return `"${error.input}" is no value of --${error.externalFlagName}: it is one of ` +
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
    const [, flag] = /^(--?[a-z][a-z-]*)=$/i.exec(input) ?? [];
    if (flag !== undefined) return `a value is missing for ${flag}`;
    const why = exception instanceof Error ? exception.message : String(exception);
    const words = /^Cannot convert .* to a boolean$/.test(why) ? "it is yes or no" : why;
    const isFlag = argv.some((word) => word === `--${name}` || word.startsWith(`--${name}=`)) ||
      !argv.includes(input);
    return `"${input}" is no ${isFlag ? `value of --${name}` : name}: ${words}`;
  }
  const words = formatMessageForArgumentScannerError(error, {})
    .replace(/^No (?:flag|alias) registered for (?=-)/i, "unknown flag ")
    .replace(/^Too many arguments.*encountered (?=")/is, "unexpected argument ")
    .replace(/^unexpected argument "(--[a-z][a-z-]*)="$/, "a value is missing for $1");
  return words.slice(0, 1).toLowerCase() + words.slice(1);
}
