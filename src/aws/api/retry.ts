// Trying again, as the SDK's "standard" mode does: after waits that double, by chance shorter, and
// out of a store of tokens, so that an AWS that only fails is not asked ever more.
import { NetworkError } from "./http.ts";
import { throttledAgain } from "./waiting.ts";

/** The first wait at most, in milliseconds; longer when AWS throttles. */
const FIRST_MS = 100;
const FIRST_THROTTLED_MS = 500;
const MOST_MS = 20_000;
/** Tokens at the start; each further try costs some, and its success gives them back. */
const TOKENS = 500;
const COST = 5;
const THROTTLED = new Set([
  "LimitExceededException",
  "RequestLimitExceeded",
  "SlowDown",
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "TooManyRequestsException",
]);

/** What is known of a failed try. */
export interface Failed {
  readonly name: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The tries of one client's calls. */
export class Retries {
  #tokens = TOKENS;

  constructor(readonly maxAttempts: number) {}

  /** Runs until it succeeds, must not be tried again, or may not any more; counts from 1. */
  async run<T>(send: (attempt: number) => Promise<T>): Promise<T> {
    let throttled = 0;
    let isOver: (() => void) | undefined;
    try {
      for (let attempt = 1, spent = 0;; attempt++) {
        try {
          const answer = await send(attempt);
          this.#tokens = Math.min(TOKENS, this.#tokens + Math.max(1, spent));
          return answer;
        } catch (error) {
          if (error instanceof NetworkError) error.$metadata = { attempts: attempt };
          const first = firstWait(error);
          const isLast = attempt >= this.maxAttempts || this.#tokens < COST;
          if (first === undefined || isLast) throw error;
          if (first === FIRST_THROTTLED_MS && ++throttled >= 2) isOver ??= throttledAgain();
          this.#tokens -= COST;
          spent = COST;
          const most = Math.min(MOST_MS, first * 2 ** (attempt - 1));
          await new Promise((resolve) => setTimeout(resolve, Math.random() * most));
        }
      }
    } finally {
      isOver?.();
    }
  }
}

/** The first wait at most; undefined where another try would end alike. */
function firstWait(error: unknown): number | undefined {
  if (error instanceof NetworkError) {
    return error.code.startsWith("CERT_") ? undefined : FIRST_MS;
  }
  if (!isFailed(error)) return undefined;
  const status = error.$metadata?.httpStatusCode ?? 0;
  if (status === 429 || THROTTLED.has(error.name)) return FIRST_THROTTLED_MS;
  return [500, 502, 503, 504].includes(status) || /^RequestTimeout/.test(error.name)
    ? FIRST_MS
    : undefined;
}

function isFailed(error: unknown): error is Failed {
  return error instanceof Error;
}
