// What goes where: results to stdout, remarks to stderr. Nothing of ecsin's own words is ever
// written to stdout.
import { EcsinError, EXIT, Left } from "../error.ts";
import { oneLine } from "../printable.ts";
import { endWaitingLine, withoutWaitingLine } from "./waiting.ts";

/**
 * One remark on stderr, prefixed, in the colour of `paint`; control characters from names or reasons
 * do not get through.
 */
export function say(text: string, paint: (text: string) => string = (text) => text): void {
  const bytes = new TextEncoder().encode(`ecsin: ${paint(oneLine(text))}\n`);
  try {
    withoutWaitingLine(() => writeAllSync(Deno.stderr, bytes));
  } catch {
    // Nobody is there to read it, and what was asked for can be done all the same.
  }
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
    if (error instanceof Deno.errors.BrokenPipe) throw new Left(READER_GONE);
    throw new EcsinError({
      id: "output-not-written",
      what: "the result could not be written",
      why: error instanceof Error ? error.message : String(error),
      next: "df -h",
      exitCode: EXIT.failure,
    });
  }
}

function writeAllSync(to: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(to.writeSync(rest));
}
