// The fake CloudWatch asked directly, with a time that only the test moves: what src/logs is run on
// where a thousand interleavings are tried.
import type { EventFilter, EventPage } from "../../src/aws/logs.ts";
import { EcsinError, EXIT } from "../../src/error.ts";
import type { Asking, EventsApi } from "../../src/logs/query.ts";
import { ApiError } from "../fake_aws/api_call.ts";
import { LogStore } from "../fake_aws/log_store.ts";
import { LogsApi } from "../fake_aws/logs_api.ts";

export const REGION = "eu-central-1";
export const GROUP = "/ecs/web";
export const START_MS = Date.UTC(2026, 0, 1);

/** A store whose clock is the test's, and what asks it. */
export class FakeEvents {
  readonly store = new LogStore();
  readonly #api = new LogsApi(this.store);
  nowMs = START_MS;
  /** How many of the next calls are refused. */
  refuse = 0;
  calls = 0;
  readonly leaving = new AbortController();

  constructor() {
    this.store.now = () => this.nowMs;
  }

  put(stream: string, message: string, timestamp = this.nowMs, lateMs = 0): void {
    this.store.put(REGION, GROUP, stream, message, { timestamp, lateMs });
  }

  /** The calls as src/logs makes them. */
  get api(): EventsApi {
    return {
      filterLogEvents: (filter) => this.#filter(filter),
      newestEvents: ({ stream, limit, startMs, token }) => {
        const answer = this.#call("GetLogEvents", {
          logStreamName: stream,
          startFromHead: false,
          limit,
          ...(startMs !== undefined ? { startTime: startMs } : {}),
          ...(token !== undefined ? { nextToken: token } : {}),
        });
        const next = String(answer["nextBackwardToken"]);
        return Promise.resolve({
          events: eventsOf(answer, stream),
          ...(next !== token ? { token: next } : {}),
        });
      },
    };
  }

  asking(more: Partial<Asking> = {}): Asking {
    return {
      api: this.api,
      group: GROUP,
      signal: this.leaving.signal,
      trouble: () => {},
      waiting: {
        nowMs: () => this.nowMs,
        pause: (ms) => {
          this.nowMs += ms;
          return Promise.resolve();
        },
      },
      ...more,
    };
  }

  #filter(filter: EventFilter): Promise<EventPage> {
    if (this.refuse > 0) {
      this.refuse--;
      const failure = { id: "throttled", what: "AWS throttled", exitCode: EXIT.refused };
      return Promise.reject(new EcsinError(failure));
    }
    const { streams, prefix, startMs, endMs, pattern, newestFirst, limit, token } = filter;
    try {
      const answer = this.#call("FilterLogEvents", {
        ...(streams !== undefined ? { logStreamNames: streams } : {}),
        ...(prefix !== undefined ? { logStreamNamePrefix: prefix } : {}),
        ...(startMs !== undefined ? { startTime: startMs } : {}),
        ...(endMs !== undefined ? { endTime: endMs } : {}),
        ...(pattern !== undefined ? { filterPattern: pattern } : {}),
        ...(newestFirst === true ? { startFromHead: false } : {}),
        ...(limit !== undefined ? { limit } : {}),
        ...(token !== undefined ? { nextToken: token } : {}),
      });
      const next = answer["nextToken"];
      return Promise.resolve({
        events: eventsOf(answer, ""),
        ...(next !== undefined ? { token: String(next) } : {}),
      });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #call(action: string, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
    this.calls++;
    try {
      return this.#api.answer({
        service: "logs",
        action,
        input: { logGroupName: GROUP, ...input },
        region: REGION,
        accessKeyId: "",
        requestId: "",
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new EcsinError({
        id: "aws-refused",
        what: error.message,
        exitCode: EXIT.refused,
        aws: { name: error.code },
      });
    }
  }
}

function eventsOf(answer: Record<string, unknown>, stream: string) {
  const events = Array.isArray(answer["events"]) ? answer["events"] : [];
  return events.map((each: Record<string, unknown>) => ({
    ...(each["eventId"] !== undefined ? { eventId: String(each["eventId"]) } : {}),
    stream: String(each["logStreamName"] ?? stream),
    timestamp: Number(each["timestamp"]),
    ingestionTime: Number(each["ingestionTime"]),
    message: String(each["message"]),
  }));
}
