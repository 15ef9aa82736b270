import assert from "node:assert/strict";
import fc from "fast-check";
import { tableText } from "../../src/terminal/table.ts";
import { pad, truncate, widthOf } from "../../src/terminal/width.ts";

Deno.test("tableText() aligns columns by cells, wide characters too", () => {
  assert.equal(
    tableText(["name", "n"], [["本番", "1"], ["web", "22"]]),
    "NAME  N\n本番  1\nweb   22\n",
  );
});

Deno.test("tableText() drops the last columns first, then cuts the widest", () => {
  const rows = [["prod", "a-long-service-name", "10.0.0.1"]];
  const heads = ["cluster", "service", "ip"];
  assert.equal(
    tableText(heads, rows, 30, 2),
    "CLUSTER  SERVICE\nprod     a-long-service-name\n",
  );
  assert.equal(tableText(heads, rows, 20, 2), "CLUSTER  SERVICE\nprod     a-long-ser…\n");
});

Deno.test("truncate() and pad() give exactly the cells that were asked for", () => {
  fc.assert(fc.property(
    fc.string({ unit: "grapheme", maxLength: 30 }),
    fc.integer({ min: 1, max: 20 }),
    (text, cells) => {
      const cut = truncate(text, cells);
      assert.ok(widthOf(cut) <= cells);
      if (widthOf(text) <= cells) assert.equal(cut, text);
      assert.equal(widthOf(pad(cut, cells)), cells);
    },
  ));
});
