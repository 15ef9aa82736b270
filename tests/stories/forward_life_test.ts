// What a forward lives through: cuts, ends of sessions and tasks, slow and silent ends, old agents.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { disposeSession, stopSession } from "../fake_aws/gateway.ts";
import { addTask, type FakeTask } from "../fake_aws/world.ts";
import { listenOn, type Server, shut, writeAll } from "../forward/server.ts";
import { needs } from "../needs.ts";
import { ask, greeter, startForward, webWorld } from "./forwarding.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Sends everything back. */
function echo(): Server {
  return listenOn(async (connection) => {
    const buffer = new Uint8Array(65_536);
    for (let count; (count = await connection.read(buffer)) !== null;) {
      await writeAll(connection, buffer.subarray(0, count));
    }
  });
}

/** Sends `size` bytes of a pattern and reads them back; throws at the first wrong one. */
async function roundTrip(connection: Deno.Conn, size: number): Promise<void> {
  const pattern = Uint8Array.from({ length: 251 * 64 }, (_, at) => at % 251);
  const sending = (async () => {
    for (let sent = 0; sent < size;) {
      const from = sent % 251;
      const piece = pattern.subarray(from, from + Math.min(size - sent, pattern.length - from));
      await writeAll(connection, piece);
      sent += piece.length;
    }
  })();
  const buffer = new Uint8Array(65_536);
  for (let got = 0; got < size;) {
    const count = await connection.read(buffer);
    if (count === null) throw new Error(`the end after ${got} bytes`);
    for (let at = 0; at < count; at++) {
      if (buffer[at] !== (got + at) % 251) throw new Error(`byte ${got + at} is wrong`);
    }
    got += count;
  }
  await sending;
}

/** The task is stopped, and another one of the service is there. */
function replace(world: ReturnType<typeof webWorld>["world"], old: FakeTask): FakeTask {
  old.desiredStatus = "STOPPED";
  old.lastStatus = "STOPPED";
  old.stopCode = "ServiceSchedulerInitiated";
  old.stoppedReason = "a deployment";
  const next = addTask(world, "prod", "service:web", "web", { startedAt: new Date() });
  const [container] = next.containers;
  if (container !== undefined) container.network = old.containers[0]?.network ?? {};
  return next;
}

for (const closeFrame of [true, false]) {
  Deno.test(`a cut in the middle of frames loses and doubles nothing (${closeFrame ? "close frame" : "cable"})`, async () => {
    await using server = echo();
    await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
    aws.channel.cut = { direction: "toClient", nth: [200, 500, 501, 900], closeFrame };
    aws.channel.fromClient.drop = { nth: [300, 301] };
    aws.channel.toClient.duplicate = { nth: [350, 700] };
    await using forward = await startForward(aws, ["0:7", "--no-probe"]);
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: await forward.port() });
    await roundTrip(connection, 600_000);
    shut(connection);
    assert.ok(aws.channelLog.connections > 1);
    assert.match(forward.stderr, /connection lost .*, trying again\n[\s\S]*connected again\n/);
    assert.equal(aws.api.count("StartSession"), 1);
  });
}

Deno.test("a half-close here does not cost the server's answer, nor one there the program's", async () => {
  await using server = listenOn(async (connection) => {
    const buffer = new Uint8Array(100);
    const count = await connection.read(buffer);
    // Longer than it takes to pass an end on.
    await new Promise((resolve) => setTimeout(resolve, 700));
    await writeAll(
      connection,
      bytes(`got ${new TextDecoder().decode(buffer.subarray(0, count ?? 0))}`),
    );
  });
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  assert.equal(await ask(await forward.port(), "question"), "got question");
});

Deno.test(
  needs("a program that is gone is gone there too, though the server never closes", "linux"),
  async () => {
    await using server = listenOn(async (connection) => {
      while (await connection.read(new Uint8Array(100)) !== null);
    });
    await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
    await using forward = await startForward(aws, ["0:7", "--no-probe"]);
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: await forward.port() });
    await writeAll(connection, bytes("hello"));
    await forward.until(() => aws.channelLog.port.open === 1);
    connection.close();
    await forward.until(() => aws.channelLog.port.open === 0);
  },
);

