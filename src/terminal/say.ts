// What goes where: results to stdout, remarks to stderr. Nothing of ecsin's own words is ever
// written to stdout.
import { oneLine } from "../printable.ts";
import { endWaitingLine, withoutWaitingLine } from "./waiting.ts";

/**
 * One remark on stderr, prefixed, in the colour of `paint`; control characters from names or reasons
 * do not get through.
 */
export function say(text: string, paint: (text: string) => string = (text) => text): void {
  const bytes = new TextEncoder().encode(`ecsin: ${paint(oneLine(text))}\n`);
  withoutWaitingLine(() => writeAllSync(Deno.stderr, bytes));
}

/** A result on stdout, whole even where the pipe takes it in pieces. */
export function print(text: string): void {
  endWaitingLine();
  writeAllSync(Deno.stdout, new TextEncoder().encode(text));
}

function writeAllSync(to: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(to.writeSync(rest));
}
