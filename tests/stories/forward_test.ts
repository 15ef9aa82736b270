// `ecsin forward` as people use it: whole program, real sockets, the fake agent's Port plugin.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { stopSession } from "../fake_aws/gateway.ts";
import { listenOn } from "../forward/server.ts";
import { needs } from "../needs.ts";
import { runEcsin } from "./ecsin.ts";
import { ask, greeter, startEcsin, startForward, webWorld } from "./forwarding.ts";

const hasIpv6 = Deno.networkInterfaces().some(({ address }) => address === "::1");

Deno.test("a port of the container is a port here, until ^C", async () => {
  await using server = greeter("hello from the container");
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

Deno.test("several forwards at once, to the container and to what it resolves, on both loopbacks", async () => {
  await using web = greeter("web");
  await using db = greeter("db");
  const network = { "localhost:8080": web.port, "db.internal:5432": db.port };
  await using aws = startFakeAws(webWorld(network).world);
  await using forward = await startForward(aws, ["0:8080", "0:db.internal:5432", "--no-probe"]);
  const { forwards: [first, second] } = await forward.ready();
  assert.equal(await ask(first?.port ?? 0, "?"), "web");
  assert.equal(await ask(second?.port ?? 0, "?"), "db");
  if (hasIpv6) assert.equal(await ask(second?.port ?? 0, "?", "::1"), "db");
  assert.deepEqual(
    aws.api.calls.filter(({ action }) => action === "StartSession").map(({ input }) =>
      input["DocumentName"]
    ).sort(),
    ["AWS-StartPortForwardingSession", "AWS-StartPortForwardingSessionToRemoteHost"],
  );
});

Deno.test("200 requests at once, and keep-alive, by HTTP", async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => new Response(`${new URL(request.url).pathname} ${"x".repeat(2_000)}`),
  );
  await using aws = startFakeAws(webWorld({ "localhost:80": server.addr.port }).world);
  await using forward = await startForward(aws, ["0:80", "--no-probe"]);
  const url = `http://127.0.0.1:${await forward.port()}`;
  const paths = Array.from({ length: 200 }, (_, at) => `/${at}`);
  const bodies = await Promise.all(paths.map(async (path) => {
    const response = await fetch(url + path, { headers: { connection: "close" } });
    return (await response.text()).split(" ")[0];
  }));
  assert.deepEqual(bodies, paths);
  const before = aws.channelLog.port.connections;
  for (let turn = 0; turn < 5; turn++) await (await fetch(`${url}/again`)).text();
  // One connection for all five, or two where the client opened one beside it.
  assert.ok(aws.channelLog.port.connections - before <= 2);
  assert.equal(aws.channelLog.collisions + aws.channelLog.gaps, 0);
  forward.kill();
  await forward.status;
  await server.shutdown();
});

Deno.test("a command runs with the port open: filled in, in its environment, its exit status ecsin's", async () => {
  await using server = greeter("hello");
  await using aws = startFakeAws(webWorld({ "localhost:8080": server.port }).world);
  const line =
    'test "$ECSIN_PORT" = "$1" && test "$ECSIN_HOST" = 127.0.0.1 && echo "on $1"; exit 7';
  const { code, stdout, stderr } = await runEcsin(
    ["forward", "prod/web", "0:8080", "--", "sh", "-c", line, "sh", "{port}"],
    { env: aws.env },
  );
  assert.match(stdout, /^on \d+\n$/, stderr);
  assert.equal(code, 7);
});

Deno.test("bytes that were lost make the exit status 0 of a command 255", async () => {
  const half = listenOn(async (connection) => {
    await connection.write(new Uint8Array(1000));
    await connection.read(new Uint8Array(1));
  });
  await using _ = half;
  const { world, task } = webWorld({ "localhost:8080": half.port });
  await using aws = startFakeAws(world);
  // The command reads a little, then the session is ended below it, and it does not mind.
  const line = "exec 3<>/dev/tcp/127.0.0.1/$1; head -c 1000 <&3 >/dev/null; echo read; " +
    "cat <&3 >/dev/null 2>&1; exit 0";
  await using forward = await startForward(aws, [
    ...["0:8080", "--no-probe", "--no-follow", "--", "bash", "-c", line, "bash", "{port}"],
  ]);
  await forward.until(({ stdout }) => stdout.includes("read\n"));
  task.lastStatus = "STOPPED";
  task.desiredStatus = "STOPPED";
  const [session] = aws.sessions;
  assert.ok(session !== undefined);
  await stopSession(session);
  assert.equal((await forward.status).code, 255, forward.stderr);
  assert.match(forward.stderr, /a connection that was open was lost with the session/);
});

