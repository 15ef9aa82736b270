// ecsin's own client against a gateway and an agent with a real pty: how sessions begin, are left, are
// lost and end, and what is said of it. What is carried meanwhile is in streams_test.ts.
import assert from "node:assert/strict";
import { serveOneSession } from "../../fake_aws/one_session.ts";
import { needs } from "../../needs.ts";
import { openHere, ThisSide } from "./this_side.ts";

Deno.test("openShell() refuses an action that nobody knows, and says which", async () => {
  await using one = serveOneSession("sh -c 'printf hello'");
  one.faults.unknownAction = true;
  const end = await openHere(one, new ThisSide());
  assert.deepEqual(end, {
    kind: "lost",
    why: 'the agent demands "SomethingNew", which ecsin does not know',
  });
});

Deno.test("openShell() notices a dead peer by unanswered pings and resumes", async () => {
  await using one = serveOneSession("sh -c 'printf READY; read line; printf \"got $line\"'");
  const side = new ThisSide();
  const ended = openHere(one, side);
  await side.until(() => side.output.includes("READY"));
  one.faults.deadAfter = 0;
  for (const end of one.cable.ends) end.freeze();
  side.type("hello\r");
  await side.until(() => side.remarks.some((each) => /no sign of life/.test(each)));
  one.faults.deadAfter = undefined;
  assert.deepEqual(await ended, { kind: "closed", output: "" });
  assert.match(side.output, /got hello$/);
});

Deno.test("openShell() tries again when the gateway accepts and closes", async () => {
  await using one = serveOneSession("sh -c 'printf hello'");
  one.faults.acceptAndClose = 3;
  const side = new ThisSide();
  assert.deepEqual(await openHere(one, side), { kind: "closed", output: "" });
  assert.equal(side.output, "hello");
});

Deno.test("openShell() gives up after bounded tries, and says so", async () => {
  await using one = serveOneSession("sh -c 'printf hello'");
  one.faults.acceptAndClose = 1_000;
  assert.deepEqual(await openHere(one, new ThisSide()), {
    kind: "lost",
    why:
      "the gateway closed the connection (1005), as it does with a token that it refuses; 5 tries",
  });
});

Deno.test("openShell() tells that a token is refused", async () => {
  await using one = serveOneSession("sh -c 'printf hello'");
  one.faults.refuseToken = true;
  const end = await openHere(one, new ThisSide());
  assert.match(
    end.kind === "lost" ? end.why : end.kind,
    /^the gateway closed the connection \(\d+\), as it does with a token that it refuses; 5 tries$/,
  );
});

Deno.test(
  needs("openShell() tells that AWS does not resume, and that a session ended meanwhile", "sleep"),
  async () => {
    const { EcsinError } = await import("../../../src/error.ts");
    const refused = new EcsinError({ id: "access-denied", what: "not allowed", exitCode: 254 });
    for (
      const [resume, why] of [
        [() => Promise.reject(refused), "AWS does not resume the session: not allowed"],
        [() => Promise.resolve(undefined), "the session ended while the connection was away"],
      ] as const
    ) {
      await using one = serveOneSession("sh -c 'printf READY; sleep 1000'");
      const side = new ThisSide();
      const ended = openHere(one, side, { resume });
      await side.until(() => side.output === "READY");
      for (const end of one.cable.ends) end.pull();
      assert.deepEqual(await ended, { kind: "lost", why });
    }
  },
);

Deno.test(needs("openShell() tells why the task is stopping", "sleep"), async () => {
  await using one = serveOneSession("sh -c 'printf READY; sleep 1000'");
  const side = new ThisSide();
  let look = 0;
  const why = "UserInitiated: scaled in";
  const watchTask = () => Promise.resolve(look++ < 3 ? undefined : { why, stopped: look > 6 });
  assert.deepEqual(await openHere(one, side, { watchTask }), {
    kind: "lost",
    why: "the task has stopped",
    task: why,
  });
  assert.deepEqual(side.remarks, [`the task is stopping: ${why}`]);
});

