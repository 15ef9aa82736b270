// Texts on stdout and stderr, with no secret in them, and what it means that one cannot be written: a reader that has left
// ends ecsin quietly, as `head` ends any program; a full disk is told in words.
import { spaceLine } from "./pasteable.ts";
import { EcsinError, EXIT, Left } from "./error.ts";
import { errorText } from "./error_text.ts";
import { writeAllSync } from "./output.ts";
import { withoutSecrets } from "./secrets.ts";

/** 128 + SIGPIPE: how any program ends when who read its output has left, as `head` does. */
const READER_GONE = 141;

/**
 * A result on stdout. Throws {@link Left} when its reader has gone, and an EcsinError when it cannot
 * be written.
 */
export function writeResult(text: string): void {
  try {
    writeAllSync(Deno.stdout, new TextEncoder().encode(withoutSecrets(text)));
  } catch (error) {
    throw unwritten(error);
  }
}

/** Windows has three words for it: 109, 232 and 233, of which Deno takes two for a broken pipe. */
function isReaderGone(error: unknown): boolean {
  return error instanceof Deno.errors.BrokenPipe ||
    Deno.build.os === "windows" && error instanceof Error && /\(os error 233\)/.test(error.message);
}

/** What a failed write to stdout is to who started ecsin. */
export function unwritten(error: unknown): Left | EcsinError {
  if (isReaderGone(error)) return new Left(READER_GONE);
  return new EcsinError({
    id: "output-not-written",
    what: "the result could not be written",
    why: error instanceof Error ? error.message : String(error),
    next: spaceLine(),
    exitCode: EXIT.failure,
  });
}

/** Says on stderr why stdout could not be written, where there is something to say; exit code. */
export function tellUnwritten(error: unknown): number {
  const failure = unwritten(error);
  if (failure instanceof EcsinError) tell(`${errorText(failure)}\n`);
  return failure.exitCode;
}

/** Writes text to stderr as it is; nothing where nobody is there to read it. */
export function tell(text: string): void {
  try {
    writeAllSync(Deno.stderr, new TextEncoder().encode(withoutSecrets(text)));
  } catch {
    // What was asked for can be done all the same.
  }
}
