import assert from "node:assert/strict";
import { findEditor, splitWords } from "../../../src/commands/profile/editor.ts";

Deno.test("splitWords() splits as a shell does", async () => {
  const lines = [
    "code --wait",
    "  vi  ",
    `'/opt/my editor' "-a b" c\\ d`,
    `a'b'"c"\\'d ''`,
    `"a\\"b" "a\\b" 'a\\'`,
    `emacsclient -t -a ''`,
  ];
  for (const line of lines) {
    const { stdout } = await new Deno.Command("sh", {
      args: ["-c", `for word in ${line}; do printf '%s\\n' "$word"; done`],
    }).output();
    assert.deepEqual(
      splitWords(line, "linux"),
      new TextDecoder().decode(stdout).split("\n").slice(0, -1),
      line,
    );
  }
  for (const open of ["vi 'x", 'vi "x', "vi \\"]) {
    assert.equal(splitWords(open, "linux"), undefined);
  }
});

Deno.test("splitWords() leaves the backslashes of Windows alone", () => {
  assert.deepEqual(splitWords(`"C:\\Program Files\\e.exe" C:\\x --wait`, "windows"), [
    "C:\\Program Files\\e.exe",
    "C:\\x",
    "--wait",
  ]);
});

Deno.test("findEditor() takes $VISUAL, then $EDITOR, then the system's own", () => {
  const find = (values: Record<string, string>) => findEditor({ env: (name) => values[name] });
  assert.deepEqual(find({ VISUAL: "a -b", EDITOR: "c" }), { words: ["a", "-b"], from: "$VISUAL" });
  assert.deepEqual(find({ VISUAL: " ", EDITOR: "c" }), { words: ["c"], from: "$EDITOR" });
  const own = Deno.build.os === "windows" ? "notepad" : "vi";
  assert.deepEqual(find({}), { words: [own], from: "the usual editor" });
});
