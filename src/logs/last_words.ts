// The last lines of a container, for an explanation of why its task is not well. Nothing of it may make
// the explanation fail, or late: what may not be read, or not in time, is left out.
import type { Ecs } from "../aws/ecs.ts";
import { Logs } from "../aws/logs.ts";
import type { Task } from "../aws/task.ts";
import { EcsinError } from "../error.ts";
import { TaskStreams } from "./containers.ts";
import { found } from "./following.ts";
import { Groups } from "./groups.ts";
import { lastEvents } from "./last.ts";
import { linesOf, unwrapped } from "./message.ts";

/** How many lines, and how long they are waited for. */
const LINES = 5;
const PATIENCE_MS = 4_000;

/** At most five lines, the last one last; none where they cannot be read. */
export async function lastWords(
  ecs: Ecs,
  task: Task,
  container: string,
  debug: (line: string) => void = () => {},
): Promise<readonly string[]> {
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), PATIENCE_MS);
  const late = new Promise<readonly string[]>((resolve) =>
    leaving.signal.addEventListener("abort", () => resolve([]))
  );
  const groups = new Groups({
    open: (region) => Logs.open(ecs.config, region, ecs.identity, debug),
    signal: leaving.signal,
    trouble: () => leaving.abort(),
    waiting: { nowMs: () => Date.now(), pause: () => Promise.resolve() },
    whom: ecs,
  });
  const read = async () => {
    const streams = new TaskStreams(ecs, { container, all: false });
    await groups.add((await streams.of(task)).wanted);
    const parts = await groups.each(async ({ queries }) => {
      const { events } = await lastEvents(queries, { count: LINES, keep: () => true });
      return found(queries, events);
    });
    return parts.flat().flatMap(({ event }) => linesOf(unwrapped(event.message))).slice(-LINES);
  };
  try {
    return await Promise.race([read(), late]);
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    return [];
  } finally {
    clearTimeout(timer);
    leaving.abort();
  }
}
