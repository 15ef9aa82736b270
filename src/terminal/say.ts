// What goes where: results to stdout, remarks to stderr. Nothing of ecsin's own words is ever
// written to stdout.
import { EcsinError, errorText, EXIT, Left } from "../error.ts";
import { writeAllSync } from "../output.ts";
import { oneLine } from "../printable.ts";
import { endWaitingLine, withoutWaitingLine } from "./waiting.ts";

/**
 * One remark on stderr, prefixed, in the colour of `paint`; control characters from names or reasons
 * do not get through.
 */
export function say(text: string, paint: (text: string) => string = (text) => text): void {
  withoutWaitingLine(() => tell(`ecsin: ${paint(oneLine(text))}\n`));
}

/** 128 + SIGPIPE: how any program ends when who read its output has left, as `head` does. */
const READER_GONE = 141;

/**
 * A result on stdout, whole even where the pipe takes it in pieces. Throws {@link Left} when its
 * reader has gone, and an EcsinError when it cannot be written.
 */
export function print(text: string): void {
  endWaitingLine();
  try {
    writeAllSync(Deno.stdout, new TextEncoder().encode(text));
  } catch (error) {
    throw unwritten(error);
  }
}

/** What a failed write to stdout is to who started ecsin. */
export function unwritten(error: unknown): Left | EcsinError {
  if (error instanceof Deno.errors.BrokenPipe) return new Left(READER_GONE);
  return new EcsinError({
    id: "output-not-written",
    what: "the result could not be written",
    why: error instanceof Error ? error.message : String(error),
    next: "df -h",
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
    writeAllSync(Deno.stderr, new TextEncoder().encode(text));
  } catch {
    // What was asked for can be done all the same.
  }
}
