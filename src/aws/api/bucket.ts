// ECS's throttling on our side: so many calls at once, refilled at so many a second, per group of
// actions. Calls are held back shortly before AWS would refuse them; when it does refuse one, or
// goes on answering where its documents say it would not, its answer is believed.

/** A documented bucket ("Request throttling for the Amazon ECS API"). */
export interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Time, handed in so that tests need not wait. */
export interface Clock {
  readonly nowMs: () => number;
  readonly wake: (run: () => void, afterMs: number) => void;
}

/** The real time. */
export const CLOCK: Clock = {
  nowMs: () => performance.now(),
  wake: (run, afterMs) => void setTimeout(run, afterMs),
};

const CLUSTER_READS: Limit = { burst: 50, perSecond: 20 };
const SERVICE_READS: Limit = { burst: 100, perSecond: 20 };
const TASK_READS: Limit = { burst: 100, perSecond: 20 };

/** Which actions share which bucket; others are not made in numbers. */
const LIMITS: Readonly<Record<string, Limit>> = {
  ListClusters: CLUSTER_READS,
  DescribeClusters: CLUSTER_READS,
  ListServices: SERVICE_READS,
  DescribeServices: SERVICE_READS,
  ListTasks: TASK_READS,
  DescribeTasks: TASK_READS,
};

/**
 * Calls of one bucket under way at once: at first; while others may have taken more out of it than
 * we know, since all that are under way then are refused together; and where there is no end of it.
 */
const FIRST_CALLS = 2;
const UNSURE_CALLS = 4;
const CALLS_MOST = 8;
/** Where few tokens are left, few calls are under way, so that few can be refused at once. */
const FEW_TOKENS = 25;
const LAST_TOKENS = 5;
/** So far below nothing AWS would have refused: the account has more, or this is not AWS. */
const SURELY_MORE = -10;
/** After a refusal: tokens missing, so that a late call finds one; and what others need. */
const REFUSED_TOKENS = -2;
const CAREFUL = 0.95;
/** Slower after refusals in a row: the bucket is empty, and others take what comes into it. */
const SLOWER = 0.7;
/**
 * One or two between calls that go through say less: AWS refuses some by chance. They do not make
 * calls slower than this share of the documented pace.
 */
const SLOWER_ALONE = 0.8;
const LEAST_SHARE_ALONE = 0.35;
const FASTER_PER_SECOND = 0.02;
const QUICKER_BACK = 1.15;

/** One bucket and the calls that wait for it. */
export class Bucket {
  readonly #limit: Limit;
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #tokens: number;
  #atMs: number;
  #perSecond: number;
  #running = 0;
  #most = FIRST_CALLS;
  /** How often it was refused, in all and since a call went through. */
  #refusals = 0;
  #inARow = 0;
  #trust: "documents" | "more" | "refused" = "documents";

  constructor(limit: Limit, clock: Clock = CLOCK) {
    this.#limit = limit;
    this.#clock = clock;
    this.#tokens = limit.burst;
    this.#perSecond = limit.perSecond;
    this.#atMs = clock.nowMs();
  }

  /** Sends when it is time to; a refusal is passed on, and slows down the calls after it. */
  async paced<T>(send: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || !this.#admits()) {
      await new Promise<void>((go) => {
        this.#waiting.push(go);
        this.#next();
      });
    } else this.#start();
    const before = this.#refusals;
    try {
      const answer = await send();
      this.#answered();
      return answer;
    } catch (error) {
      // Calls that were under way together are refused together: that is one refusal.
      if (isThrottling(error) && before === this.#refusals) this.#refused();
      throw error;
    } finally {
      this.#running--;
      this.#next();
    }
  }

  #start(): void {
    this.#tokens--;
    this.#running++;
  }

  #admits(): boolean {
    this.#refill();
    if (this.#trust === "refused" && this.#tokens < 1) return false;
    if (this.#trust === "documents" && this.#tokens < SURELY_MORE) this.#trust = "more";
    const few = this.#trust === "more"
      ? CALLS_MOST
      : this.#tokens > FEW_TOKENS
      ? UNSURE_CALLS
      : this.#tokens > LAST_TOKENS
      ? 2
      : 1;
    return this.#running < Math.min(this.#most, few);
  }

  #refill(): void {
    const nowMs = this.#clock.nowMs();
    const more = (nowMs - this.#atMs) / 1000 * this.#perSecond;
    this.#tokens = Math.min(this.#limit.burst, this.#tokens + more);
    this.#atMs = nowMs;
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#admits()) {
      this.#start();
      this.#waiting.shift()?.();
    }
    // Whoever ends wakes the next one; where nobody is under way, time does.
    if (this.#waiting.length > 0 && this.#running === 0) {
      const missing = 1 - this.#tokens;
      this.#clock.wake(() => this.#next(), Math.max(1, missing / this.#perSecond * 1000));
    }
  }

  #answered(): void {
    this.#inARow = 0;
    this.#most = Math.min(CALLS_MOST, this.#most + 1);
    if (this.#trust === "refused") {
      // Back to what chance alone does not go below, it is quick; beyond, others may be there.
      const isLow = this.#perSecond < this.#limit.perSecond * LEAST_SHARE_ALONE;
      this.#perSecond = Math.min(
        this.#limit.perSecond * CAREFUL,
        isLow ? this.#perSecond * QUICKER_BACK : this.#perSecond + FASTER_PER_SECOND,
      );
    }
  }

  /** Others share the bucket: what is left in it is nothing, and we may have less of what comes. */
  #refused(): void {
    this.#refill();
    const isFirst = this.#trust !== "refused";
    this.#trust = "refused";
    this.#most = 1;
    this.#refusals++;
    this.#inARow++;
    const isAlone = !isFirst && this.#inARow <= 2;
    if (isFirst) this.#perSecond = this.#limit.perSecond * CAREFUL;
    else if (isAlone) {
      const least = Math.min(this.#perSecond, this.#limit.perSecond * LEAST_SHARE_ALONE);
      this.#perSecond = Math.max(least, this.#perSecond * SLOWER_ALONE);
    } else this.#perSecond = Math.max(1, this.#perSecond * SLOWER);
    const missing = isAlone ? 0 : REFUSED_TOKENS * 2 ** Math.min(4, this.#inARow - 1);
    this.#tokens = Math.min(this.#tokens, missing);
  }
}

/** All buckets of one account and region; an action that has none is sent at once. */
export class Buckets {
  readonly #all = new Map<Limit, Bucket>();

  /** Sends a call of `action`, such as `ListTasks`, when it is time to. */
  paced<T>(action: string, send: () => Promise<T>): Promise<T> {
    const limit = LIMITS[action];
    if (limit === undefined) return send();
    const bucket = this.#all.get(limit) ?? new Bucket(limit);
    this.#all.set(limit, bucket);
    return bucket.paced(send);
  }
}

/** Whether AWS refused because too much was asked. */
export function isThrottling(error: unknown): boolean {
  const name: unknown = typeof error === "object" && error !== null
    ? Reflect.get(error, "name")
    : undefined;
  return typeof name === "string" && /^(Throttl|TooManyRequests|RequestLimitExceeded)/.test(name);
}
