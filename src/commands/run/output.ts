// What a one-off task's container writes, followed while it runs, up to its last line: a result, so it
// goes to stdout as it is; a terminal gets no control characters of it.
import type { Ecs } from "../../aws/ecs.ts";
import type { Task } from "../../aws/task.ts";
import { pause } from "../../deployment/follow.ts";
import { openGroups } from "../../entry/open_logs.ts";
import { EcsinError, Left } from "../../error.ts";
import { TaskStreams } from "../../logs/containers.ts";
import type { Found } from "../../logs/following.ts";
import { linesOf, unwrapped } from "../../logs/message.ts";
import { followAll } from "../../logs/reading.ts";
import { print, say } from "../../terminal/say.ts";

/** CloudWatch tells a line some seconds after it was written: so long it is quiet, or at most. */
const QUIET_MS = 4_000;
const DRAIN_MS = 12_000;
const LOOK_MS = 250;

/** The output of a task that runs. */
export interface Output {
  /** Waits until its last lines are there, and ends the reading. */
  readonly end: (signal: AbortSignal) => Promise<void>;
}

const NOTHING: Output = { end: () => Promise.resolve() };

/** Who reads it. */
export interface Reader {
  /** Takes whole lines; they are printed unless it says otherwise. */
  readonly write?: (text: string) => void;
  /** Is told that nobody reads any more, as behind `| head`. */
  readonly gone: () => void;
}

/**
 * Begins to follow it. What cannot be read is said, with where it is, and takes nothing away from how
 * the task ends.
 */
export async function followOutput(
  ecs: Ecs,
  task: Task,
  container: string,
  debug: (line: string) => void,
  { write = print, gone }: Reader,
): Promise<Output> {
  const leaving = new AbortController();
  let newsAt = performance.now();
  const told = new Set<string>();
  const tell = (text: string) => {
    if (told.has(text)) return;
    told.add(text);
    say(text);
  };
  const groups = openGroups(ecs, debug, {
    signal: leaving.signal,
    trouble: (error) => tell(`its output: ${error.message}: it is asked again`),
  });
  try {
    const streams = new TaskStreams(ecs, { container, all: false });
    const { wanted, elsewhere } = await streams.of(task);
    if (wanted.length === 0) {
      if (elsewhere.length > 0) tell(`its output is not shown: ${elsewhere.join("; ")}`);
      return NOTHING;
    }
    await groups.add(wanted);
  } catch (error) {
    sayWhy(error, tell);
    return NOTHING;
  }
  const take = (found: readonly Found[]) => {
    newsAt = performance.now();
    const text = found.map(({ event }) => textOf(event.message)).join("");
    if (text !== "") write(text);
  };
  let failure: unknown;
  const following = followAll(groups, { take }).catch((error) => {
    failure = error;
    if (error instanceof Left) gone();
  });
  return {
    async end(signal) {
      const until = performance.now() + DRAIN_MS;
      newsAt = performance.now();
      while (failure === undefined && !signal.aborted) {
        const now = performance.now();
        if (now > until || now - newsAt > QUIET_MS) break;
        await pause(LOOK_MS, signal);
      }
      leaving.abort();
      await following;
      // Who reads stdout has left: that is an end, and not CloudWatch's no.
      if (failure !== undefined) return sayWhy(failure, tell);
      const missing = groups.all.find(({ queries }) => queries.isGroupMissing);
      if (missing !== undefined) sayWhy(groups.missing(missing), tell);
    },
  };
}

/** As the program wrote it, each event a line at least; a terminal is not drawn on by it. */
function textOf(message: string): string {
  const own = unwrapped(message);
  if (!Deno.stdout.isTerminal()) return own.endsWith("\n") ? own : `${own}\n`;
  return linesOf(own).map((line) => `${line}\n`).join("");
}

function sayWhy(error: unknown, tell: (text: string) => void): void {
  if (!(error instanceof EcsinError)) throw error;
  const { why = [], next = [] } = error.failure;
  const [line] = [next].flat();
  tell(`its output is not shown: ${error.message}`);
  for (const each of [why].flat()) tell(`  ${each}`);
  if (line !== undefined) tell(`  to read it: ${line}`);
}
