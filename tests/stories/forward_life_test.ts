// What a forward lives through: cuts, half-closes, ends of sessions and tasks.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { disposeSession, stopSession } from "../fake_aws/gateway.ts";
import { addTask, type FakeTask } from "../fake_aws/world.ts";
import { listenOn, shut, writeAll } from "../forward/server.ts";
import { needs } from "../needs.ts";
import { ask, echo, greeter, roundTrip, startForward, webWorld } from "./forwarding.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

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
  needs("a program that is gone is gone there too, though the server never closes", "linux", "ss"),
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
  await forward.said(/7: the session was ended; opening a new one\n/);
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

Deno.test("^C before the command behind -- runs ends the session in the container too", async () => {
  await using aws = startFakeAws(webWorld({ "db:7": "silent" }).world);
  await using forward = await startForward(aws, ["0:db:7", "--", "true"]);
  // The probe is under way.
  await forward.until(() => aws.channelLog.port.dials === 1);
  forward.kill("SIGINT");
  assert.equal((await forward.status).code, 130, forward.stderr);
  assert.ok(aws.channelLog.endings.length === 1 || aws.sessions[0]?.terminated);
});

Deno.test("a session that AWS ends while nobody uses it comes back with the next connection", async () => {
  await using server = greeter("again");
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using forward = await startForward(aws, ["0:7", "--no-probe"]);
  const port = await forward.port();
  aws.channel.idleTimeoutMs = 1;
  await forward.said(
    /7: the session was ended: Your session timed out due to inactivity; nobody used it/,
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
