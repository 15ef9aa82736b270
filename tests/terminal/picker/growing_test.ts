// The list under a person's fingers while rows come, change and go.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Row } from "../../../src/terminal/picker/question.ts";
import { RowIndex } from "../../../src/terminal/picker/row_index.ts";
import { sortedPart } from "../../../src/terminal/picker/smallest.ts";
import { PickerState } from "../../../src/terminal/picker/state.ts";

const PAGE = 5;

function rowsOf(...names: readonly string[]): Row<string>[] {
  return names.map((name) => ({ id: name, cells: [name], value: name }));
}

function stateOf(...names: readonly string[]): PickerState<string> {
  const state = new PickerState<string>(false);
  state.add(rowsOf(...names));
  return state;
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `row-${index}`);
const names = (state: PickerState<string>) => state.shown(0, 1_000).map(({ row }) => row.value);
const off = (name: string): Row<string> => ({
  id: name,
  cells: [name],
  refused: "off",
  value: name,
});

Deno.test("sortedPart() gives what stands there when all is sorted", () => {
  const scratch = new Float64Array(1_000);
  const number = fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(Infinity), fc.double());
  fc.assert(
    fc.property(
      fc.array(number, { maxLength: 300 }),
      fc.nat(300),
      fc.nat(40),
      (all, start, count) => {
        const given = Float64Array.from(all.filter((each) => !Number.isNaN(each)));
        const wanted = given.slice().sort().slice(start, start + count);
        const before = given.slice();
        assert.deepEqual(sortedPart(given, start, start + count, scratch).slice(), wanted);
        assert.deepEqual(given, before);
      },
    ),
  );
});

Deno.test("RowIndex ranks each row as its order says", () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "1", " "), maxLength: 8 }));
  fc.assert(fc.property(texts, fc.constantFrom("", "a", "ab", "b 1"), (texts, query) => {
    const index = new RowIndex();
    texts.forEach((text, row) => index.set(row, text, row % 3 === 0 ? "refused" : "ready"));
    index.ask(query);
    while (index.work(3)) { /* slice by slice */ }
    const order = index.order(0, Infinity);
    assert.equal(order.length, index.count);
    order.forEach((row, rank) => assert.equal(index.rank(row), rank));
    assert.deepEqual(order.slice(2, 5), index.order(2, 5));
  }));
});

Deno.test("PickerState takes out a row that is gone, and takes it again when it comes back", () => {
  const state = stateOf("a", "b", "c");
  state.add([{ id: "b", cells: ["b"], gone: true, value: "b" }]);
  assert.deepEqual(names(state), ["a", "c"]);
  assert.deepEqual([state.rows.total, state.count], [2, 2]);
  state.add([{ id: "x", cells: ["x"], gone: true, value: "x" }]);
  assert.equal(state.rows.total, 2);
  state.add(rowsOf("b"));
  assert.deepEqual(names(state), ["a", "b", "c"]);
  assert.equal(state.rows.total, 3);
});

Deno.test("PickerState goes on to the next row when the current one goes", () => {
  const state = stateOf("a", "b", "c");
  state.press({ kind: "down" }, PAGE);
  state.add([{ id: "b", cells: ["b"], gone: true, value: "b" }]);
  assert.equal(names(state)[state.current], "c");
});

Deno.test("PickerState means by Enter the row that was drawn, though another has come before it", () => {
  const state = stateOf("a", "b");
  state.drawn();
  state.add([off("a")]);
  assert.deepEqual(names(state), ["b", "a"]);
  assert.deepEqual(state.press({ kind: "enter" }, PAGE), { kind: "open" });
  assert.equal(state.notice, "cannot be chosen: off");
  state.drawn();
  const outcome = state.press({ kind: "enter" }, PAGE);
  assert.equal(outcome.kind === "chosen" && outcome.row.value, "b");
});

Deno.test("PickerState means by Enter what was typed just before it, drawn or not", () => {
  const state = stateOf("a", "b");
  state.drawn();
  state.press({ kind: "text", text: "b" }, PAGE);
  const outcome = state.press({ kind: "enter" }, PAGE);
  assert.equal(outcome.kind === "chosen" && outcome.row.value, "b");
});

Deno.test("PickerState keeps the current row in its line of the screen while rows before it change", () => {
  const state = stateOf(...numbered(40));
  for (let count = 0; count < 20; count++) state.press({ kind: "down" }, PAGE);
  const line = state.current - state.top(PAGE);
  const current = names(state)[state.current];
  state.add(numbered(12).map(off));
  state.add(rowsOf("new-1", "new-2"));
  assert.equal(names(state)[state.current], current);
  assert.equal(state.current, 8);
  assert.equal(state.current - state.top(PAGE), line);
});

Deno.test("PickerState keeps a matching row on the screen while more becomes known of it", () => {
  const state = new PickerState<string>(false);
  for (const name of ["web-1", "web-2"]) {
    state.add([{ id: name, cells: [name], lacks: "all", value: name }]);
  }
  assert.deepEqual(names(state), ["web-1", "web-2"]);
  state.press({ kind: "text", text: "web" }, PAGE);
  state.match(Infinity);
  state.add([{ id: "web-2", cells: ["web-2", "running"], value: "web-2" }]);
  assert.deepEqual(names(state), ["web-2", "web-1"]);
  state.add([{ id: "web-1", cells: ["web-1", "running"], value: "web-1" }]);
  assert.deepEqual(names(state), ["web-1", "web-2"]);
});

Deno.test("PickerState does not take a row of which only the name is known, and takes it when more is", () => {
  const state = new PickerState<string>(false);
  state.add([{ id: "a", cells: ["a"], lacks: "all", value: "a" }]);
  assert.equal(state.press({ kind: "enter" }, PAGE).kind, "pending");
  state.add(rowsOf("a"));
  assert.equal(state.press({ kind: "enter" }, PAGE).kind, "chosen");
});
