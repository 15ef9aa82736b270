import assert from "node:assert/strict";
import { completionTree } from "../../src/cli.ts";
import { complete } from "../../src/commands/complete/run.ts";
import { scriptOf } from "../../src/completion/scripts.ts";

const tree = await completionTree();
const answer = (...words: string[]) => complete(tree, words, { env: () => undefined });

Deno.test("complete() gives zsh the value alone, fish and PowerShell the whole word", async () => {
  const values = (prefix: string) =>
    ["table", "json", "tsv"].map((value) => `${prefix}${value}\t\n`).join("");
  assert.equal(await answer("zsh", "list", "--output=j"), values(""));
  assert.equal(await answer("fish", "list", "--output=j"), values("--output="));
  assert.equal(await answer("powershell", "list", "--output=j."), "--output=json\t\n");
});

Deno.test("complete() takes PowerShell's dot off an empty word", async () => {
  assert.equal(await answer("powershell", "list", "--output", "."), "table\t\njson\t\ntsv\t\n");
  assert.equal(await answer("powershell", "list", "--output", "t."), "table\t\ntsv\t\n");
});

Deno.test("complete() has the shell offer files where a file is wanted", async () => {
  for (const shell of ["zsh", "fish", "powershell"]) {
    assert.equal(await answer(shell, "--profiles", ""), "\tfiles\n");
  }
  assert.equal(await answer("bash", "9", "80", "", "ecsin --profiles "), "\tfiles\n");
});

// PowerShell is not at hand where these tests run: its script is looked at, not run.
Deno.test("the script of PowerShell is a native completer whose brackets are closed", () => {
  const script = scriptOf("powershell");
  assert.match(script, /Register-ArgumentCompleter -Native -CommandName 'ecsin', 'ecsin\.exe'/);
  assert.match(script, /& ecsin __complete powershell @before "\$current\." 2>\$null/);
  const open: string[] = [];
  const code = script.replaceAll(/^\s*#.*$/gm, "").replaceAll(/'(?:[^']|'')*'|"(?:[^"]|`")*"/g, "");
  for (const letter of code.match(/[(){}[\]]/g) ?? []) {
    if ("({[".includes(letter)) open.push(letter);
    else assert.equal(open.pop(), { ")": "(", "}": "{", "]": "[" }[letter]);
  }
  assert.deepEqual(open, []);
});
