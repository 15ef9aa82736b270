// What the fake CloudWatch Logs holds, region by region: groups, streams and events. An event may be
// seen later than it came, and twice; a stream's `lastEventTimestamp` may be an hour old. A test may
// change all of it at any time.

/** One event as it was put. */
export interface StoredEvent {
  /** 56 digits, unlike any other's; larger for what came later. */
  readonly eventId: string;
  readonly logStreamName: string;
  /** Milliseconds of the epoch: the event's own time, and when it came. */
  readonly timestamp: number;
  readonly ingestionTime: number;
  readonly message: string;
  /** Before this moment no read finds it. */
  visibleAt: number;
}

/** What a test says of an event, besides its message. */
export interface EventSpec {
  readonly timestamp?: number;
  readonly ingestionTime?: number;
  /** How many milliseconds after now it is found. */
  readonly lateMs?: number;
}

/** A log stream. */
export interface StoredStream {
  readonly name: string;
  readonly events: StoredEvent[];
  /** What DescribeLogStreams says instead of the truth. */
  lastEventTimestamp?: number;
}

/** A log group. */
export interface StoredGroup {
  readonly name: string;
  readonly streams: Map<string, StoredStream>;
  /** All events in the order of CloudWatch: by time, by arrival, by id. */
  sorted: readonly StoredEvent[] | undefined;
  retentionInDays?: number;
}

/** What can be wrong with it; read anew for each call. */
export interface LogFaults {
  /** Most events of a page; AWS's 10,000 unless told. */
  pageEvents: number;
  /** Most bytes of a page. */
  pageBytes: number;
  /** So many pages without an event come before each page that has some. */
  emptyPages: number;
  /** Every so many-th event stands twice in a page; 0: none. */
  duplicateEvery: number;
  /** AWS's quotas of the region hold. */
  quotas: boolean;
  /** `startFromHead: false` is not known yet, as before mid-2026. */
  oldestFirstOnly: boolean;
  /** What becomes of a live tail. */
  liveTail: "ok" | "sampled" | "timeout" | "bad-crc" | "cut";
}

/** All groups of the account, by region. */
export class LogStore {
  /** The clock; a test may hold it. */
  now: () => number = () => Date.now();
  readonly faults: LogFaults = {
    pageEvents: 10_000,
    pageBytes: 1_048_576,
    emptyPages: 0,
    duplicateEvery: 0,
    quotas: false,
    oldestFirstOnly: false,
    liveTail: "ok",
  };
  readonly #regions = new Map<string, Map<string, StoredGroup>>();
  readonly #listeners = new Set<(region: string, group: string, event: StoredEvent) => void>();
  #events = 0;

  /** A group that may have no stream yet. */
  group(region: string, name: string): StoredGroup {
    const groups = this.groups(region);
    const known = groups.get(name) ?? { name, streams: new Map(), sorted: undefined };
    groups.set(name, known);
    return known;
  }

  /** The groups of a region, by name. */
  groups(region: string): Map<string, StoredGroup> {
    const known = this.#regions.get(region) ?? new Map<string, StoredGroup>();
    this.#regions.set(region, known);
    return known;
  }

  /** A stream that may have no event yet; its group is made where it is missing. */
  stream(region: string, group: string, name: string): StoredStream {
    const { streams } = this.group(region, group);
    const known = streams.get(name) ?? { name, events: [] };
    streams.set(name, known);
    return known;
  }

  /** Puts one event; group and stream are made where they are missing. */
  put(
    region: string,
    group: string,
    stream: string,
    message: string,
    { timestamp, ingestionTime, lateMs = 0 }: EventSpec = {},
  ): StoredEvent {
    const now = this.now();
    const event = {
      eventId: `3${String(++this.#events).padStart(55, "0")}`,
      logStreamName: stream,
      timestamp: timestamp ?? now,
      ingestionTime: ingestionTime ?? now,
      message,
      visibleAt: now + lateMs,
    };
    this.stream(region, group, stream).events.push(event);
    this.group(region, group).sorted = undefined;
    for (const listener of this.#listeners) listener(region, group, event);
    return event;
  }

  /** Events of a group as CloudWatch orders them. */
  sorted(group: StoredGroup): readonly StoredEvent[] {
    return group.sorted ??= [...group.streams.values()].flatMap(({ events }) => events).sort(
      inOrder,
    );
  }

  /** Is told of each event from now on, until what it gives is called. */
  listen(listener: (region: string, group: string, event: StoredEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}

/** By the event's time, then by arrival, then by id. */
export function inOrder(a: StoredEvent, b: StoredEvent): number {
  return a.timestamp - b.timestamp || a.ingestionTime - b.ingestionTime ||
    (a.eventId < b.eventId ? -1 : 1);
}
