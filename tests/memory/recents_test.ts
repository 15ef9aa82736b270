import assert from "node:assert/strict";
import {
  added,
  HALF_LIFE_MS,
  parseRecents,
  type Recent,
  RECENTS_MOST,
  type RecentTarget,
  weightAt,
} from "../../src/memory/recents.ts";

const DAY_MS = 24 * 3_600_000;
const web: RecentTarget = { cluster: "prod", service: "web", container: "app" };

Deno.test("added() puts the place first, and counts a known one up", () => {
  const one = added([], { target: web }, 0);
  const two = added(one, { target: { ...web, container: "nginx" } }, DAY_MS);
  const three = added(two, { target: { ...web } }, 2 * DAY_MS);
  assert.deepEqual(three.map(({ target }) => target.container), ["app", "nginx"]);
  assert.equal(three[0]?.weight, 1 + 0.5 ** (2 * DAY_MS / HALF_LIFE_MS));
  assert.equal(three[0]?.lastMs, 2 * DAY_MS);
});

Deno.test("added() tells identities, accounts and profiles apart", () => {
  const others: Partial<RecentTarget>[] = [
    {},
    { awsProfile: "prod" },
    { region: "eu-central-1" },
    { accountId: "123456789012" },
    { task: "4f2c9a1b" },
  ];
  let recents: readonly Recent[] = [];
  for (const other of others) recents = added(recents, { target: { ...web, ...other } }, 0);
  recents = added(recents, { target: web, profile: "prod-web" }, 0);
  assert.equal(recents.length, others.length + 1);
});

Deno.test("added() keeps the last 100", () => {
  let recents: readonly Recent[] = [];
  for (let number = 0; number < RECENTS_MOST + 20; number++) {
    recents = added(recents, { target: { ...web, service: `web-${number}` } }, number);
  }
  assert.equal(recents.length, 100);
  assert.equal(recents[0]?.target.service, "web-119");
  assert.equal(recents.at(-1)?.target.service, "web-20");
});

Deno.test("weightAt() halves with time, and no clock that was put back makes it grow", () => {
  const recent = { target: web, lastMs: 10 * DAY_MS, weight: 4 };
  assert.equal(weightAt(recent, 10 * DAY_MS + HALF_LIFE_MS), 2);
  assert.equal(weightAt(recent, 0), 4);
  // Often and a while ago against once just now.
  assert.ok(weightAt(recent, 14 * DAY_MS) > 1);
  assert.ok(weightAt(recent, 20 * DAY_MS) < 1);
});

Deno.test("parseRecents() takes what it understands, of whatever stands there", () => {
  const good = { target: web, profile: "prod-web", lastMs: 5, weight: 1 };
  for (const value of [undefined, null, 7, "x", [], {}, { recents: {} }, { recents: null }]) {
    assert.deepEqual(parseRecents(value), []);
  }
  const recents = [
    null,
    7,
    {},
    { ...good, target: {} },
    { ...good, target: { ...web, cluster: 7 } },
    { ...good, lastMs: "5" },
    good,
    { target: { ...web, region: 7, more: "x" }, profile: 7, lastMs: 6, weight: 1, more: 1 },
  ];
  assert.deepEqual(parseRecents({ recents }), [{ target: web, lastMs: 6, weight: 1 }, good]);
  const many = Array.from({ length: 300 }, (_, lastMs) => ({ ...good, lastMs }));
  assert.deepEqual(parseRecents({ recents: many }).map(({ lastMs }) => lastMs).slice(0, 2), [
    299,
    298,
  ]);
  assert.equal(parseRecents({ recents: many }).length, 100);
});
