/** One direction of a session's channel, with its faults: frames go in, and come out or not. */
import type { DirectionFaults, Which } from "./channel_faults.ts";
import { withWrongDigest } from "./wire.ts";

type Timer = ReturnType<typeof setTimeout>;

/** How long a frame to be reordered waits for another to overtake it. */
const reorderPatienceMs = 50;

export class FaultLine {
  #count = 0;
  #held: { readonly bytes: Uint8Array<ArrayBuffer>; readonly timer: Timer } | undefined;
  #lastDeparture = 0;
  readonly #timers = new Set<Timer>();
  #random: number;

  constructor(
    readonly faults: () => DirectionFaults,
    seed: number,
    readonly deliver: (bytes: Uint8Array<ArrayBuffer>) => void,
  ) {
    this.#random = seed >>> 0;
  }

  /** Frames that have entered so far. */
  get count(): number {
    return this.#count;
  }

  /** Frames on their way. */
  get inFlight(): number {
    return this.#timers.size;
  }

  /** Lets an action happen after all that is on its way, past every fault but slowness. */
  after(action: () => void): void {
    this.#letGo();
    this.#depart(action);
  }

  push(bytes: Uint8Array<ArrayBuffer>): void {
    const faults = this.faults();
    const n = this.#count++;
    if (this.#hits(faults.drop, n)) return;
    const frame = this.#hits(faults.corruptDigest, n) ? withWrongDigest(bytes) : bytes;
    if (this.#held === undefined && this.#hits(faults.reorder, n)) {
      this.#held = { bytes: frame, timer: setTimeout(() => this.#letGo(), reorderPatienceMs) };
      return;
    }
    this.#depart(() => this.deliver(frame));
    if (this.#hits(faults.duplicate, n)) this.#depart(() => this.deliver(frame));
    this.#letGo();
  }

  /** Forgets what is on its way. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#queue.length = 0;
    if (this.#held !== undefined) clearTimeout(this.#held.timer);
    this.#held = undefined;
  }

  #letGo(): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    clearTimeout(held.timer);
    this.#depart(() => this.deliver(held.bytes));
  }

  #depart(action: () => void): void {
    const { latencyMs, perFrameMs } = this.faults();
    const now = performance.now();
    if (latencyMs === 0 && perFrameMs === 0 && this.#timers.size === 0) return action();
    this.#lastDeparture = Math.max(now, this.#lastDeparture) + perFrameMs;
    // Timers of equal delay fire in order, but not all of unequal ones: hand on in order ourselves.
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#queue.shift()?.();
    }, this.#lastDeparture + latencyMs - now);
    this.#queue.push(action);
    this.#timers.add(timer);
  }
  readonly #queue: (() => void)[] = [];

  #hits(which: Which, n: number): boolean {
    if (which.nth?.includes(n)) return true;
    if (which.fraction === undefined || which.fraction === 0) return false;
    // A linear congruential generator (Numerical Recipes' constants): enough to scatter faults.
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    return this.#random / 2 ** 32 < which.fraction;
  }
}
