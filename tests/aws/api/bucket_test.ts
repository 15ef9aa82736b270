// The bucket on our side against AWS's own, in a time that only this test moves.
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { Bucket, type Clock } from "../../../src/aws/api/bucket.ts";
import { Throttle } from "../../fake_aws/api_faults.ts";

const AWS = { burst: 100, perSecond: 20 };
const LATENCY_MS = 40;

class ThrottlingException extends Error {
  override readonly name = "ThrottlingException";
}

/** Time that stands still until everybody waits. */
class TestClock implements Clock {
  #nowMs = 0;
  readonly #alarms: { readonly atMs: number; readonly run: () => void }[] = [];

  nowMs = () => this.#nowMs;

  wake = (run: () => void, afterMs: number) => {
    this.#alarms.push({ atMs: this.#nowMs + afterMs, run });
  };

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.wake(resolve, ms));
  }

  /** Moves from alarm to alarm until `done`. */
  async run<T>(done: Promise<T>): Promise<T> {
    let isDone = false;
    done.finally(() => isDone = true).catch(() => {});
    while (true) {
      // Not a timer, which takes a millisecond: there are some 50,000 of these turns.
      await setImmediate();
      if (isDone) return await done;
      this.#alarms.sort((a, b) => b.atMs - a.atMs);
      const next = this.#alarms.pop();
      if (next === undefined) throw new Error("everybody waits for nothing");
      this.#nowMs = next.atMs;
      next.run();
    }
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Makes calls through a bucket, each until it goes through; `drained`: by others, before. */
async function spend(
  calls: number,
  { drained = 0, others = 0, limited = true, chance = 0, seed = 1 } = {},
): Promise<{ refused: number; tookMs: number; atOnce: number }> {
  const clock = new TestClock();
  const aws = new Throttle();
  for (let count = 0; count < drained; count++) aws.take(AWS, 0);
  const bucket = new Bucket(AWS, clock);
  const random = dice(seed);
  let refused = 0;
  let running = 0;
  let atOnce = 0;
  let open = true;
  const call = async () => {
    running++;
    atOnce = Math.max(atOnce, running);
    await clock.sleep(LATENCY_MS);
    running--;
    const isUnlucky = random() < chance;
    if (!isUnlucky && (!limited || aws.take(AWS, clock.nowMs()))) return;
    refused++;
    throw new ThrottlingException();
  };
  const other = async () => {
    while (open && others > 0) {
      await clock.sleep(1000 / others);
      aws.take(AWS, clock.nowMs());
    }
  };
  const untilDone = async () => {
    while (true) {
      try {
        return await bucket.paced(call);
      } catch (error) {
        if (!(error instanceof ThrottlingException)) throw error;
      }
    }
  };
  other();
  await clock.run(Promise.all(Array.from({ length: calls }, untilDone)));
  open = false;
  return { refused, tookMs: clock.nowMs(), atOnce };
}

Deno.test("Bucket is refused three times at most while 400 calls go through AWS's bucket, and wastes little of it", async () => {
  const { refused, tookMs } = await spend(400);
  assert.ok(refused <= 3, `${refused} refused`);
  // 100 at once, the others at 20 a second: 15 s is the least.
  assert.ok(tookMs < 17_000, `${tookMs} ms`);
});

Deno.test("Bucket notices that others have emptied AWS's bucket, and waits", async () => {
  for (const drained of [60, 100]) {
    const { refused } = await spend(200, { drained });
    assert.ok(refused <= 4, `${refused} refused after ${drained} were gone`);
  }
});

Deno.test("Bucket takes a share where others take theirs", async () => {
  const { refused, tookMs } = await spend(300, { drained: 50, others: 10 });
  assert.ok(refused <= 12, `${refused} refused`);
  assert.ok(tookMs < 40_000, `${tookMs} ms`);
});

Deno.test("Bucket goes on at more than one call a second where a fifth of the calls is refused by chance", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const few = await spend(32, { chance: 0.2, seed });
    assert.ok(few.tookMs < 12_000, `32 calls: ${few.tookMs} ms, ${few.refused} refused`);
    const many = await spend(200, { chance: 0.2, seed });
    assert.ok(many.tookMs < 60_000, `200 calls: ${many.tookMs} ms, ${many.refused} refused`);
  }
});

Deno.test("Bucket believes an AWS that refuses nothing, and keeps eight calls under way at most", async () => {
  const { refused, tookMs, atOnce } = await spend(1_000, { limited: false });
  assert.equal(refused, 0);
  assert.equal(atOnce, 8);
  assert.ok(tookMs < 15_000, `${tookMs} ms`);
});

Deno.test("Bucket passes other failures on and slows down for none of them", async () => {
  const bucket = new Bucket(AWS);
  await assert.rejects(bucket.paced(() => Promise.reject(new Error("no"))), /^Error: no$/);
  assert.equal(await bucket.paced(() => Promise.resolve(7)), 7);
});
