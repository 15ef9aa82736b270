// Arguments that are not UTF-8. Deno hands them on with U+FFFD for each byte that is none, so that
// another file or word would be meant than the one that was typed. Pure.
import { EcsinError, EXIT } from "./error.ts";
import { readingLine } from "./pasteable.ts";

const REPLACEMENT = "\ufffd";

/** Why the command line cannot be taken; undefined where it can. */
export function notUtf8(argv: readonly string[]): EcsinError | undefined {
  const word = argv.find((each) => each.includes(REPLACEMENT));
  if (word === undefined) return undefined;
  return new EcsinError({
    id: "argument-not-utf8",
    what: `"${word}" is not UTF-8: what ecsin was given is not what it can read`,
    why: "where the sign U+FFFD stands there was a byte that is no text, or U+FFFD itself",
    next: readingLine("ecsin exec … -- sh", "script.sh"),
    exitCode: EXIT.usage,
  });
}
