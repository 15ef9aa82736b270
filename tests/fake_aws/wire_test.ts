import assert from "node:assert/strict";
import fc from "fast-check";
import {
  decodeAcknowledge,
  decodeFrame,
  encodeAcknowledge,
  encodeFrame,
  withWrongDigest,
} from "./wire.ts";

const golden = new URL("../session/golden/", import.meta.url);

Deno.test("decodeFrame() and encodeFrame() reproduce every frame of the real plugin", async () => {
  let frames = 0;
  for await (const entry of Deno.readDir(golden)) {
    const { meaning, hex } = JSON.parse(await Deno.readTextFile(new URL(entry.name, golden)));
    if (hex === undefined) continue;
    frames++;
    const frame = decodeFrame(Uint8Array.fromHex(hex));
    const { payload, digestValid, ...fields } = frame;
    const { payload: text, payloadDigest: _digest, ...told } = meaning;
    assert.deepEqual(fields, told, entry.name);
    assert.equal(new TextDecoder().decode(payload), text);
    assert.equal(digestValid, true);
    assert.equal(encodeFrame(frame).toHex(), hex);
  }
  assert.ok(frames >= 8, `only ${frames} golden frames`);
});

Deno.test("encodeFrame() then decodeFrame() gives back any frame", () => {
  const uuid = fc.uuid();
  fc.assert(fc.property(
    fc.record({
      messageType: fc.stringMatching(/^[a-z_]{1,32}$/),
      createdDate: fc.integer({ min: 1, max: 2 ** 45 }),
      sequenceNumber: fc.maxSafeNat(),
      flags: fc.nat(3),
      messageId: uuid,
      payloadType: fc.nat(12),
      payload: fc.uint8Array({ maxLength: 2000 }),
    }),
    (frame) => {
      const back = decodeFrame(encodeFrame(frame));
      assert.deepEqual(back, { ...frame, schemaVersion: 1, digestValid: true });
    },
  ));
});

Deno.test("decodeFrame() tells a digest that does not fit, except on an empty payload", () => {
  const frame = encodeFrame({ messageType: "input_stream_data", payload: Uint8Array.of(1) });
  assert.equal(decodeFrame(withWrongDigest(frame)).digestValid, false);
  assert.equal(decodeFrame(withWrongDigest(encodeFrame({ messageType: "x" }))).digestValid, true);
});

Deno.test("decodeFrame() refuses what the agent refuses", () => {
  assert.throws(() => decodeFrame(new Uint8Array(119)), /too short/);
  const undated = encodeFrame({ messageType: "x", createdDate: 0 });
  assert.throws(() => decodeFrame(undated), { message: "CreatedDate is missing" });
  const cut = encodeFrame({ messageType: "x", payload: new Uint8Array(4) }).subarray(0, 122);
  assert.throws(() => decodeFrame(cut), { message: "PayloadLength is 4, not 2" });
});

Deno.test("encodeAcknowledge() names the message in the usual order of its UUID", () => {
  const of = {
    messageType: "output_stream_data",
    messageId: "00010203-0405-0607-0809-0a0b0c0d0e0f",
    sequenceNumber: 7,
  };
  const frame = decodeFrame(encodeAcknowledge(of));
  assert.deepEqual([frame.messageType, frame.flags, frame.sequenceNumber], ["acknowledge", 3, 0]);
  assert.deepEqual(decodeAcknowledge(frame.payload), of);
});
