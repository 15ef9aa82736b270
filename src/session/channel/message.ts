// The binary frames of an SSM data channel, to bytes and back. Pure. Layout: big-endian, a header
// of 116 bytes, the payload's length, the payload; source: amazon-ssm-agent 3.3,
// agent/session/contracts/agentmessage.go, checked against frames of the real plugin.
import { hash } from "node:crypto";

/** Message types that mean something to a client; others are to be ignored. */
export const MESSAGE = {
  input: "input_stream_data",
  output: "output_stream_data",
  acknowledge: "acknowledge",
  channelClosed: "channel_closed",
} as const;

/** What a payload is. */
export const PAYLOAD = {
  none: 0,
  /** Terminal bytes, either way. */
  output: 1,
  size: 3,
  handshakeRequest: 5,
  handshakeResponse: 6,
  handshakeComplete: 7,
  challengeRequest: 8,
  challengeResponse: 9,
  flag: 10,
  stderr: 11,
  exitCode: 12,
} as const;

/** Flags of an `acknowledge`: SYN and FIN; the client's stream messages have none. */
const ACKNOWLEDGE_FLAGS = 3;
const HEADER_BYTES = 116;
const TYPE_AT = 4;
const TYPE_BYTES = 32;
const SCHEMA_AT = 36;
const DATE_AT = 40;
const SEQUENCE_AT = 48;
const FLAGS_AT = 56;
const ID_AT = 64;
const ID_HALF = 8;
const DIGEST_AT = 80;
const PAYLOAD_TYPE_AT = 112;

/** One frame. */
export interface Message {
  readonly messageType: string;
  /** Milliseconds since 1970; the receiver refuses 0. */
  readonly createdDate: number;
  readonly sequenceNumber: number;
  readonly flags: number;
  /** A UUID as it is usually written, lower case. */
  readonly messageId: string;
  readonly payloadType: number;
  readonly payload: Uint8Array;
}

/** What the payload of an `acknowledge` says. */
export interface Acknowledgement {
  readonly messageType: string;
  readonly messageId: string;
  readonly sequenceNumber: number;
}

const TEXT = new TextEncoder();
const LATIN = new TextDecoder("latin1");
/** Types as bytes, padded: the same four come again and again. */
const TYPES = new Map<string, Uint8Array<ArrayBuffer>>(
  Object.values(MESSAGE).map((name) => [name, paddedType(name)]),
);

function paddedType(name: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(TYPE_BYTES).fill(0x20);
  TEXT.encodeInto(name, bytes);
  return bytes;
}

function readType(bytes: Uint8Array): string {
  for (const [name, padded] of TYPES) if (sameBytes(bytes, padded)) return name;
  return LATIN.decode(bytes).replace(/[\0 ]+$/, "");
}

/** The bytes of a frame. */
export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  const { payload } = message;
  const bytes = encodeHead(message, payload.length, sha256(payload));
  bytes.set(payload, HEADER_BYTES + 4);
  return bytes;
}

