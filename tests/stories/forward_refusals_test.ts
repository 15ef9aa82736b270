// What `ecsin forward` does not do, and how it says so.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { isHere } from "../needs.ts";
import { runEcsin } from "./ecsin.ts";
import { ask, greeter, startEcsin, startForward, webWorld } from "./forwarding.ts";

Deno.test("a port that is busy is told with its process, before AWS is asked anything", async () => {
  await using other = greeter("mine");
  await using aws = startFakeAws(webWorld({}).world);
  const { code, stderr } = await runEcsin(["forward", "prod/web", `${other.port}:8080`], {
    env: aws.env,
  });
  assert.equal(code, 255);
  assert.match(stderr, new RegExp(`^ecsin: error: port ${other.port} of this machine is in use\n`));
  if (isHere("linux", "ss")) {
    assert.match(stderr, /why: {2}\S+ has it, process \d+ \(kill \d+ ends it\)\n/);
  }
  assert.match(stderr, /next: ecsin forward prod\/web 0:8080\n/);
  assert.equal(aws.api.calls.length, 0);
});

Deno.test("one end here for two places is told, before AWS is asked anything", async () => {
  await using aws = startFakeAws(webWorld({}).world);
  const run = async (...words: string[]) => {
    const { code, stderr } = await runEcsin(["forward", "prod/web", ...words], { env: aws.env });
    assert.equal(code, 2, stderr);
    return stderr;
  };
  assert.match(
    await run("8080", "8080:db:80", "--", "true", "8080"),
    /error: port 8080 of this machine is asked for twice\n {2}why: {2}for 8080 and for db:80\n {2}next: ecsin forward prod\/web 8080 0:db:80 -- true 8080\n/,
  );
  assert.match(
    await run("1080:80", "--socks", "1080"),
    /port 1080 of this machine is asked for twice\n {2}why: {2}for the SOCKS proxy and for 80\n/,
  );
  assert.match(
    await run("./a.sock:80", "./a.sock:80"),
    /"\.\/a\.sock" of this machine is asked for twice\n {2}why: {2}both times for 80\n {2}next: ecsin forward prod\/web \.\/a\.sock:80 0:80\n/,
  );
  assert.match(await run("0:80", "--bind", ""), /an address of this machine is needed/);
  assert.equal(aws.api.calls.length, 0);
});

Deno.test("a dead port is told at the start, and each refusal once a second at most", async () => {
  const network = { "localhost:8080": "refused" as const, "nowhere:80": "refused" as const };
  await using aws = startFakeAws(webWorld(network).world);
  await using forward = await startForward(aws, ["0:8080", "0:nowhere:80"]);
  const { forwards: [first, second] } = await forward.ready();
  assert.deepEqual([first?.reachable, second?.reachable], [false, false]);
  await forward.said(/nobody listens on port 8080 in the container; connections are tried/);
  await forward.said(/cannot connect to nowhere:80: nobody listens there, the task's DNS/);
  const start = performance.now();
  const tries = Array.from(
    { length: 20 },
    () => ask(first?.port ?? 0, "hi").catch((error) => error.name),
  );
  assert.deepEqual(new Set(await Promise.all(tries)), new Set(["ConnectionReset"]));
  await forward.said(/nobody listens on port 8080 in the container\n/);
  const seconds = (performance.now() - start) / 1000;
  const told = forward.stderr.match(/nobody listens on port 8080 in the container\n/g) ?? [];
  assert.ok(told.length <= 1 + seconds, `told ${told.length} times in ${seconds} s`);
});

Deno.test("a command is not run when nobody answers there, nor one that is not there", async () => {
  await using aws = startFakeAws(webWorld({ "localhost:8080": "refused" }).world);
  const run = (...words: string[]) =>
    runEcsin(["forward", "prod/web", "0:8080", ...words], { env: aws.env });
  const refused = await run("--", "echo", "ran");
  assert.deepEqual([refused.code, refused.stdout], [255, ""]);
  assert.match(refused.stderr, /error: nobody listens on port 8080 in the container\n/);
  assert.match(
    refused.stderr,
    /next: ecsin forward prod\/web 0:8080 --no-probe -- echo ran\n/,
  );
  const missing = await run("--no-probe", "--", "no-such-program");
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /error: the command "no-such-program" could not be started\n/);
  const nothing = await run("--");
  assert.match(nothing.stderr, /error: there is no command behind --\n/);
});

Deno.test("a team's .ecsin.yaml opens no port before it is trusted", async () => {
  await using aws = startFakeAws(webWorld({ "localhost:9000": "refused" }).world);
  await using holder = await startEcsin(["list", "profiles"]);
  await holder.status;
  const { home } = holder;
  await home.write("repo/.git/HEAD", "");
  await home.write(
    "repo/.ecsin.yaml",
    "profiles: {team: {cluster: prod, service: web, forwards: {admin: 0:9000}}}\n",
  );
  const cwd = `${home.path}/repo`;
  const refused = await runEcsin(["forward", "team"], { home, cwd, env: aws.env });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /is used only once you trust that file\n/);
  assert.match(refused.stderr, /forwards: \{"admin":"0:9000"\}\n/);
  assert.equal(aws.api.calls.length, 0);
});