Deno.test("a deployment: the forward goes on in the next task, and says what was lost", async () => {
  await using server = echo();
  const { world, task } = webWorld({ "localhost:7": server.port });
  await using aws = startFakeAws(world);
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  const open = await Deno.connect({ hostname: "127.0.0.1", port });
  await roundTrip(open, 1_000);
  const next = replace(world, task);
  const [session] = aws.sessions;
  assert.ok(session !== undefined);
  await stopSession(session);
  await assert.rejects(open.read(new Uint8Array(1)), Deno.errors.ConnectionReset);
  shut(open);
  await forward.until(({ stderr }) => stderr.includes(next.taskId.slice(0, 8)));
  const again = await Deno.connect({ hostname: "127.0.0.1", port });
  await roundTrip(again, 1_000);
  shut(again);
  assert.match(forward.stderr, /7: the session was ended; opening a new one\n/);
  await forward.until(({ stderr }) =>
    stderr.includes("7: a connection that was open was lost with the session\n")
  );
  assert.equal(aws.sessions.at(-1)?.taskId, next.taskId);
});

Deno.test("--no-follow ends with its task, and says why", async () => {
  await using server = echo();
  const { world, task } = webWorld({ "localhost:7": server.port });
  await using aws = startFakeAws(world);
  await using forward = await startForward(aws, ["0:7", "--no-probe", "--no-follow"]);
  const open = await Deno.connect({ hostname: "127.0.0.1", port: await forward.port() });
  await roundTrip(open, 1_000);
  replace(world, task);
  const [session] = aws.sessions;
  assert.ok(session !== undefined);
  await stopSession(session);
  assert.equal((await forward.status).code, 254);
  assert.match(
    forward.stderr,
    /error: task [0-9a-f]{8} has ended\n {2}why: {2}ServiceSchedulerInitiated: a deployment\n {8}--no-follow keeps to one task\n/,
  );
  shut(open);
});

Deno.test("a session that AWS ends while nobody uses it comes back with the next connection", async () => {
  await using server = greeter("again");
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  aws.channel.idleTimeoutMs = 1;
  await forward.until(({ stderr }) => stderr.includes("nobody used it"));
  assert.match(
    forward.stderr,
    /7: the session was ended: Your session timed out due to inactivity; nobody/,
  );
  aws.channel.idleTimeoutMs = undefined;
  assert.equal(aws.api.count("StartSession"), 1);
  assert.equal(await ask(port, "?"), "again");
  assert.equal(aws.api.count("StartSession"), 2);
});

Deno.test("a session that is lost for good is opened anew, after refusals too", async () => {
  await using server = echo();
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  const open = await Deno.connect({ hostname: "127.0.0.1", port });
  await roundTrip(open, 1_000);
  const { ApiError } = await import("../fake_aws/api_call.ts");
  const gone = () => new ApiError("TargetNotConnected", "not connected");
  aws.faults.failNext.set("StartSession", [gone(), gone()]);
  aws.channel.refuseResume = "no token";
  const [session] = aws.sessions;
  assert.ok(session !== undefined);
  await disposeSession(session);
  await forward.until(({ stderr }) => stderr.includes("opening a new one\n"));
  const again = await Deno.connect({ hostname: "127.0.0.1", port });
  await roundTrip(again, 1_000);
  shut(again);
  shut(open);
});

Deno.test("a server that does not read stops neither the reading of others nor their bytes' coming", async () => {
  const over = Promise.withResolvers<void>();
  // One that never reads, behind the same session as one that talks.
  await using server = listenOn(async (connection) => {
    const first = new Uint8Array(1);
    await connection.read(first);
    if (first[0] === 0x21) return await over.promise;
    for (let turn = 0; turn < 50; turn++) await writeAll(connection, new Uint8Array(10_000));
  });
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  const stuck = await Deno.connect({ hostname: "127.0.0.1", port });
  const talking = await Deno.connect({ hostname: "127.0.0.1", port });
  await writeAll(stuck, bytes("!"));
  await writeAll(talking, bytes("?"));
  // More than the agent's one buffer of 4 MiB and all that lies before it.
  const flood = (async () => {
    try {
      for (let turn = 0; turn < 200; turn++) await writeAll(stuck, new Uint8Array(100_000));
    } catch {
      // Closed at the end of the test.
    }
  })();
  const buffer = new Uint8Array(65_536);
  let got = 0;
  while (got < 500_000) got += await talking.read(buffer) ?? Infinity;
  assert.equal(got, 500_000);
  shut(talking);
  shut(stuck);
  await flood;
  over.resolve();
});

