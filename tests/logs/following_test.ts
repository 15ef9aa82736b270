// Following: whatever comes late, is paged, is doubled, is refused, joins or leaves, every event is
// shown once, and each stream's in its order.
import assert from "node:assert/strict";
import fc from "fast-check";
import { type Found, oneRound } from "../../src/logs/following.ts";
import { lastEvents } from "../../src/logs/last.ts";
import { Queries } from "../../src/logs/queries.ts";
import { range } from "../../src/logs/range.ts";
import { Seen } from "../../src/logs/seen.ts";
import type { Wanted } from "../../src/logs/wanted.ts";
import { FakeEvents, GROUP, REGION, START_MS } from "./fake_events.ts";

function wanted(stream: string, isPrefix = false, shared?: string): Wanted {
  return {
    region: REGION,
    group: GROUP,
    stream,
    isPrefix,
    ...(shared !== undefined ? { shared } : {}),
    label: { taskId: stream, container: "app" },
    fromMs: START_MS - 60_000,
  };
}

/** What a test does between rounds. */
type Step =
  | {
    readonly kind: "put";
    readonly stream: number;
    readonly lateMs: number;
    readonly count: number;
  }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "join"; readonly stream: number }
  | { readonly kind: "refuse"; readonly calls: number }
  | { readonly kind: "round" };

const STREAMS = 6;
const stream = fc.nat(STREAMS - 1);
const put = fc.record({
  kind: fc.constant("put" as const),
  stream,
  lateMs: fc.oneof(fc.constant(0), fc.nat(40_000)),
  count: fc.integer({ min: 1, max: 6 }),
});
const refuse = fc.record({
  kind: fc.constant("refuse" as const),
  calls: fc.integer({ min: 1, max: 3 }),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: put },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(20_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("join" as const), stream }) },
  { weight: 1, arbitrary: refuse },
  { weight: 4, arbitrary: fc.constant<Step>({ kind: "round" }) },
);

