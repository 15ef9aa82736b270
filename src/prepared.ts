// What is the same every time need not be made every time: in the bundle, `--help` and `--version`
// are ready, and nothing else is loaded for them.
import { PREPARED } from "./prepared_texts.ts";

/** Writes the answer to a command line that has a prepared one; else false. */
export function answerPrepared(argv: readonly string[]): boolean {
  const [word = "", ...rest] = argv;
  const text = rest.length === 0 && Object.hasOwn(PREPARED, word) ? PREPARED[word] : undefined;
  if (text === undefined) return false;
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
  return true;
}
