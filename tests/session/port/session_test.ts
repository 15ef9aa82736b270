// A port session against the pretend agent, with its times made short.
import assert from "node:assert/strict";
import { PAYLOAD } from "../../../src/session/channel/message.ts";
import { PortSession, type PortSessionOptions } from "../../../src/session/port/session.ts";
import { type FakeAws, startFakeAws } from "../../fake_aws/fake_aws.ts";
import { listenOn } from "../../forward/server.ts";
import { startPortSession } from "../../plugin/port_session.ts";
import { greeter, webWorld } from "../../stories/forwarding.ts";

/** Opens one to the container's port 7; gives what it said. */
async function opened(aws: FakeAws, more: Partial<PortSessionOptions> = {}) {
  const [task] = aws.world.tasks;
  const [container] = task?.containers ?? [];
  const ssmTarget = `ecs:prod_${task?.taskId}_${container?.runtimeId}`;
  const answer = JSON.parse(await startPortSession(aws, ssmTarget, { portNumber: "7" }));
  const said: string[] = [];
  const session = await PortSession.open({
    session: {
      sessionId: answer.SessionId,
      streamUrl: answer.StreamUrl,
      tokenValue: answer.TokenValue,
    },
    ssmTarget,
    resume: () => Promise.resolve(undefined),
    terminate: () => Promise.resolve(),
    generateDataKey: () => Promise.reject(new Error("port sessions have no key")),
    debug: () => {},
    remark: (text) => said.push(text),
    ...more,
  });
  return { session, said };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

Deno.test("PortSession says once that the container takes nothing, and again after it took something", async () => {
  let reads = Promise.withResolvers<void>();
  await using server = listenOn(async (connection) => {
    const buffer = new Uint8Array(65_536);
    do await reads.promise; while (await connection.read(buffer) !== null);
  });
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  aws.channel.port.receiveBufferBytes = 1 << 16;
  const { session, said } = await opened(aws, { stalledMs: 150 });
  const stream = session.open();
  assert.ok(stream);
  let written = 0;
  const flood = (async () => {
    while (stream.state === "open") {
      await stream.write(new Uint8Array(65_536));
      written++;
    }
  })();
  /** Nothing moves, and nothing more is said, at so many looks in a row. */
  const isStill = async () => {
    for (let looks = 0, last = ""; looks < 60; looks++) {
      const now = `${written} ${said.length}`;
      if (now !== last) looks = 0;
      last = now;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  try {
    await until(() => said.length > 0);
    assert.match(
      said[0] ?? "",
      /^the container takes nothing: a server that does not read stops all/,
    );
    // Once: it is not said at every look.
    await isStill();
    const before = said.length;
    // On a machine that is busy enough, no look falls into the time in which something is taken.
    for (let turn = 0; turn < 20 && said.length === before; turn++) {
      const taken = written;
      reads.resolve();
      await until(() => written > taken + 10);
      reads = Promise.withResolvers();
      await isStill();
    }
    assert.ok(said.length > before, "it is told again");
  } finally {
    reads.resolve();
    await session.leave();
    await flood;
  }
});

Deno.test("PortSession tells an agent that ends silent sessions that it lives", async () => {
  await using server = greeter("still there");
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  aws.channel.agentVersion = "3.1.1511.0";
  const { session } = await opened(aws, { keepAliveMs: 100 });
  const signs = () =>
    aws.channelLog.of("fromClient").filter(({ payloadType }) => payloadType === PAYLOAD.output);
  // Nobody has opened a connection: these are frames that mean nothing.
  await until(() => signs().length >= 5);
  const stream = session.open();
  assert.ok(stream, "the session lives");
  await stream.write(new TextEncoder().encode("?"));
  const bytes = await stream.read();
  assert.equal(new TextDecoder().decode(bytes ?? new Uint8Array()), "still there");
  await session.leave();
});
