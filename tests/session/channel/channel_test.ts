// Both streams of a channel against a peer that behaves as amazon-ssm-agent does, over a link that
// loses, repeats, reorders, damages and cuts as fast-check likes it.
import assert from "node:assert/strict";
import fc from "fast-check";
import { AgentWatch } from "../../../src/session/channel/agent_watch.ts";
import { Channel } from "../../../src/session/channel/channel.ts";
import { decodeFrame, encodeAcknowledge, encodeFrame, PAYLOAD } from "../../fake_aws/wire.ts";

/** The agent's side, after datachannel.go: acks, order, and repetition of its oldest message only. */
class Peer {
  readonly got: Uint8Array[] = [];
  readonly #ahead = new Map<number, Uint8Array>();
  readonly #pending = new Map<number, Uint8Array>();
  #expected = 0;
  #next = 0;

  say(payload: Uint8Array): Uint8Array {
    const sequenceNumber = this.#next++;
    const bytes = encodeFrame({
      messageType: "output_stream_data",
      sequenceNumber,
      payloadType: PAYLOAD.output,
      payload,
    });
    this.#pending.set(sequenceNumber, bytes);
    return bytes;
  }

  oldest(): Uint8Array[] {
    return [...this.#pending.values()].slice(0, 1);
  }

  get done(): boolean {
    return this.#pending.size === 0;
  }

  hear(bytes: Uint8Array): Uint8Array[] {
    const frame = decodeFrame(bytes);
    if (!frame.digestValid) return [];
    if (frame.messageType === "acknowledge") {
      const { AcknowledgedMessageSequenceNumber: number } = JSON.parse(
        new TextDecoder().decode(frame.payload),
      );
      this.#pending.delete(number);
      return [];
    }
    if (frame.sequenceNumber >= this.#expected) {
      this.#ahead.set(frame.sequenceNumber, frame.payload.slice());
    }
    for (let next; (next = this.#ahead.get(this.#expected)); this.#expected++) {
      this.#ahead.delete(this.#expected);
      this.got.push(next);
    }
    return [encodeAcknowledge(frame)];
  }
}

type Fate = "pass" | "drop" | "twice" | "later" | "damage" | "cut";

const fates = fc.infiniteStream(
  fc.constantFrom<Fate>("pass", "pass", "pass", "drop", "twice", "later", "damage", "cut"),
);

Deno.test("any loss, repetition, order, damage and cut leaves both byte streams exact", () => {
  const texts = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 30 });
  fc.assert(
    fc.property(texts, texts, fates, (ours, theirs, fate) => {
      const channel = new Channel();
      const peer = new Peer();
      const got: Uint8Array[] = [];
      const toPeer: Uint8Array[] = [];
      const toUs: Uint8Array[] = [];
      let now = 0;
      let turns = 0;
      const move = (line: Uint8Array[], other: Uint8Array[], arrive: (b: Uint8Array) => void) => {
        const bytes = line.shift();
        if (bytes === undefined) return;
        // After 2,000 turns the link is good, so that the streams can come to their end.
        const next: Fate = turns++ > 2_000 ? "pass" : fate.next().value ?? "pass";
        if (next === "later") return void line.push(bytes);
        if (next === "drop") return;
        if (next === "damage") {
          const broken = bytes.slice();
          broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 0xff;
          return arrive(broken);
        }
        if (next === "cut") {
          // What is under way is lost, then everything unacknowledged is sent on a new websocket.
          line.length = other.length = 0;
          toPeer.push(...channel.resend(now));
          return;
        }
        arrive(bytes);
        if (next === "twice") arrive(bytes);
      };
      for (const each of ours) toPeer.push(channel.send(PAYLOAD.output, each, now).bytes);
      for (const each of theirs) toUs.push(peer.say(each));
      for (let round = 0; round < 40_000; round++) {
        now += 10;
        move(toPeer, toUs, (bytes) => toUs.push(...peer.hear(bytes)));
        move(toUs, toPeer, (bytes) => {
          const { send, messages } = channel.receive(bytes, now);
          toPeer.push(...send);
          got.push(...messages.map((each) => each.payload.slice()));
        });
        if (round % 10 === 0) {
          toPeer.push(...channel.repeat(now));
          toUs.push(...peer.oldest());
        }
        if (channel.unacknowledged === 0 && peer.done) break;
      }
      assert.deepEqual(got, theirs);
      assert.deepEqual(peer.got, ours);
      assert.equal(channel.unacknowledged, 0);
    }),
    { numRuns: 200 },
  );
});

