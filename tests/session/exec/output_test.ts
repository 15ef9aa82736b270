// What the wrapper's marks and escapes come out as, however the bytes are cut.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Unescape } from "../../../src/session/exec/byte_filters.ts";
import { cksum } from "../../../src/session/exec/cksum.ts";
import { FrameReader, type Piece } from "../../../src/session/exec/frames.ts";
import { type Event, Output } from "../../../src/session/exec/output.ts";
import { Utf8Pieces } from "../../fake_aws/utf8_pieces.ts";
import { needs } from "../../needs.ts";
import { NONCE } from "./in_pty.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (...parts: readonly Uint8Array[]) =>
  parts.map((part) => new TextDecoder().decode(part)).join("");

/** Pushes a stream in pieces of these sizes, then the rest. */
function cutBy<T>(
  whole: Uint8Array,
  cuts: readonly number[],
  push: (part: Uint8Array) => readonly T[],
): T[] {
  const out: T[] = [];
  let at = 0;
  for (const cut of cuts) {
    out.push(...push(whole.subarray(at, at + cut)));
    at = Math.min(whole.length, at + cut);
  }
  return [...out, ...push(whole.subarray(at))];
}

Deno.test("FrameReader gives back any bytes unchanged, however they are cut", () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(`\x1e${NONCE}:`, `:${NONCE}\x1e`, "\x1e", `\x1e${NONCE.slice(0, 5)}`)
      .map(bytes),
  );
  fc.assert(fc.property(fc.array(chunk), fc.array(fc.nat(30)), (chunks, cuts) => {
    const reader = new FrameReader(NONCE.toUpperCase());
    const whole = new Uint8Array(chunks.flatMap((each) => [...each]));
    const pieces: Piece[] = [...cutBy(whole, cuts, (part) => reader.push(part)), ...reader.end()];
    const out = pieces.flatMap((each) => each.kind === "bytes" ? [...each.bytes] : []);
    assert.deepEqual(out, [...whole]);
  }));
});

Deno.test("Output takes two streams and their ends apart, wherever the session is cut", () => {
  const session = bytes(
    `noise\x1e${NONCE}:start 1111:${NONCE}\x1e\x1f${NONCE}:ready 42:${NONCE}\x1f` +
      `ou\x1d1\x1e${NONCE}:err e\x1d2r:${NONCE}\x1et\x1f${NONCE}:exit 3:${NONCE}\x1f` +
      `\x1e${NONCE}:took 0 7 9:${NONCE}\x1e\x1e${NONCE}:err \x1f${NONCE}:end:${NONCE}\x1f:${NONCE}\x1e`,
  );
  for (let cut = 0; cut <= session.length; cut++) {
    const output = new Output(NONCE);
    const events: Event[] = cutBy(session, [cut], (part) => output.push(part));
    const of = (kind: "stdout" | "stderr") =>
      events.flatMap((each) => each.kind === kind ? [...each.bytes] : []);
    assert.deepEqual(of("stdout"), [...bytes("ou"), 0xef, ...bytes("t")]);
    assert.deepEqual(of("stderr"), [...bytes("noisee"), 0x1d, ...bytes("r")]);
    const marks = events.filter(({ kind }) => kind !== "stdout" && kind !== "stderr");
    assert.deepEqual(marks, [
      {
        kind: "start",
        abilities: { exact: true, stdin: "sum", escaped: true, ownSession: true },
      },
      { kind: "ready", pid: 42 },
      { kind: "exit", status: 3 },
      { kind: "took", status: 0, sum: 7, bytes: 9 },
      { kind: "stderrEnd" },
    ]);
  }
});

Deno.test("what is escaped passes the agent unchanged", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), (parts) => {
    const agent = new Utf8Pieces();
    const unescape = new Unescape();
    const whole = parts.flatMap((each) => [...each]);
    const escaped = (part: Iterable<number>) =>
      Uint8Array.from(
        [...part].flatMap((byte) =>
          byte === 0x1d ? [0x1d, 0x32] : byte === 0xef ? [0x1d, 0x31] : [byte]
        ),
      );
    // What follows the command's last byte, here a mark, pushes that byte out of the agent.
    const sent = [...parts.map(escaped), bytes("....")].map((part) => agent.push(part));
    const out = sent.flatMap((part) => [...unescape.push(part)]);
    assert.deepEqual(out.slice(0, whole.length), whole);
  }));
});

Deno.test(needs("cksum() is the sum that POSIX cksum prints", "cksum"), async () => {
  assert.equal(cksum(new Uint8Array(0)), 4294967295);
  for (const length of [1, 3, 255, 256, 70_000]) {
    const some = Uint8Array.from({ length }, (_, index) => (index * 7919) & 0xff);
    const child = new Deno.Command("cksum", { stdin: "piped", stdout: "piped" }).spawn();
    const writer = child.stdin.getWriter();
    await writer.write(some);
    await writer.close();
    const { stdout } = await child.output();
    assert.equal(text(stdout).trim(), `${cksum(some)} ${length}`);
  }
});

Deno.test("Output does not hold back what looks like the beginning of a mark behind a piece's end", () => {
  const output = new Output("n");
  const text = (events: readonly Event[]) =>
    events.flatMap((event) => event.kind === "stdout" ? [...event.bytes] : []);
  const bytes = (given: string) => new TextEncoder().encode(given);
  output.push(bytes("\x1en:start 1111:n\x1e"));
  assert.deepEqual(text(output.push(bytes("a\x1f"))), [0x61]);
  assert.deepEqual(text(output.push(bytes("\x1en:piece:n\x1e"))), [0x1f]);
  assert.deepEqual(text(output.push(bytes("b\x1e\x1en:piece:n\x1e"))), [0x62, 0x1e]);
});
