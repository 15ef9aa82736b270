// What is said once, however often it happens.
import type { EcsinError } from "../../error.ts";
import { say } from "../../terminal/say.ts";

/** Does it the first time only. */
export function once(act: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) act();
    isDone = true;
  };
}

/** Says a failure, once for each of its kinds. */
export function onceSaid(words: (error: EcsinError) => string): (error: EcsinError) => void {
  const said = new Set<string>();
  return (error) => {
    if (said.has(error.failure.id)) return;
    said.add(error.failure.id);
    say(words(error));
  };
}
