// docs/identity.md: every failure to get credentials is in it, and every name in it is one.
import assert from "node:assert/strict";
import { declaredFailures } from "../../tools/errors.ts";

const page = await Deno.readTextFile(new URL("../../docs/identity.md", import.meta.url));

Deno.test("docs/identity.md has every failure to get credentials", async () => {
  const failures = await declaredFailures();
  const ofCredentials = failures
    .filter(({ file }) => /^src\/aws\/credentials\/\w+_refusal\.ts$/.test(file)).map((
      { id },
    ) => id);
  assert.ok(ofCredentials.length > 10);
  const missing = ofCredentials.filter((id) => !page.includes(`\`${id}\``));
  assert.deepEqual(missing, []);
});

Deno.test("docs/identity.md names no failure that is none", async () => {
  const known = (await declaredFailures()).map(({ id }) => id);
  const named = [...page.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)].map(([, id = ""]) => id);
  assert.deepEqual(named.filter((id) => !known.includes(id)), []);
});
