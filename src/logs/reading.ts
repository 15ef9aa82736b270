// What is shown of groups: their past, as its last lines or as a range of time, and then what comes.
// In the order of time as far as that is known; nothing twice.
import { EcsinError } from "../error.ts";
import { follow, type Found, found, type Take } from "./following.ts";
import type { GroupReading, Groups } from "./groups.ts";
import { lastEvents } from "./last.ts";
import { followLive, type LiveWords } from "./live.ts";
import { isMissing } from "./query.ts";
import { range } from "./range.ts";

/** What of the past is shown; without `count` all of it. */
export interface PastOptions {
  readonly count?: number;
  /** Milliseconds of the epoch, both included. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Whether a message counts. */
  readonly keep: (message: string) => boolean;
}

/** Shows the past; tells how many events it had. */
export async function showPast(groups: Groups, past: PastOptions, take: Take): Promise<number> {
  const { count } = past;
  if (count !== undefined) return await showLast(groups, { ...past, count }, take);
  let shown = 0;
  const all = groups.all;
  try {
    for await (const events of range(all.map(({ queries }) => queries), past.untilMs)) {
      shown += events.length;
      take(events);
    }
  } catch (error) {
    throw explained(error, groups);
  }
  return shown;
}

async function showLast(
  groups: Groups,
  past: PastOptions & { readonly count: number },
  take: Take,
): Promise<number> {
  const keep = ({ message }: { readonly message: string }) => past.keep(message);
  const parts = await groups.each(async ({ queries }) => {
    const last = await lastEvents(queries, { ...past, keep });
    return found(queries, last.events);
  });
  const all: Found[] = parts.flat();
  if (parts.length > 1) all.sort((a, b) => a.event.timestamp - b.event.timestamp);
  const shown = past.count === 0 ? [] : all.slice(-past.count);
  if (shown.length > 0) take(shown);
  return shown.length;
}

/** Which group a failure of all is of: the first that it may be. */
function explained(error: unknown, groups: Groups): unknown {
  const isOfGroup = error instanceof EcsinError &&
    (isMissing(error) || error.failure.id === "access-denied");
  const [first] = groups.all;
  return isOfGroup && first !== undefined ? groups.explained(error, first) : error;
}

/** How what comes is followed. */
export interface FollowOptions {
  readonly take: Take;
  /** By live tail as well: the ARN of a group, and what is said of it. */
  readonly live?: LiveWords & { readonly arnOf: (group: GroupReading) => string };
}

/** Follows all groups, and those that come, until their signal ends it. */
export async function followAll(groups: Groups, { take, live }: FollowOptions): Promise<void> {
  const { signal } = groups.options;
  const ended = Promise.withResolvers<void>();
  const begin = (group: GroupReading) => {
    const reading = groups.of(group, async () => {
      if (live === undefined) await follow(group.queries, take);
      else await followLive(group, live.arnOf(group), take, live);
    });
    reading.catch(ended.reject);
  };
  groups.onNew = begin;
  for (const group of groups.all) begin(group);
  if (signal.aborted) return;
  signal.addEventListener("abort", () => ended.resolve(), { once: true });
  await ended.promise;
}
