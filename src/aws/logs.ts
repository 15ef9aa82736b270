// CloudWatch Logs behind ecsin's own types, in one region: calls by the small JSON client at no more
// than half of the account's quota, live tail's event stream by the SDK's own codec.
import type * as Sdk from "@aws-sdk/client-cloudwatch-logs";
import { type DebugLog, logged } from "./api/call.ts";
import { logsEndpoint } from "./api/endpoint.ts";
import { JsonApi, type OnWire } from "./api/json_api.ts";
import { Pace } from "./api/pace.ts";
import { explainRefusal } from "./api/refusal.ts";
import { Retries } from "./api/retry.ts";
import type { Metadata } from "./api/signed_api.ts";
import type { Identity } from "./credentials/identity.ts";
import type { SdkConfig } from "./credentials/sdk.ts";
import type { LiveUpdate, LogEvent } from "./log_event.ts";

/** The API's name on the wire. */
const TARGET = "Logs_20140328";
/** Most stream names in one FilterLogEvents or StartLiveTail. */
export const STREAMS_MOST = 100;
/** Most events of one page. */
export const PAGE_EVENTS = 10_000;
/** FilterLogEvents gives newest events first only from here on: 2024-01-01 (API reference). */
export const NEWEST_FIRST_FROM_MS = 1_704_067_200_000;

/**
 * Calls a second that AWS allows an account in a region ("CloudWatch Logs service quotas"); none of
 * them can be raised.
 */
const FILTER_PER_SECOND: Readonly<Record<string, number>> = {
  "us-east-1": 25,
  "eu-central-1": 5,
  "ap-northeast-3": 5,
  "ap-southeast-3": 5,
  "ca-west-1": 5,
  "il-central-1": 5,
};
const GET_PER_SECOND: Readonly<Record<string, number>> = {
  "us-west-2": 10,
  "eu-west-1": 10,
  "eu-central-1": 10,
  "ap-northeast-3": 10,
  "ap-southeast-3": 10,
  "ca-west-1": 10,
  "il-central-1": 10,
  "eu-west-3": 30,
};
const FILTER_USUAL = 10;
const GET_USUAL = 25;
/** ecsin's share of a quota, and how many calls may come at once. */
const SHARE = 0.5;
const BURST = 2;

/** What FilterLogEvents is asked for. */
export interface EventFilter {
  readonly group: string;
  /** At most {@link STREAMS_MOST} names that exist, or a prefix of names; neither: the whole group. */
  readonly streams?: readonly string[];
  readonly prefix?: string;
  /** Milliseconds of the epoch, both included. */
  readonly startMs?: number;
  readonly endMs?: number;
  /** CloudWatch's filter pattern. */
  readonly pattern?: string;
  /** Newest first; wants a `startMs` from {@link NEWEST_FIRST_FROM_MS} on. */
  readonly newestFirst?: boolean;
  readonly limit?: number;
  readonly token?: string;
}

/** A page of events; it may be empty and not the last. */
export interface EventPage {
  readonly events: readonly LogEvent[];
  /** Undefined: this was the last page. */
  readonly token?: string;
}

/** A log group. */
export interface LogGroup {
  readonly name: string;
  /** Undefined: events are kept for ever. */
  readonly retentionInDays?: number;
}

/** What StartLiveTail is asked for. */
export interface LiveTail {
  /** ARNs without `:*`. */
  readonly groupArns: readonly string[];
  /** Only with one group. */
  readonly streams?: readonly string[];
  readonly prefixes?: readonly string[];
  readonly pattern?: string;
}

/** The calls, as one identity in one region. */
export class Logs {
  readonly #api: JsonApi;
  readonly #live: JsonApi;
  readonly #config: SdkConfig;
  readonly #identity: Identity;
  readonly #debug: DebugLog;

  private constructor(config: SdkConfig, endpoint: string, identity: Identity, debug: DebugLog) {
    this.#config = config;
    this.#identity = identity;
    this.#debug = debug;
    const { region, settings } = config;
    const filter = new Pace((FILTER_PER_SECOND[region] ?? FILTER_USUAL) * SHARE, BURST);
    const get = new Pace((GET_PER_SECOND[region] ?? GET_USUAL) * SHARE, BURST);
    const retries = new Retries(settings.maxAttempts);
    const options = {
      ...config,
      service: "logs",
      target: TARGET,
      retries,
      turn: <T>(action: string, send: () => Promise<T>) =>
        (action === "FilterLogEvents" ? filter : get).turn(send),
    };
    this.#api = new JsonApi({ ...options, endpoint });
    // A host of its own, as the SDK has it since April 2026; what is configured is taken as it is.
    const configured = settings.endpointUrl("CloudWatch Logs") !== undefined;
    const live = configured ? endpoint : endpoint.replace("://", "://stream-");
    this.#live = new JsonApi({ ...options, endpoint: live });
  }

  /** Decides how the region is asked; asks no network. The region may differ from ECS's. */
  static async open(
    config: SdkConfig,
    region: string,
    identity: Identity,
    debug: DebugLog,
  ): Promise<Logs> {
    const here = { ...config, region };
    const endpoint = await logsEndpoint(region, config.settings);
    return new Logs(here, endpoint, identity, debug);
  }

