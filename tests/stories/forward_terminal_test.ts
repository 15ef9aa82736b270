// `ecsin forward` on a terminal: the line that stands there, what comes above it, and how it ends.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { stopSession } from "../fake_aws/gateway.ts";
import { freePort } from "../free_port.ts";
import { openEcsin } from "./ecsin.ts";
import { ask, greeter, webWorld } from "./forwarding.ts";

Deno.test("one line a forward stands at the bottom and counts; remarks come above it; ^C takes it away", async () => {
  await using server = greeter("hello from there");
  const { world } = webWorld({ "localhost:8080": server.port, "dead:80": "refused" });
  await using aws = startFakeAws(world);
  await using terminal = await openEcsin(["forward", "prod/web", "0:8080", "0:dead:80"], {
    env: aws.env,
    columns: 120,
  });
  await terminal.waitFor(/^localhost:\d+ → 8080 +0 open of 0 +0 B out +0 B in +0 B\/s +\d+s$/m);
  const [, port = ""] = /localhost:(\d+) → 8080/.exec(terminal.screen().join("\n")) ?? [];
  const [, dead = ""] = /localhost:(\d+) → dead:80/.exec(terminal.screen().join("\n")) ?? [];
  assert.equal(await ask(Number(port), "hi"), "hello from there");
  await terminal.waitFor(/^localhost:\d+ → 8080 +0 open of 1 +2 B out +16 B in /m);
  await ask(Number(dead), "hi").catch(() => {});
  await terminal.waitFor(/cannot connect to dead:80: nobody listens there.*\n/);
  // The two lines are still the last ones, and there only once.
  await terminal.waitFor(/→ dead:80 +0 open of 1/);
  const screen = terminal.screen().join("\n").trimEnd();
  assert.equal(screen.match(/→ 8080/g)?.length, 1);
  assert.match(screen.split("\n").at(-1) ?? "", /→ dead:80/);
  await terminal.type("\x03");
  assert.deepEqual(await terminal.exit(), { code: 130, signal: undefined });
  assert.doesNotMatch(terminal.screen().join("\n"), /→ 8080/);
});

Deno.test("a forward that AWS put to sleep says so in its line, and wakes", async () => {
  await using server = greeter("awake");
  await using aws = startFakeAws(webWorld({ "localhost:8080": server.port }).world);
  await using terminal = await openEcsin(["forward", "prod/web", "0:8080", "--no-probe"], {
    env: aws.env,
    columns: 120,
  });
  await terminal.waitFor(/→ 8080 +0 open/);
  const [, port = ""] = /localhost:(\d+) →/.exec(terminal.screen().join("\n")) ?? [];
  const [session] = aws.sessions;
  assert.ok(session !== undefined);
  await stopSession(session);
  await terminal.waitFor(/→ 8080 +asleep until used/);
  assert.equal(await ask(Number(port), "hi"), "awake");
  await terminal.waitFor(/→ 8080 +0 open of 1/);
  await terminal.type("\x03");
  await terminal.exit();
});

Deno.test("without a port those of the task definition are offered; the guard asks before it opens", async () => {
  await using server = greeter("chosen");
  const debug = freePort();
  const { world } = webWorld({ [`localhost:${debug}`]: server.port });
  world.taskDefinitions.set("web:1", {
    networkMode: "awsvpc",
    containerDefinitions: [{
      name: "app",
      image: "x",
      portMappings: [
        { containerPort: 8080, protocol: "tcp", name: "http" },
        { containerPort: debug, protocol: "tcp", name: "debug" },
        { containerPort: 53, protocol: "udp" },
      ],
    }],
  });
  await using aws = startFakeAws(world);
  await using terminal = await openEcsin(["forward", "guarded"], { env: aws.env, columns: 120 });
  await terminal.exit();
  const profiles = await terminal.home.write(
    "profiles.yaml",
    "profiles: {guarded: {cluster: prod, service: web, confirm: true}}\n",
  );
  await using asked = await openEcsin(["forward", "guarded", "--profiles", profiles], {
    env: aws.env,
    columns: 120,
  });
  await asked.waitFor(/port>.*2\/2$/m);
  await asked.type("debug\r");
  await asked.waitFor(new RegExp(`asks first: forwarding ${debug} in prod / web`));
  assert.equal(aws.api.count("StartSession"), 0);
  await asked.type("y\r");
  await asked.waitFor(new RegExp(`localhost:${debug} → ${debug}`));
  assert.equal(await ask(debug, "hi"), "chosen");
  await asked.type("\x03");
  assert.equal((await asked.exit()).code, 130);
});

Deno.test("a command behind -- has the terminal, and ^C", async () => {
  await using server = greeter("x");
  await using aws = startFakeAws(webWorld({ "localhost:8080": server.port }).world);
  const line = "trap 'echo caught; exit 5' INT; echo waiting; while :; do sleep 0.1; done";
  await using terminal = await openEcsin(
    ["forward", "prod/web", "0:8080", "--no-probe", "--", "sh", "-c", line],
    { env: aws.env },
  );
  await terminal.waitFor(/^waiting$/m);
  await terminal.type("\x03");
  await terminal.waitFor(/caught/);
  assert.deepEqual(await terminal.exit(), { code: 5, signal: undefined });
});
