// `ecsin tunnel`: stdin and stdout are one connection, and an exit status of 0 means all of it came.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { stopSession } from "../fake_aws/gateway.ts";
import { listenOn, writeAll } from "../forward/server.ts";
import { needs } from "../needs.ts";
import { ecsinCommand, runEcsin, withDeno } from "./ecsin.ts";
import { greeter, startEcsin, webWorld } from "./forwarding.ts";
import { cleanEnvironment, Home } from "./home.ts";

const DOCUMENTS = [
  { name: "the forwarding document", flags: [] },
  { name: "AWS-StartSSHSession", flags: ["--document", "AWS-StartSSHSession"] },
];

for (const { name, flags } of DOCUMENTS) {
  Deno.test(`bytes go both ways and nothing else is on stdout (${name})`, async () => {
    const data = crypto.getRandomValues(new Uint8Array(60_000));
    let heard = new Uint8Array();
    await using server = listenOn(async (connection) => {
      const buffer = new Uint8Array(data.length);
      let at = 0;
      while (at < data.length) at += await connection.read(buffer.subarray(at)) ?? 0;
      heard = buffer;
      await writeAll(connection, data.toReversed());
    });
    await using aws = startFakeAws(webWorld({ "localhost:22": server.port }).world);
    const { code, stdout, stderr } = await runEcsin(
      ["tunnel", "prod/web", "22", ...flags],
      { env: aws.env, stdin: data, binary: true },
    );
    assert.equal(code, 0, stderr);
    assert.deepEqual(heard, data);
    assert.equal(stdout, data.toReversed().toHex());
  });
}

Deno.test("the end of stdin does not cost the answer of a server that is slow", async () => {
  await using server = listenOn(async (connection) => {
    const buffer = new Uint8Array(100);
    const count = await connection.read(buffer);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await writeAll(connection, buffer.subarray(0, count ?? 0));
  });
  await using aws = startFakeAws(webWorld({ "db:7": server.port }).world);
  const { code, stdout, stderr } = await runEcsin(["tunnel", "prod/web", "db:7"], {
    env: aws.env,
    stdin: "question",
  });
  assert.deepEqual([code, stdout], [0, "question"], stderr);
});

Deno.test("a server that never closes is not waited for longer than --linger, and it is no success", async () => {
  await using server = listenOn(async (connection) => {
    while (await connection.read(new Uint8Array(100)) !== null);
  });
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  const { code, stderr } = await runEcsin(["tunnel", "prod/web", "7", "--linger", "0.3"], {
    env: aws.env,
    stdin: "hello",
  });
  assert.equal(code, 255);
  assert.match(stderr, /error: 7 did not close after stdin had ended\n/);
});

Deno.test("a dead port, a port that none is, and a forbidden one", async () => {
  await using aws = startFakeAws(webWorld({ "localhost:7": "refused" }).world);
  const run = (port: string, ...flags: string[]) =>
    runEcsin(["tunnel", "prod/web", port, ...flags], { env: aws.env });
  const refused = await run("7");
  assert.equal(refused.code, 255);
  assert.match(refused.stderr, /error: nobody listens on port 7 in the container\n/);
  const raw = await run("7", "--document", "AWS-StartSSHSession");
  assert.equal(raw.code, 255);
  assert.match(raw.stderr, /Unable to connect to specified port: /);
  const seven = await run("seven");
  assert.equal(seven.code, 2);
  assert.match(
    seven.stderr,
    /error: "seven" is not a valid tunnel: "seven" is no port \(1 to 65535\)\n {2}next: 22 {2,}the/,
  );
  assert.equal((await run("169.254.170.2:80")).code, 2);
});

Deno.test("a session that ends in the middle is no success", async () => {
  await using server = listenOn(async (connection) => {
    await writeAll(connection, new TextEncoder().encode("part"));
    await connection.read(new Uint8Array(1));
  });
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using tunnel = await startEcsin(["tunnel", "prod/web", "7"], { env: aws.env });
  await tunnel.until(({ stdout }) => stdout === "part");
  const [session] = aws.sessions;
  assert.ok(session !== undefined);
  await stopSession(session);
  assert.equal((await tunnel.status).code, 255);
  assert.match(tunnel.stderr, /error: the connection to 7 was lost: bytes may be missing\n/);
});

