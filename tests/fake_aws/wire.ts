/**
 * The data channel's binary frames, read and written by hand for the fake gateway.
 *
 * Kept apart from `src/session/channel` on purpose: two codecs written independently check each
 * other. Layout and quirks: amazon-ssm-agent 3.3, agent/session/contracts/agentmessage.go.
 */
import { createHash, randomUUID } from "node:crypto";

/** Payload types, as both sides number them. */
export const PAYLOAD = {
  none: 0,
  output: 1,
  error: 2,
  size: 3,
  parameter: 4,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  encChallengeRequest: 8,
  encChallengeResponse: 9,
  flag: 10,
} as const;

/** One frame of the data channel, decoded. */
export interface Frame {
  readonly messageType: string;
  readonly schemaVersion: number;
  /** Milliseconds since 1970. */
  readonly createdDate: number;
  readonly sequenceNumber: number;
  readonly flags: number;
  /** A UUID in its usual order, lower case. */
  readonly messageId: string;
  readonly payloadType: number;
  readonly payload: Uint8Array;
  /** Whether the digest fits the payload; true for an empty payload, which nobody checks. */
  readonly digestValid: boolean;
}

/** What the payload of an `acknowledge` frame says. */
export interface Acknowledgement {
  readonly messageType: string;
  readonly messageId: string;
  readonly sequenceNumber: number;
}

const headerBytes = 116;
const offset = { type: 4, schema: 36, date: 40, sequence: 48, flags: 56, id: 64, digest: 80 };
const payloadTypeAt = 112;
const latin = new TextDecoder("latin1");
const utf8 = new TextDecoder();
const toBytes = new TextEncoder();

/** Bytes of a frame; what is left out is filled in as the real agent fills it. */
export function encodeFrame(
  frame:
    & Pick<Frame, "messageType">
    & Partial<Pick<Frame, "createdDate" | "sequenceNumber" | "flags" | "messageId" | "payloadType">>
    & { readonly payload?: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const payload = frame.payload ?? new Uint8Array();
  const bytes = new Uint8Array(headerBytes + 4 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, headerBytes);
  bytes.set(toBytes.encode(frame.messageType.padEnd(32, " ")), offset.type);
  view.setUint32(offset.schema, 1);
  view.setBigUint64(offset.date, BigInt(frame.createdDate ?? Date.now()));
  view.setBigInt64(offset.sequence, BigInt(frame.sequenceNumber ?? 0));
  view.setBigUint64(offset.flags, BigInt(frame.flags ?? 0));
  bytes.set(uuidBytes(frame.messageId ?? randomUUID()), offset.id);
  bytes.set(createHash("sha256").update(payload).digest(), offset.digest);
  view.setUint32(payloadTypeAt, frame.payloadType ?? PAYLOAD.none);
  view.setUint32(headerBytes, payload.length);
  bytes.set(payload, headerBytes + 4);
  return bytes;
}

/** Reads a frame. Throws when the bytes are too short or a field is one the real agent refuses. */
export function decodeFrame(bytes: Uint8Array): Frame {
  if (bytes.length < headerBytes + 4) {
    throw new Error(`frame of ${bytes.length} bytes is too short`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0);
  if (length !== headerBytes) throw new Error(`HeaderLength is ${length}, not ${headerBytes}`);
  const payload = bytes.slice(headerBytes + 4);
  if (view.getUint32(headerBytes) !== payload.length) {
    throw new Error(`PayloadLength is ${view.getUint32(headerBytes)}, not ${payload.length}`);
  }
  const createdDate = Number(view.getBigUint64(offset.date));
  if (createdDate === 0) throw new Error("CreatedDate is missing");
  const messageType = latin.decode(bytes.subarray(offset.type, offset.schema))
    .replaceAll(/^[ \0]+|[ \0]+$/g, "");
  if (messageType === "") throw new Error("MessageType is missing");
  const digest = createHash("sha256").update(payload).digest();
  return {
    messageType,
    schemaVersion: view.getUint32(offset.schema),
    createdDate,
    sequenceNumber: Number(view.getBigInt64(offset.sequence)),
    flags: Number(view.getBigUint64(offset.flags)),
    messageId: uuidText(bytes.subarray(offset.id, offset.id + 16)),
    payloadType: view.getUint32(payloadTypeAt),
    payload,
    digestValid: payload.length === 0 ||
      digest.every((byte, i) => byte === bytes[offset.digest + i]),
  };
}

/** A copy whose digest does not fit its payload: what a receiver must drop in silence. */
export function withWrongDigest(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[offset.digest] = (copy[offset.digest] ?? 0) ^ 0xff;
  return copy;
}

/** The `acknowledge` frame for a stream message (flags 3, sequence number 0, payload type 0). */
export function encodeAcknowledge(
  of: Pick<Frame, "messageType" | "messageId" | "sequenceNumber">,
): Uint8Array<ArrayBuffer> {
  return encodeFrame({
    messageType: "acknowledge",
    flags: 3,
    payload: jsonBytes({
      AcknowledgedMessageType: of.messageType,
      AcknowledgedMessageId: of.messageId,
      AcknowledgedMessageSequenceNumber: of.sequenceNumber,
      IsSequentialMessage: true,
    }),
  });
}

/** Reads an acknowledgement. Throws when its payload is not one. */
export function decodeAcknowledge(payload: Uint8Array): Acknowledgement {
  const body = jsonObject(payload);
  const messageType = body["AcknowledgedMessageType"];
  const messageId = body["AcknowledgedMessageId"];
  const sequenceNumber = body["AcknowledgedMessageSequenceNumber"];
  if (typeof messageType !== "string" || typeof messageId !== "string") {
    throw new Error("acknowledge names no message");
  }
  if (typeof sequenceNumber !== "number") throw new Error("acknowledge has no sequence number");
  return { messageType, messageId, sequenceNumber };
}

/** JSON as UTF-8 bytes. */
export function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return toBytes.encode(JSON.stringify(value));
}

/** The JSON object these bytes hold. Throws when they hold anything else. */
export function jsonObject(bytes: Uint8Array | string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(typeof bytes === "string" ? bytes : utf8.decode(bytes));
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error("not a JSON object");
  }
  return Object.fromEntries(Object.entries(value));
}

/** On the wire a UUID's two halves change places: bytes 8–15 come first. */
function uuidBytes(uuid: string): Uint8Array {
  const bytes = Uint8Array.from(
    uuid.replaceAll("-", "").match(/../g) ?? [],
    (pair) => parseInt(pair, 16),
  );
  if (bytes.length !== 16) throw new Error(`"${uuid}" is not a UUID`);
  return Uint8Array.from([...bytes.subarray(8), ...bytes.subarray(0, 8)]);
}

function uuidText(wire: Uint8Array): string {
  const hex = [...wire.subarray(8), ...wire.subarray(0, 8)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
