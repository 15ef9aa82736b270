// All that is read of one group: streams spread over as few calls as can be, each of at most 100
// names. A stream that is not there yet makes CloudWatch refuse the whole call; so the call is
// halved until it stands alone, is asked for now and then, and joins the others once it is there.
import type { LogEvent } from "../aws/log_event.ts";
import { STREAMS_MOST } from "../aws/logs.ts";
import { type Asking, isMissing, pageOf, Query } from "./query.ts";
import { Seen } from "./seen.ts";
import type { Wanted } from "./wanted.ts";

/** Streams that are not there yet and are asked for in one round, besides those that are. */
const MISSING_A_ROUND = 2;

/** For how long a group that has answered needs no other look: what is refused is for a stream. */
const GROUP_STAYS_MS = 60_000;

/** The streams of one group in one region. */
export class Queries {
  readonly #asking: Asking;
  #all: Query[] = [];
  /** By the stream's name, or what it begins with. */
  readonly #wanted = new Map<string, Wanted>();
  /** Which call reads what begins so. */
  readonly #owners = new Map<string, Query>();
  /** Wanted by the streams that were seen; null: nobody's. */
  readonly #known = new Map<string, Wanted | null>();
  /** The oldest that is asked for; milliseconds of the epoch. */
  readonly #sinceMs: number;

  constructor(asking: Asking, sinceMs = 0) {
    this.#asking = asking;
    this.#sinceMs = sinceMs;
  }

  /** All calls; those of streams that are not there are among them. */
  get all(): readonly Query[] {
    return this.#all;
  }

  get asking(): Asking {
    return this.#asking;
  }

  get size(): number {
    return this.#wanted.size;
  }