Deno.test("metadata addresses are forwarded to nobody, and nothing is asked of AWS", async () => {
  await using aws = startFakeAws(webWorld({}).world);
  for (const host of ["169.254.170.2", "169.254.169.254", "2852039166"]) {
    const { code, stderr } = await runEcsin(["forward", "prod/web", `0:${host}:80`], {
      env: aws.env,
    });
    assert.equal(code, 2);
    assert.match(
      stderr,
      /error: ecsin does not forward to this address\n {2}why: {2}.*credentials/,
    );
  }
  assert.equal(aws.api.calls.length, 0);
});

Deno.test("a refused permission is told with both resources and the smallest policy", async () => {
  await using aws = startFakeAws(webWorld({}).world);
  aws.faults.denied.add("ssm:StartSession");
  const { code, stderr } = await runEcsin(["forward", "prod/web", "0:db:5432"], { env: aws.env });
  assert.equal(code, 254);
  assert.match(stderr, /error: not allowed to open ports of container "app": ssm:StartSession\n/);
  assert.match(
    stderr,
    /needed on arn:aws:ecs:eu-central-1:123456789012:task\/prod\/[0-9a-f]{32}\n/,
  );
  assert.match(
    stderr,
    /and on arn:aws:ssm:eu-central-1::document\/AWS-StartPortForwardingSessionToRemoteHost\n/,
  );
  const [, policy = ""] = /the smallest policy: (\{.*\})\n/.exec(stderr) ?? [];
  assert.deepEqual(JSON.parse(policy).Statement[0].Resource, [
    "arn:aws:ecs:eu-central-1:123456789012:task/prod/*",
    "arn:aws:ssm:eu-central-1::document/AWS-StartPortForwardingSession",
    "arn:aws:ssm:eu-central-1::document/AWS-StartPortForwardingSessionToRemoteHost",
  ]);
});

Deno.test("the doctor simulates the permission, on the task and on the document", async () => {
  await using aws = startFakeAws(webWorld({}).world);
  aws.simulation.set("ssm:StartSession", "explicitDeny");
  const { stdout } = await runEcsin(["doctor", "prod/web"], { env: aws.env });
  assert.match(stdout, /warning .* may lack ssm:StartSession on the task \(forward and tunnel\)\n/);
  assert.match(stdout, /warning .* may lack ssm:StartSession on AWS's document/);
});

Deno.test("a company's own document is used by --document, and one that is not there is told", async () => {
  await using db = greeter("pinned");
  const { world } = webWorld({ "db.internal:5432": db.port });
  world.documents.set("Acme-Database", {
    host: "db.internal",
    portNumber: "5432",
    type: "LocalPortForwarding",
  });
  await using aws = startFakeAws(world);
  await using forward = await startForward(aws, ["0:5432", "--document", "Acme-Database"]);
  assert.equal(await ask(await forward.port(), "?"), "pinned");
  const { code, stderr } = await runEcsin(
    ["forward", "prod/web", "0:5432", "--document", "Acme-Databse"],
    { env: aws.env },
  );
  assert.equal(code, 254);
  assert.match(stderr, /error: there is no SSM document "Acme-Databse"/);
});

Deno.test("without a port those of the task definition are told where nobody can be asked", async () => {
  await using web = greeter("web");
  const { world } = webWorld({ "localhost:8080": web.port });
  const app = (ports: readonly number[]) => ({
    networkMode: "awsvpc",
    containerDefinitions: [{
      name: "app",
      image: "x",
      portMappings: ports.map((containerPort) => ({ containerPort, protocol: "tcp" })),
    }],
  });
  world.taskDefinitions.set("web:1", app([8080, 9229]));
  await using aws = startFakeAws(world);
  const { code, stderr } = await runEcsin(["forward", "prod/web"], { env: aws.env });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /error: which port\? there are 2, and there is no terminal to ask on\n {2}choices:\n {8}8080 {2}app\n {8}9229 {2}app\n/,
  );
  world.taskDefinitions.set("web:1", app([]));
  const none = await runEcsin(["forward", "prod/web"], { env: aws.env });
  assert.match(
    none.stderr,
    /error: which port\? the task definition of container "app" names none\n/,
  );
});

Deno.test("a document of one raw connection is no port: tunnel is named", async () => {
  await using server = greeter("raw");
  await using aws = startFakeAws(webWorld({ "localhost:22": server.port }).world);
  const { code, stderr } = await runEcsin(
    ["forward", "prod/web", "0:22", "--document", "AWS-StartSSHSession"],
    { env: aws.env },
  );
  assert.equal(code, 2);
  assert.match(
    stderr,
    /error: document "AWS-StartSSHSession" opens one raw connection, and no port\n/,
  );
  assert.match(stderr, /next: ecsin tunnel prod\/web 22 --document AWS-StartSSHSession/);
});
