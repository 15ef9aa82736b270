// Follows streams: reads what is new, round after round, quicker while there is news. New streams may
// join and others leave between rounds, and nothing is lost or shown twice for it. Plain polling of
// all streams by as few calls as can be; the pace of calls is kept below, in src/aws/logs.ts.
import type { LogEvent } from "../aws/log_event.ts";
import type { Queries } from "./queries.ts";
import type { Wanted } from "./wanted.ts";

/** Between two rounds: while there is news, and at most where there is none. */
const NEWS_MS = 1_000;
const QUIET_MS = 5_000;
const SLOWER = 1.5;

/** An event and whose it is. */
export interface Found {
  readonly event: LogEvent;
  readonly wanted: Wanted;
}

/** Takes what was found: some events at a time, each stream's in its order. */
export type Take = (found: readonly Found[]) => void;

/** Reads one group until its signal ends it. */
export async function follow(queries: Queries, take: Take): Promise<void> {
  const { signal, waiting } = queries.asking;
  for (let waitMs = NEWS_MS; !signal.aborted;) {
    const isNews = await oneRound(queries, take);
    waitMs = isNews ? NEWS_MS : Math.min(QUIET_MS, waitMs * SLOWER);
    await waiting.pause(waitMs, signal);
  }
}

/** Reads what is new once; tells whether there was any. */
export async function oneRound(queries: Queries, take: Take): Promise<boolean> {
  let isNews = false;
  for await (const events of queries.round()) {
    isNews = true;
    take(found(queries, events));
  }
  return isNews;
}

/** Events with whose they are; others are left out. */
export function found(queries: Queries, events: readonly LogEvent[]): Found[] {
  return events.flatMap((event) => {
    const wanted = queries.labelOf(event);
    return wanted === undefined ? [] : [{ event, wanted }];
  });
}
