import assert from "node:assert/strict";
import { excerptOf } from "../../src/profiles/excerpt.ts";

Deno.test("excerptOf() gives a profile's own lines, byte for byte", () => {
  const own = '    # production\n    prod-web:\n        cluster: "prod" # quoted\n\n' +
    "        service: 'web'\n        # a note on prod-web\n";
  const file = `# top\nprofiles:\n    a: {}\n\n${own}\n    # staging\n    b: {}\n# end\n`;
  assert.deepEqual(excerptOf(file, "prod-web"), { text: own, line: 6 });
  assert.equal(excerptOf(file, "b")?.text, "    # staging\n    b: {}\n");
  assert.equal(excerptOf(file, "c"), undefined);
});

Deno.test("excerptOf() gives a flow map's item, and an alias as it stands", () => {
  assert.equal(
    excerptOf("profiles: {a: {cluster: x}, b: {cluster: 'y, z'} }\n", "b")?.text,
    "b: {cluster: 'y, z'}",
  );
  assert.equal(excerptOf("profiles:\n  a: &a {}\n  b: *a", "b")?.text, "  b: *a");
  assert.equal(excerptOf("defaults: {}\n", "b"), undefined);
});
