// What goes where: results to stdout, remarks to stderr. Nothing of ecsin's own words is ever
// written to stdout.
import { oneLine } from "../printable.ts";
import { tell, writeResult } from "../streams.ts";
import { endWaitingLine, sayNoWaits, withoutWaitingLine } from "./waiting.ts";

let isQuiet = false;

/** From now on nothing is remarked: --quiet. Errors, questions and results are none of it. */
export function beQuiet(): void {
  isQuiet = true;
  sayNoWaits();
}

/**
 * One remark on stderr, prefixed, in the colour of `paint`; control characters from names or reasons
 * do not get through.
 */
export function say(text: string, paint: (text: string) => string = (text) => text): void {
  if (isQuiet) return;
  withoutWaitingLine(() => tell(`ecsin: ${paint(oneLine(text))}\n`));
}

/**
 * A result on stdout, whole even where the pipe takes it in pieces. Throws {@link Left} when its
 * reader has gone, and an EcsinError when it cannot be written.
 */
export function print(text: string): void {
  endWaitingLine();
  writeResult(text);
}
