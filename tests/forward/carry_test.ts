// One connection from end to end: a real program's socket on one side, a far end played by hand.
import assert from "node:assert/strict";
import { carry, type CarryEnd } from "../../src/forward/carry.ts";
import { bindLocal } from "../../src/forward/listen.ts";
import { PortStream } from "../../src/session/port/stream.ts";
import { needs } from "../needs.ts";
import { shut, writeAll } from "./server.ts";

/** A program's connection that is carried to a far end played by the test. */
async function connected(lingerMs = 60_000, tellsEnd = true) {
  const listener = await bindLocal({ kind: "port", port: 0 }, undefined, "");
  const far = { text: "", finished: false, dropped: false };
  const stream = new PortStream({
    write: (bytes) => far.text += new TextDecoder().decode(bytes),
    queuedBytes: () => 0,
    finish: () => far.finished = true,
    drop: () => far.dropped = true,
    read: () => {},
    tellsEnd,
  });
  const carried = Promise.withResolvers<CarryEnd>();
  listener.serve((local) => void carry(local, stream, { lingerMs }).then(carried.resolve));
  const program = await Deno.connect({ hostname: "127.0.0.1", port: listener.port ?? 0 });
  return {
    far,
    stream,
    program,
    end: carried.promise,
    say: (text: string) => stream.push(new TextEncoder().encode(text)),
    async [Symbol.asyncDispose]() {
      stream.end("lost");
      shut(program);
      await carried.promise;
      listener.close();
    },
  };
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** What the program reads until the end, or the failure that it sees instead. */
async function readAll(program: Deno.Conn): Promise<string> {
  let text = "";
  const buffer = new Uint8Array(1000);
  try {
    for (let count; (count = await program.read(buffer)) !== null;) {
      text += new TextDecoder().decode(buffer.subarray(0, count));
    }
    return `${text}|end`;
  } catch (error) {
    return `${text}|${error instanceof Error ? error.name : error}`;
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("carry() carries both ways, and ends with the far end", async () => {
  await using one = await connected();
  await writeAll(one.program, bytes("GET /"));
  await until(() => one.far.text === "GET /");
  one.say("200 OK");
  one.stream.end("finished");
  assert.equal(await readAll(one.program), "200 OK|end");
  one.program.close();
  assert.equal(await one.end, "finished");
});

Deno.test("carry() does not end the far end when a program only stops sending: its answer comes", async () => {
  await using one = await connected();
  await writeAll(one.program, bytes("question"));
  await one.program.closeWrite();
  await until(() => one.far.text === "question");
  // Longer than the looks whether the program is gone.
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(one.far.finished, false);
  one.say("answer");
  one.stream.end("finished");
  assert.equal(await readAll(one.program), "answer|end");
  assert.equal(await one.end, "finished");
});

Deno.test(
  needs("carry() ends the far end soon when the program is gone", "linux", "ss"),
  async () => {
    await using one = await connected();
    one.program.close();
    assert.equal(await one.end, "left");
    assert.equal(one.far.finished, true);
  },
);

Deno.test("carry() ends a far end that stays silent after the program stopped sending, and says so", async () => {
  await using one = await connected(150);
  await one.program.closeWrite();
  assert.equal(await one.end, "lingered");
  assert.equal(one.far.finished, true);
});

Deno.test("carry() waits a second only where the far end's closing is never told", async () => {
  await using one = await connected(60_000, false);
  await one.program.closeWrite();
  assert.equal(await one.end, "lingered");
});

for (const state of ["lost", "overflowed", "refused"] as const) {
  Deno.test(`carry() breaks the program's connection when the far end is ${state}`, async () => {
    await using one = await connected();
    await writeAll(one.program, bytes("x"));
    await until(() => one.far.text === "x");
    one.stream.end(state);
    assert.equal(await readAll(one.program), "|ConnectionReset");
    assert.equal(await one.end, state);
  });
}

Deno.test(
  needs("carry() ends the far end when the program closes with bytes unread", "linux", "ss"),
  async () => {
    await using one = await connected();
    one.say("unread");
    await new Promise((resolve) => setTimeout(resolve, 50));
    one.program.close();
    assert.equal(await one.end, "left");
  },
);

/** A stream whose far end nobody hears of. */
function unheard(): PortStream {
  return new PortStream({
    write: () => {},
    queuedBytes: () => 0,
    finish: () => {},
    drop: () => {},
    read: () => {},
    tellsEnd: true,
  });
}

Deno.test("carry() drops the far end at once when the program breaks the connection", async () => {
  const stream = unheard();
  const broken = () => Promise.reject(new Error("reset"));
  const nothing = () => {};
  const local = { read: broken, write: broken, endWriting: broken, close: nothing, reset: nothing };
  assert.equal(await carry(local, stream, { lingerMs: 60_000 }), "left");
});

Deno.test("carry() has not finished where the near end does not take what came", async () => {
  const stream = unheard();
  stream.push(bytes("the whole answer"));
  stream.end("finished");
  const full = {
    read: () => Promise.resolve(null),
    write: () => Promise.reject(new Error("no space left")),
    endWriting: () => Promise.resolve(),
    close: () => {},
    reset: () => {},
  };
  assert.equal(await carry(full, stream, { lingerMs: 60_000 }), "left");
});
