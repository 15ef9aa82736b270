// What can be wrong with the API, on demand: slow, throttled, denied, failing. Read anew for each
// call, so a test may change it at any time.
import { type ApiCall, ApiError } from "./api_call.ts";

/** A bucket of AWS's throttling: so many at once, refilled at so many a second. */
export interface Bucket {
  readonly burst: number;
  readonly perSecond: number;
}

export interface ApiFaults {
  /** How long every answer takes. */
  latencyMs: number;
  /** Actions that the caller may not call: `ecs:ListTasks`. */
  readonly denied: Set<string>;
  /** Errors by action, given one a call, in order, before calls succeed again. */
  readonly failNext: Map<string, ApiError[]>;
  /** Errors by action, given every time. */
  readonly failAlways: Map<string, ApiError>;
  /** A bucket by action; actions of one bucket object share it. */
  readonly throttle: Map<string, Bucket>;
  /** The only access keys that are known; undefined: all are. */
  knownKeys: ReadonlySet<string> | undefined;
}

/** Nothing wrong. */
export function noApiFaults(): ApiFaults {
  return {
    latencyMs: 0,
    denied: new Set(),
    failNext: new Map(),
    failAlways: new Map(),
    throttle: new Map(),
    knownKeys: undefined,
  };
}

/**
 * ECS's documented buckets for the calls that ecsin makes in numbers: ListTasks and DescribeTasks
 * share 100, refilled at 20 a second ("Request throttling for the Amazon ECS API").
 */
export function awsBuckets(): Map<string, Bucket> {
  const taskReads = { burst: 100, perSecond: 20 };
  const serviceReads = { burst: 100, perSecond: 20 };
  const clusterReads = { burst: 50, perSecond: 20 };
  return new Map([
    ["ListTasks", taskReads],
    ["DescribeTasks", taskReads],
    ["ListServices", serviceReads],
    ["DescribeServices", serviceReads],
    ["ListClusters", clusterReads],
    ["DescribeClusters", clusterReads],
  ]);
}

/** Levels of the buckets in use. */
export class Throttle {
  readonly #levels = new Map<Bucket, { tokens: number; atMs: number }>();

  /** Takes one token; false when there is none. */
  take(bucket: Bucket, nowMs: number): boolean {
    const level = this.#levels.get(bucket) ?? { tokens: bucket.burst, atMs: nowMs };
    const refilled = level.tokens + (nowMs - level.atMs) / 1000 * bucket.perSecond;
    const tokens = Math.min(bucket.burst, refilled);
    const allowed = tokens >= 1;
    this.#levels.set(bucket, { tokens: allowed ? tokens - 1 : tokens, atMs: nowMs });
    return allowed;
  }
}

/** Throws what the faults say about a call. */
export function applyFaults(call: ApiCall, faults: ApiFaults, throttle: Throttle): void {
  if (faults.knownKeys?.has(call.accessKeyId) === false) {
    throw new ApiError(
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    );
  }
  if (faults.denied.has(`${call.service}:${call.action}`)) {
    throw new ApiError(
      "AccessDeniedException",
      `User: arn:aws:iam::123456789012:user/${call.accessKeyId} is not authorized to perform: ` +
        `${call.service}:${call.action} because no identity-based policy allows it`,
    );
  }
  const bucket = faults.throttle.get(call.action);
  if (bucket !== undefined && !throttle.take(bucket, performance.now())) {
    throw new ApiError("ThrottlingException", "Rate exceeded");
  }
  const error = faults.failNext.get(call.action)?.shift() ?? faults.failAlways.get(call.action);
  if (error !== undefined) throw error;
}
