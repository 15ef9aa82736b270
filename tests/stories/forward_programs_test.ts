// Real servers behind a forward, and the programs that people use with them: what docs/forward.md
// says to type.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { runEcsin } from "./ecsin.ts";
import { startForward, webWorld } from "./forwarding.ts";
import { startPostgres, startRedis } from "./servers.ts";

Deno.test(
  needs(
    "psql and pg_dump through a forward: rows in, a dump out, every one of them",
    "postgres",
    "psql",
    "pg_dump",
  ),
  async () => {
    await using server = await startPostgres();
    await using aws = startFakeAws(webWorld({ "db.internal:5432": server.port }).world);
    const run = (...words: string[]) =>
      runEcsin(["forward", "prod/web", "0:db.internal:5432", "--", ...words], { env: aws.env });
    const psql = ["psql", "-X", "-h", "{host}", "-p", "{port}", "-U", "shop", "shop"];
    const made = await run(
      ...psql,
      "-qc",
      "create table numbers as select n, md5(n::text) as hash from generate_series(1, 20000) n",
    );
    assert.equal(made.code, 0, made.stderr);
    const sum = await run(...psql, "-Atc", "select count(*), sum(length(hash)) from numbers");
    assert.equal(sum.stdout, "20000|640000\n");
    const copied = await run(
      ...psql,
      "-Atc",
      "copy (select hash from numbers order by n) to stdout",
    );
    assert.equal(copied.stdout.split("\n").length, 20_001);
    const dumped = await run(
      ...["sh", "-c", "pg_dump -h $ECSIN_HOST -p $ECSIN_PORT -U shop shop | grep -c '^[0-9]*\t'"],
    );
    assert.equal(dumped.stdout, "20000\n", dumped.stderr);
    const wrong = await run(...psql, "-v", "ON_ERROR_STOP=1", "-c", "select no_such_column");
    assert.equal(wrong.code, 1);
  },
);

Deno.test(
  needs("redis-cli through a forward, pipelines too", "redis-server", "redis-cli"),
  async () => {
    await using server = await startRedis();
    await using aws = startFakeAws(webWorld({ "cache.internal:6379": server.port }).world);
    await using forward = await startForward(aws, ["0:cache.internal:6379"]);
    const port = String(await forward.port());
    const cli = async (stdin: string, ...words: string[]) => {
      const child = new Deno.Command("redis-cli", {
        args: ["-h", "127.0.0.1", "-p", port, ...words],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(stdin));
      await writer.close();
      const { stdout } = await child.output();
      return new TextDecoder().decode(stdout);
    };
    assert.equal(await cli("", "ping"), "PONG\n");
    const commands = Array.from(
      { length: 5_000 },
      (_, at) => `SET key:${at} ${"v".repeat(50)}\r\n`,
    );
    assert.match(await cli(commands.join(""), "--pipe"), /errors: 0, replies: 5000\n/);
    assert.equal(await cli("", "dbsize"), "5000\n");
  },
);

Deno.test(
  needs("curl through --socks: names of the task, several places, and what is refused", "curl"),
  async () => {
    const serve = (words: string) =>
      Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => new Response(words));
    const [one, two] = [serve("one"), serve("two")];
    const network = {
      "one.internal:80": one.addr.port,
      "two.internal:8080": two.addr.port,
      "localhost:9000": one.addr.port,
      "dead.internal:80": "refused" as const,
    };
    await using aws = startFakeAws(webWorld(network).world);
    await using forward = await startForward(aws, ["--socks", "0"]);
    const { socks } = await forward.ready();
    const curl = async (url: string) => {
      const { code, stdout } = await new Deno.Command("curl", {
        args: ["-s", "--proxy", `socks5h://127.0.0.1:${socks?.port}`, url],
        stdout: "piped",
      }).output();
      return [code, new TextDecoder().decode(stdout)];
    };
    assert.deepEqual(await curl("http://one.internal/"), [0, "one"]);
    assert.deepEqual(await curl("http://two.internal:8080/"), [0, "two"]);
    assert.deepEqual(await curl("http://localhost:9000/"), [0, "one"]);
    assert.deepEqual(await curl("http://one.internal/"), [0, "one"]);
    // A place has one session, whatever goes through it.
    assert.equal(aws.api.count("StartSession"), 3);
    // 97: the proxy said no.
    assert.equal((await curl("http://dead.internal/"))[0], 97);
    assert.equal((await curl("http://169.254.170.2/v2/credentials"))[0], 97);
    assert.equal((await curl("http://unknown.internal/"))[0], 97);
    await forward.said(/SOCKS: dead.internal:80: the container cannot connect to it\n/);
    await forward.said(/SOCKS: 169.254.170.2:80: .* credentials of the task's role/);
    const open = await runEcsin(["forward", "prod/web", "--socks", "0", "--bind", "0.0.0.0"], {
      env: aws.env,
    });
    assert.equal(open.code, 2);
    assert.match(open.stderr, /error: --socks listens on this machine only/);
    forward.kill();
    await forward.status;
    await Promise.all([one.shutdown(), two.shutdown()]);
  },
);
