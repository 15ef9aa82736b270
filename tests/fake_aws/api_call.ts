// One API request as the fake AWS reads it from HTTP, its refusal, and the log of all of them.

/** An API request, read. */
export interface ApiCall {
  /** `ecs`, `ssm`, `kms`, `logs`, `sts` or `iam`. */
  readonly service: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the signature: whose request this is, and for which region. */
  readonly accessKeyId: string;
  readonly region: string;
  readonly requestId: string;
}

/** A call with how it went; times in milliseconds of the monotonic clock. */
export interface LoggedCall extends ApiCall {
  readonly startedMs: number;
  endedMs: number;
  /** `ok`, or the error's name. */
  outcome: string;
}

/** A refusal as AWS gives it: HTTP status, error name, words. */
export class ApiError extends Error {
  constructor(readonly code: string, message: string, readonly status = 400) {
    super(message);
  }
}

/** Every API call in the order it came. */
export class ApiLog {
  readonly calls: LoggedCall[] = [];

  /** How many calls of an action came, or of all. */
  count(action?: string): number {
    return this.calls.filter((each) => action === undefined || each.action === action).length;
  }

  /** Most calls that were under way at once. */
  get parallel(): number {
    return Math.max(
      0,
      ...this.calls.map(({ startedMs }) =>
        this.calls.filter((each) => each.startedMs <= startedMs && startedMs < each.endedMs).length
      ),
    );
  }

  /**
   * The longest chain of calls of which each began after the one before had ended: how many round
   * trips a person waits for. Trust it only with some latency, so that parallel calls overlap.
   */
  get roundTrips(): number {
    const byEnd = [...this.calls].sort((a, b) => a.endedMs - b.endedMs);
    let count = 0;
    let last = -Infinity;
    for (const call of byEnd) {
      if (call.startedMs < last) continue;
      count++;
      last = call.endedMs;
    }
    return count;
  }
}