/** A frame whose payload is still to be written. */
function encodeHead(
  message: Omit<Message, "payload">,
  payloadBytes: number,
  digest: string,
): Uint8Array<ArrayBuffer> {
  const bytes = carve(HEADER_BYTES + 4 + payloadBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint32(0, HEADER_BYTES);
  bytes.set(TYPES.get(message.messageType) ?? paddedType(message.messageType), TYPE_AT);
  view.setUint32(SCHEMA_AT, 1);
  view.setBigUint64(DATE_AT, BigInt(message.createdDate));
  view.setBigInt64(SEQUENCE_AT, BigInt(message.sequenceNumber));
  view.setBigUint64(FLAGS_AT, BigInt(message.flags));
  const id = message.messageId.replaceAll("-", "");
  // In place: an array of its own for each would cost ten times as much.
  bytes.subarray(ID_AT, DIGEST_AT).setFromHex(id.slice(2 * ID_HALF) + id.slice(0, 2 * ID_HALF));
  bytes.subarray(DIGEST_AT, PAYLOAD_TYPE_AT).setFromHex(digest);
  view.setUint32(PAYLOAD_TYPE_AT, message.payloadType);
  view.setUint32(HEADER_BYTES, payloadBytes);
  return bytes;
}

/** The frame in `bytes`; undefined when there is none, or its digest does not fit its payload. */
export function decodeMessage(bytes: Uint8Array): Message | undefined {
  if (bytes.length < HEADER_BYTES + 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lengthAt = view.getUint32(0);
  // A longer header of a later schema is read by its own length, as the agent does.
  if (lengthAt < HEADER_BYTES || lengthAt + 4 > bytes.length) return undefined;
  const start = lengthAt + 4;
  const length = view.getUint32(lengthAt);
  if (start + length > bytes.length) return undefined;
  const payload = bytes.subarray(start, start + length);
  const digest = bytes.subarray(DIGEST_AT, PAYLOAD_TYPE_AT);
  // A payload of no bytes has no digest to check: its field may hold anything.
  if (length > 0 && sha256(payload) !== digest.toHex()) return undefined;
  const sequenceNumber = Number(view.getBigInt64(SEQUENCE_AT));
  const flags = Number(view.getBigUint64(FLAGS_AT));
  const createdDate = Number(view.getBigUint64(DATE_AT));
  if (![sequenceNumber, flags, createdDate].every(Number.isSafeInteger)) return undefined;
  const id = bytes.subarray(ID_AT, DIGEST_AT).toHex();
  return {
    messageType: readType(bytes.subarray(TYPE_AT, TYPE_AT + TYPE_BYTES)),
    createdDate,
    sequenceNumber,
    flags,
    messageId: uuidText(id.slice(2 * ID_HALF) + id.slice(0, 2 * ID_HALF)),
    payloadType: view.getUint32(PAYLOAD_TYPE_AT),
    payload,
  };
}

/** Bytes that a message takes on the way; also one without payload takes some. */
export function sizeOf({ payload }: Message): number {
  return HEADER_BYTES + 4 + payload.length;
}

/** The frame that acknowledges `message`. */
export function acknowledge(message: Message, now: number): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({
    AcknowledgedMessageType: message.messageType,
    AcknowledgedMessageId: message.messageId,
    AcknowledgedMessageSequenceNumber: message.sequenceNumber,
    IsSequentialMessage: true,
  });
  const { written } = TEXT.encodeInto(text, SCRATCH);
  const payload = SCRATCH.subarray(0, written);
  const bytes = encodeHead(
    {
      messageType: MESSAGE.acknowledge,
      createdDate: now,
      sequenceNumber: 0,
      flags: ACKNOWLEDGE_FLAGS,
      messageId: crypto.randomUUID(),
      payloadType: PAYLOAD.none,
    },
    written,
    sha256(text),
  );
  bytes.set(payload, HEADER_BYTES + 4);
  return bytes;
}

/** What an `acknowledge` acknowledges; undefined when its payload says nothing readable. */
export function readAcknowledgement({ payload }: Message): Acknowledgement | undefined {
  const body = readJson(payload);
  const messageType = body?.["AcknowledgedMessageType"];
  const messageId = body?.["AcknowledgedMessageId"];
  const sequenceNumber = body?.["AcknowledgedMessageSequenceNumber"];
  return typeof messageType === "string" && typeof messageId === "string" &&
      typeof sequenceNumber === "number"
    ? { messageType, messageId: messageId.toLowerCase(), sequenceNumber }
    : undefined;
}

/** A payload that is a JSON object; undefined when it is not. */
export function readJson(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? { ...value }
      : undefined;
  } catch {
    return undefined;
  }
}

// One piece of memory for many frames: to get a piece for each costs more than its digest.
const SLAB_BYTES = 65_536;
let slab = new Uint8Array();

/** Bytes that are all 0 and nobody else's. */
function carve(length: number): Uint8Array<ArrayBuffer> {
  if (length > SLAB_BYTES / 8) return new Uint8Array(length);
  if (length > slab.length) slab = new Uint8Array(SLAB_BYTES);
  const bytes = slab.subarray(0, length);
  slab = slab.subarray(length);
  return bytes;
}

/** For an acknowledgement's text: its parts are a type of 32 bytes at most, an id and a number. */
const SCRATCH = new Uint8Array(1_024);

// Node's hash is synchronous and 20 times as quick as WebCrypto's for 1 KB (1.5 to 30 µs); the
// channel stays free of promises. As hexadecimal digits it is one call of Deno's runtime instead of
// three, in half the time.
function sha256(payload: Uint8Array | string): string {
  return hash("sha256", payload, "hex");
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  // A loop: a closure for each byte would cost as much as the digest.
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
}

function uuidText(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${
    hex.slice(20)
  }`;
}
