// AWS's own client through the fake agent's port side: whatever passes here, the fake does as the
// real agent does, as far as that client can tell.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { realPlugin } from "./build.ts";
import { pluginForward, startPortSession } from "./port_session.ts";
import { listenOn } from "../forward/server.ts";
import { needs } from "../needs.ts";

const plugin = await realPlugin();
const isHere = { name: "session-manager-plugin", isHere: plugin !== undefined };

/** One task whose container reaches `port` as its own 8080. */
function oneTask(port: number) {
  const world = buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });
  const [task] = world.tasks;
  const [container] = task?.containers ?? [];
  if (task === undefined || container === undefined) throw new Error("no task");
  container.network = { "localhost:8080": port };
  return { world, target: `ecs:prod_${task.taskId}_${container.runtimeId}` };
}

Deno.test(
  needs("session-manager-plugin carries 4 MB both ways through the fake agent", isHere),
  async () => {
    const size = 4_000_000;
    const data = crypto.getRandomValues(new Uint8Array(65_536));
    await using server = listenOn(async (connection) => {
      for await (const bytes of connection.readable) {
        for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
      }
    });
    const { world, target } = oneTask(server.port);
    await using aws = startFakeAws(world);
    const session = await startPortSession(aws, target, {
      portNumber: "8080",
      localPortNumber: "0",
    });
    await using forward = await pluginForward(plugin ?? "", aws, target, session);
    using connection = await Deno.connect({ hostname: "127.0.0.1", port: forward.port });
    const reading = (async () => {
      const buffer = new Uint8Array(65_536);
      let count = 0;
      for (let got; count < size && (got = await connection.read(buffer)) !== null;) {
        for (let at = 0; at < got; at++) {
          if (buffer[at] !== data[(count + at) % data.length]) {
            throw new Error(
              `byte ${count + at}`,
            );
          }
        }
        count += got;
      }
      return count;
    })();
    for (let sent = 0; sent < size;) {
      const piece = data.subarray(0, size - sent);
      for (let at = 0; at < piece.length;) at += await connection.write(piece.subarray(at));
      sent += piece.length;
    }
    assert.equal(await reading, size);
    assert.equal(aws.channelLog.port.connections, 1);
  },
);
