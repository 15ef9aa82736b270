import assert from "node:assert/strict";
import { waterfall } from "../src/trace.ts";
import { barsOf } from "../tools/waterfall.ts";

const BARS = [
  { name: "start", startMs: 0, endMs: 10, isRequest: false },
  { name: "resolve", startMs: 10, endMs: 70.4, isRequest: false },
  { name: "ecs ListTasks", startMs: 20, endMs: 60, isRequest: true },
  { name: "prompt", startMs: 70.4, endMs: 96, isRequest: false },
];

Deno.test("waterfall() draws phases and the requests in them on one scale", () => {
  assert.deepEqual(waterfall(BARS), [
    "start               0 –   10  █████",
    "resolve            10 –   70       ██████████████████████████████",
    "  ecs ListTasks    20 –   60            ▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒",
    "prompt             70 –   96                                     █████████████",
  ]);
});

Deno.test("waterfall() shows also what took no time", () => {
  const [line = ""] = waterfall([{ name: "start", startMs: 3, endMs: 3, isRequest: false }]);
  assert.match(line, /█$/);
});

Deno.test("barsOf() reads back what --debug prints", () => {
  const printed = ["region x", ...waterfall(BARS)].map((line) => `ecsin: debug: ${line}\n`);
  assert.deepEqual(
    barsOf(printed.join("")),
    BARS.map((bar) => ({ ...bar, startMs: Math.round(bar.startMs), endMs: Math.round(bar.endMs) })),
  );
});
