import assert from "node:assert/strict";
import fc from "fast-check";
import { splitCommand } from "./shlex.ts";

const cases: readonly (readonly [command: string, words: readonly string[]])[] = [
  ["/bin/sh", ["/bin/sh"]],
  ["  ls   -l\t/\n", ["ls", "-l", "/"]],
  ['one "two three" \'four "five"\'', ["one", "two three", 'four "five"']],
  [`sh -c 'echo "$HOME"; exit 3'`, ["sh", "-c", 'echo "$HOME"; exit 3']],
  [`a\\ b c\\"d`, ["a b", 'c"d']],
  [`"a\\"b\\$c\\n"`, ['a"b$cn']],
  [`'a\\b'`, ["a\\b"]],
  [`'it'\\''s'`, ["it's"]],
  [`"" '' x""y`, ["", "", "xy"]],
  ["echo a#b # the rest goes", ["echo", "a#b"]],
  ["a # one line\nb", ["a", "b"]],
  [`a '#' "#" \\#`, ["a", "#", "#", "#"]],
  ["a && b | c > d; $X `e` *", ["a", "&&", "b", "|", "c", ">", "d;", "$X", "`e`", "*"]],
  ["a\\\nb", ["a\nb"]],
  ["grüße 🎉", ["grüße", "🎉"]],
  ["", []],
  ["# nothing", []],
];

Deno.test("splitCommand() splits as the agent's library does", () => {
  for (const [command, words] of cases) assert.deepEqual(splitCommand(command), words, command);
});

Deno.test("splitCommand() refuses an open quote or escape in the library's words", () => {
  for (const open of [`"a`, "'a", `"a\\"`]) {
    assert.throws(() => splitCommand(open), { message: "EOF found when expecting closing quote" });
  }
  for (const open of ["a\\", `"a\\`]) {
    assert.throws(() => splitCommand(open), { message: "EOF found after escape character" });
  }
});

Deno.test("splitCommand() gives back any words put in single quotes", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "grapheme" })), (words) => {
    const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    assert.deepEqual(splitCommand(quoted), words);
  }));
});
