// A pace that is kept on our side: no more than so many calls a second, however many want to. For
// quotas that the whole account shares and that nobody can have raised; ECS's own buckets, which are
// larger than their documents say in many accounts, have bucket.ts.
import { CLOCK, type Clock, isThrottling } from "./bucket.ts";

/** After a refusal others use the quota as well: so much slower, and so much quicker with each call. */
const SLOWER = 0.5;
const FASTER = 1.05;
const LEAST = 0.1;

/** One pace and the calls that wait for it, in the order they came. */
export class Pace {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #share = 1;
  #tokens: number;
  #atMs: number;
  #alarm = false;

  constructor(perSecond: number, burst: number, clock: Clock = CLOCK) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#clock = clock;
    this.#tokens = burst;
    this.#atMs = clock.nowMs();
  }

  /** Sends when it is time to; a refusal is passed on, and slows down the calls after it. */
  async turn<T>(send: () => Promise<T>): Promise<T> {
    await new Promise<void>((go) => {
      this.#waiting.push(go);
      this.#next();
    });
    try {
      const answer = await send();
      this.#share = Math.min(1, this.#share * FASTER);
      return answer;
    } catch (error) {
      if (isThrottling(error)) {
        this.#share = Math.max(LEAST, this.#share * SLOWER);
        this.#tokens = Math.min(this.#tokens, 0);
      }
      throw error;
    }
  }

  #next(): void {
    const nowMs = this.#clock.nowMs();
    const perMs = this.#perSecond * this.#share / 1000;
    this.#tokens = Math.min(this.#burst, this.#tokens + (nowMs - this.#atMs) * perMs);
    this.#atMs = nowMs;
    while (this.#waiting.length > 0 && this.#tokens >= 1) {
      this.#tokens--;
      this.#waiting.shift()?.();
    }
    if (this.#waiting.length === 0 || this.#alarm) return;
    this.#alarm = true;
    this.#clock.wake(() => {
      this.#alarm = false;
      this.#next();
    }, Math.max(1, (1 - this.#tokens) / perMs));
  }
}
