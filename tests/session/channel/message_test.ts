import assert from "node:assert/strict";
import fc from "fast-check";
import {
  acknowledge,
  decodeMessage,
  encodeMessage,
  type Message,
  readAcknowledgement,
} from "../../../src/session/channel/message.ts";
import { decodeFrame, encodeFrame } from "../../fake_aws/wire.ts";

const GOLDEN = new URL("../golden/", import.meta.url);

const messages: fc.Arbitrary<Message> = fc.record({
  messageType: fc.constantFrom("input_stream_data", "output_stream_data", "acknowledge", "other"),
  createdDate: fc.integer({ min: 1, max: 2 ** 45 }),
  sequenceNumber: fc.nat(2 ** 40),
  flags: fc.nat(3),
  messageId: fc.uuid(),
  payloadType: fc.nat(12),
  payload: fc.uint8Array({ maxLength: 1024 }),
});

Deno.test("decodeMessage() then encodeMessage() gives back every frame of the real plugin", () => {
  let count = 0;
  for (const { name } of Deno.readDirSync(GOLDEN)) {
    const golden = JSON.parse(Deno.readTextFileSync(new URL(name, GOLDEN)));
    if (golden.hex === undefined) continue;
    count++;
    const message = decodeMessage(Uint8Array.fromHex(golden.hex));
    assert.ok(message, name);
    assert.equal(encodeMessage(message).toHex(), golden.hex, name);
    const { payload, ...fields } = message;
    const { schemaVersion: _, payloadDigest: __, payload: text, ...meant } = golden.meaning;
    assert.deepEqual(fields, meant, name);
    assert.equal(new TextDecoder().decode(payload), text, name);
  }
  assert.equal(count, 8);
});

Deno.test("encodeMessage() then decodeMessage() gives back any message", () => {
  fc.assert(fc.property(messages, (message) => {
    const decoded = decodeMessage(encodeMessage(message));
    assert.deepEqual(decoded && { ...decoded, payload: [...decoded.payload] }, {
      ...message,
      payload: [...message.payload],
    });
  }));
});

Deno.test("two codecs written apart agree on any message", () => {
  fc.assert(fc.property(messages, (message) => {
    const { payload: _, ...fields } = decodeFrame(encodeMessage(message));
    const { payload: __, ...expected } = message;
    assert.deepEqual(fields, { ...expected, schemaVersion: 1, digestValid: true });
    assert.deepEqual(decodeMessage(encodeFrame(message))?.messageId, message.messageId);
  }));
});

Deno.test("decodeMessage() takes a type padded with NULs, as the agent may send it", () => {
  const bytes = encodeFrame({ messageType: "output_stream_data" });
  for (let at = 4; at < 36; at++) if (bytes[at] === 0x20) bytes[at] = 0;
  assert.equal(decodeMessage(bytes)?.messageType, "output_stream_data");
});

Deno.test("decodeMessage() never throws and gives nothing for a damaged payload", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
    decodeMessage(bytes);
  }));
  fc.assert(fc.property(messages, fc.nat(), (message, where) => {
    fc.pre(message.payload.length > 0);
    const bytes = encodeMessage(message);
    const at = 120 + where % message.payload.length;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    assert.equal(decodeMessage(bytes), undefined);
  }));
});

Deno.test("acknowledge() is read back as what it acknowledges", () => {
  fc.assert(fc.property(messages, (message) => {
    const decoded = decodeMessage(acknowledge(message, 1));
    assert.equal(decoded?.flags, 3);
    assert.deepEqual(decoded && readAcknowledgement(decoded), {
      messageType: message.messageType,
      messageId: message.messageId,
      sequenceNumber: message.sequenceNumber,
    });
  }));
});
