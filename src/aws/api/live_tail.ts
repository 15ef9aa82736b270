// StartLiveTail's event stream, read by the SDK's own codec (which checks both CRCs of each frame)
// and parsed at the edge. Loaded only for `--live`.
import { EventStreamCodec, getChunkedStream } from "@smithy/core/event-streams";
import type * as Sdk from "@aws-sdk/client-cloudwatch-logs";
import type { LiveUpdate } from "../log_event.ts";
import { NetworkError } from "./http.ts";
import type { OnWire } from "./json_api.ts";
import { AwsError } from "./signed_api.ts";

/** Reads updates to the end of the stream; throws an AwsError or a NetworkError. */
export async function* readLiveTail({ body, headers }: Response): AsyncGenerator<LiveUpdate> {
  const utf8 = new TextDecoder();
  const toBytes = new TextEncoder();
  const codec = new EventStreamCodec(
    (bytes) => utf8.decode(Uint8Array.from(bytes)),
    (text) => toBytes.encode(text),
  );
  const requestId = headers.get("x-amzn-requestid");
  const frames = getChunkedStream(body ?? new ReadableStream())[Symbol.asyncIterator]();
  try {
    while (true) {
      const { value: frame, done } = await frames.next();
      if (done === true) return;
      const message = codec.decode(frame);
      const header = (name: string) => String(message.headers[name]?.value ?? "");
      const payload = utf8.decode(message.body);
      if (header(":message-type") !== "event") {
        const name = header(":exception-type") || header(":error-code") || "UnknownError";
        const said = header(":error-message") || wordsOf(payload);
        throw new AwsError(name, said, {
          attempts: 1,
          httpStatusCode: 200,
          ...(requestId !== null ? { requestId } : {}),
        });
      }
      const type = header(":event-type");
      if (type === "sessionStart") yield { kind: "started", events: [], sampled: false };
      if (type === "sessionUpdate") yield updateOf(JSON.parse(payload));
    }
  } catch (error) {
    if (error instanceof AwsError) throw error;
    // Cut off, or a frame whose CRC does not fit.
    const words = error instanceof Error ? error.message : String(error);
    throw new NetworkError("ECONNRESET", words, { cause: error });
  } finally {
    await frames.return?.();
  }
}

function updateOf(update: OnWire<Sdk.LiveTailSessionUpdate>): LiveUpdate {
  const { sessionMetadata, sessionResults = [] } = update;
  return {
    kind: "events",
    sampled: sessionMetadata?.sampled ?? false,
    events: sessionResults.map((event) => {
      const { logStreamName: stream = "", timestamp = 0, message = "" } = event;
      return { stream, timestamp, ingestionTime: event.ingestionTime ?? timestamp, message };
    }),
  };
}

function wordsOf(payload: string): string {
  try {
    const said: unknown = JSON.parse(payload);
    const message: unknown = typeof said === "object" && said !== null
      ? Reflect.get(said, "message") ?? Reflect.get(said, "Message")
      : undefined;
    return String(message ?? payload);
  } catch {
    return payload;
  }
}