Deno.test(needs("a unix socket here is a port there", "unix", "curl"), async () => {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => new Response("by socket"),
  );
  await using aws = startFakeAws(webWorld({ "localhost:80": server.addr.port }).world);
  const line = "curl -s --unix-socket ./web.sock http://web/";
  const { code, stdout, stderr } = await runEcsin(
    ["forward", "prod/web", "./web.sock:80", "--", "sh", "-c", line],
    { env: aws.env },
  );
  assert.deepEqual([code, stdout], [0, "by socket"], stderr);
  await server.shutdown();
});

Deno.test("a profile's forwards by name, all of them, and a name that it has not", async () => {
  await using db = greeter("db");
  await using admin = greeter("admin");
  const network = { "db.internal:5432": db.port, "localhost:9000": admin.port };
  await using aws = startFakeAws(webWorld(network).world);
  await using forward = await startEcsin(["list", "profiles"], { env: aws.env });
  await forward.status;
  const { home } = forward;
  const file = await home.write(
    "profiles.yaml",
    "profiles:\n  prod-web:\n    cluster: prod\n    service: web\n" +
      "    forwards: {db: 0:db.internal:5432, admin: 0:9000}\n",
  );
  const given = { home, env: { ...aws.env, ECSIN_PROFILES: file } };
  await using all = await startEcsin(["forward", "prod-web", "-o", "json", "--no-probe"], given);
  const { forwards } = await all.ready();
  assert.deepEqual(forwards.map(({ name }) => name), ["db", "admin"]);
  assert.equal(await ask(forwards[1]?.port ?? 0, "?"), "admin");
  const one = await runEcsin(
    ["forward", "prod-web", "db", "--no-probe", "--", "sh", "-c", "echo $ECSIN_PORT_DB {db.port}"],
    given,
  );
  assert.match(one.stdout, /^(\d+) \1\n$/, one.stderr);
  const tab = await runEcsin(["__complete", "fish", "forward", "prod-web", ""], given);
  assert.match(tab.stdout, /^db\t0:db.internal:5432\nadmin\t0:9000\n--\t/);
  const wrong = await runEcsin(["forward", "prod-web", "dbb"], given);
  assert.equal(wrong.code, 2);
  assert.match(
    wrong.stderr,
    /error: profile "prod-web" has no forward "dbb"\n {2}why: {2}it has: db, admin\n/,
  );
});

Deno.test("--watch-stdin ends with the program that holds stdin", async () => {
  await using aws = startFakeAws(webWorld({ "localhost:8080": "refused" }).world);
  await using forward = await startForward(aws, ["0:8080", "--no-probe", "--watch-stdin"]);
  await forward.ready();
  await forward.stdin.close();
  assert.equal((await forward.status).code, 0);
});

Deno.test("--print tells the lines of AWS's CLI, and opens nothing", async () => {
  await using aws = startFakeAws(webWorld({}).world);
  const { code, stdout, stderr } = await runEcsin(
    ["forward", "prod/web", "9000:8080", "0:db:5432", "--print"],
    { env: aws.env },
  );
  assert.equal(code, 0, stderr);
  const [first, second] = stdout.split("\n");
  assert.match(
    first ?? "",
    /^aws ssm start-session --target ecs:prod_[0-9a-f]{32}_[0-9a-f]{32}-\d+ --document-name AWS-StartPortForwardingSession --parameters '\{"portNumber":\["8080"\],"localPortNumber":\["9000"\]\}' --region eu-central-1/,
  );
  assert.match(
    second ?? "",
    /ToRemoteHost --parameters '\{"host":\["db"\],"portNumber":\["5432"\]/,
  );
  assert.equal(aws.api.count("StartSession"), 0);
});
