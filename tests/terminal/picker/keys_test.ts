import assert from "node:assert/strict";
import fc from "fast-check";
import { type Key, KeyReader } from "../../../src/terminal/picker/keys.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const keysOf = (text: string) => new KeyReader().push(bytes(text));
const kinds = (text: string) => keysOf(text).map(({ kind }) => kind);

/** Neighbouring texts as one: how a text was cut into reads is not the person's doing. */
function joined(keys: readonly Key[]): readonly Key[] {
  const out: Key[] = [];
  for (const key of keys) {
    const last = out.at(-1);
    if (key.kind === "text" && last?.kind === "text") {
      out[out.length - 1] = { kind: "text", text: last.text + key.text };
    } else out.push(key);
  }
  return out;
}

Deno.test("KeyReader reads what fzf users press", () => {
  assert.deepEqual(kinds("\x10\x0e\x1b[A\x1b[B\x1bOA\x1bOB"), [
    "up",
    "down",
    "up",
    "down",
    "up",
    "down",
  ]);
  assert.deepEqual(kinds("\x1b[5~\x1b[6~"), ["page-up", "page-down"]);
  assert.deepEqual(kinds("\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~"), [
    "first",
    "last",
    "first",
    "last",
    "first",
    "last",
  ]);
  assert.deepEqual(kinds("\x15\x17\x7f\x08\x1b[3~"), [
    "delete-line",
    "delete-word",
    "backspace",
    "backspace",
    "delete",
  ]);
  assert.deepEqual(kinds("\x01\x05\x02\x06"), ["line-start", "line-end", "left", "right"]);
  assert.deepEqual(kinds("\r\n\x03\x07\x04"), ["enter", "enter", "leave", "leave", "end-of-input"]);
});

Deno.test("KeyReader takes a modifier for the key alone, and an unknown sequence for nothing", () => {
  assert.deepEqual(kinds("\x1b[1;5C\x1b[5;2~"), ["right", "page-up"]);
  assert.deepEqual(kinds("\x1b[24~\x1b[?1;2c\x1bx"), []);
});

Deno.test("KeyReader leaves on ESC alone, once nothing followed it", () => {
  const reader = new KeyReader();
  assert.deepEqual(reader.push(bytes("\x1b")), []);
  assert.equal(reader.waitsForEscape, true);
  assert.deepEqual(reader.escape(), [{ kind: "leave" }]);
  assert.equal(reader.waitsForEscape, false);
});

Deno.test("KeyReader presses no Enter for a pasted line end", () => {
  assert.deepEqual(joined(keysOf("\x1b[200~web\r\napp\x03\x1b[201~\r")), [
    { kind: "text", text: "web app " },
    { kind: "enter" },
  ]);
});

Deno.test("KeyReader gives the same keys however the bytes are cut", () => {
  const pieces = fc.constantFrom(
    "web",
    "本番",
    "👩‍👩‍👧",
    "é",
    "\x1b[A",
    "\x1bOB",
    "\x1b[5~",
    "\x1b[1;5C",
    "\x1b[200~a b\x1b[201~",
    "\r",
    "\x17",
    "\x7f",
  );
  fc.assert(fc.property(
    fc.array(pieces, { minLength: 1, maxLength: 12 }),
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }),
    (parts, cuts) => {
      const all = bytes(parts.join(""));
      const reader = new KeyReader();
      const keys: Key[] = [];
      for (let at = 0, turn = 0; at < all.length; turn++) {
        const size = cuts[turn % cuts.length] ?? 1;
        keys.push(...reader.push(all.subarray(at, at + size)));
        at += size;
      }
      assert.deepEqual(joined(keys), joined(new KeyReader().push(all)));
    },
  ));
});

Deno.test("KeyReader survives any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
    for (const key of new KeyReader().push(any)) {
      // deno-lint-ignore no-control-regex
      if (key.kind === "text") assert.doesNotMatch(key.text, /[\u0000-\u001f\u007f]/);
    }
  }));
});

Deno.test("KeyReader drops a terminal's late replies, cut anywhere, and keeps the keys around them", () => {
  const replies = [
    "\x1b]11;rgb:0000/0000/0000\x07",
    "\x1b]4;1;rgb:cccc/0/0\x1b\\",
    "\x1bP>|xterm(388)\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b[?62;22c",
  ];
  for (const reply of replies) {
    const all = bytes(`a${reply}b`);
    for (let cut = 0; cut <= all.length; cut++) {
      const reader = new KeyReader();
      const keys = [...reader.push(all.subarray(0, cut)), ...reader.push(all.subarray(cut))];
      assert.deepEqual(joined(keys), [{ kind: "text", text: "ab" }]);
    }
  }
  const reader = new KeyReader();
  assert.deepEqual(reader.push(bytes("\x1b]")), []);
  assert.deepEqual(reader.escape(), []);
  assert.deepEqual(reader.push(bytes("x")), [{ kind: "text", text: "x" }]);
});
