// Much data through one forward, with its digest, while a small request stays quick beside it; and
// the same transfer by AWS's own plugin against the same agent.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { listenOn, shut, writeAll } from "../forward/server.ts";
import { needs } from "../needs.ts";
import { realPlugin } from "../plugin/build.ts";
import { pluginForward, startPortSession } from "../plugin/port_session.ts";
import { startForward, webWorld } from "./forwarding.ts";

const MIB = 1 << 20;
/** `ECSIN_BULK_MIB=1024` is an hour of a real agent, twice, and minutes here (docs/performance.md). */
const MIBS = Number(Deno.env.get("ECSIN_BULK_MIB") ?? 16);
const PLUGIN_MIBS = 2;

/** The first byte says which way: `d` so many bytes down and their digest, `u` up, `e` an echo. */
function bulkServer() {
  return listenOn(async (connection) => {
    connection.setNoDelay();
    const buffer = new Uint8Array(65_536);
    const head = new Uint8Array(5);
    for (let at = 0; at < 5;) at += await connection.read(head.subarray(at)) ?? Infinity;
    const size = new DataView(head.buffer).getUint32(1);
    const digest = createHash("sha256");
    switch (String.fromCharCode(head[0] ?? 0)) {
      case "d":
        for (let sent = 0; sent < size;) {
          const piece = crypto.getRandomValues(new Uint8Array(Math.min(65_536, size - sent)));
          digest.update(piece);
          await writeAll(connection, piece);
          sent += piece.length;
        }
        return await writeAll(connection, digest.digest());
      case "u":
        for (let got = 0; got < size;) {
          const count = await connection.read(buffer);
          if (count === null) return;
          digest.update(buffer.subarray(0, count));
          got += count;
        }
        return await writeAll(connection, digest.digest());
      default:
        for (let count; (count = await connection.read(buffer)) !== null;) {
          await writeAll(connection, buffer.subarray(0, count));
        }
    }
  });
}

async function begin(port: number, way: "d" | "u" | "e", size: number): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  connection.setNoDelay();
  const head = new Uint8Array(5);
  head[0] = way.charCodeAt(0);
  new DataView(head.buffer).setUint32(1, size);
  await writeAll(connection, head);
  return connection;
}

/** All that comes until the end. */
async function readAll(connection: Deno.Conn, take: (bytes: Uint8Array) => void): Promise<void> {
  const buffer = new Uint8Array(65_536);
  for (let count; (count = await connection.read(buffer)) !== null;) {
    take(buffer.subarray(0, count));
  }
}

/** Gets so many bytes, whose digest has to be the one that follows them. */
async function download(port: number, size: number): Promise<void> {
  const connection = await begin(port, "d", size);
  const digest = createHash("sha256");
  let got = 0;
  const said: number[] = [];
  await readAll(connection, (bytes) => {
    const data = bytes.subarray(0, Math.max(0, size - got));
    digest.update(data);
    said.push(...bytes.subarray(data.length));
    got += data.length;
  });
  shut(connection);
  assert.equal(got, size);
  assert.equal(Uint8Array.from(said).toHex(), digest.digest("hex"));
}

/** Sends so many bytes, whose digest has to be the answer. */
async function upload(port: number, size: number): Promise<void> {
  const connection = await begin(port, "u", size);
  const digest = createHash("sha256");
  for (let sent = 0; sent < size;) {
    const piece = crypto.getRandomValues(new Uint8Array(Math.min(65_536, size - sent)));
    digest.update(piece);
    await writeAll(connection, piece);
    sent += piece.length;
  }
  const said: number[] = [];
  await readAll(connection, (bytes) => said.push(...bytes));
  shut(connection);
  assert.equal(Uint8Array.from(said).toHex(), digest.digest("hex"));
}

/** Echoes, one after the other, until it is over; gives how many there were. */
async function echoes(port: number, over: AbortSignal): Promise<number> {
  const connection = await begin(port, "e", 0);
  const buffer = new Uint8Array(10);
  let count = 0;
  for (; !over.aborted; count++) {
    await writeAll(connection, Uint8Array.of(count % 256));
    await connection.read(buffer);
    assert.equal(buffer[0], count % 256);
  }
  shut(connection);
  return count;
}

async function aside<T>(port: number, work: () => Promise<T>): Promise<number> {
  const over = new AbortController();
  const counted = echoes(port, over.signal);
  await work();
  over.abort();
  return await counted;
}

Deno.test(`${MIBS} MiB from the container and to it, with their digests, while small requests pass`, async () => {
  await using server = bulkServer();
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  const down = await aside(port, () => download(port, MIBS * MIB));
  const up = await aside(port, () => upload(port, MIBS * MIB));
  // A request waits for a turn, not for the transfer: many for each MiB.
  assert.ok(down > MIBS, `${down} requests beside the download`);
  assert.ok(up > MIBS, `${up} requests beside the upload`);
  assert.equal(aws.channelLog.collisions + aws.channelLog.gaps + aws.channelLog.badDigests, 0);
});

const plugin = await realPlugin();
const isHere = { name: "session-manager-plugin", isHere: plugin !== undefined };

Deno.test(
  needs("session-manager-plugin does the same transfer against the same agent", isHere),
  async () => {
    await using server = bulkServer();
    const { world, task, container } = webWorld({ "localhost:7": server.port });
    await using aws: FakeAws = startFakeAws(world);
    const target = `ecs:prod_${task.taskId}_${container.runtimeId}`;
    const session = await startPortSession(aws, target, { portNumber: "7", localPortNumber: "0" });
    await using forward = await pluginForward(plugin ?? "", aws, target, session);
    await download(forward.port, PLUGIN_MIBS * MIB);
    await upload(forward.port, PLUGIN_MIBS * MIB);
  },
);
