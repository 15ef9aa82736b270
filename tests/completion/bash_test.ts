import assert from "node:assert/strict";
import fc from "fast-check";
import { bashReplies, readBashLine } from "../../src/completion/bash.ts";

const BREAKS = " \t\n\"'@><=;|&(:";
const TAB = { breaks: BREAKS, type: 9, columns: 60 };
const LIST = { ...TAB, type: "?".charCodeAt(0) };

Deno.test("readBashLine() takes quotes off and keeps blanks in them", () => {
  assert.deepEqual(readBashLine(`ecsin "a \\"b" 'c d' e\\ f  g"h`, BREAKS), {
    before: ['a "b', "c d", "e f"],
    word: "gh",
    kept: 1,
    quote: '"',
  });
  assert.deepEqual(readBashLine("ecsin ", BREAKS), { before: [], word: "", kept: 0, quote: "" });
});

Deno.test("readBashLine() knows what bash replaces: what stands behind the last word break", () => {
  assert.equal(readBashLine("ecsin --cluster=pr", BREAKS).kept, "--cluster=".length);
  assert.equal(readBashLine("ecsin a:b:c", BREAKS).kept, "a:b:".length);
  assert.equal(readBashLine("ecsin a:b:c", " ").kept, 0);
  assert.equal(readBashLine("ecsin 'a:b", BREAKS).kept, 0);
  assert.equal(readBashLine("ecsin a\\:b", BREAKS).kept, 0);
});

Deno.test("bashReplies() gives words that bash reads as the names they are", () => {
  const name = fc.string({ unit: "grapheme", minLength: 1 })
    // deno-lint-ignore no-control-regex
    .filter((text) => !/[\u0000-\u001f\u007f-\u009f]/.test(text));
  const quotes = fc.constantFrom("", "'", '"');
  fc.assert(fc.property(name, quotes, (text, quote) => {
    const [reply] = bashReplies(readBashLine(`ecsin ${quote}`, BREAKS), TAB, [{ text }]);
    const { before, word } = readBashLine(`ecsin ${quote}${reply}${quote} x`, BREAKS);
    assert.deepEqual([before, word], [[text], "x"]);
  }));
});

Deno.test("bashReplies() leaves out what does not begin as the word, and tells more only in lists", () => {
  const words = [
    { text: "prod-web", about: "The shop" },
    { text: "prod-db", about: "A description that is much too long for the line of a terminal" },
    { text: "staging" },
  ];
  const line = readBashLine("ecsin prod-", BREAKS);
  assert.deepEqual(bashReplies(line, TAB, words), ["prod-web", "prod-db"]);
  assert.deepEqual(bashReplies(line, LIST, words), [
    "prod-web  (The shop)",
    "prod-db   (A description that is much too long for the li…)",
  ]);
  assert.deepEqual(bashReplies(readBashLine("ecsin prod-w", BREAKS), LIST, words), ["prod-web"]);
});
