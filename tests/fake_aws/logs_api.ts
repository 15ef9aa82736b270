// CloudWatch Logs' side of the calls that ecsin makes (API reference, Logs_20140328): ranges, pages
// of 10,000 events or 1 MB, tokens, empty pages, quotas per region, error names. Words of errors are
// AWS's where users have quoted them.
import { type ApiCall, ApiError } from "./api_call.ts";
import { type Bucket, Throttle } from "./api_faults.ts";
import type { LogStore, StoredEvent, StoredGroup } from "./log_store.ts";
import { logQuota } from "./log_quotas.ts";
import { patternOf } from "./log_pattern.ts";

/** startFromHead false wants a startTime from 2024 on. */
const NEWEST_FIRST_FROM = Date.UTC(2024, 0, 1);
/** What an event counts besides its message. */
const EVENT_BYTES = 26;

/** CloudWatch Logs over a store. */
export class LogsApi {
  readonly #throttle = new Throttle();
  readonly #buckets = new Map<string, Bucket>();
  /** Empty pages that were given before the token's page. */
  readonly #empty = new Map<string, number>();

  /** A long reading asks the same again and again: it must not be the fake that is measured. */
  last: Answered | undefined;

  constructor(readonly store: LogStore) {}

  /** Answers a call; throws an ApiError. */
  answer(call: ApiCall): Record<string, unknown> {
    this.#keepQuota(call);
    switch (call.action) {
      case "FilterLogEvents":
        return this.#filter(call);
      case "GetLogEvents":
        return this.#get(call);
      case "DescribeLogStreams":
        return this.#describeStreams(call);
      case "DescribeLogGroups":
        return this.#describeGroups(call);
    }
    throw new ApiError("UnknownOperationException", `the fake CloudWatch has no ${call.action}`);
  }