Deno.test(
  needs("openShell() counts down to AWS's idle cut, and a key stops it", "stty"),
  async () => {
    await using one = serveOneSession("sh -c 'stty -echo; read line; printf \"got $line\"'");
    const side = new ThisSide();
    const ended = openHere(one, side, { timing: { idle: 10_300 } });
    await side.until(() => side.remarks.length === 1);
    assert.deepEqual(side.remarks, [
      "no input for long: AWS ends this session in 10 seconds, any key keeps it",
    ]);
    side.type("on\r");
    await ended;
    assert.equal(side.output, "got on");
  },
);

Deno.test(needs("openShell() tells what the gateway said at an idle cut", "sleep"), async () => {
  await using one = serveOneSession("sh -c 'sleep 1000'");
  one.faults.idleTimeoutMs = 100;
  one.faults.resendTickMs = 20;
  assert.deepEqual(await openHere(one, new ThisSide()), {
    kind: "closed",
    output: "Your session timed out due to inactivity",
  });
});

Deno.test(
  needs("openShell() leaves by Enter ~ . and asks AWS when the agent does not answer", "sleep"),
  async () => {
    await using one = serveOneSession("sh -c 'printf READY; sleep 1000'");
    const side = new ThisSide();
    let terminated = 0;
    const terminate = () => Promise.resolve(void terminated++);
    const ended = openHere(one, side, { escape: "~", terminate });
    await side.until(() => side.output === "READY");
    side.type("\r~?");
    await side.until(() => side.remarks.length > 2);
    side.type("\r~.");
    assert.deepEqual(await ended, { kind: "left" });
    assert.equal(terminated, 1);
  },
);

Deno.test("openShell() can be left while the gateway is silent, before anything was heard", async () => {
  await using one = serveOneSession("sh -c 'printf hello'");
  one.faults.silent = true;
  const side = new ThisSide();
  const ended = openHere(one, side, { escape: "~" });
  side.type("~.");
  assert.deepEqual(await ended, { kind: "left" });
});

Deno.test(needs("openShell() ends by a signal, and names it", "sleep"), async () => {
  await using one = serveOneSession("sh -c 'printf READY; sleep 1000'");
  const side = new ThisSide();
  const abort = new AbortController();
  const ended = openHere(one, side, { abort: abort.signal });
  await side.until(() => side.output === "READY");
  abort.abort("SIGTERM");
  assert.deepEqual(await ended, { kind: "left", signal: "SIGTERM" });
});

Deno.test(
  needs("openShell() holds what is typed ahead until the session takes it", "stty"),
  async () => {
    await using one = serveOneSession("sh -c 'stty -echo; read line; printf \"got $line\"'");
    one.faults.agentStartMs = 100;
    const side = new ThisSide();
    side.type("early bird\r");
    await openHere(one, side);
    assert.equal(side.output.replace("early bird\r\n", ""), "got early bird");
  },
);

Deno.test(
  needs("openShell() shows all output before it ends, however slowly it is taken", "sleep"),
  async () => {
    await using one = serveOneSession("sh -c 'printf one; sleep 0.05; printf two'");
    const side = new ThisSide();
    const gate = Promise.withResolvers<void>();
    side.gate = gate.promise;
    const ended = openHere(one, side);
    // The session is over and its connection closed while the first output still waits to be taken.
    while (one.log.endings.length === 0 || one.cable.ends.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    gate.resolve();
    assert.deepEqual(await ended, { kind: "closed", output: "" });
    assert.equal(side.output, "onetwo");
  },
);

Deno.test(needs("openShell() tells the agent the terminal's size", "stty"), async () => {
  await using one = serveOneSession('sh -c \'until [ "$(stty size)" = "24 80" ]; do :; done\'');
  assert.deepEqual(await openHere(one, new ThisSide()), { kind: "closed", output: "" });
  assert.deepEqual(one.log.sizes.at(-1), { cols: 80, rows: 24 });
});

Deno.test("openShell() gives the words of a command that cannot be started", async () => {
  await using one = serveOneSession("/no/such/program");
  const end = await openHere(one, new ThisSide());
  assert.equal(end.kind, "closed");
  assert.match(end.kind === "closed" ? end.output : "", /no such file or directory/);
});
