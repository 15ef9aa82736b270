// smux frames: golden bytes of the agent's own library, and any cut of the byte stream.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  DATA_MOST_BYTES,
  encodeFrame,
  type SmuxFrame,
  SmuxReader,
} from "../../../src/session/port/smux.ts";

const text = (value: string) => new TextEncoder().encode(value);
const hex = (bytes: Uint8Array) => bytes.toHex().replace(/(..)(?!$)/g, "$1 ");

Deno.test("encodeFrame() writes what smux v1.5.15 writes to open, say hi, and close", () => {
  const frames: SmuxFrame[] = [
    { kind: "open", streamId: 3 },
    { kind: "data", streamId: 3, bytes: text("hi") },
    { kind: "finish", streamId: 3 },
  ];
  assert.deepEqual(frames.map(encodeFrame).map(hex), [
    "01 00 00 00 03 00 00 00",
    "01 02 02 00 03 00 00 00 68 69",
    "01 01 00 00 03 00 00 00",
  ]);
});

Deno.test("encodeFrame() writes 32,768 and 7,232 bytes under the heads of a run of 40,000", () => {
  const head = (count: number) =>
    hex(encodeFrame({ kind: "data", streamId: 3, bytes: new Uint8Array(count) }).subarray(0, 4));
  assert.deepEqual([head(32_768), head(7_232)], ["01 02 00 80", "01 02 40 1c"]);
  assert.equal(hex(encodeFrame({ kind: "nothing" })), "01 03 00 00 00 00 00 00");
});

Deno.test("encodeFrame() refuses data of no bytes and of more than the agent's side sends", () => {
  const data = (count: number): SmuxFrame => ({
    kind: "data",
    streamId: 3,
    bytes: new Uint8Array(count),
  });
  assert.throws(() => encodeFrame(data(0)), RangeError);
  assert.throws(() => encodeFrame(data(DATA_MOST_BYTES + 1)), RangeError);
});

/** Frames with the data of neighbours of one stream put together: cuts do not show. */
function merged(frames: readonly SmuxFrame[]): string[] {
  const lines: string[] = [];
  let last: { readonly streamId: number; text: string } | undefined;
  for (const frame of frames) {
    if (frame.kind === "data") {
      if (last?.streamId === frame.streamId) last.text += frame.bytes.toHex();
      else {
        if (last !== undefined) lines.push(`${last.streamId} ${last.text}`);
        last = { streamId: frame.streamId, text: frame.bytes.toHex() };
      }
      continue;
    }
    if (last !== undefined) lines.push(`${last.streamId} ${last.text}`);
    last = undefined;
    lines.push(frame.kind === "nothing" ? "nothing" : `${frame.kind} ${frame.streamId}`);
  }
  if (last !== undefined) lines.push(`${last.streamId} ${last.text}`);
  return lines;
}

const anyFrame: fc.Arbitrary<SmuxFrame> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("open" as const, "finish" as const),
    streamId: fc.nat({ max: 0xffffffff }),
  }),
  fc.record({
    kind: fc.constant("data" as const),
    streamId: fc.nat({ max: 9 }),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
  }),
  fc.constant<SmuxFrame>({ kind: "nothing" }),
);

Deno.test("SmuxReader reads the same frames however the byte stream is cut and merged", () => {
  fc.assert(fc.property(
    fc.array(anyFrame, { maxLength: 30 }),
    fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
    (frames, cuts) => {
      const bytes = new Uint8Array(frames.flatMap((frame) => [...encodeFrame(frame)]));
      const reader = new SmuxReader();
      const read: SmuxFrame[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const length = cuts[turn % cuts.length] ?? 1;
        read.push(...reader.push(bytes.subarray(at, at + length)));
        at += length;
      }
      assert.deepEqual(merged(read), merged(frames));
    },
  ));
});

Deno.test("SmuxReader reads frames at every single byte boundary", () => {
  const bytes = new Uint8Array([
    ...encodeFrame({ kind: "open", streamId: 3 }),
    ...encodeFrame({ kind: "data", streamId: 3, bytes: text("hello") }),
    ...encodeFrame({ kind: "finish", streamId: 3 }),
  ]);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const reader = new SmuxReader();
    const read = [...reader.push(bytes.subarray(0, cut)), ...reader.push(bytes.subarray(cut))];
    assert.deepEqual(merged(read), ["open 3", "3 68656c6c6f", "finish 3"], `cut at ${cut}`);
  }
});

Deno.test("SmuxReader takes a frame of 65,535 bytes and passes over data that only PSH may have", () => {
  const large = new Uint8Array(8 + 65_535);
  large.set([1, 2, 0xff, 0xff, 5, 0, 0, 0]);
  const reader = new SmuxReader();
  const bytes = reader.push(large).flatMap((frame) => frame.kind === "data" ? [frame.bytes] : []);
  assert.equal(bytes.reduce((sum, each) => sum + each.length, 0), 65_535);
  const noisy = [...Uint8Array.of(1, 3, 2, 0, 0, 0, 0, 0, 7, 7)];
  const after = [...encodeFrame({ kind: "finish", streamId: 5 })];
  assert.deepEqual(merged(reader.push(Uint8Array.from([...noisy, ...after]))), [
    "nothing",
    "finish 5",
  ]);
});

Deno.test("SmuxReader gives up on another version and on an unknown command", () => {
  const push = (...bytes: number[]) => new SmuxReader().push(Uint8Array.from(bytes));
  assert.throws(() => push(2, 0, 0, 0, 3, 0, 0, 0), /smux version 2/);
  assert.throws(() => push(1, 4, 8, 0, 3, 0, 0, 0), /smux command 4/);
});
