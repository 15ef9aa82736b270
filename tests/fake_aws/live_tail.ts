// StartLiveTail as CloudWatch answers it: an event stream (application/vnd.amazon.eventstream) of one
// update a second, each frame with its two CRCs. The frames are made by hand here, on purpose: ecsin
// reads them by the SDK's codec, and two codecs written apart check each other.
import { type ApiCall, ApiError } from "./api_call.ts";
import type { LogStore, StoredEvent } from "./log_store.ts";
import { patternOf } from "./log_pattern.ts";

/** AWS sends one update a second; so long between two here, so that tests need not wait. */
const UPDATE_MS = 30;
const EVENTS_MOST = 500;

/** The stream of frames of one session, until the reader leaves. */
export function liveTail(call: ApiCall, store: LogStore): ReadableStream<Uint8Array> {
  const { input, region } = call;
  const identifiers = Array.isArray(input["logGroupIdentifiers"])
    ? input["logGroupIdentifiers"].map(String)
    : [];
  if (identifiers.length < 1 || identifiers.length > 10) {
    throw new ApiError("InvalidParameterException", "1 to 10 log groups are needed");
  }
  const groups = identifiers.map((each) => {
    const name = /^arn:[^:]*:logs:[^:]*:\d+:log-group:([^:]+)$/.exec(each)?.[1];
    if (name === undefined) {
      throw new ApiError("InvalidParameterException", `${each} is no ARN of a log group`);
    }
    if (!store.groups(region).has(name)) {
      throw new ApiError("ResourceNotFoundException", "The specified log group does not exist.");
    }
    return name;
  });
  const names = Array.isArray(input["logStreamNames"])
    ? new Set(input["logStreamNames"].map(String))
    : undefined;
  const prefixes = Array.isArray(input["logStreamNamePrefixes"])
    ? input["logStreamNamePrefixes"].map(String)
    : undefined;
  const matches = patternOf(String(input["logEventFilterPattern"] ?? ""));
  const waiting: [string, StoredEvent][] = [];
  const stop = store.listen((where, group, event) => {
    if (
      where === region && groups.includes(group) && matches(event.message) &&
      (names === undefined || names.has(event.logStreamName)) &&
      (prefixes === undefined || prefixes.some((each) => event.logStreamName.startsWith(each)))
    ) waiting.push([group, event]);
  });
  let timer: ReturnType<typeof setInterval> | undefined;
  const end = () => {
    stop();
    clearInterval(timer);
  };
  return new ReadableStream<Uint8Array>({
    start(body) {
      const send = (headers: Readonly<Record<string, string>>, payload: object) =>
        body.enqueue(frame(headers, JSON.stringify(payload)));
      send(event("initial-response"), {});
      send(event("sessionStart"), {
        requestId: call.requestId,
        sessionId: crypto.randomUUID(),
        logGroupIdentifiers: identifiers,
      });
      timer = setInterval(() => {
        const { liveTail: fault } = store.faults;
        if (fault === "timeout") {
          send(
            {
              ":message-type": "exception",
              ":exception-type": "SessionTimeoutException",
              ":content-type": "application/json",
            },
            { message: "Your session has timed out after 3 hours." },
          );
          end();
          return body.close();
        }
        if (fault === "cut") {
          const bytes = frame(event("sessionUpdate"), "{}");
          body.enqueue(bytes.subarray(0, bytes.length - 3));
          end();
          return body.close();
        }
        const results = waiting.splice(0, waiting.length).slice(-EVENTS_MOST);
        const payload = {
          sessionMetadata: { sampled: fault === "sampled" },
          sessionResults: results.map(([group, each]) => ({
            logStreamName: each.logStreamName,
            logGroupIdentifier: `123456789012:${group}`,
            message: each.message,
            timestamp: each.timestamp,
            ingestionTime: each.ingestionTime,
          })),
        };
        const bytes = frame(event("sessionUpdate"), JSON.stringify(payload));
        if (fault === "bad-crc") bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0xff;
        body.enqueue(bytes);
      }, UPDATE_MS);
    },
    cancel: end,
  });
}

function event(type: string): Readonly<Record<string, string>> {
  return {
    ":message-type": "event",
    ":event-type": type,
    ":content-type": "application/json",
  };
}

/**
 * One frame: total length, length of the headers, CRC of these, headers (name, type 7, text),
 * payload, CRC of all before; big-endian.
 */
export function frame(
  headers: Readonly<Record<string, string>>,
  payload: string,
): Uint8Array<ArrayBuffer> {
  const utf8 = new TextEncoder();
  const head = Object.entries(headers).flatMap(([name, value]) => {
    const [nameBytes, valueBytes] = [utf8.encode(name), utf8.encode(value)];
    const { length } = valueBytes;
    return [nameBytes.length, ...nameBytes, 7, length >> 8, length & 0xff, ...valueBytes];
  });
  const body = utf8.encode(payload);
  const total = 16 + head.length + body.length;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, total);
  view.setUint32(4, head.length);
  view.setUint32(8, crc32(bytes.subarray(0, 8)));
  bytes.set(head, 12);
  bytes.set(body, 12 + head.length);
  view.setUint32(total - 4, crc32(bytes.subarray(0, total - 4)));
  return bytes;
}

/** CRC-32 as zip and Ethernet have it. */
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
