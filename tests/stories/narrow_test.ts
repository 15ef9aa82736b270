// Questions in a window that is narrower than they are.
import assert from "node:assert/strict";
import { openEcsin } from "./ecsin.ts";
import { person } from "./profile_person.ts";
import { KEY } from "./terminal.ts";

Deno.test("a question that is wider than the window stands on the screen once, however it is answered", async () => {
  await using home = await person();
  await using terminal = await openEcsin(["profile", "remove", "staging"], {
    home,
    columns: 30,
    rows: 12,
  });
  const asked = () => terminal.screen().join("").match(/remove profile/g)?.length;
  await terminal.waitFor(/\[y\/N\] *$/m);
  // Across the window's edge, and back.
  await terminal.type(`${"n".repeat(40)}東`);
  await terminal.waitFor(/n\n?東/);
  assert.equal(asked(), 1);
  for (let times = 0; times < 40; times++) await terminal.type(KEY.backspace);
  await terminal.waitFor(/\[y\/N\] n$/m);
  assert.equal(asked(), 1);
  await terminal.type("ever");
  await terminal.waitFor(/\[y\/N\] never$/m);
  await terminal.type(KEY.enter);
  assert.equal((await terminal.exit()).code, 130);
  assert.equal(asked(), 1);
});
