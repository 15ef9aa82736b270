// What goes where: results to stdout, remarks to stderr. Nothing of ecsin's own words is ever
// written to stdout.
import { oneLine } from "../printable.ts";

/**
 * One remark on stderr, prefixed, in the colour of `paint`; control characters from names or reasons
 * do not get through.
 */
export function say(text: string, paint: (text: string) => string = (text) => text): void {
  writeAllSync(Deno.stderr, new TextEncoder().encode(`ecsin: ${paint(oneLine(text))}\n`));
}

/** Before this nobody wonders what is going on. */
const LONG_MS = 400;

/** Says on a terminal that something is being read, should it take long; gives what erases it. */
export function sayReading(title: string): () => void {
  if (!Deno.stderr.isTerminal()) return () => {};
  let said = false;
  const write = (text: string) => writeAllSync(Deno.stderr, new TextEncoder().encode(text));
  const timer = setTimeout(() => {
    said = true;
    write(`\r${oneLine(title)}> reading …`);
  }, LONG_MS);
  return () => {
    clearTimeout(timer);
    if (said) write("\r\x1b[K");
  };
}

/** A result on stdout, whole even where the pipe takes it in pieces. */
export function print(text: string): void {
  writeAllSync(Deno.stdout, new TextEncoder().encode(text));
}

function writeAllSync(to: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(to.writeSync(rest));
}
