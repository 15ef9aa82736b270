import assert from "node:assert/strict";
import { declaredFailures, formattedPage } from "../../tools/errors.ts";
import { textOf } from "./graph.ts";

Deno.test("docs/errors.md is what the code says", async () => {
  assert.equal(await textOf("docs/errors.md"), await formattedPage(), "deno task errors");
});

Deno.test("every failure says what to do next, and has an exit code", async () => {
  const failures = await declaredFailures();
  assert.ok(failures.length > 40, String(failures.length));
  for (const { id, hasNext, exitCode, file } of failures) {
    assert.ok(hasNext, `${id} in ${file} has no next`);
    assert.match(exitCode, /^(\d+( or \d+)*|128 \+ n)$/, `${id} in ${file}`);
  }
});
