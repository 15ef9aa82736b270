// Whatever writes words on stdout or stderr takes secrets out of them; what is the container's, or a
// file's own bytes, goes as it is, and is listed here with the reason.
import assert from "node:assert/strict";
import { filesBelow, textOf } from "./graph.ts";

/** Files that write bytes of others. */
const BYTES_OF_OTHERS: Readonly<Record<string, string>> = {
  "src/output.ts": "writes whatever it is given",
  "src/prepared.ts": "texts that were ready before ecsin had any secret in hand",
  "src/commands/cp/once.ts": "the bytes of a file that is copied to stdout",
  "src/commands/exec/all.ts": "the output of the command in the container",
  "src/commands/exec/own_ends.ts": "the output of the command in the container",
  "src/commands/rsh/run.ts": "the output of the command in the container",
  "src/commands/tunnel/run.ts": "the bytes of the connection",
  "src/terminal/raw.ts": "the session's own screen",
};
const WRITES =
  /writeAll(Sync)?\((Deno\.std(out|err)|to)\b|Deno\.std(out|err)\.write(Sync)?\(|\bconsole\.\w+\(/;

Deno.test("what is written on stdout or stderr goes through the register of secrets", async () => {
  const wrong: string[] = [];
  const writing = new Set<string>();
  for (const path of await filesBelow("src/")) {
    const text = await textOf(path);
    if (!WRITES.test(text)) continue;
    writing.add(path);
    if (path in BYTES_OF_OTHERS) continue;
    if (!/import \{[^}]*withoutSecrets[^}]*\}/.test(text)) wrong.push(path);
  }
  assert.deepEqual(wrong, [], "withoutSecrets() of src/secrets.ts, or a line in this test");
  const stale = Object.keys(BYTES_OF_OTHERS).filter((path) => !writing.has(path));
  assert.deepEqual(stale, [], "these write nothing any more");
});
