// Which events were seen already, in bounded memory: the ids of a window of time that moves with the
// newest event. What is read again is read from the start of the window, so that what comes late is
// found, and told from what was there. Pure.
import type { LogEvent } from "../aws/log_event.ts";

/** What comes later than this after newer ones is not found. */
export const OVERLAP_MS = 60_000;
/** Ids that are kept; where more come in a minute the window is shorter. Two pages of AWS's. */
export const SEEN_MOST = 20_000;
/** How far this machine's clock may be off; AWS refuses what is signed further off. */
const CLOCK_MS = 5 * 60_000;

/** A window over the events of one query. */
export class Seen {
  /** Times by id. */
  #ids = new Map<string, number>();
  #startMs: number;
  #newestMs = -Infinity;
  #lagMs = 0;
  /** Events up to here were there before what is shown began. */
  #cutMs = -Infinity;
  /** Of streams that were read further than the window begins: all before this was seen. */
  #floors = new Map<string, number>();
  readonly #most: number;

  constructor(startMs: number, most = SEEN_MOST) {
    this.#startMs = startMs;
    this.#most = most;
  }

  /** Where the next sweep begins; milliseconds of the epoch. */
  get startMs(): number {
    return this.#startMs;
  }

  /** How many ids are kept. */
  get size(): number {
    return this.#ids.size;
  }

  /** Whether an event is new and to be shown; it is not any more. */
  isNew({ eventId = "", stream, timestamp, ingestionTime }: LogEvent): boolean {
    if (this.#ids.has(eventId) || timestamp < (this.#floors.get(stream) ?? -Infinity)) return false;
    this.#ids.set(eventId, timestamp);
    // An event's own time may lie in the future; nothing else may be passed over for it.
    this.#newestMs = Math.max(this.#newestMs, Math.min(timestamp, ingestionTime));
    this.#lagMs = Math.max(this.#lagMs, ingestionTime - timestamp);
    // In the midst of a sweep only neighbours can come twice.
    if (this.#ids.size > 2 * this.#most) this.#forget();
    return timestamp > this.#cutMs;
  }

  /** These were read before following began. */
  begin(events: readonly LogEvent[]): void {
    for (const event of events) this.isNew(event);
  }

  /** Nothing up to this time is to be shown. */
  beginAt(cutMs: number): void {
    this.#cutMs = cutMs;
    this.#newestMs = Math.max(this.#newestMs, cutMs);
    this.#startMs = Math.max(this.#startMs, cutMs - OVERLAP_MS);
  }

  /**
   * All from the start of the window on was read. `sinceMs`: when that reading began, where events
   * are left out by a pattern and the newest tells little.
   */
  swept(sinceMs?: number): void {
    const byClock = sinceMs === undefined ? -Infinity : sinceMs - CLOCK_MS - this.#lagMs;
    const newest = Math.max(this.#newestMs, byClock);
    this.#cutMs = -Infinity;
    this.#startMs = Math.max(this.#startMs, newest - OVERLAP_MS);
    this.#prune();
    if (this.#ids.size > this.#most) this.#startMs = Math.max(this.#startMs, this.#forget());
  }

  /** The same window for a part of the streams. */
  copy(): Seen {
    const copy = new Seen(this.#startMs, this.#most);
    copy.#ids = new Map(this.#ids);
    copy.#newestMs = this.#newestMs;
    copy.#lagMs = this.#lagMs;
    copy.#cutMs = this.#cutMs;
    copy.#floors = new Map(this.#floors);
    return copy;
  }

  /**
   * Takes another window over, and its `streams` beside `own` ones; the next sweep begins where the
   * older of the two would, and of the other's streams nothing is seen again for it.
   */
  absorb(other: Seen, own: Iterable<string>, streams: Iterable<string>): void {
    for (const [id, timeMs] of other.#ids) this.#ids.set(id, timeMs);
    for (const [stream, floorMs] of other.#floors) this.#floors.set(stream, floorMs);
    const [further, theirs] = this.#startMs > other.#startMs ? [this, own] : [other, streams];
    for (const stream of theirs) {
      const known = this.#floors.get(stream) ?? -Infinity;
      this.#floors.set(stream, Math.max(known, further.#startMs));
    }
    this.#startMs = Math.min(this.#startMs, other.#startMs);
    this.#newestMs = Math.max(this.#newestMs, other.#newestMs);
    this.#lagMs = Math.max(this.#lagMs, other.#lagMs);
    this.#cutMs = Math.min(this.#cutMs, other.#cutMs);
  }

  #prune(): void {
    for (const [id, timeMs] of this.#ids) if (timeMs < this.#startMs) this.#ids.delete(id);
    for (const [stream, floorMs] of this.#floors) {
      if (floorMs <= this.#startMs) this.#floors.delete(stream);
    }
  }

  /** Keeps the newest; gives the time of the oldest that is kept. */
  #forget(): number {
    const times = [...this.#ids.values()].sort((a, b) => b - a);
    const oldest = times[this.#most - 1] ?? -Infinity;
    // All of one millisecond stay, or some of them would be shown twice.
    for (const [id, timeMs] of this.#ids) if (timeMs < oldest) this.#ids.delete(id);
    return oldest;
  }
}
