import assert from "node:assert/strict";
import fc from "fast-check";
import type { Key } from "../../../src/terminal/picker/keys.ts";
import type { Row } from "../../../src/terminal/picker/question.ts";
import { PickerState } from "../../../src/terminal/picker/state.ts";

const PAGE = 10;

function rowsOf(...names: readonly string[]): Row<string>[] {
  return names.map((name) => ({ id: name, cells: [name], value: name }));
}

function stateOf(...names: readonly string[]): PickerState<string> {
  const state = new PickerState<string>(true);
  state.add(rowsOf(...names));
  return state;
}

function type(state: PickerState<string>, text: string): void {
  state.press({ kind: "text", text }, PAGE);
  while (state.match(2)) { /* slice by slice */ }
}

function press(state: PickerState<string>, kind: Exclude<Key["kind"], "text">) {
  return state.press({ kind }, PAGE);
}

const names = (state: PickerState<string>) => state.shown(0, 100).map(({ row }) => row.value);
const current = (state: PickerState<string>) => names(state)[state.current];

Deno.test("PickerState shows all rows in their order until something is typed", () => {
  const state = stateOf("web", "worker", "api");
  assert.deepEqual(names(state), ["web", "worker", "api"]);
  assert.equal(current(state), "web");
});

Deno.test("PickerState matches terms in any order, letters apart, best first", () => {
  const state = stateOf("staging web", "prod worker", "prod web", "prod web-admin");
  type(state, "web prod");
  assert.deepEqual(names(state), ["prod web", "prod web-admin"]);
  press(state, "delete-line");
  type(state, "prdweb");
  assert.deepEqual(names(state), ["prod web", "prod web-admin"]);
});

Deno.test("PickerState tells the matched characters' places", () => {
  const state = stateOf("prod web");
  type(state, "web");
  assert.deepEqual([...state.shown(0, 1)[0]?.places ?? []], [5, 6, 7]);
});

Deno.test("PickerState sorts last what is refused, and does not give it", () => {
  const state = new PickerState<string>(false);
  state.add([{ id: "off", cells: ["web-off"], refused: "exec is off", value: "off" }]);
  state.add(rowsOf("web-on"));
  assert.deepEqual(names(state), ["web-on", "off"]);
  press(state, "last");
  assert.deepEqual(press(state, "enter"), { kind: "open" });
  assert.equal(state.notice, "cannot be chosen: exec is off");
  press(state, "up");
  assert.equal(state.notice, undefined);
});

Deno.test("PickerState puts a refused row whose name is typed before one that has the letters elsewhere", () => {
  const state = new PickerState<string>(false);
  state.add([
    { id: "db", cells: ["db-migrate", "family of tasks"], value: "db" },
    { id: "off", cells: ["billing", "exec is off"], refused: "exec is off", value: "off" },
    { id: "on", cells: ["my-billing", "ready"], value: "on" },
  ]);
  type(state, "bil");
  assert.deepEqual(names(state), ["on", "off", "db"]);
});

Deno.test("PickerState keeps the row that the person has seen as the current one while others arrive before it", () => {
  const state = stateOf("web-2");
  type(state, "web");
  assert.equal(current(state), "web-2");
  state.add(rowsOf("web"));
  while (state.match(1)) { /* to the end */ }
  assert.deepEqual(names(state), ["web", "web-2"]);
  assert.equal(current(state), "web-2");
  const outcome = press(state, "enter");
  assert.equal(outcome.kind === "chosen" && outcome.row.value, "web-2");
});

Deno.test("PickerState gives the best of all rows to Enter, though not all are matched yet", () => {
  const state = stateOf("my-web-proxy", "another-web", "web");
  state.press({ kind: "text", text: "web" }, PAGE);
  state.match(1);
  const outcome = press(state, "enter");
  assert.equal(outcome.kind === "chosen" && outcome.row.value, "web");
});

Deno.test("PickerState replaces a row of the same id in its place", () => {
  const state = stateOf("a", "b");
  state.add([{ id: "a", cells: ["a", "described"], value: "A" }]);
  assert.deepEqual(names(state), ["A", "b"]);
  assert.equal(state.rows.total, 2);
});

Deno.test("PickerState goes back on Backspace only with nothing typed and somewhere to go", () => {
  const state = stateOf("web");
  type(state, "w");
  assert.deepEqual(press(state, "backspace"), { kind: "open" });
  assert.deepEqual(press(state, "backspace"), { kind: "back" });
  assert.deepEqual(press(new PickerState<string>(false), "backspace"), { kind: "open" });
});

Deno.test("PickerState leaves on Esc, Ctrl-C, and Ctrl-D with nothing typed", () => {
  const state = stateOf("web");
  assert.deepEqual(press(state, "leave"), { kind: "left" });
  assert.deepEqual(press(state, "end-of-input"), { kind: "left" });
  type(state, "w");
  assert.deepEqual(press(state, "end-of-input"), { kind: "open" });
});

Deno.test("PickerState scrolls no further than the current row needs", () => {
  const state = stateOf(...Array.from({ length: 30 }, (_, index) => `row-${index}`));
  assert.equal(state.top(PAGE), 0);
  press(state, "page-down");
  assert.equal(state.top(PAGE), 1);
  press(state, "up");
  assert.equal(state.top(PAGE), 1);
  press(state, "last");
  assert.equal(state.top(PAGE), 20);
  press(state, "first");
  assert.equal(state.top(PAGE), 0);
});

Deno.test("PickerState loses and doubles no row, however rows, keys and slices interleave", () => {
  const act = fc.oneof(
    fc.record({ add: fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 20 }) }),
    fc.record({ text: fc.constantFrom("w", "we", "1", " ", "2 w", "x") }),
    fc.record({ kind: fc.constantFrom("backspace" as const, "delete-word" as const) }),
    fc.record({ kind: fc.constantFrom("up" as const, "down" as const, "last" as const) }),
    fc.record({ slice: fc.integer({ min: 1, max: 10 }) }),
  );
  fc.assert(fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
    const state = new PickerState<string>(false);
    const known = new Set<string>();
    for (const each of acts) {
      if ("add" in each) {
        const added = each.add.map((number) => `web-${number}`);
        for (const name of added) known.add(name);
        state.add(rowsOf(...added));
      } else if ("text" in each) state.press({ kind: "text", text: each.text }, PAGE);
      else if ("kind" in each) state.press({ kind: each.kind }, PAGE);
      else state.match(each.slice);
      assert.ok(state.current >= 0 && state.current <= Math.max(0, state.count - 1));
    }
    state.match(Infinity);
    // As if all had been there from the start and the query typed at once.
    const fresh = stateOf(...known);
    fresh.press({ kind: "text", text: state.line.text }, PAGE);
    fresh.match(Infinity);
    assert.deepEqual(new Set(names(state)), new Set(names(fresh)));
    assert.equal(names(state).length, names(fresh).length);
    assert.equal(state.rows.total, known.size);
  }));
});

Deno.test("PickerState begins with the query that it is given, which can be edited", () => {
  const state = new PickerState<string>(false, "prdweb");
  state.add(rowsOf("prod api", "prod web", "staging web"));
  while (state.match(2)) { /* slice by slice */ }
  assert.deepEqual(names(state), ["prod web"]);
  assert.equal(state.line.text, "prdweb");
  press(state, "delete-line");
  assert.deepEqual(names(state), ["prod api", "prod web", "staging web"]);
});
