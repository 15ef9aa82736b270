// Forwards and what is slow, silent, old, or fails at its start: nothing of it stops the rest.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { ApiError } from "../fake_aws/api_call.ts";
import { freePort } from "../free_port.ts";
import { listenOn, shut, writeAll } from "../forward/server.ts";
import { ask, echo, greeter, roundTrip, startForward, webWorld } from "./forwarding.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

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
  aws.channel.port.receiveBufferBytes = 1 << 18;
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  const stuck = await Deno.connect({ hostname: "127.0.0.1", port });
  const talking = await Deno.connect({ hostname: "127.0.0.1", port });
  await writeAll(stuck, bytes("!"));
  await writeAll(talking, bytes("?"));
  // More than the agent's one buffer and all that lies before it.
  const flood = (async () => {
    try {
      for (let turn = 0; turn < 80; turn++) await writeAll(stuck, new Uint8Array(100_000));
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
    await writeAll(connection, new Uint8Array(10_000_000));
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
  for (let count; got < 10_000_000 && (count = await slow.read(buffer)) !== null;) got += count;
  assert.equal(got, 10_000_000);
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

Deno.test("a program that breaks its connection before the port is open is no fault of ecsin", async () => {
  await using server = greeter("there");
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  aws.faults.failAlways.set("StartSession", new ApiError("TargetNotConnected", "not connected"));
  const port = freePort();
  await using forward = await startForward(aws, [`${port}:7`, "--no-probe"]);
  await forward.until(() => aws.api.count("StartSession") > 0);
  const early = connect({ host: "127.0.0.1", port });
  await once(early, "connect");
  early.write("hello");
  early.resetAndDestroy();
  await once(early, "close");
  aws.faults.failAlways.clear();
  await forward.ready();
  assert.equal(await ask(port, "?"), "there");
  forward.kill("SIGTERM");
  assert.equal((await forward.status).code, 143, forward.stderr);
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
  await forward.said(/carries one connection at a time\n/);
});

Deno.test("several sessions share the connections", async () => {
  await using server = echo();
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe", "--sessions", "3"]);
  const port = await forward.port();
  // The second and the third session come when they come; whatever connects then is theirs.
  const used = new Set<string>();
  const all: Deno.Conn[] = [];
  for (const start = performance.now(); used.size < 3;) {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    all.push(connection);
    await roundTrip(connection, 1_000);
    for (const { sessionId, payloadType } of aws.channelLog.of("fromClient")) {
      if (payloadType === 1) used.add(sessionId);
    }
    assert.ok(performance.now() - start < 60_000, `${used.size} of 3 sessions are used`);
  }
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