Deno.test("a program that does not read keeps nobody waiting", async () => {
  await using server = listenOn(async (connection) => {
    const first = new Uint8Array(1);
    await connection.read(first);
    if (first[0] !== 0x21) return await writeAll(connection, bytes("quick"));
    await writeAll(connection, new Uint8Array(20_000_000));
  });
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  const slow = await Deno.connect({ hostname: "127.0.0.1", port });
  await writeAll(slow, bytes("!"));
  assert.equal(await ask(port, "?"), "quick");
  // It gets all of it, when it does read.
  const buffer = new Uint8Array(1 << 20);
  let got = 0;
  for (let count; got < 20_000_000 && (count = await slow.read(buffer)) !== null;) got += count;
  assert.equal(got, 20_000_000);
  shut(slow);
});

Deno.test("a connection to a host that never answers holds up only what comes after it", async () => {
  await using server = greeter("there");
  const network: Record<string, number | "silent"> = { "db:7": server.port };
  await using aws = startFakeAws(webWorld(network).world);
  await using forward = await startForward(aws, ["0:db:7", "--no-probe"]);
  const port = await forward.port();
  assert.equal(await ask(port, "?"), "there");
  network["db:7"] = "silent";
  const waiting = ask(port, "?").catch((error) => error.name);
  await forward.until(() => aws.channelLog.port.dials === 2);
  forward.kill("SIGTERM");
  assert.equal((await forward.status).code, 143);
  assert.equal(await waiting, "ConnectionReset");
});

Deno.test("an agent that ends silent sessions hears from ecsin in time", async () => {
  await using server = greeter("still there");
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  aws.channel.agentVersion = "3.1.1511.0";
  aws.channel.port.keepAliveTimeoutMs = 15_000;
  aws.channel.port.keepAliveMs = 2_000;
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  const quiet = new Promise((resolve) => setTimeout(resolve, 19_000));
  await Promise.race([quiet, forward.status]);
  assert.equal(await ask(port, "?"), "still there");
  assert.equal(aws.api.count("StartSession"), 1);
});

Deno.test("an agent of 2019 carries one connection after the other, and it is said", async () => {
  await using server = greeter("one");
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  aws.channel.agentVersion = "3.0.100.0";
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  for (let turn = 0; turn < 2; turn++) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await writeAll(connection, bytes("?"));
    const buffer = new Uint8Array(10);
    assert.equal(
      new TextDecoder().decode(buffer.subarray(0, await connection.read(buffer) ?? 0)),
      "one",
    );
    shut(connection);
  }
  assert.match(forward.stderr, /carries one connection at a time\n/);
});

Deno.test("several sessions share the connections", async () => {
  await using server = echo();
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe", "--sessions", "3"]);
  const port = await forward.port();
  await forward.until(() => aws.channelLog.connections === 3);
  const all = await Promise.all([1, 2, 3].map(async () => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await roundTrip(connection, 100_000);
    return connection;
  }));
  const used = new Set(
    aws.channelLog.of("fromClient").filter(({ payloadBytes, payloadType }) =>
      payloadType === 1 && payloadBytes > 100
    ).map(({ sessionId }) => sessionId),
  );
  assert.equal(used.size, 3);
  for (const connection of all) shut(connection);
});

for (
  const [output, id] of [
    [
      "Setting up data channel with id x failed: timed out",
      /could not open its side of the session\n/,
    ],
    ["Plugin with name Port not found", /knows no port sessions\n/],
    ["Forwarding to IP address 10.0.0.1 is forbidden.", /does not forward to this address\n/],
  ] as const
) {
  Deno.test(`a session that ends at its start is told: ${output}`, async () => {
    await using aws = startFakeAws(webWorld({}).world);
    aws.channel.port.failStart = output;
    await using forward = await startForward(aws, ["0:7"]);
    assert.equal((await forward.status).code, 255);
    assert.match(forward.stderr, id);
    assert.ok(forward.stderr.includes(output));
  });
}
