// Many connections over one byte stream: order, turns, ends.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Mux, type MuxEvent, TURN_BYTES } from "../../../src/session/port/mux.ts";
import { encodeFrame, type SmuxFrame, SmuxReader } from "../../../src/session/port/smux.ts";

const text = (value: string) => new TextEncoder().encode(value);

/** All that a mux has to say, taken in pieces of `mostBytes`. */
function drain(mux: Mux, mostBytes = 1024): Uint8Array {
  const bytes: number[] = [];
  for (let piece; (piece = mux.take(mostBytes)) !== undefined;) bytes.push(...piece);
  return Uint8Array.from(bytes);
}

/** Events as lines; data of one stream put together. */
function lines(events: readonly MuxEvent[]): string[] {
  return events.map((event) =>
    event.kind === "data"
      ? `${event.streamId} ${new TextDecoder().decode(event.bytes)}`
      : `${event.streamId} ${event.refused ? "refused" : "finished"}`
  );
}

Deno.test("Mux opens, sends and finishes with the golden bytes, ids 3, 5, 7", () => {
  const mux = new Mux();
  const first = mux.open();
  mux.write(first, text("hi"));
  mux.finish(first);
  assert.equal(
    drain(mux).toHex(),
    "0100000003000000" + "0102020003000000" + "6869" + "0101000003000000",
  );
  assert.deepEqual([first, mux.open(), mux.open()], [3, 5, 7]);
  assert.equal(mux.size, 2);
});

Deno.test("Mux says a stream's opening before it has any data", () => {
  const mux = new Mux();
  mux.open();
  assert.equal(drain(mux).toHex(), "0100000003000000");
  assert.equal(mux.take(1024), undefined);
});

type Step =
  | { readonly do: "open" }
  | { readonly do: "write"; readonly nth: number; readonly bytes: Uint8Array }
  | { readonly do: "finish"; readonly nth: number }
  | { readonly do: "take"; readonly most: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("open" as const) }),
  fc.record({
    do: fc.constant("write" as const),
    nth: fc.nat(7),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 3 * TURN_BYTES }),
  }),
  fc.record({ do: fc.constant("finish" as const), nth: fc.nat(7) }),
  fc.record({ do: fc.constant("take" as const), most: fc.integer({ min: 1, max: 1024 }) }),
);

Deno.test("Mux keeps each stream's bytes in order, whatever is written and taken when", () => {
  fc.assert(fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
    const mux = new Mux();
    const ids: number[] = [];
    const written = new Map<number, number[]>();
    const finished = new Set<number>();
    const sent: Uint8Array[] = [];
    for (const step of steps) {
      if (step.do === "open") {
        const id = mux.open();
        ids.push(id);
        written.set(id, []);
      } else if (step.do === "take") {
        const bytes = mux.take(step.most);
        assert.ok((bytes?.length ?? 0) <= step.most);
        if (bytes !== undefined) sent.push(bytes);
      } else {
        const id = ids[step.nth % ids.length];
        if (id === undefined) continue;
        if (step.do === "write") {
          mux.write(id, step.bytes);
          if (!finished.has(id)) written.get(id)?.push(...step.bytes);
        } else {
          finished.add(id);
          mux.finish(id);
        }
      }
    }
    sent.push(drain(mux));
    const reader = new SmuxReader();
    const heard = new Map<number, number[]>();
    const over = new Set<number>();
    for (const frame of sent.flatMap((bytes) => reader.push(bytes))) {
      if (frame.kind === "nothing") continue;
      assert.ok(!over.has(frame.streamId), "a frame after the end");
      if (frame.kind === "open") {
        assert.ok(!heard.has(frame.streamId), "opened twice");
        heard.set(frame.streamId, []);
      } else if (frame.kind === "finish") over.add(frame.streamId);
      else if (frame.kind === "data") heard.get(frame.streamId)?.push(...frame.bytes);
    }
    assert.deepEqual(heard, written);
    assert.deepEqual(over, finished);
  }));
});

Deno.test("Mux lets a small request pass a bulk transfer after one turn", () => {
  const mux = new Mux();
  const [bulk, quick] = [mux.open(), mux.open()];
  mux.write(bulk, new Uint8Array(1_000_000));
  const reader = new SmuxReader();
  reader.push(mux.take(1024) ?? new Uint8Array());
  mux.write(quick, text("GET /"));
  let before = 0;
  for (let piece; (piece = mux.take(1024)) !== undefined;) {
    const frames = reader.push(piece);
    if (frames.some((frame) => frame.kind === "data" && frame.streamId === quick)) break;
    before += piece.length;
  }
  assert.ok(before <= 2 * TURN_BYTES, `${before} bytes before`);
});

Deno.test("Mux gives data and ends to their streams, and only a silent one was refused", () => {
  const mux = new Mux();
  const [a, b, c] = [mux.open(), mux.open(), mux.open()];
  const say = (...frames: SmuxFrame[]) => mux.receive(Uint8Array.from(frames.flatMap(bytesOf)));
  mux.refused();
  assert.deepEqual(
    lines(say(
      { kind: "data", streamId: a, bytes: text("hello") },
      { kind: "finish", streamId: a },
      { kind: "finish", streamId: b },
      { kind: "finish", streamId: c },
    )),
    ["3 hello", "3 finished", "5 refused", "7 finished"],
  );
});

Deno.test("Mux throws away what comes for a stream that is unknown or closed here", () => {
  const mux = new Mux();
  const id = mux.open();
  mux.drop(id);
  drain(mux);
  const frames: SmuxFrame[] = [
    { kind: "data", streamId: id, bytes: text("late") },
    { kind: "finish", streamId: id },
    { kind: "data", streamId: 99, bytes: text("stray") },
    { kind: "open", streamId: 2 },
    { kind: "nothing" },
  ];
  assert.deepEqual(mux.receive(Uint8Array.from(frames.flatMap(bytesOf))), []);
  assert.equal(mux.size, 0);
});

Deno.test("Mux drops what is queued, but never the rest of a frame that has begun", () => {
  const mux = new Mux();
  const id = mux.open();
  mux.write(id, new Uint8Array(10_000).fill(7));
  const begun = mux.take(100) ?? new Uint8Array();
  mux.drop(id);
  const reader = new SmuxReader();
  const frames = [...reader.push(begun), ...reader.push(drain(mux))];
  assert.deepEqual(frames.at(-1), { kind: "finish", streamId: id });
  const data = frames.flatMap((frame) => frame.kind === "data" ? [...frame.bytes] : []);
  assert.equal(data.length, TURN_BYTES);
});

Deno.test("Mux says nothing between frames, never inside one", () => {
  const mux = new Mux();
  const id = mux.open();
  mux.write(id, new Uint8Array(100).fill(7));
  const begun = mux.take(20) ?? new Uint8Array();
  mux.sayNothing();
  const reader = new SmuxReader();
  const kinds = [begun, drain(mux)].flatMap((bytes) => reader.push(bytes)).map(({ kind }) => kind);
  assert.deepEqual(kinds, ["open", "data", "data", "nothing"]);
});

function bytesOf(frame: SmuxFrame): number[] {
  return [...encodeFrame(frame)];
}
