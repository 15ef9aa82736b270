// `ecsin forward` as people use it: whole program, real sockets, the fake agent's Port plugin.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { listenOn, shut, writeAll } from "../forward/server.ts";
import { startForward, webWorld } from "./forwarding.ts";

/** Sends, stops sending, and reads to the end. */
async function ask(port: number, words: string): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  try {
    await writeAll(connection, new TextEncoder().encode(words));
    await connection.closeWrite();
    return await new Response(connection.readable).text();
  } finally {
    shut(connection);
  }
}

Deno.test("a port of the container is a port here, until ^C", async () => {
  await using server = listenOn(async (connection) => {
    await connection.read(new Uint8Array(100));
    await writeAll(connection, new TextEncoder().encode("hello from the container"));
  });
  await using aws = startFakeAws(webWorld({ "localhost:8080": server.port }).world);
  await using forward = await startForward(aws, ["0:8080"]);
  const { forwards: [first] } = await forward.ready();
  assert.deepEqual(first?.to, { port: 8080 });
  assert.equal(first?.reachable, true);
  assert.equal(await ask(first?.port ?? 0, "hi"), "hello from the container");
  forward.kill("SIGINT");
  assert.equal((await forward.status).code, 130);
  assert.match(forward.stderr, /^ecsin: prod \/ web \/ [0-9a-f]{8} \/ app in eu-central-1/);
  assert.match(forward.stderr, /ecsin: localhost:\d+ is the container's port 8080\n/);
  const [session] = aws.sessions;
  assert.equal(session?.terminated || aws.channelLog.endings.length === 1, true);
});
