// How a session is ended in the container as well, when this side leaves it.
import { LEAVING } from "../../signals.ts";
import { delay } from "./timing.ts";
import { wordsOf } from "./words.ts";

/** The flag TerminateSession, as uint32. */
export const TERMINATE = Uint8Array.of(0, 0, 0, 2);

/**
 * Waits for the agent's answer to the flag, then asks AWS: agents ignore the flag in shell sessions
 * (amazon-ssm-agent 3.3, shell_unix.go). Gives why nobody could be asked, if so.
 */
export async function endThere(
  closed: Promise<void>,
  terminate: () => Promise<void>,
  waitMs: number,
): Promise<string | undefined> {
  const answered = closed.then(() => true);
  if (await Promise.race([answered, delay(waitMs).then(() => false)])) return undefined;
  try {
    await terminate();
  } catch (error) {
    return wordsOf(error);
  }
  await Promise.race([answered, delay(waitMs)]);
  return undefined;
}

/** The signal that an abort was for. */
export function signalOf(reason: unknown): Deno.Signal | undefined {
  const known: readonly Deno.Signal[] = LEAVING;
  return known.find((each) => each === reason);
}
