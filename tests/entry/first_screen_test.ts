import assert from "node:assert/strict";
import { rankedRows } from "../../src/entry/first_screen.ts";
import { HALF_LIFE_MS, type Recent, type RecentTarget } from "../../src/memory/recents.ts";
import type { Profile } from "../../src/profiles/profile.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const HOUR_MS = 3_600_000;

const profile = (name: string, profile: Profile) => ({ name, profile });
const web: RecentTarget = { cluster: "prod", service: "web", container: "app" };

function recent(agoMs: number, target: Partial<RecentTarget>, more: Partial<Recent> = {}): Recent {
  return { target: { ...web, ...target }, lastMs: NOW.getTime() - agoMs, weight: 1, ...more };
}

function shown(...[profiles, recents]: [Parameters<typeof rankedRows>[0], readonly Recent[]]) {
  const rows = rankedRows(
    profiles,
    recents,
    NOW,
    () => () => Promise.reject(new Error("not opened")),
  );
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  return rows.map(({ cells }) => cells.join(" | "));
}

Deno.test("rankedRows() puts often and lately before lately, and never opened last", () => {
  const often = recent(HALF_LIFE_MS, { service: "often" }, { weight: 4 });
  const lately = recent(HOUR_MS, { service: "lately" });
  const once = recent(30 * 24 * HOUR_MS, {
    service: "once",
    awsProfile: "old",
    region: "eu-west-1",
  });
  assert.deepEqual(
    shown([profile("never", { cluster: "prod" }), profile("none", {})], [lately, often, once]),
    [
      "often | recent | prod / often / app |  | 3d",
      "lately | recent | prod / lately / app |  | 1h",
      "once | recent | prod / once / app | old eu-west-1 | 30d",
      "never | profile | prod |  | ",
      "none | profile |  |  | ",
    ],
  );
});

Deno.test("rankedRows() counts for a profile what was opened by it, and shows no target twice", () => {
  const whole = profile("whole", { cluster: "prod", service: "web", container: "app" });
  const open = profile("open", { cluster: "prod", family: "job" });
  const recents = [
    recent(HOUR_MS, {}, { profile: "whole" }),
    recent(2 * HOUR_MS, { container: "nginx" }, { profile: "whole" }),
    recent(3 * HOUR_MS, {}),
    recent(4 * HOUR_MS, {}, { profile: "gone" }),
  ];
  assert.deepEqual(shown([open, whole], recents), [
    "whole | profile | prod / web / app |  | 1h",
    "whole | recent | prod / web / nginx |  | 2h",
    "open | profile | prod / job |  | ",
  ]);
});