  /** Reads these too, from now on. */
  add(wanted: readonly Wanted[]): void {
    const names = wanted.filter(({ stream }) => !this.#wanted.has(stream));
    for (const each of names) this.#wanted.set(each.stream, each);
    for (const [name, each] of this.#known) if (each === null) this.#known.delete(name);
    const exact = names.filter(({ isPrefix }) => !isPrefix);
    for (let at = 0; at < exact.length; at += STREAMS_MOST) {
      const some = exact.slice(at, at + STREAMS_MOST);
      const fromMs = Math.min(...some.map((each) => each.fromMs));
      const streams = some.map(({ stream }) => stream);
      this.#all.push(new Query(streams, false, new Seen(Math.max(this.#sinceMs, fromMs))));
    }
    for (const { stream, shared = stream, fromMs, isPrefix } of names) {
      if (!isPrefix) continue;
      const known = this.#all.find((each) => each.isPrefix && each.streams.has(shared));
      if (known !== undefined && !known.isSwept) {
        this.#owners.set(stream, known);
        continue;
      }
      // What all share was read further already: what is new is caught up with by itself.
      const own = new Seen(Math.max(this.#sinceMs, fromMs));
      const query = new Query([known === undefined ? shared : stream], true, own);
      if (known !== undefined) query.joins = known;
      this.#owners.set(stream, query);
      this.#all.push(query);
    }
  }

  /** Does not read these any more. */
  remove(streams: readonly string[]): void {
    for (const stream of streams) {
      this.#wanted.delete(stream);
      for (const query of this.#all) if (!query.isPrefix) query.streams.delete(stream);
    }
    this.#known.clear();
    for (const stream of streams) this.#owners.delete(stream);
    const owners = new Set(this.#owners.values());
    this.#all = this.#all.filter((each) =>
      each.isPrefix ? owners.has(each) || this.#isJoined(each) : each.streams.size > 0
    );
  }

  #isJoined(query: Query): boolean {
    return this.#all.some(({ joins }) => joins === query);
  }

  /** Whose event it is; undefined where nobody asked for its stream. */
  labelOf({ stream }: LogEvent): Wanted | undefined {
    const known = this.#known.get(stream);
    if (known !== undefined) return known ?? undefined;
    const found = this.#wanted.get(stream) ??
      [...this.#wanted.values()].find((each) => each.isPrefix && stream.startsWith(each.stream));
    this.#known.set(stream, found ?? null);
    return found;
  }

  /** Reads all that is new, call after call. */
  async *round(): AsyncGenerator<readonly LogEvent[]> {
    let missing = 0;
    for (const query of [...this.#all]) {
      if (query.isMissing && ++missing > MISSING_A_ROUND) continue;
      for await (const events of this.sweep(query)) yield events;
    }
    this.#join();
    this.#all = merged(this.#all);
  }

  /** What was caught up with is read by the call of all. */
  #join(): void {
    for (const query of this.#all) {
      const { joins } = query;
      if (joins === undefined || !query.isSwept || !joins.isSwept) continue;
      const [begin = ""] = query.streams;
      joins.seen.absorb(query.seen, this.#namesOf(joins), this.#namesOf(query));
      this.#owners.set(begin, joins);
      this.#all = this.#all.filter((each) => each !== query);
    }
  }

  /** The streams that were seen of a call. */
  #namesOf(query: Query): readonly string[] {
    return [...this.#known].flatMap(([name, wanted]) =>
      wanted !== null && this.#owners.get(wanted.stream) === query ? [name] : []
    );
  }

  /** Reads one call, halved where one of its streams is not there. */
  async *sweep(query: Query, endMs?: number): AsyncGenerator<readonly LogEvent[]> {
    try {
      yield* this.sweepWhole(query, endMs);
    } catch (error) {
      if (!isMissing(error)) throw error;
      for (const part of await this.part(query)) yield* this.sweep(part, endMs);
    }
  }

  /** Reads one call; throws where one of its streams is not there. */
  async *sweepWhole(query: Query, endMs?: number): AsyncGenerator<readonly LogEvent[]> {
    const isOurs = (event: LogEvent) => {
      const wanted = this.labelOf(event);
      if (wanted === undefined) return false;
      return !wanted.isPrefix || this.#owners.get(wanted.stream) === query;
    };
    yield* query.sweep(this.#asking, isOurs, endMs);
  }

  /** What to ask instead of a call that was refused for a stream that is not there. */
  async part(query: Query): Promise<readonly Query[]> {
    if (await this.#groupIsMissing()) {
      query.isMissing = true;
      return [];
    }
    return this.#halved(query);
  }

  /** There is no such group, yet; as of the last look. */
  isGroupMissing = false;
  #answeredMs = -Infinity;

  /** Asks for the group alone, where its streams were refused. */
  async #groupIsMissing(): Promise<boolean> {
    const { group, waiting } = this.#asking;
    if (waiting.nowMs() - this.#answeredMs < GROUP_STAYS_MS) return false;
    try {
      await pageOf({ group, startMs: waiting.nowMs(), limit: 1 }, this.#asking);
      this.isGroupMissing = false;
      this.#answeredMs = waiting.nowMs();
    } catch (error) {
      if (!isMissing(error)) throw error;
      this.isGroupMissing = true;
    }
    return this.isGroupMissing;
  }

  /** The two halves of a call, in its place; none where its one stream is missing. */
  #halved(query: Query): readonly Query[] {
    const names = [...query.streams];
    if (names.length <= 1) {
      query.isMissing = true;
      return [];
    }
    this.#all = this.#all.filter((each) => each !== query);
    const middle = Math.ceil(names.length / 2);
    const halves = [names.slice(0, middle), names.slice(middle)].map((some) =>
      new Query(some, false, query.seen.copy())
    );
    this.#all.push(...halves);
    return halves;
  }
}

/** As few calls as can be; what is missing stays alone, and goes to the end so that all take turns. */
function merged(all: readonly Query[]): Query[] {
  const out: Query[] = [];
  const missing: Query[] = [];
  for (const query of all) {
    if (query.isMissing) {
      missing.push(query);
      continue;
    }
    const room = query.isPrefix
      ? undefined
      : out.find(({ isPrefix, streams }) =>
        !isPrefix && streams.size + query.streams.size <= STREAMS_MOST
      );
    if (room === undefined) {
      out.push(query);
      continue;
    }
    const own = [...room.streams];
    for (const stream of query.streams) room.streams.add(stream);
    room.seen.absorb(query.seen, own, query.streams);
  }
  return [...out, ...missing.slice(MISSING_A_ROUND), ...missing.slice(0, MISSING_A_ROUND)];
}
