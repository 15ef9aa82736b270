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

Deno.test("tableText() drops the columns that it may first, then cuts the widest", () => {
  const rows = [["prod", "a-long-service-name", "10.0.0.1"]];
  const heads = ["cluster", "service", "ip"];
  assert.equal(
    tableText(heads, rows, 30, [2]),
    "CLUSTER  SERVICE\nprod     a-long-service-name\n",
  );
  assert.equal(tableText(heads, rows, 20, [2]), "CLUSTER  SERVICE\nprod     a-long-ser…\n");
});

Deno.test("tableText() keeps the first column whole: the others are cut, then the last ones go", () => {
  const rows = ["team-01-payments-prod", "team-02-payments-prod"].map((name) => [
    name,
    "production / payments",
    "eu-central-1",
  ]);
  const heads = ["name", "place", "region"];
  const at = (room: number) => tableText(heads, rows, room).split("\n").slice(0, 2);
  assert.deepEqual(at(45), [
    "NAME                   PLACE       REGION",
    "team-01-payments-prod  productio…  eu-centra…",
  ]);
  assert.deepEqual(at(36), [
    "NAME                   PLACE",
    "team-01-payments-prod  production /…",
  ]);
  assert.deepEqual(at(28), ["NAME", "team-01-payments-prod"]);
  assert.deepEqual(at(10), ["NAME", "team-01-p…"]);
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
