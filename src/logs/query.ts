// One FilterLogEvents that is asked again and again: up to 100 streams by name, or a prefix of names,
// with the window of what was seen of them. Pages may be empty, come twice, or be refused for a
// while; nothing of that is seen outside.
import type { LogEvent } from "../aws/log_event.ts";
import type { EventFilter, EventPage, Logs } from "../aws/logs.ts";
import { EcsinError } from "../error.ts";
import type { Seen } from "./seen.ts";

/** What reading asks of CloudWatch. */
export type EventsApi = Pick<Logs, "filterLogEvents" | "newestEvents">;

/** Time and how long it is waited, handed in so that tests need not wait. */
export interface Waiting {
  readonly nowMs: () => number;
  /** Ends early where `signal` is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** What a query is asked of. */
export interface Asking {
  readonly api: EventsApi;
  readonly group: string;
  /** CloudWatch's filter pattern. */
  readonly pattern?: string;
  readonly waiting: Waiting;
  /** Ends all reading. */
  readonly signal: AbortSignal;
  /** Says, once, that AWS refuses and that it is asked again. */
  readonly trouble: (error: EcsinError) => void;
}

/** Failures that pass by themselves. */
const PASSING = ["throttled", "unreachable", "aws-failed"];
/** The first wait after one, doubled up to the most. */
const TROUBLE_MS = 1_000;
const TROUBLE_MOST_MS = 20_000;

/** A page while it is asked for: tries for as long as what refuses it may pass. */
export async function pageOf(filter: EventFilter, asking: Asking): Promise<EventPage | undefined> {
  for (let waitMs = TROUBLE_MS;; waitMs = Math.min(TROUBLE_MOST_MS, waitMs * 2)) {
    if (asking.signal.aborted) return undefined;
    try {
      return await asking.api.filterLogEvents(filter);
    } catch (error) {
      if (!(error instanceof EcsinError) || !PASSING.includes(error.failure.id)) throw error;
      asking.trouble(error);
      await asking.waiting.pause(waitMs, asking.signal);
    }
  }
}

/** AWS knows no such group, or one of the streams. */
export function isMissing(error: unknown): boolean {
  return error instanceof EcsinError && error.failure.aws?.name === "ResourceNotFoundException";
}

/** A token that AWS does not take any more. */
function isStale(error: unknown): boolean {
  return error instanceof EcsinError && error.failure.aws?.name === "InvalidParameterException";
}

/** The streams of one call. */
export class Query {
  /** By name; of a prefix the one. */
  readonly streams: Set<string>;
  readonly isPrefix: boolean;
  seen: Seen;
  /** Its one stream is not there yet. */
  isMissing = false;
  /** It was read to its end at least once. */
  isSwept = false;
  /** The call that takes over what is read by this one, once it was swept. */
  joins?: Query;

  constructor(streams: Iterable<string>, isPrefix: boolean, seen: Seen) {
    this.streams = new Set(streams);
    this.isPrefix = isPrefix;
    this.seen = seen;
  }

  /** What is asked for, besides times. */
  filter({ group, pattern }: Pick<Asking, "group" | "pattern">): EventFilter {
    const [first = ""] = this.streams;
    return {
      group,
      ...(this.isPrefix ? { prefix: first } : { streams: [...this.streams] }),
      ...(pattern !== undefined ? { pattern } : {}),
    };
  }

  /**
   * Reads from the start of the window to the end, or to `endMs`; gives what is ours and new, page by
   * page.
   * Throws what does not pass by itself: {@link isMissing} among it.
   */
  async *sweep(
    asking: Asking,
    isOurs: (event: LogEvent) => boolean,
    endMs?: number,
  ): AsyncGenerator<readonly LogEvent[]> {
    const beganMs = asking.waiting.nowMs();
    const filter = {
      ...this.filter(asking),
      startMs: Math.max(0, this.seen.startMs),
      ...(endMs !== undefined ? { endMs } : {}),
    };
    let token: string | undefined;
    do {
      let page: EventPage | undefined;
      try {
        page = await pageOf(token === undefined ? filter : { ...filter, token }, asking);
      } catch (error) {
        if (token === undefined || !isStale(error)) throw error;
        // A token lives a day; what was seen since the window's start is known.
        token = undefined;
        continue;
      }
      if (page === undefined) return;
      this.isMissing = false;
      const fresh = page.events.filter((event) => isOurs(event) && this.seen.isNew(event));
      if (fresh.length > 0) yield fresh;
      token = page.token;
      if (token === undefined) break;
    } while (true);
    this.isSwept = true;
    this.seen.swept(asking.pattern === undefined ? undefined : beganMs);
  }
}