Deno.test("receive() acknowledges a message that came before, so that the agent can go on", () => {
  const channel = new Channel();
  const bytes = new Peer().say(Uint8Array.of(1));
  assert.equal(channel.receive(bytes, 0).messages.length, 1);
  const again = channel.receive(bytes, 1);
  assert.equal(again.messages.length, 0);
  assert.equal(again.send.length, 1);
});

Deno.test("receive() tells a closed channel with the agent's last words", () => {
  const payload = new TextEncoder().encode('{"Output":"timed out"}');
  const bytes = encodeFrame({ messageType: "channel_closed", payload });
  assert.equal(new Channel().receive(bytes, 0).closed, "timed out");
  const unreadable = encodeFrame({ messageType: "channel_closed", payload: Uint8Array.of(123) });
  assert.equal(new Channel().receive(unreadable, 0).closed, "");
});

Deno.test("receive() never throws, whatever comes", () => {
  const kinds = fc.constantFrom("acknowledge", "output_stream_data", "channel_closed", "news");
  fc.assert(fc.property(kinds, fc.uint8Array({ maxLength: 200 }), (messageType, payload) => {
    new Channel().receive(payload, 0);
    new Channel().receive(encodeFrame({ messageType, payload }), 0);
  }));
});

Deno.test("repeat() sends the oldest again after 200 ms, then with doubled waits of at most 1 s", () => {
  const channel = new Channel();
  channel.send(PAYLOAD.output, Uint8Array.of(1), 0);
  channel.send(PAYLOAD.output, Uint8Array.of(2), 0);
  const sentAt: number[] = [];
  for (let now = 0; now <= 5_000; now += 100) {
    for (const bytes of channel.repeat(now)) {
      assert.equal(decodeFrame(bytes).sequenceNumber, 0);
      sentAt.push(now);
    }
  }
  assert.deepEqual(sentAt, [300, 800, 1700, 2800, 3900, 5000]);
});

Deno.test("repeat() sends at once what an acknowledged message has overtaken", () => {
  const channel = new Channel();
  channel.send(PAYLOAD.output, Uint8Array.of(1), 0);
  channel.send(PAYLOAD.output, Uint8Array.of(2), 0);
  const third = channel.send(PAYLOAD.output, Uint8Array.of(3), 0);
  channel.receive(encodeAcknowledge(decodeFrame(third.bytes)), 150);
  assert.deepEqual(channel.repeat(160).map((each) => decodeFrame(each).sequenceNumber), [0, 1]);
});

Deno.test("hasRoom is false with 256 messages under way", () => {
  const channel = new Channel();
  for (let count = 0; count < 256; count++) {
    assert.equal(channel.hasRoom, true);
    channel.send(PAYLOAD.output, Uint8Array.of(1), 0);
  }
  assert.equal(channel.hasRoom, false);
});

Deno.test("an acknowledgement of what was sent twice says nothing of what was sent between (Karn)", () => {
  const channel = new Channel();
  const send = () => channel.send(1, new Uint8Array(1), 0).bytes;
  const first = send();
  // The oldest is repeated once its time is over, and more follows; then its first sending arrives.
  assert.equal(channel.repeat(300).length, 1);
  for (let index = 0; index < 5; index++) send();
  channel.receive(encodeAcknowledge(decodeFrame(first)), 350);
  assert.equal(channel.repeat(450).length, 1, "only the oldest, whose own time is over");
});

Deno.test("what was overtaken again and again has arrived: old agents do not say so twice", () => {
  const channel = new Channel();
  const lost = channel.send(1, new Uint8Array(1), 0);
  for (let now = 1_000; now < 30_000 && channel.unacknowledged > 0; now += 1_000) {
    const { bytes } = channel.send(1, new Uint8Array(1), now);
    channel.receive(encodeAcknowledge(decodeFrame(bytes)), now + 10);
    channel.repeat(now + 500);
  }
  assert.ok(channel.isAcknowledged(lost.sequenceNumber));
});

Deno.test("AgentWatch tells once, and counts only time in which this program ran", () => {
  const watch = new AgentWatch(1_000, 100, 0);
  assert.equal(watch.look(900_000, true), undefined, "the machine slept");
  let now = 900_000;
  const look = () => watch.look(now += 100, true);
  for (let index = 0; index < 20; index++) {
    if (look() !== undefined) assert.ok(now >= 900_000);
  }
  assert.equal(look(), undefined);
  watch.heard();
  for (let index = 0; index < 9; index++) assert.equal(look(), undefined);
  assert.match(look() ?? "", /^the agent in the container has not answered for 1 s$/);
});
