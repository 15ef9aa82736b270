// Events as text: what stands in front, what is undone, what is kept together, and what cannot happen
// on a terminal.
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Found } from "../../src/logs/following.ts";
import { jsonLines, linesOf, unwrapped } from "../../src/logs/message.ts";
import { Printing, type PrintOptions, together } from "../../src/logs/printing.ts";
import { UNPRINTABLE } from "../../src/printable.ts";
import { styleOf } from "../../src/terminal/style.ts";

const PLAIN: PrintOptions = {
  output: "text",
  timestamps: false,
  prefix: "none",
  isTerminal: true,
  style: styleOf(false),
  paints: [],
  facts: {},
};

function found(message: string, taskId = "4f2c9a1b0000", container = "app"): Found {
  const timestamp = Date.UTC(2026, 10, 25, 13, 10);
  return {
    event: { eventId: "1", stream: taskId, timestamp, ingestionTime: timestamp, message },
    wanted: {
      region: "eu-central-1",
      group: "/ecs/web",
      stream: taskId,
      isPrefix: false,
      label: { taskId, container },
      fromMs: 0,
    },
  };
}

Deno.test("Printing puts task and container in front, in columns, with one colour a task", () => {
  const paint = (name: string) => (text: string) => `<${name}>${text}</>`;
  const printing = new Printing({
    ...PLAIN,
    prefix: "task-container",
    paints: [paint("a"), paint("b")],
  });
  const text = printing.text([
    found("one\ntwo", "1111111111"),
    found("three", "1111111111", "nginx"),
    found("four", "2222222222"),
  ]);
  assert.deepEqual(text.split("\n"), [
    "<a>11111111/app</>  <a> │</> one",
    "              <a> │</> two",
    "<a>11111111/nginx</><a> │</> three",
    "<b>22222222/app</>  <b> │</> four",
    "",
  ]);
});

Deno.test("Printing marks what is looked for, prints times, and leaves raw lines alone", () => {
  const mark = { ...styleOf(false), match: (text: string) => `[${text}]` };
  const marking = new Printing({ ...PLAIN, style: mark, grep: /E\d/u, highlight: /z+/u });
  assert.equal(marking.text([found("E1 zz E2"), found("nothing")]), "[E1] [zz] [E2]\n");
  // Not inside of the colours that a line has already.
  const colored = new Printing({
    ...PLAIN,
    style: { ...styleOf(true), match: (text) => `[${text}]` },
    highlight: /\d+/u,
  });
  const text = colored.text([found('{"level":"info","msg":"a 1","n":22}')]);
  // deno-lint-ignore no-control-regex
  assert.equal(text.replaceAll(/\x1b\[[\d;]*m/g, ""), "INFO  a [1] n=[22]\n");
  const timed = new Printing({ ...PLAIN, timestamps: true });
  assert.equal(
    timed.text([found("a\nb")]),
    `2026-11-25T13:10:00.000Z a\n${" ".repeat(25)}b\n`,
  );
  const raw = new Printing({ ...PLAIN, output: "raw", isTerminal: false });
  assert.equal(
    raw.text([found("\u001b[1mx\u001b[0m\r\t"), found("y\n")]),
    "\u001b[1mx\u001b[0m\r\t\ny\n",
  );
});

Deno.test("numbers of JSON keep the digits that they were written with", () => {
  const message =
    '{"msg":"a","id":12345678901234567890,"e":1e400,"f":1.5,"n":{"x":0.12345678901234567}}';
  assert.equal(
    new Printing(PLAIN).text([found(message)]),
    'a id=12345678901234567890 e=1e400 f=1.5 n={"x":0.12345678901234567}\n',
  );
  const json = new Printing({ ...PLAIN, output: "json" }).text([found(message)]);
  assert.match(json, /"json":\{"msg":"a","id":12345678901234567890,"e":1e400,/);
});

Deno.test("a trace that its driver made into many events stands together again", () => {
  const events = [
    found("Error: a", "1"),
    found("ok", "2"),
    found("    at a.js:1", "1"),
    found("Traceback", "2"),
    found("Caused by: b", "1"),
    found('  File "x.py"', "2"),
    found("next", "1"),
  ];
  assert.deepEqual(together(events).map(({ event }) => event.message), [
    "Error: a",
    "    at a.js:1",
    "Caused by: b",
    "ok",
    "Traceback",
    '  File "x.py"',
    "next",
  ]);
});

Deno.test("together() loses nothing and keeps each stream's order", () => {
  const events = fc.array(fc.tuple(fc.nat(3), fc.boolean()), { maxLength: 60 });
  fc.assert(fc.property(events, (given) => {
    const all = given.map(([stream, isMore], index) =>
      found(`${isMore ? "  " : ""}${index}`, String(stream))
    );
    const out = together(all);
    assert.equal(out.length, all.length);
    for (let stream = 0; stream < 4; stream++) {
      const of = (list: readonly Found[]) =>
        list.filter(({ event }) => event.stream === String(stream)).map((f) => f.event.message);
      assert.deepEqual(of(out), of(all));
    }
  }));
});

Deno.test("whatever a message holds, what is drawn of it holds no control character", () => {
  const bad = new RegExp(`[${UNPRINTABLE}]`);
  const message = fc.string({ unit: "binary" });
  fc.assert(fc.property(message, fc.boolean(), (given, isJson) => {
    const text = isJson ? JSON.stringify({ level: given, msg: given, [given]: given }) : given;
    const lines = jsonLines(text, styleOf(false)) ?? linesOf(text);
    for (const line of lines) assert.doesNotMatch(line, bad);
  }));
});

Deno.test("jsonLines() shows level and words first, all else by name, and a stack as lines", () => {
  const lines = (value: unknown) => jsonLines(JSON.stringify(value), styleOf(false));
  assert.deepEqual(lines({ time: 1, level: 50, msg: "it broke", err: { code: "E" } }), [
    'ERROR it broke time=1 err={"code":"E"}',
  ]);
  assert.deepEqual(lines({ severity: "warn", message: "a\nb", stack: "Error\n  at x" }), [
    "WARN  a",
    "b",
    "stack:",
    "  Error",
    "    at x",
  ]);
  assert.equal(lines({ a: 1 }), undefined);
  assert.deepEqual(lines({ level: "toString", msg: "x" }), ["TOSTRING x"]);
  assert.equal(jsonLines("{broken", styleOf(false)), undefined);
  assert.equal(jsonLines('["a"]', styleOf(false)), undefined);
});

Deno.test("unwrapped() undoes Fluent Bit's wrapping, and nothing that only looks like it", () => {
  assert.equal(unwrapped('{"log":"x","container_name":"app"}'), "x");
  assert.equal(unwrapped('{"log":"x"}'), '{"log":"x"}');
  assert.equal(unwrapped('{"log":{"a":1},"source":"stdout"}'), '{"log":{"a":1},"source":"stdout"}');
  assert.equal(unwrapped("plain"), "plain");
});
