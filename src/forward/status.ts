// What a forward does, as a state and as a line of a screen. Pure: the time is handed in.
import type { RemoteState } from "./remote.ts";

/** Bytes of the last seconds, for a rate that does not jump. */
const RATE_WINDOW_MS = 3_000;

/** What happened to one forward's connections. */
export class Traffic {
  /** Connections open now, and all that there were. */
  open = 0;
  total = 0;
  /** Connections whose bytes may not all have come through. */
  lost = 0;
  toFar = 0;
  fromFar = 0;
  readonly #since: number;
  #samples: { readonly at: number; readonly bytes: number }[] = [];

  /** `now` in ms of a steady clock. */
  constructor(now: number) {
    this.#since = now;
  }

  /** Bytes passed. */
  passed(toFar: number, fromFar: number): void {
    this.toFar += toFar;
    this.fromFar += fromFar;
  }

  /** Bytes a second of late, both ways; to be asked about once a second. */
  rate(now: number): number {
    const bytes = this.toFar + this.fromFar;
    this.#samples.push({ at: now, bytes });
    while ((this.#samples[0]?.at ?? now) < now - RATE_WINDOW_MS) this.#samples.shift();
    const [oldest] = this.#samples;
    if (oldest === undefined || oldest.at === now) return 0;
    return (bytes - oldest.bytes) / (now - oldest.at) * 1000;
  }

  ageMs(now: number): number {
    return now - this.#since;
  }
}

/** A forward as it is shown. */
export interface Shown {
  /** `localhost:5432`. */
  readonly local: string;
  /** `db.internal:5432`, or the container's `8080`. */
  readonly to: string;
  readonly state: RemoteState;
  readonly traffic: Traffic;
}

const STATE_WORDS: Readonly<Record<RemoteState, string>> = {
  up: "",
  opening: "connecting …",
  asleep: "asleep until used",
  down: "not connected",
};

/** One line a forward, columns under each other, at most so many characters wide. */
export function statusLines(all: readonly Shown[], now: number, width: number): string[] {
  const cells = all.map(({ local, to, state, traffic }) => [
    `${local} → ${to}`,
    STATE_WORDS[state] || `${traffic.open} open of ${traffic.total}`,
    `${bytesWords(traffic.toFar)} out`,
    `${bytesWords(traffic.fromFar)} in`,
    `${bytesWords(traffic.rate(now))}/s`,
    ageWords(traffic.ageMs(now)),
    traffic.lost === 0 ? "" : `${traffic.lost} lost`,
  ]);
  const widths = (cells[0] ?? []).map((_, at) =>
    Math.max(...cells.map((row) => [...row[at] ?? ""].length))
  );
  return cells.map((row) => {
    const line = row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("   ").trimEnd();
    return [...line].slice(0, width).join("");
  });
}

/** `0 B`, `12 kB`, `3.4 MB`: thousands, as networks count. */
export function bytesWords(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

function ageWords(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours}h${String(minutes % 60).padStart(2, "0")}m`
    : `${Math.floor(hours / 24)}d`;
}
