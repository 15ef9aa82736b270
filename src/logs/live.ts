// `--live`: lines a second or two after they were written, by StartLiveTail, which samples what is too
// much for it and gives no ids. So the same streams are read as well, every ten seconds, and what one
// way has shown the other does not show again: equal events are counted on both sides.
import type { LogEvent } from "../aws/log_event.ts";
import { STREAMS_MOST } from "../aws/logs.ts";
import { EcsinError } from "../error.ts";
import { found, type Take } from "./following.ts";
import type { GroupReading } from "./groups.ts";

/** Between two sweeps beside the live tail. */
const SWEEP_MS = 10_000;
/** After a session that ended by itself, doubled up to the most. */
const AGAIN_MS = 1_000;
const AGAIN_MOST_MS = 20_000;
/** Events that are counted; both ways show an event within some seconds of each other. */
const COUNTED_MOST = 50_000;

/** How often an event came by each way, and how often it was shown. */
interface Count {
  read: number;
  live: number;
  shown: number;
}

/** Which events of two ways are the same ones. */
export class Ledger {
  readonly #counts = new Map<string, Count>();

  /** Whether an event that came by one way has still to be shown; it has been then. */
  isNew(way: "read" | "live", { stream, timestamp, ingestionTime, message }: LogEvent): boolean {
    const key = `${stream}\n${timestamp}\n${ingestionTime}\n${message}`;
    const count = this.#counts.get(key) ?? { read: 0, live: 0, shown: 0 };
    this.#counts.set(key, count);
    count[way]++;
    if (this.#counts.size > COUNTED_MOST) {
      const [oldest = ""] = this.#counts.keys();
      this.#counts.delete(oldest);
    }
    if (count[way] <= count.shown) return false;
    count.shown++;
    return true;
  }
}

/** What is said of a live tail, once each. */
export interface LiveWords {
  readonly sampled: () => void;
  /** More streams than a live tail takes: they are only read every {@link SWEEP_MS}. */
  readonly tooMany: () => void;
  readonly cut: (error: EcsinError) => void;
}

/** Follows one group by both ways until its signal ends it. */
export async function followLive(
  group: GroupReading,
  groupArn: string,
  take: Take,
  words: LiveWords,
): Promise<void> {
  const { queries, api, wanted } = group;
  const { signal, waiting, pattern } = queries.asking;
  const ledger = new Ledger();
  const show = (way: "read" | "live", events: readonly LogEvent[]) => {
    const fresh = found(queries, events.filter((event) => queries.labelOf(event) !== undefined))
      .filter(({ event }) => ledger.isNew(way, event));
    if (fresh.length > 0) take(fresh);
  };
  const sweep = async () => {
    for await (const events of queries.round()) show("read", events);
  };
  const sweeping = async () => {
    while (!signal.aborted) {
      await waiting.pause(SWEEP_MS, signal);
      await sweep();
    }
  };
  const tailing = async () => {
    for (let againMs = AGAIN_MS; !signal.aborted;) {
      const names = [...wanted.values()];
      if (names.length > STREAMS_MOST) {
        words.tooMany();
        await waiting.pause(SWEEP_MS, signal);
        continue;
      }
      const session = new AbortController();
      const ended = AbortSignal.any([signal, session.signal]);
      const key = [...wanted.keys()].join("\n");
      const isPrefix = names.some((each) => each.isPrefix);
      const streams = names.map(({ stream }) => stream);
      const tail = {
        groupArns: [groupArn],
        ...(isPrefix ? { prefixes: streams } : { streams }),
        ...(pattern !== undefined ? { pattern } : {}),
      };
      try {
        for await (const update of api.liveTail(tail, ended)) {
          againMs = AGAIN_MS;
          if (update.sampled) words.sampled();
          show("live", update.events);
          // A session keeps the streams that it began with.
          if ([...wanted.keys()].join("\n") !== key) session.abort();
        }
        if (session.signal.aborted) continue;
      } catch (error) {
        if (!(error instanceof EcsinError) || error.failure.id === "access-denied") throw error;
        words.cut(error);
      }
      await waiting.pause(againMs, signal);
      againMs = Math.min(AGAIN_MOST_MS, againMs * 2);
    }
  };
  await sweep();
  await Promise.all([sweeping(), tailing()]);
}
