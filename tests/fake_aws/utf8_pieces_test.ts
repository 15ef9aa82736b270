import assert from "node:assert/strict";
import fc from "fast-check";
import { Utf8Pieces } from "./utf8_pieces.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const joined = (pieces: readonly Uint8Array[]) => Uint8Array.from(pieces.flatMap((p) => [...p]));

Deno.test("Utf8Pieces.push() passes whole characters and holds an unfinished one back", () => {
  const pieces = new Utf8Pieces();
  const party = bytes("🎉");
  assert.deepEqual(pieces.push(joined([bytes("aé"), party.subarray(0, 3)])), bytes("aé"));
  assert.deepEqual(pieces.push(party.subarray(3)), party);
});

Deno.test("Utf8Pieces.push() holds back from an invalid byte among the last three, not before", () => {
  const pieces = new Utf8Pieces();
  assert.deepEqual([...pieces.push(Uint8Array.of(0xff, 65, 66))], []);
  assert.deepEqual([...pieces.push(Uint8Array.of(67))], [0xff, 65, 66, 67]);
});

Deno.test("Utf8Pieces.push() shortens U+FFFD to its first byte, as the agent does", () => {
  assert.deepEqual([...new Utf8Pieces().push(bytes("\ufffdabc"))], [0xef, 97, 98, 99]);
});

Deno.test("Utf8Pieces.push() passes any valid text unchanged, however it is cut", () => {
  const text = fc.string({ unit: "binary" }).filter((t) =>
    !t.includes("\ufffd") && t.isWellFormed()
  );
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 7 }), (whole, step) => {
    const pieces = new Utf8Pieces();
    const all = bytes(whole);
    const out: Uint8Array[] = [];
    for (let i = 0; i < all.length; i += step) out.push(pieces.push(all.subarray(i, i + step)));
    assert.deepEqual(joined(out), all);
  }));
});

Deno.test("Utf8Pieces.push() passes binary unchanged but for a tail of three bytes and U+FFFD", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (binary) => {
    fc.pre(!binary.some((b, i) => b === 0xef && binary[i + 1] === 0xbf && binary[i + 2] === 0xbd));
    const pieces = new Utf8Pieces();
    const out: Uint8Array[] = [];
    for (let i = 0; i < binary.length; i += 1024) {
      out.push(pieces.push(binary.subarray(i, i + 1024)));
    }
    const sent = joined(out);
    assert.deepEqual(sent, binary.subarray(0, sent.length));
    assert.ok(binary.length - sent.length <= 3);
  }));
});
