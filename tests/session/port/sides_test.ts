// Connections of a port session above a channel that is only a list: ends, brakes, limits.
import assert from "node:assert/strict";
import { ByteQueue } from "../../../src/session/port/byte_queue.ts";
import { ManySide } from "../../../src/session/port/many.ts";
import { modeOf, type PortChannel, wantsKeepAlive } from "../../../src/session/port/side.ts";
import { SingleSide } from "../../../src/session/port/single.ts";
import { encodeFrame, type SmuxFrame } from "../../../src/session/port/smux.ts";
import { type PortStream, QUEUED_MOST_BYTES } from "../../../src/session/port/stream.ts";

/** A channel that takes so many messages, and keeps them. */
class ListChannel implements PortChannel {
  readonly sent: string[] = [];
  room = Infinity;
  acknowledged = Infinity;
  #waiting: (() => void)[] = [];

  sendNow(bytes: Uint8Array): boolean {
    if (this.room <= 0) return false;
    this.room--;
    this.sent.push(bytes.toHex());
    return true;
  }

  async send(bytes: Uint8Array): Promise<void> {
    while (this.room <= 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.room--;
    this.sent.push(bytes.toHex());
  }

  flag(flag: number): number {
    return this.sent.push(`flag ${flag}`) - 1;
  }

  isAcknowledged(sequenceNumber: number): boolean {
    return sequenceNumber < this.acknowledged;
  }

  makeRoom(messages: number): void {
    this.room = messages;
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

const text = (value: string) => new TextEncoder().encode(value);
const frames = (...all: SmuxFrame[]) =>
  Uint8Array.from(all.flatMap((frame) => [...encodeFrame(frame)]));
const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

async function readAll(stream: PortStream): Promise<string> {
  let all = "";
  for (let bytes; (bytes = await stream.read()) !== null;) all += new TextDecoder().decode(bytes);
  return all;
}

function opened(stream: PortStream | undefined): PortStream {
  assert.ok(stream !== undefined);
  return stream;
}

Deno.test("ManySide carries two connections at once and ends what the far end ended", async () => {
  const channel = new ListChannel();
  const side = new ManySide(channel);
  const [a, b] = [opened(side.open()), opened(side.open())];
  await a.write(text("hi"));
  side.output(frames(
    { kind: "data", streamId: 5, bytes: text("two") },
    { kind: "data", streamId: 3, bytes: text("one") },
    { kind: "finish", streamId: 3 },
  ));
  assert.equal(await readAll(a), "one");
  assert.equal(a.state, "finished");
  assert.equal(b.state, "open");
  assert.equal(side.size, 1);
  await settle();
  // Opened, data, and our end in answer to the far one.
  assert.equal(
    channel.sent.join(""),
    "0100000003000000" + "0100000005000000" + "01020200030000006869" + "0101000003000000",
  );
});

Deno.test("ManySide tells a refused connection by the flag and its silent end", () => {
  const side = new ManySide(new ListChannel());
  const stream = opened(side.open());
  side.flag(3);
  side.output(frames({ kind: "finish", streamId: 3 }));
  assert.equal(stream.state, "refused");
});

Deno.test("ManySide gives up the connection whose local side does not read, and no other", async () => {
  const channel = new ListChannel();
  const side = new ManySide(channel, { streamBytes: 1000, allBytes: 10_000 });
  const [slow, quick] = [opened(side.open()), opened(side.open())];
  for (let turn = 0; turn < 11; turn++) {
    side.output(frames({ kind: "data", streamId: 3, bytes: new Uint8Array(100) }));
  }
  side.output(frames({ kind: "data", streamId: 5, bytes: text("still here") }));
  assert.equal(slow.state, "overflowed");
  assert.equal(await slow.read(), null);
  assert.equal(new TextDecoder().decode(await quick.read() ?? undefined), "still here");
  await settle();
  assert.match(channel.sent.join(""), /0101000003000000$/);
});

Deno.test("ManySide gives up the largest where all together are too large", () => {
  const side = new ManySide(new ListChannel(), { streamBytes: 1000, allBytes: 1500 });
  const streams = [side.open(), side.open(), side.open()].map(opened);
  const say = (streamId: number, count: number) =>
    side.output(frames({ kind: "data", streamId, bytes: new Uint8Array(count) }));
  say(3, 400);
  say(5, 900);
  say(7, 300);
  assert.deepEqual(streams.map(({ state }) => state), ["open", "overflowed", "open"]);
});

Deno.test("PortStream.write() waits while too much is queued, and reading goes on meanwhile", async () => {
  const channel = new ListChannel();
  const side = new ManySide(channel);
  const stream = opened(side.open());
  channel.room = 1;
  let isWritten = false;
  const writing = stream.write(new Uint8Array(QUEUED_MOST_BYTES + 8_192))
    .then(() => isWritten = true);
  await settle();
  assert.equal(isWritten, false);
  side.output(frames({ kind: "data", streamId: 3, bytes: text("x") }));
  assert.equal((await stream.read())?.length, 1);
  channel.makeRoom(Infinity);
  await writing;
});

Deno.test("PortStream keeps what came before the session was lost, and says that it was", async () => {
  const side = new ManySide(new ListChannel());
  const stream = opened(side.open());
  side.output(frames({ kind: "data", streamId: 3, bytes: text("part") }));
  side.over();
  assert.equal(await readAll(stream), "part");
  assert.equal(await stream.ended, "lost");
  assert.equal(side.open(), undefined);
});

Deno.test("SingleSide gives the next connection its turn once the agent took the last one's end", async () => {
  const channel = new ListChannel();
  const side = new SingleSide(channel, false);
  const [a, b] = [opened(side.open()), opened(side.open())];
  await a.write(text("a"));
  await b.write(text("b"));
  side.output(text("for a"));
  assert.equal(b.bufferedBytes, 0);
  channel.acknowledged = 0;
  a.finish();
  await settle();
  side.output(text("late, for a"));
  assert.equal(b.bufferedBytes, 0);
  channel.acknowledged = Infinity;
  while (channel.sent.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  side.output(text("for b"));
  assert.equal(b.bufferedBytes, 5);
  assert.deepEqual(channel.sent, ["61", "flag 1", "62"]);
});

Deno.test("SingleSide's raw session is one connection, finished when the session ends well", async () => {
  const side = new SingleSide(new ListChannel(), true);
  side.output(text("SSH-2.0"));
  const stream = opened(side.open());
  assert.equal(side.open(), undefined);
  side.over(true);
  assert.equal(await readAll(stream), "SSH-2.0");
  assert.equal(stream.state, "finished");
});

Deno.test("modeOf() decides as both real sides do, at the very versions", () => {
  const type = { type: "LocalPortForwarding" };
  assert.equal(modeOf(type, "3.0.196.0"), "single");
  assert.equal(modeOf(type, "3.0.196.1"), "many");
  assert.equal(modeOf(type, "3.3.40.0"), "many");
  assert.equal(modeOf({}, "3.3.40.0"), "raw");
  assert.equal(wantsKeepAlive("3.1.1511.0"), true);
  assert.equal(wantsKeepAlive("3.1.1575.0"), false);
});

Deno.test("ByteQueue gives back every byte in order, over blocks and takings", () => {
  const queue = new ByteQueue();
  const given: number[] = [];
  const taken: number[] = [];
  for (let turn = 0; turn < 400; turn++) {
    const bytes = Uint8Array.from({ length: turn * 7 % 1024 }, (_, at) => (turn + at) % 256);
    queue.push(bytes);
    given.push(...bytes);
    if (turn % 3 === 0) taken.push(...queue.take() ?? []);
  }
  for (let bytes; (bytes = queue.take()) !== undefined;) taken.push(...bytes);
  assert.deepEqual(taken, given);
  assert.equal(queue.length, 0);
});
