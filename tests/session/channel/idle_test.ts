import assert from "node:assert/strict";
import { IdleCountdown } from "../../../src/session/channel/idle.ts";

const MINUTE = 60_000;

Deno.test("remark() counts down from two minutes before the cut, each step once", () => {
  const idle = new IdleCountdown(20 * MINUTE, 0);
  const said: string[] = [];
  for (let now = 0; now < 25 * MINUTE; now += 1_000) {
    const remark = idle.remark(now);
    if (remark !== undefined) said.push(`${now / 1000} ${/in (.*),/.exec(remark)?.[1]}`);
  }
  assert.deepEqual(said, [
    "1080 2 minutes",
    "1140 1 minute",
    "1170 30 seconds",
    "1190 10 seconds",
  ]);
});

Deno.test("input() starts the countdown anew", () => {
  const idle = new IdleCountdown(20 * MINUTE, 0);
  assert.match(idle.remark(18 * MINUTE) ?? "", /2 minutes/);
  idle.input(18 * MINUTE);
  assert.equal(idle.remark(35 * MINUTE), undefined);
  assert.match(idle.remark(36 * MINUTE) ?? "", /2 minutes/);
});
