// Looks at the task now and then while a session runs: a task that is being stopped takes the
// session with it, and the person should know why.
import type { TaskEnding } from "./options.ts";
import { delay } from "./timing.ts";
import { wordsOf } from "./words.ts";

/** Each look that sees the task going away; looks every `everyMs` until `over`. */
export async function* endingsOf(
  look: () => Promise<TaskEnding | undefined>,
  everyMs: number,
  over: AbortSignal,
  debug: (line: string) => void,
): AsyncGenerator<TaskEnding> {
  while (true) {
    await delay(everyMs, over);
    if (over.aborted) return;
    try {
      const ending = await look();
      if (ending !== undefined) yield ending;
    } catch (error) {
      debug(`could not look at the task: ${wordsOf(error)}`);
    }
  }
}
