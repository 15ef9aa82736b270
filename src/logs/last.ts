// The last lines of some streams: newest events first, until there are enough. Where CloudWatch does
// not know that order yet, the newest of each stream tell from when on to read.
import type { LogEvent } from "../aws/log_event.ts";
import { NEWEST_FIRST_FROM_MS } from "../aws/logs.ts";
import { isMissing, pageOf, type Query } from "./query.ts";
import type { Queries } from "./queries.ts";

/** What of the past is wanted. */
export interface Past {
  /** How many events are shown. */
  readonly count: number;
  /** Milliseconds of the epoch, both included. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Whether an event counts; what does not is not shown. */
  readonly keep: (event: LogEvent) => boolean;
}

/** The last events, oldest first. */
export interface Last {
  readonly events: readonly LogEvent[];
  /** There was nothing before them. */
  readonly isWhole: boolean;
}

/** Reads the last events of all streams of a group; its windows begin with them. */
export async function lastEvents(queries: Queries, past: Past): Promise<Last> {
  const found: LogEvent[] = [];
  const perQuery = new Map<Query, readonly LogEvent[]>();
  let isWhole = true;
  for (const query of [...queries.all]) {
    for (const [part, last] of await lastOf(query, queries, past)) {
      found.push(...last.events.filter(past.keep));
      perQuery.set(part, last.events);
      isWhole &&= last.isWhole;
    }
  }
  found.sort((a, b) => a.timestamp - b.timestamp);
  const events = past.count === 0 ? [] : found.slice(-past.count);
  isWhole &&= events.length === found.length;
  const [oldest] = events;
  for (const [query, seen] of perQuery) {
    query.seen.begin(seen);
    // All before what is shown is past, whatever else is found of it.
    if (!isWhole && oldest !== undefined) query.seen.beginAt(oldest.timestamp);
    else if (past.count === 0 && seen.length > 0) query.seen.beginAt(newestOf(seen));
  }
  return { events, isWhole };
}

function newestOf(events: readonly LogEvent[]): number {
  return events.reduce((newest, { timestamp }) => Math.max(newest, timestamp), -Infinity);
}

/** Of one call; of its halves where a stream is missing. */
async function lastOf(
  query: Query,
  queries: Queries,
  past: Past,
): Promise<ReadonlyMap<Query, Last>> {
  if (query.isMissing) return new Map();
  try {
    const last = await newestFirst(query, queries, past) ?? await byNewest(query, queries, past);
    return new Map([[query, last]]);
  } catch (error) {
    if (!isMissing(error)) throw error;
    const parts = await queries.part(query);
    const found = new Map<Query, Last>();
    for (const part of parts) {
      for (const [each, last] of await lastOf(part, queries, past)) found.set(each, last);
    }
    return found;
  }
}

/** Newest first; undefined where CloudWatch gives the oldest first all the same. */
async function newestFirst(
  query: Query,
  queries: Queries,
  { count, sinceMs = 0, untilMs, keep }: Past,
): Promise<Last | undefined> {
  const { asking } = queries;
  const filter = {
    ...query.filter(asking),
    startMs: Math.max(NEWEST_FIRST_FROM_MS, sinceMs, query.seen.startMs),
    ...(untilMs !== undefined ? { endMs: untilMs } : {}),
    newestFirst: true,
  };
  const events: LogEvent[] = [];
  const most = Math.max(1, count);
  const ids = new Set<string>();
  let first: LogEvent | undefined;
  let isFalling = false;
  let kept = 0;
  let token: string | undefined;
  do {
    const limit = Math.max(2, most - kept);
    const page = await pageOf({ ...filter, limit, ...(token ? { token } : {}) }, asking);
    if (page === undefined) return { events, isWhole: true };
    const last = page.events.at(-1);
    first ??= page.events[0];
    if (first !== undefined && last !== undefined) {
      if (first.timestamp < last.timestamp) return undefined;
      isFalling ||= first.timestamp > last.timestamp;
    }
    const ours = once(page.events, ids).filter((event) => queries.labelOf(event) !== undefined);
    events.push(...ours);
    kept += ours.filter(keep).length;
    ({ token } = page);
    // Until there are two different times, nobody can tell which order it is.
  } while (token !== undefined && (kept < most || !isFalling));
  events.reverse();
  return { events, isWhole: token === undefined };
}

/** By the newest of each stream, then all from the oldest that is needed on. */
async function byNewest(
  query: Query,
  queries: Queries,
  { count, sinceMs, untilMs, keep }: Past,
): Promise<Last> {
  const { asking } = queries;
  const { api, group } = asking;
  const most = Math.max(1, count);
  const times: number[] = [];
  let isWhole = true;
  for (const stream of query.isPrefix ? [] : query.streams) {
    const from = sinceMs !== undefined ? { startMs: sinceMs } : {};
    let left = most;
    let token: string | undefined;
    do {
      const asked = { group, stream, limit: left, ...from, ...(token ? { token } : {}) };
      const page = await api.newestEvents(asked);
      for (const { timestamp } of page.events) times.push(timestamp);
      left -= page.events.length;
      ({ token } = page);
    } while (token !== undefined && left > 0);
    isWhole &&= left > 0;
  }
  times.sort((a, b) => b - a);
  const fromMs = times[most - 1] ?? sinceMs ?? query.seen.startMs;
  const range = {
    startMs: Math.max(0, fromMs),
    ...(untilMs !== undefined ? { endMs: untilMs } : {}),
  };
  let events: LogEvent[] = [];
  const ids = new Set<string>();
  let token: string | undefined;
  do {
    const page = await pageOf(
      { ...query.filter(asking), ...range, ...(token ? { token } : {}) },
      asking,
    );
    const ours = once(page?.events ?? [], ids).filter((event) =>
      queries.labelOf(event) !== undefined
    );
    events = [...events, ...ours];
    // No more is kept than is shown.
    if (events.length > 2 * most + 100) events = lastKept(events, most, keep);
    token = page?.token;
  } while (token !== undefined);
  return { events: lastKept(events, most, keep), isWhole: isWhole && times.length < most };
}

/** Those whose ids were not there before. */
function once(events: readonly LogEvent[], ids: Set<string>): readonly LogEvent[] {
  return events.filter(({ eventId = "" }) => !ids.has(eventId) && ids.add(eventId));
}

function lastKept(
  events: readonly LogEvent[],
  most: number,
  keep: (event: LogEvent) => boolean,
): LogEvent[] {
  let kept = 0;
  let at = events.length;
  for (const event of events.toReversed()) {
    if (kept >= most) break;
    if (keep(event)) kept++;
    at--;
  }
  return events.slice(at);
}