Deno.test("following shows every event once, each stream's in its order, whatever happens", async () => {
  const faults = fc.record({
    pageEvents: fc.integer({ min: 1, max: 5 }),
    emptyPages: fc.nat(2),
    duplicateEvery: fc.nat(3),
  });
  const property = fc.asyncProperty(
    fc.array(step, { maxLength: 60 }),
    faults,
    fc.boolean(),
    async (steps, faults, byPrefix) => {
      const fake = new FakeEvents();
      Object.assign(fake.store.faults, faults);
      fake.store.group(REGION, GROUP);
      const nameOf = (number: number) => `web/app/${number}`;
      const wantedOf = (number: number) =>
        byPrefix ? wanted(nameOf(number), true, "web/app/") : wanted(nameOf(number));
      const queries = new Queries(fake.asking());
      queries.add([wantedOf(0), wantedOf(1)]);
      const joined = new Set([0, 1]);
      const shown: string[] = [];
      const round = () => oneRound(queries, (found) => void shown.push(...messages(found)));
      // A stream's events are found in its order: a late one holds back those after it.
      const visible = new Map<number, number>();
      const all: string[][] = Array.from({ length: STREAMS }, () => []);
      for (const each of steps) {
        if (each.kind === "put") {
          for (let count = 0; count < each.count; count++) {
            const events = all[each.stream] ?? [];
            const message = `${each.stream}/${events.length}`;
            const at = Math.max(visible.get(each.stream) ?? 0, fake.nowMs + each.lateMs);
            visible.set(each.stream, at);
            fake.put(nameOf(each.stream), message, fake.nowMs, at - fake.nowMs);
            fake.nowMs++;
            events.push(message);
          }
        } else if (each.kind === "wait") fake.nowMs += each.ms;
        else if (each.kind === "join" && !joined.has(each.stream)) {
          joined.add(each.stream);
          queries.add([wantedOf(each.stream)]);
        } else if (each.kind === "refuse") fake.refuse = each.calls;
        else if (each.kind === "round") await round();
      }
      fake.nowMs = Math.max(fake.nowMs, ...visible.values());
      for (let count = 0; count < STREAMS; count++) await round();
      for (let number = 0; number < STREAMS; number++) {
        const ours = shown.filter((message) => message.startsWith(`${number}/`));
        assert.deepEqual(ours, joined.has(number) ? all[number] : []);
      }
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

Deno.test("the last lines are the last ones, once, and following goes on after them", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.record({ stream: fc.nat(3), gapMs: fc.nat(30_000) }), { maxLength: 40 }),
    fc.nat(12),
    fc.integer({ min: 1, max: 4 }),
    fc.nat(2),
    fc.boolean(),
    async (events, count, pageEvents, emptyPages, oldestFirstOnly) => {
      const fake = new FakeEvents();
      Object.assign(fake.store.faults, {
        pageEvents,
        emptyPages,
        oldestFirstOnly,
        duplicateEvery: 2,
      });
      fake.store.group(REGION, GROUP);
      const all: string[] = [];
      const put = ({ stream, gapMs }: { stream: number; gapMs: number }) => {
        fake.nowMs += gapMs + 1;
        all.push(`${all.length}`);
        fake.put(`web/app/${stream}`, `${all.length - 1}`);
      };
      events.forEach(put);
      const queries = new Queries(fake.asking());
      queries.add([0, 1, 2, 3].map((number) => wanted(`web/app/${number}`)));
      const last = await lastEvents(queries, { count, keep: () => true });
      const expected = count === 0 ? [] : all.slice(-count);
      assert.deepEqual(last.events.map(({ message }) => message), expected);
      const before = all.length;
      const shown: string[] = [];
      const take = (found: readonly Found[]) => void shown.push(...messages(found));
      await oneRound(queries, take);
      assert.deepEqual(shown, []);
      [0, 3, 1, 1].forEach((stream) => put({ stream, gapMs: 10 }));
      for (let rounds = 0; rounds < 4; rounds++) await oneRound(queries, take);
      assert.deepEqual(shown.sort((a, b) => Number(a) - Number(b)), all.slice(before));
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

Deno.test("a range is whole, once, in the order of time over all calls", async () => {
  const property = fc.asyncProperty(
    fc.array(fc.record({ stream: fc.nat(250), gapMs: fc.nat(3) }), { maxLength: 300 }),
    fc.integer({ min: 1, max: 50 }),
    async (events, pageEvents) => {
      const fake = new FakeEvents();
      Object.assign(fake.store.faults, { pageEvents, duplicateEvery: 3 });
      fake.store.group(REGION, GROUP);
      for (const { stream, gapMs } of events) {
        fake.nowMs += gapMs;
        fake.put(`web/app/${stream}`, String(fake.nowMs));
      }
      const queries = new Queries(fake.asking());
      queries.add(Array.from({ length: 251 }, (_, number) => wanted(`web/app/${number}`)));
      const shown: number[] = [];
      for await (const page of range([queries])) {
        shown.push(...page.map(({ event }) => event.timestamp));
      }
      assert.equal(shown.length, events.length);
      assert.deepEqual(shown, shown.toSorted((a, b) => a - b));
    },
  );
  await fc.assert(property, { numRuns: 30 });
});

Deno.test("streams that are not there yet cost a call each of two a round, and join when they are", async () => {
  const fake = new FakeEvents();
  fake.store.group(REGION, GROUP);
  for (let number = 0; number < 60; number++) fake.put(`web/app/${number}`, `first ${number}`);
  const queries = new Queries(fake.asking());
  queries.add(Array.from({ length: 80 }, (_, number) => wanted(`web/app/${number}`)));
  const shown: string[] = [];
  const round = () => oneRound(queries, (found) => void shown.push(...messages(found)));
  await round();
  assert.equal(shown.length, 60);
  fake.calls = 0;
  await round();
  assert.equal(fake.calls, 1 + 2);
  fake.put("web/app/70", "at last");
  for (let count = 0; count < 12; count++) await round();
  assert.deepEqual(shown.slice(60), ["at last"]);
});

Deno.test("a group that is not there yet is waited for with two calls a round", async () => {
  const fake = new FakeEvents();
  const queries = new Queries(fake.asking());
  queries.add([wanted("web/app/1"), wanted("web/app/2")]);
  const shown: string[] = [];
  const round = () => oneRound(queries, (found) => void shown.push(...messages(found)));
  await round();
  assert.ok(queries.isGroupMissing);
  assert.equal(fake.calls, 2);
  fake.put("web/app/2", "first");
  await round();
  await round();
  assert.deepEqual(shown, ["first"]);
});

Deno.test("Seen keeps no more ids than it may, and a time of the future passes nothing over", () => {
  const seen = new Seen(0, 100);
  const event = (number: number, timestamp = number) => ({
    eventId: String(number),
    stream: "s",
    timestamp,
    ingestionTime: number,
    message: "",
  });
  for (let number = 1; number <= 10_000; number++) assert.ok(seen.isNew(event(number)));
  assert.ok(seen.size <= 200, String(seen.size));
  seen.swept();
  assert.ok(seen.size <= 100);
  assert.equal(seen.startMs, 9_901);
  assert.ok(!seen.isNew(event(9_950)));
  const other = new Seen(0);
  other.isNew(event(1_000_000, 9_000_000));
  other.swept();
  assert.equal(other.startMs, 1_000_000 - 60_000);
});

function messages(found: readonly Found[]): readonly string[] {
  return found.map(({ event }) => event.message);
}