  #keepQuota({ action, region }: ApiCall): void {
    const perSecond = logQuota(action, region);
    if (!this.store.faults.quotas || perSecond === undefined) return;
    const key = `${action} ${region}`;
    const bucket = this.#buckets.get(key) ?? { burst: perSecond, perSecond };
    this.#buckets.set(key, bucket);
    if (!this.#throttle.take(bucket, performance.now())) {
      throw new ApiError("ThrottlingException", "Rate exceeded");
    }
  }

  #group({ input, region }: ApiCall): StoredGroup {
    const named = String(input["logGroupName"] ?? input["logGroupIdentifier"]);
    const name = named.replace(/^arn:[^:]*:logs:[^:]*:\d*:log-group:/, "").replace(/:\*$/, "");
    const group = this.store.groups(region).get(name);
    if (group === undefined) {
      throw new ApiError("ResourceNotFoundException", "The specified log group does not exist.");
    }
    return group;
  }

  #filter(call: ApiCall): Record<string, unknown> {
    const { input } = call;
    const { faults } = this.store;
    const group = this.#group(call);
    const names = listOf(input["logStreamNames"]);
    const prefix = input["logStreamNamePrefix"];
    if (names !== undefined && prefix !== undefined) {
      throw invalid("LogStreamNamePrefix and LogStreamNames cannot be specified together.");
    }
    if (names !== undefined && (names.length < 1 || names.length > 100)) {
      throw invalid("1 validation error detected: logStreamNames has 1 to 100 members");
    }
    for (const name of names ?? []) {
      if (group.streams.has(name)) continue;
      throw new ApiError("ResourceNotFoundException", "The specified log stream does not exist.");
    }
    const from = Number(input["startTime"] ?? 0);
    const to = Number(input["endTime"] ?? Infinity);
    const token = readToken(input["nextToken"]);
    const newestFirst = token?.newestFirst ??
      (input["startFromHead"] === false && !faults.oldestFirstOnly);
    if (newestFirst && from < NEWEST_FIRST_FROM) {
      throw invalid("startTime must be on or after Jan 1, 2024 when startFromHead is false");
    }
    const wanted = names === undefined ? undefined : new Set(names);
    const matches = patternOf(String(input["filterPattern"] ?? ""));
    const { found, places } = this.#found(group, JSON.stringify({ ...input, nextToken: 0 }), () => {
      const all = this.#visible(group).filter((event) =>
        event.timestamp >= from && event.timestamp <= to &&
        (wanted === undefined || wanted.has(event.logStreamName)) &&
        (prefix === undefined || event.logStreamName.startsWith(String(prefix))) &&
        matches(event.message)
      );
      return newestFirst ? all.reverse() : all;
    });
    // A token names the last event of its page: what comes in between is neither lost nor moved.
    const start = token === undefined ? 0 : (places.get(token.after) ?? -1) + 1;
    const key = `${token?.after ?? ""} ${newestFirst}`;
    const empty = this.#empty.get(key) ?? 0;
    if (empty < faults.emptyPages && start < found.length) {
      this.#empty.set(key, empty + 1);
      const nextToken = writeToken({ after: token?.after ?? "", newestFirst });
      return { events: [], searchedLogStreams: [], nextToken };
    }
    this.#empty.delete(key);
    const page = this.#page(found.slice(start), Number(input["limit"] ?? Infinity));
    const last = page.at(-1);
    const more = start + page.length < found.length && last !== undefined;
    return {
      events: this.#doubled(page).map((event) => ({
        eventId: event.eventId,
        ingestionTime: event.ingestionTime,
        logStreamName: event.logStreamName,
        message: event.message,
        timestamp: event.timestamp,
      })),
      searchedLogStreams: [],
      ...(more ? { nextToken: writeToken({ after: last.eventId, newestFirst }) } : {}),
    };
  }

  #get(call: ApiCall): Record<string, unknown> {
    const { input } = call;
    const stream = this.#group(call).streams.get(String(input["logStreamName"]));
    if (stream === undefined) {
      throw new ApiError("ResourceNotFoundException", "The specified log stream does not exist.");
    }
    const now = this.store.now();
    const from = Number(input["startTime"] ?? 0);
    const before = Number(input["endTime"] ?? Infinity);
    const found = [...stream.events].filter((event) =>
      event.visibleAt <= now && event.timestamp >= from && event.timestamp < before
    ).sort((a, b) => a.timestamp - b.timestamp);
    const given = /^([fb])\/(\d+)$/.exec(String(input["nextToken"] ?? ""));
    if (input["nextToken"] !== undefined && given === null) {
      throw invalid("The specified nextToken is invalid.");
    }
    const most = Number(input["limit"] ?? 10_000);
    const forward = given === null ? input["startFromHead"] === true : given[1] === "f";
    const at = given === null ? (forward ? 0 : found.length) : Number(given[2]);
    const page = forward
      ? this.#page(found.slice(at), most)
      : this.#page(found.slice(0, at).reverse(), most).reverse();
    const start = forward ? at : at - page.length;
    return {
      events: page.map(({ ingestionTime, message, timestamp }) => ({
        ingestionTime,
        message,
        timestamp,
      })),
      nextForwardToken: `f/${start + page.length}`,
      nextBackwardToken: `b/${start}`,
    };
  }

  #describeStreams(call: ApiCall): Record<string, unknown> {
    const { input } = call;
    const prefix = String(input["logStreamNamePrefix"] ?? "");
    const all = [...this.#group(call).streams.values()]
      .filter(({ name }) => name.startsWith(prefix)).sort((a, b) => a.name < b.name ? -1 : 1);
    const { items, nextToken } = listed(all, input, 50);
    return {
      logStreams: items.map(({ name, events, lastEventTimestamp }) => ({
        logStreamName: name,
        ...(events.length > 0
          ? {
            firstEventTimestamp: events[0]?.timestamp,
            lastEventTimestamp: lastEventTimestamp ?? events.at(-1)?.timestamp,
            lastIngestionTime: lastEventTimestamp ?? events.at(-1)?.ingestionTime,
          }
          : {}),
      })),
      ...(nextToken !== undefined ? { nextToken } : {}),
    };
  }

  #describeGroups({ input, region }: ApiCall): Record<string, unknown> {
    const prefix = String(input["logGroupNamePrefix"] ?? "");
    const all = [...this.store.groups(region).values()]
      .filter(({ name }) => name.startsWith(prefix)).sort((a, b) => a.name < b.name ? -1 : 1);
    const { items, nextToken } = listed(all, input, 50);
    return {
      logGroups: items.map(({ name, retentionInDays }) => ({
        logGroupName: name,
        storedBytes: 0,
        ...(retentionInDays !== undefined ? { retentionInDays } : {}),
      })),
      ...(nextToken !== undefined ? { nextToken } : {}),
    };
  }

  /** What was found for the same request, as long as nothing came and nothing was hidden. */
  #found(group: StoredGroup, request: string, find: () => StoredEvent[]): Found {
    const sorted = this.store.sorted(group);
    const { last } = this;
    if (last?.request === request && last.sorted === sorted) return last.answer;
    const found = find();
    const answer = { found, places: new Map(found.map(({ eventId }, at) => [eventId, at])) };
    const isAll = this.store.now() >= sorted.reduce((at, each) => Math.max(at, each.visibleAt), 0);
    this.last = isAll ? { request, sorted, answer } : undefined;
    return answer;
  }

  #visible(group: StoredGroup): StoredEvent[] {
    const now = this.store.now();
    return this.store.sorted(group).filter(({ visibleAt }) => visibleAt <= now);
  }

  #page(events: readonly StoredEvent[], limit: number): StoredEvent[] {
    const { pageEvents, pageBytes } = this.store.faults;
    const most = Math.min(limit, pageEvents, events.length);
    let bytes = 0;
    let count = 0;
    while (count < most) {
      bytes += (events[count]?.message.length ?? 0) + EVENT_BYTES;
      if (bytes > pageBytes && count > 0) break;
      count++;
    }
    return events.slice(0, count);
  }

  #doubled(page: readonly StoredEvent[]): readonly StoredEvent[] {
    const { duplicateEvery } = this.store.faults;
    if (duplicateEvery === 0) return page;
    return page.flatMap((event, index) => index % duplicateEvery === 0 ? [event, event] : [event]);
  }
}

