/** The fake agent's port side, byte for byte, by a client without any logic of its own. */
import assert from "node:assert/strict";
import { type OneSession, serveOneSession } from "./one_session.ts";
import type { Network } from "./port_dial.ts";
import type { PortProperties } from "./port_plugin.ts";
import type { RawClient } from "./raw_client.ts";

const local: PortProperties = {
  portNumber: "7",
  localPortNumber: "0",
  type: "LocalPortForwarding",
};

function serve(properties: PortProperties, network: Network): OneSession {
  return serveOneSession("", { port: properties, container: { name: "app", network } });
}

/** A server that answers each connection by `serve`; gives its port. */
function listen(answer: (connection: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const work = (async () => {
    for await (const connection of listener) {
      await answer(connection).catch(() => {});
      try {
        connection.close();
      } catch {
        // Closed by its answer.
      }
    }
  })();
  return {
    port: listener.addr.port,
    async [Symbol.asyncDispose]() {
      listener.close();
      await work;
    },
  };
}

/** Payload bytes of PayloadType 1 so far. */
function bytesOf(client: RawClient): string {
  return client.frames.filter((frame) =>
    frame.messageType === "output_stream_data" && frame.payloadType === 1
  ).map(({ payload }) => payload.toHex()).join("");
}

const open = "0100000003000000";
const hi = "01020200030000006869";
const close = "0101000003000000";
const send = (client: RawClient, hex: string) => client.send(1, Uint8Array.fromHex(hex));

Deno.test("the fake agent opens, echoes and closes a stream by the golden bytes", async () => {
  await using echo = listen(async (connection) => {
    const buffer = new Uint8Array(10);
    const count = await connection.read(buffer);
    await connection.write(buffer.subarray(0, count ?? 0));
  });
  await using one = serve(local, { "localhost:7": echo.port });
  const client = await one.connect();
  await client.shakeHands();
  // Cut in the middle of a head.
  send(client, `${open}0102`);
  send(client, hi.slice(4));
  await client.until(() => bytesOf(client) === hi + close);
  await client.close();
});

Deno.test("the fake agent answers a refused connection with flag 3 and then FIN", async () => {
  await using one = serve(local, { "localhost:7": "refused" });
  const client = await one.connect();
  await client.shakeHands();
  send(client, open);
  const flag = await client.message(10);
  assert.equal(flag.payload.toHex(), "00000003");
  await client.until(() => bytesOf(client) === close);
  assert.equal(one.log.port.dials, 1);
  await client.close();
});

Deno.test("the fake agent closes the whole connection at a FIN: the answer is lost", async () => {
  const written = Promise.withResolvers<void>();
  await using late = listen(async (connection) => {
    const buffer = new Uint8Array(10);
    while (await connection.read(buffer) !== null);
    await connection.write(new Uint8Array(10)).catch(() => {});
    written.resolve();
  });
  await using one = serve(local, { "localhost:7": late.port });
  const client = await one.connect();
  await client.shakeHands();
  send(client, open + hi + close);
  await written.promise;
  await client.until(() => bytesOf(client) === close);
  await client.close();
});

Deno.test("the fake agent dials one after the other: an unanswered one holds up the next", async () => {
  await using one = serve({ ...local, host: "dead" }, { "dead:7": "silent" });
  const client = await one.connect();
  await client.shakeHands();
  send(client, `${open}0100000005000000`);
  await client.until(() => one.log.port.dials === 1);
  await client.close();
  assert.equal(one.log.port.dials, 1);
});

Deno.test("the fake agent refuses a metadata address at the start of the session", async () => {
  await using one = serve({ ...local, host: "169.254.169.254" }, {});
  const client = await one.connect();
  await client.shakeHands();
  assert.equal(await client.ending(), "Forwarding to IP address 169.254.169.254 is forbidden.");
});

Deno.test("an old fake agent says NOP, and ends a session that says nothing itself", async () => {
  await using one = serve(local, {});
  one.faults.agentVersion = "3.1.1511.0";
  one.faults.port.keepAliveMs = 20;
  one.faults.port.keepAliveTimeoutMs = 50;
  const client = await one.connect();
  await client.shakeHands();
  assert.equal(await client.ending(), "");
  assert.match(bytesOf(client), /^(0103000000000000)+$/);
});

Deno.test("a fake agent of 2019 carries one raw connection after the other, by flag 1", async () => {
  await using greeter = listen(async (connection) => {
    await connection.write(new TextEncoder().encode("yo"));
    await connection.read(new Uint8Array(1));
  });
  await using one = serve(local, { "localhost:7": greeter.port });
  one.faults.agentVersion = "3.0.196.0";
  const client = await one.connect();
  await client.shakeHands();
  await client.until(() => bytesOf(client) === "796f");
  client.send(10, Uint8Array.of(0, 0, 0, 1));
  send(client, "61");
  await client.until(() => bytesOf(client) === "796f796f");
  client.send(10, Uint8Array.of(0, 0, 0, 2));
  assert.equal(await client.ending(), "");
});

Deno.test("a raw session is one connection and ends with it", async () => {
  await using greeter = listen(async (connection) => {
    await connection.write(new TextEncoder().encode("yo"));
  });
  await using one = serve({ portNumber: "22" }, { "localhost:22": greeter.port });
  const client = await one.connect();
  await client.shakeHands();
  assert.equal(await client.ending(), "");
  assert.equal(bytesOf(client), "796f");
});

Deno.test("a raw session to a closed port ends with the agent's words", async () => {
  await using one = serve({ portNumber: "22" }, { "localhost:22": "refused" });
  const client = await one.connect();
  await client.shakeHands();
  assert.match(await client.ending(), /^Unable to connect to specified port: dial tcp/);
});
