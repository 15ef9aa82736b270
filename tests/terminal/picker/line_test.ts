import assert from "node:assert/strict";
import fc from "fast-check";
import * as edit from "../../../src/terminal/picker/line.ts";

const typed = (text: string) => edit.insert(edit.EMPTY_LINE, text);

Deno.test("a line's steps are characters as people see them", () => {
  const family = typed("a👩‍👩‍👧");
  assert.deepEqual(edit.removeBefore(family), { text: "a", cursor: 1 });
  assert.equal(edit.toLeft(family).cursor, 1);
  assert.equal(edit.toRight(edit.toLeft(family)).cursor, family.text.length);
  assert.deepEqual(edit.removeAt(edit.toLeft(family)), { text: "a", cursor: 1 });
});

Deno.test("removeWord() takes the blanks behind the word too, and only before the cursor", () => {
  assert.deepEqual(edit.removeWord(typed("prod web  ")), { text: "prod ", cursor: 5 });
  assert.deepEqual(edit.removeWord(edit.toLeft(typed("prod web"))), { text: "prod b", cursor: 5 });
});

Deno.test("removeToStart() keeps what stands behind the cursor", () => {
  assert.deepEqual(edit.removeToStart(edit.toLeft(typed("prod web"))), { text: "b", cursor: 0 });
});

Deno.test("a line's cursor stays inside its text and between characters, whatever is done", () => {
  const steps = fc.constantFrom(
    edit.removeBefore,
    edit.removeAt,
    edit.removeWord,
    edit.removeToStart,
    edit.toLeft,
    edit.toRight,
    edit.toStart,
    edit.toEnd,
    (line: edit.Line) => edit.insert(line, "é👍🏽 "),
  );
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.array(steps), (text, all) => {
    let line = typed(text);
    for (const step of all) line = step(line);
    assert.ok(line.cursor >= 0 && line.cursor <= line.text.length);
    // No half of a surrogate pair on either side.
    assert.doesNotMatch(line.text.slice(0, line.cursor), /[\ud800-\udbff]$/);
  }));
});