/** What a filter finds, and where each event stands in it. */
interface Found {
  readonly found: readonly StoredEvent[];
  readonly places: ReadonlyMap<string, number>;
}

interface Answered {
  readonly request: string;
  readonly sorted: readonly StoredEvent[];
  readonly answer: Found;
}

interface Token {
  readonly after: string;
  readonly newestFirst: boolean;
}

function writeToken({ after, newestFirst }: Token): string {
  return `Bxkq6kVGFtq2y_Moigeqscp-${newestFirst ? "n" : "o"}-${after}`;
}

function readToken(given: unknown): Token | undefined {
  if (given === undefined) return undefined;
  const match = /-([no])-(\d*)$/.exec(String(given));
  if (match === null) throw invalid("The specified nextToken is invalid.");
  return { after: match[2] ?? "", newestFirst: match[1] === "n" };
}

function invalid(message: string): ApiError {
  return new ApiError("InvalidParameterException", message);
}

function listOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** One page of a list; its token is the place. */
function listed<T>(
  all: readonly T[],
  input: Readonly<Record<string, unknown>>,
  most: number,
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const size = Number(input["limit"] ?? most);
  if (!(size >= 1 && size <= most)) throw invalid(`limit must be between 1 and ${most}`);
  const at = Number(input["nextToken"] ?? 0);
  const end = at + size;
  return { items: all.slice(at, end), ...(end < all.length ? { nextToken: String(end) } : {}) };
}
