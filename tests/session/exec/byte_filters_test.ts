import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type ByteFilter,
  Filters,
  LineEnds,
  Unescape,
} from "../../../src/session/exec/byte_filters.ts";

/** Everything the filter gives for `bytes` that come in pieces of these sizes. */
function through(filter: ByteFilter, bytes: Uint8Array, cuts: readonly number[]): number[] {
  const out: number[] = [];
  let at = 0;
  for (const cut of cuts) {
    out.push(...filter.push(bytes.subarray(at, at + cut)));
    at = Math.min(bytes.length, at + cut);
  }
  out.push(...filter.push(bytes.subarray(at)), ...filter.end());
  return out;
}

const cuts = fc.array(fc.nat(5), { maxLength: 30 });

Deno.test("Unescape gives back any bytes, however they are cut", () => {
  const bytes = fc.array(fc.oneof(fc.nat(255), fc.constantFrom(0x1d, 0xef)), { maxLength: 60 });
  fc.assert(fc.property(bytes, cuts, (plain, sizes) => {
    const escaped = plain.flatMap((byte) =>
      byte === 0x1d ? [0x1d, 0x32] : byte === 0xef ? [0x1d, 0x31] : [byte]
    );
    assert.deepEqual(through(new Unescape(), Uint8Array.from(escaped), sizes), plain);
  }));
});

Deno.test("LineEnds and Unescape undo what a pty without stty does to escaped lines", () => {
  const bytes = fc.array(fc.constantFrom(0x0a, 0x0d, 0x61, 0xef, 0x1d), { maxLength: 40 });
  fc.assert(fc.property(bytes, cuts, (plain, sizes) => {
    const sent = plain.flatMap((byte) =>
      byte === 0x0a
        ? [0x0d, 0x0a]
        : byte === 0xef
        ? [0x1d, 0x31]
        : byte === 0x1d
        ? [0x1d, 0x32]
        : [byte]
    );
    const got = through(
      new Filters([new LineEnds(), new Unescape()]),
      Uint8Array.from(sent),
      sizes,
    );
    assert.deepEqual(got, plain);
  }));
});