  get region(): string {
    return this.#config.region;
  }

  /** One page of events of a group by time. */
  async filterLogEvents(filter: EventFilter): Promise<EventPage> {
    const { group, streams, prefix, startMs, endMs, pattern, newestFirst, limit, token } = filter;
    const answer = await this.#call<Sdk.FilterLogEventsResponse>("FilterLogEvents", {
      ...named(group),
      ...(streams !== undefined ? { logStreamNames: streams } : {}),
      ...(prefix !== undefined ? { logStreamNamePrefix: prefix } : {}),
      ...(startMs !== undefined ? { startTime: startMs } : {}),
      ...(endMs !== undefined ? { endTime: endMs } : {}),
      ...(pattern !== undefined ? { filterPattern: pattern } : {}),
      ...(newestFirst === true ? { startFromHead: false } : {}),
      ...(limit !== undefined ? { limit: Math.min(limit, PAGE_EVENTS) } : {}),
      ...(token !== undefined ? { nextToken: token } : {}),
    });
    const events = (answer.events ?? []).map((event) => ({
      ...(event.eventId !== undefined ? { eventId: event.eventId } : {}),
      ...parseEvent(event, event.logStreamName ?? ""),
    }));
    const { nextToken } = answer;
    return { events, ...(nextToken !== undefined ? { token: nextToken } : {}) };
  }

  /** The newest events of one stream, oldest of them first, and the token to those before. */
  async newestEvents(
    { group, stream, limit, startMs, token }: {
      readonly group: string;
      readonly stream: string;
      readonly limit: number;
      readonly startMs?: number;
      readonly token?: string;
    },
  ): Promise<EventPage> {
    const answer = await this.#call<Sdk.GetLogEventsResponse>("GetLogEvents", {
      ...named(group),
      logStreamName: stream,
      startFromHead: false,
      limit: Math.min(limit, PAGE_EVENTS),
      ...(startMs !== undefined ? { startTime: startMs } : {}),
      ...(token !== undefined ? { nextToken: token } : {}),
    });
    const events = (answer.events ?? []).map((event) => parseEvent(event, stream));
    // The end is the same token again; a page may be empty and not be it.
    const { nextBackwardToken: next } = answer;
    return { events, ...(next !== undefined && next !== token ? { token: next } : {}) };
  }

  /** The groups whose names begin so, one page. */
  async describeLogGroups(prefix: string): Promise<readonly LogGroup[]> {
    const answer = await this.#call<Sdk.DescribeLogGroupsResponse>("DescribeLogGroups", {
      logGroupNamePrefix: prefix,
    });
    return (answer.logGroups ?? []).map(({ logGroupName = "", retentionInDays }) => ({
      name: logGroupName,
      ...(retentionInDays !== undefined ? { retentionInDays } : {}),
    }));
  }

  /**
   * What comes in from now on. Ends with `signal`; throws an EcsinError where the session ends by
   * itself (after three hours) or its stream is broken.
   */
  async *liveTail(tail: LiveTail, signal: AbortSignal): AsyncGenerator<LiveUpdate> {
    const { groupArns, streams, prefixes, pattern } = tail;
    const input = {
      logGroupIdentifiers: groupArns,
      ...(streams !== undefined ? { logStreamNames: streams } : {}),
      ...(prefixes !== undefined ? { logStreamNamePrefixes: prefixes } : {}),
      ...(pattern !== undefined ? { logEventFilterPattern: pattern } : {}),
    };
    const call = this.#asked("StartLiveTail", input);
    const { readLiveTail } = await import("./api/live_tail.ts");
    const leaving = new AbortController();
    const ended = AbortSignal.any([signal, leaving.signal]);
    try {
      const opened = await logged(call, () => this.#live.open("StartLiveTail", input, ended));
      yield* readLiveTail(opened.response);
    } catch (error) {
      if (signal.aborted) return;
      throw explainRefusal(error, call);
    } finally {
      leaving.abort();
    }
  }

  #asked(action: string, input: object) {
    const { region } = this.#config;
    const identity = { ...this.#identity, region };
    return { service: "logs", action, input, identity, debug: this.#debug };
  }

  async #call<T>(action: string, input: object): Promise<OnWire<T> & { $metadata: Metadata }> {
    return await logged(this.#asked(action, input), () => this.#api.call<T>(action, input));
  }
}

/** A group of another account is named by its ARN, which only `logGroupIdentifier` takes. */
function named(group: string): { readonly logGroupName: string } | {
  readonly logGroupIdentifier: string;
} {
  return group.startsWith("arn:") ? { logGroupIdentifier: group } : { logGroupName: group };
}

function parseEvent(
  event: OnWire<Sdk.OutputLogEvent>,
  stream: string,
): Omit<LogEvent, "eventId"> {
  const { timestamp = 0, ingestionTime = timestamp, message = "" } = event;
  return { stream, timestamp, ingestionTime, message };
}
