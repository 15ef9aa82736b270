import assert from "node:assert/strict";
import { pasteable, pasteableOn } from "../src/pasteable.ts";
import { oneLine, printable, printableJson } from "../src/printable.ts";
import { needs } from "./needs.ts";

const HOSTILE = "a\x1b[2Jb\x9b31mc\u202ed\u2066e\u2028f\ng\u061ch\x7f";

Deno.test("printable() puts a blank for each control character and turn of direction", () => {
  assert.equal(printable(HOSTILE), "a [2Jb 31mc d e f g h ");
  assert.equal(printable(HOSTILE).length, HOSTILE.length);
  assert.equal(printable("é 日本 👩‍👩‍👧 ‘x’"), "é 日本 👩‍👩‍👧 ‘x’");
});

Deno.test("oneLine() puts one blank for any number of them", () => {
  assert.equal(oneLine("a\r\n\x1b\u202eb"), "a b");
});

Deno.test("printableJson() reads back as the same value and holds no such character", () => {
  for (const indent of [undefined, 2]) {
    const text = printableJson({ [HOSTILE]: [HOSTILE] }, indent);
    assert.deepEqual(JSON.parse(text), { [HOSTILE]: [HOSTILE] });
    assert.equal(printable(text.replaceAll("\n", "")), text.replaceAll("\n", ""));
  }
});

Deno.test(
  needs("pasteable() is one word for a POSIX shell, whatever is in it", "bash"),
  async () => {
    const words = [
      "plain",
      "two words",
      "it's",
      "$(id)`id`",
      "a;b&c|d>e",
      HOSTILE,
      "\\",
      "'\x1b'",
      "",
    ];
    const line = `printf '%s\\0' ${words.map((each) => pasteableOn("linux", each)).join(" ")}`;
    assert.equal(printable(line), line);
    const { stdout } = await new Deno.Command("bash", { args: ["-c", line] }).output();
    assert.deepEqual(new TextDecoder().decode(stdout).split("\0").slice(0, -1), words);
    assert.equal(pasteable("plain"), "plain");
  },
);

Deno.test("pasteable() quotes for PowerShell on Windows, and for cmd where both read alike", () => {
  for (
    const [word, quoted] of [
      ["plain", "plain"],
      ["C:\\Users\\me\\a.yaml", "C:\\Users\\me\\a.yaml"],
      ["C:\\Program Files\\x", '"C:\\Program Files\\x"'],
      ["it's", '"it\'s"'],
      ["a,b", '"a,b"'],
      ["@x", '"@x"'],
      ["a;b", '"a;b"'],
      ["$env:X", "'$env:X'"],
      ["50%", "'50%'"],
      ['say "it\'s"', "'say \"it''s\"'"],
      ["‘x’ $y", "'‘‘x’’ $y'"],
      ["folder with blank\\", "'folder with blank\\'"],
      ["", "''"],
    ] as const
  ) assert.equal(pasteableOn("windows", word), quoted);
});
