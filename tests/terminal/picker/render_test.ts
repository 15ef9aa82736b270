import assert from "node:assert/strict";
import fc from "fast-check";
import { render } from "../../../src/terminal/picker/render.ts";
import { PickerState } from "../../../src/terminal/picker/state.ts";
import { styleOf } from "../../../src/terminal/style.ts";
import { widthOf } from "../../../src/terminal/width.ts";

const PLAIN = styleOf(false);

function sample(): PickerState<number> {
  const state = new PickerState<number>(false);
  state.add([
    {
      id: "1",
      cells: ["web", "2 running"],
      detail: [["definition", "web:41"], ["AZ", "eu-central-1a"], ["IP", ""]],
      value: 1,
    },
    { id: "2", cells: ["本番-決済", "1 running"], value: 2 },
    { id: "3", cells: ["old", "0 running"], refused: "no running task", value: 3 },
  ]);
  state.loading = false;
  return state;
}

const draw = (state: PickerState<number>, columns: number, rows = 24, title = "prod / service") =>
  render(state, title, ["service", "tasks"], { columns, rows }, PLAIN);

Deno.test("render() aligns columns, marks the current row, shows count, reason and detail", () => {
  assert.deepEqual(draw(sample(), 60), {
    lines: [
      "prod / service>   3/3",
      "  SERVICE    TASKS",
      "> web        2 running",
      "  本番-決済  1 running",
      "  old        0 running  – no running task",
      "definition: web:41 · AZ: eu-central-1a",
    ],
    cursorColumn: 16,
    page: 15,
  });
});

Deno.test("render() cuts to 20 columns", () => {
  assert.deepEqual(draw(sample(), 20).lines, [
    "service>   3/3",
    "  SERVICE    TASKS",
    "> web        2 run…",
    "  本番-決済  1 run…",
    "  old        0 run…",
    "definition: web:41…",
  ]);
});

Deno.test("render() keeps names whole in a narrow window: rows can be told apart", () => {
  const state = new PickerState<number>(false);
  state.add(["team-01-web", "team-02-web"].map((id, value) => ({
    id,
    cells: [id, "production", "web-frontend", "eu-central-1"],
    value,
  })));
  state.loading = false;
  const heads = ["profile", "cluster", "service", "region"];
  const { lines } = render(state, "open", heads, { columns: 40, rows: 24 }, PLAIN);
  assert.deepEqual(lines.slice(1, 4), [
    "  PROFILE      CLUSTER  SERVICE  REGION",
    "> team-01-web  produc…  web-fr…  eu-ce…",
    "  team-02-web  produc…  web-fr…  eu-ce…",
  ]);
});

Deno.test("render() takes a terminal of 0×0 for one of 80×24", () => {
  assert.deepEqual(draw(sample(), 0, 0), draw(sample(), 80, 24));
});

Deno.test("render() shows the part of a long query that is being typed", () => {
  const state = sample();
  state.press({ kind: "text", text: "abcdefghijklmnopqrstuvwxyz" }, 15);
  state.match(Infinity);
  const { lines, cursorColumn } = draw(state, 20);
  assert.equal(lines[0], "service> stuvwxyz");
  assert.equal(cursorColumn, 17);
  assert.equal(lines.at(-1), "nothing matches");
});

Deno.test("render() says that rows are still coming", () => {
  const state = new PickerState<number>(false);
  assert.deepEqual(draw(state, 60).lines, [
    "prod / service>   0/0 …",
    "  SERVICE  TASKS",
    "reading …",
  ]);
});

Deno.test("render() lets no escape sequence through, whoever wrote it", () => {
  const state = new PickerState<number>(false);
  state.add([{
    id: "x",
    cells: ["\x1b[2Jweb", "\u202e1"],
    detail: [["reason", "\x1b]0;title\x07"]],
    refused: "\x9b31m",
    value: 1,
  }]);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(draw(state, 80).lines.join(""), /[\u0000-\u001f\u007f-\u009f\u202e]/);
});

Deno.test("render() draws no line as wide as the screen and no more lines than it has", () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 40 });
  fc.assert(fc.property(
    fc.array(fc.tuple(cell, cell, cell), { maxLength: 30 }),
    cell,
    fc.integer({ min: 1, max: 120 }),
    fc.integer({ min: 1, max: 40 }),
    (table, query, columns, rows) => {
      const state = new PickerState<number>(true);
      state.add(table.map(([a, b, c], index) => ({
        id: String(index),
        cells: [a, b],
        detail: [["x", c]],
        ...(c.length > 20 ? { refused: c } : {}),
        value: index,
      })));
      state.press({ kind: "text", text: query }, 15);
      state.match(Infinity);
      const { lines, cursorColumn } = draw(state, columns, rows, "cluster / 本番");
      assert.ok(lines.length <= rows, `${lines.length} lines on ${rows} rows`);
      for (const line of columns < 6 ? [] : lines) {
        assert.ok(widthOf(line) < columns, `${JSON.stringify(line)} on ${columns} columns`);
      }
      assert.ok(columns < 6 || cursorColumn < columns);
    },
  ));
});

Deno.test("? on an empty line shows the keys, the next key the rows again", () => {
  const state = new PickerState<string>(false);
  state.add([{ id: "a", cells: ["alpha"], value: "a" }]);
  state.press({ kind: "text", text: "?" }, 5);
  const shown = (columns: number) =>
    render(state, "cluster", ["name"], { columns, rows: 24 }, styleOf(false)).lines;
  assert.ok(shown(80).some((line) => line.startsWith("Enter: take")));
  for (const line of shown(20)) assert.ok(line.length < 20 || !line.includes(" "), line);
  state.press({ kind: "leave" }, 5);
  assert.ok(shown(80).some((line) => line.includes("alpha")));
  state.press({ kind: "text", text: "x" }, 5);
  state.press({ kind: "text", text: "?" }, 5);
  assert.equal(state.line.text, "x?");
});

Deno.test("render() shows the row that Enter takes on the smallest of screens", () => {
  for (const rows of [1, 2, 3]) {
    for (const columns of [24, 40, 80]) {
      const state = sample();
      state.press({ kind: "down" }, 1);
      const { lines } = draw(state, columns, rows, "service");
      assert.ok(lines.length <= rows);
      assert.match(lines.join("\n"), /> 本番/);
      for (const line of lines) assert.ok(widthOf(line) < columns, line);
    }
  }
});