Deno.test("SIGTERM ends it, and the session in the container", async () => {
  await using server = greeter("x");
  await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
  await using tunnel = await startEcsin(["tunnel", "prod/web", "7"], { env: aws.env });
  await tunnel.until(() => aws.channelLog.port.open === 1);
  tunnel.kill("SIGTERM");
  assert.equal((await tunnel.status).code, 143);
  assert.equal(aws.channelLog.port.open, 0);
});

Deno.test("SIGHUP while the session is being opened ends it", async () => {
  await using aws = startFakeAws(webWorld({}).world);
  aws.faults.failAlways.set("StartSession", new ApiError("TargetNotConnected", "not connected"));
  await using tunnel = await startEcsin(["tunnel", "prod/web", "7"], { env: aws.env });
  await tunnel.until(() => aws.api.count("StartSession") > 0);
  tunnel.kill("SIGHUP");
  assert.equal((await tunnel.status).code, 129);
});

Deno.test(
  needs("what cannot be written is no success, though the far end is done", "linux"),
  async () => {
    await using server = greeter("an answer");
    await using aws = startFakeAws(webWorld({ "localhost:7": server.port }).world);
    await using home = await Home.make();
    const { env = {} } = await withDeno({ env: { ...aws.env } });
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", 'echo "?" | "$@" >/dev/full', "sh", ...await ecsinCommand(), ...[
        "tunnel",
        "prod/web",
        "7",
      ]],
      clearEnv: true,
      env: cleanEnvironment(home, { env }),
    }).output();
    const said = new TextDecoder().decode(stderr);
    assert.equal(code, 255, said);
    assert.match(said, /error: the result could not be written\n {2}why: {2}No space left/);
  },
);

Deno.test(
  needs("ssh with ProxyCommand, to an sshd behind the task", "ssh", "sshd", "root"),
  async () => {
    const folder = await Deno.makeTempDir({ prefix: "ecsin-sshd-" });
    await Deno.chmod(folder, 0o700);
    const run = async (argv: readonly string[], env = {}) => {
      const [program = "", ...args] = argv;
      const { stdout, stderr, code } = await new Deno.Command(program, { args, env }).output();
      const text = new TextDecoder();
      return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
    };
    for (const name of ["host", "user"]) {
      await run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", `${folder}/${name}`]);
    }
    await Deno.copyFile(`${folder}/user.pub`, `${folder}/authorized`);
    await Deno.chmod(`${folder}/authorized`, 0o600);
    await Deno.mkdir("/run/sshd", { recursive: true });
    // One connection each, as inetd runs it: `-i`.
    await using server = listenOn(async (connection) => {
      const child = new Deno.Command("/usr/sbin/sshd", {
        args: [
          ...["-i", "-e", "-f", "/dev/null", "-h", `${folder}/host`],
          ...["-o", `AuthorizedKeysFile=${folder}/authorized`, "-o", "StrictModes=no"],
          ...["-o", "PermitRootLogin=yes", "-o", "UsePAM=no"],
        ],
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn();
      await Promise.all([
        connection.readable.pipeTo(child.stdin).catch(() => {}),
        child.stdout.pipeTo(connection.writable).catch(() => {}),
        child.status,
      ]);
    });
    await using aws = startFakeAws(webWorld({ "bastion.internal:22": server.port }).world);
    await using holder = await startEcsin(["list", "profiles"], { env: aws.env });
    await holder.status;
    const { env = {} } = await withDeno({ env: { ...aws.env } });
    const proxy = `${(await ecsinCommand()).join(" ")} tunnel prod/web %h:%p`;
    const { code, stdout, stderr } = await run([
      ...["ssh", "-o", `ProxyCommand=${proxy}`, "-i", `${folder}/user`, "-F", "/dev/null"],
      ...["-o", "StrictHostKeyChecking=no", "-o", `UserKnownHostsFile=${folder}/known`],
      ...["-o", "BatchMode=yes", "root@bastion.internal", "echo by ssh; exit 3"],
    ], env);
    assert.deepEqual([code, stdout], [3, "by ssh\n"], stderr);
    await Deno.remove(folder, { recursive: true });
  },
);
