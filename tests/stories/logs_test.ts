// `ecsin logs`: what the containers say, wherever their lines are, and what is said where they cannot
// be read.
import assert from "node:assert/strict";
import { openEcsin } from "./ecsin.ts";
import { account, define, log, logs, MINUTE_MS, REGION, shortOf, stop, taskAt } from "./logging.ts";

Deno.test("the last lines of all tasks come in the order of time; without a terminal as they are", async () => {
  await using aws = account(2);
  const [first, second] = [taskAt(aws, 0), taskAt(aws, 1)];
  log(aws, first, ["one", "three \u001b[31mred\u001b[0m", "five"]);
  log(aws, second, ["two", "four", "six"]);
  const { code, stdout, stderr } = await logs(aws, ["-n", "4"]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(stdout.split("\n").sort(), [
    "",
    "five",
    "four",
    "six",
    "three \u001b[31mred\u001b[0m",
  ]);
  assert.equal(stderr, "ecsin: prod / web in eu-central-1\n");
  const text = await logs(aws, ["-o", "text", "-n", "1"]);
  assert.match(text.stdout, /^[0-9a-f]{8} │ (five|six)\n$/);
});

Deno.test("a hundred and twenty tasks are read by two calls, each of a hundred streams at most", async () => {
  await using aws = account(120);
  aws.world.tasks.forEach((task, index) => log(aws, task, [`line ${index}`]));
  const { code, stdout, stderr } = await logs(aws, ["-n", "all"]);
  assert.equal(code, 0, stderr);
  assert.equal(new Set(stdout.trim().split("\n")).size, 120);
  assert.equal(aws.api.count("FilterLogEvents"), 2);
});

Deno.test("sidecars are named and not shown, unless they are asked for", async () => {
  await using aws = account(1, ["app", "envoy"]);
  const task = taskAt(aws, 0);
  log(aws, task, ["mine"]);
  log(aws, task, ["mesh"], "envoy");
  const usual = await logs(aws);
  assert.equal(usual.stdout, "mine\n");
  assert.match(usual.stderr, /not shown, as they stand beside the app: envoy \(--all-containers\)/);
  const all = await logs(aws, ["--all-containers", "-o", "text"]);
  assert.deepEqual(all.stdout.split("\n").sort(), ["", "app   │ mine", "envoy │ mesh"]);
  assert.equal((await logs(aws, ["-c", "envoy"])).stdout, "mesh\n");
  const { code, stderr } = await logs(aws, ["-c", "nope"]);
  assert.equal(code, 254);
  assert.match(stderr, /has no container "nope"\n {2}why: {2}it has: app, envoy/);
});

Deno.test("lines are read in the group's own region, with and without a prefix, and through FireLens", async () => {
  await using aws = account(1);
  const task = taskAt(aws, 0);
  const { logs: store } = aws.world;
  const [container] = task.containers;
  assert.ok(container);
  store.put("us-west-2", "/far", `web/app/${task.taskId}`, "from afar");
  store.put(REGION, "/docker", container.runtimeId, "by docker's id");
  store.put(
    REGION,
    "/fire",
    `out-app-firelens-${task.taskId}`,
    JSON.stringify({
      log: "through Fluent Bit",
      container_name: "app",
      source: "stdout",
    }),
  );
  store.put(REGION, "/fire", "out-app-firelens-another", "not mine");
  const awslogs = (group: string, more: Record<string, string> = {}) => ({
    name: "app",
    logConfiguration: { logDriver: "awslogs", options: { "awslogs-group": group, ...more } },
  });
  define(aws, awslogs("/far", { "awslogs-region": "us-west-2", "awslogs-stream-prefix": "web" }));
  assert.equal((await logs(aws)).stdout, "from afar\n");
  define(aws, awslogs("/docker"));
  assert.equal((await logs(aws)).stdout, "by docker's id\n");
  define(aws, {
    name: "app",
    logConfiguration: {
      logDriver: "awsfirelens",
      options: { Name: "cloudwatch_logs", log_group_name: "/fire", log_stream_prefix: "out-" },
    },
  }, { name: "router", firelensConfiguration: { type: "fluentbit" } });
  assert.equal((await logs(aws, ["-o", "text"])).stdout, "through Fluent Bit\n");
});

Deno.test("logs that are elsewhere are told with where, and nothing secret", async () => {
  await using aws = account(1);
  for (
    const [logConfiguration, words] of [
      [undefined, /app: nowhere: without a logConfiguration Fargate keeps no logs/],
      [{
        logDriver: "splunk",
        options: { "splunk-url": "https://s.example", "splunk-token": "T0p" },
      }, /app: to splunk https:\/\/s\.example\n/],
      [
        {
          logDriver: "awsfirelens",
          options: { Name: "datadog", apikey: "T0p", Host: "d.example" },
        },
        /app: by FireLens to datadog d\.example/,
      ],
    ] as const
  ) {
    define(aws, { name: "app", ...(logConfiguration ? { logConfiguration } : {}) });
    const { code, stdout, stderr } = await logs(aws);
    assert.deepEqual([code, stdout], [254, ""]);
    assert.match(stderr, /error: these logs are not in CloudWatch/);
    assert.match(stderr, words);
    assert.doesNotMatch(stderr, /T0p/);
  }
});

Deno.test("a group that is not there, and one that may not be read, are told with region, stream, line and page", async () => {
  await using aws = account(1);
  const { taskId } = taskAt(aws, 0);
  const missing = await logs(aws);
  assert.equal(missing.code, 254);
  assert.match(missing.stderr, /error: there is no log group "\/ecs\/web" in eu-central-1\n/);
  const line = `aws logs tail /ecs/web --log-stream-names ecs/app/${taskId} --since 1h ` +
    "--region eu-central-1\n";
  assert.ok(missing.stderr.includes(line), missing.stderr);
  const page = "#logsV2:log-groups/log-group/$252Fecs$252Fweb/log-events/ecs$252Fapp$252F" + taskId;
  assert.ok(missing.stderr.includes(page), missing.stderr);
  log(aws, taskAt(aws, 0), ["secret"]);
  aws.faults.denied.add("logs:FilterLogEvents");
  const denied = await logs(aws);
  assert.deepEqual([denied.code, denied.stdout], [254, ""]);
  assert.match(denied.stderr, /error: not allowed to call logs:FilterLogEvents\n/);
  assert.ok(denied.stderr.includes(line) && denied.stderr.includes(page), denied.stderr);
  assert.match(
    denied.stderr,
    /the lines are in log group \/ecs\/web in eu-central-1, in stream ecs/,
  );
});

Deno.test("--since, --until, --grep, --invert, --filter and -t choose and mark lines", async () => {
  await using aws = account(1);
  const task = taskAt(aws, 0);
  const at = Date.now() - 30 * MINUTE_MS;
  const stream = `ecs/app/${task.taskId}`;
  ["INFO a", "ERROR b", "ERROR c", "INFO d"].forEach((line, index) => {
    const timestamp = at + index * MINUTE_MS;
    aws.world.logs.put(REGION, "/ecs/web", stream, line, { timestamp });
  });
  const out = async (...args: string[]) => (await logs(aws, args)).stdout;
  assert.equal(await out("--since", "28m30s"), "ERROR c\nINFO d\n");
  assert.equal(await out("--since", "1h", "--until", "28m30s"), "INFO a\nERROR b\n");
  assert.equal(await out("--grep", "(?i)error"), "ERROR b\nERROR c\n");
  assert.equal(await out("--grep", "ERROR", "-n", "1"), "ERROR c\n");
  assert.equal(await out("--invert", "ERROR"), "INFO a\nINFO d\n");
  assert.equal(await out("--filter", "INFO"), "INFO a\nINFO d\n");
  assert.equal(
    await out("-n", "1", "-t"),
    `${new Date(at + 3 * MINUTE_MS).toISOString()} INFO d\n`,
  );
  assert.equal(await out("-n", "0"), "");
  const reversed = await logs(aws, ["--since", "5m", "--until", "1h"]);
  assert.equal(reversed.code, 2);
  assert.match(reversed.stderr, /--since is later than --until/);
  const endless = await logs(aws, ["-f", "--until", "5m"]);
  assert.equal(endless.code, 2);
  assert.match(endless.stderr, /--until says where to end/);
  const { code, stderr } = await logs(aws, ["--since", "yesterdy"]);
  assert.equal(code, 2);
  assert.match(stderr, /a time looks like 10m, 2h30m, 13:10/);
});

Deno.test("-o json gives one object a line, with all that is known of it", async () => {
  await using aws = account(1);
  log(aws, taskAt(aws, 0), ['{"level":"warn","msg":"slow\\u001b[2J"}']);
  const { stdout } = await logs(aws, ["-o", "json"]);
  assert.ok(!stdout.includes("\u001b"));
  const { taskId } = taskAt(aws, 0);
  const { timestamp, ingestionTime, eventId, ...rest } = JSON.parse(stdout);
  assert.match(timestamp + ingestionTime, /^\d{4}-.*Z\d{4}-.*Z$/);
  assert.match(eventId, /^\d{56}$/);
  assert.deepEqual(rest, {
    cluster: "prod",
    service: "web",
    taskId,
    container: "app",
    message: '{"level":"warn","msg":"slow\\u001b[2J"}',
    json: { level: "warn", msg: "slow\u001b[2J" },
    region: REGION,
    logGroup: "/ecs/web",
    logStream: `ecs/app/${taskId}`,
  });
});

Deno.test("on a terminal lines cannot move the cursor, and JSON is made readable", async () => {
  await using aws = account(2);
  log(aws, taskAt(aws, 0), ["\u001b[2J\u001b]0;owned\u0007harm\rless\tend", "a\n  b"]);
  log(aws, taskAt(aws, 1), ['{"level":30,"msg":"ready","port":8080}']);
  await using terminal = await openEcsin(["logs", "prod/web"], { env: aws.env });
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
  const screen = terminal.screen().join("\n");
  assert.match(screen, /│ harm less {4}end$/m);
  assert.match(screen, /│ a\n {9}│ {3}b$/m);
  assert.match(screen, /│ INFO {2}ready port=8080$/m);
});

Deno.test("--previous shows the task that stopped last, and how it ended as the last line", async () => {
  await using aws = account(2);
  const dead = taskAt(aws, 0);
  log(aws, dead, ["fine", "out of luck"]);
  log(aws, taskAt(aws, 1), ["alive"]);
  stop(dead);
  const { code, stdout, stderr } = await logs(aws, ["--previous"]);
  assert.deepEqual([code, stdout], [0, "fine\nout of luck\n"]);
  assert.match(
    stderr,
    new RegExp(
      `\necsin: task ${
        shortOf(dead)
      } stopped \\(EssentialContainerExited: Essential container in ` +
        "task exited; app: exit 137 .*\\)\n$",
    ),
  );
  assert.equal((await logs(aws, ["--task", dead.taskId.slice(0, 6)])).stdout, stdout);
});

Deno.test("a task that ECS does not know any more is found by its whole id", async () => {
  await using aws = account(1);
  const taskId = "0123456789abcdef0123456789abcdef";
  aws.world.logs.put(REGION, "/ecs/web", `ecs/app/${taskId}`, "long ago", {
    timestamp: Date.now() - 100 * 60 * MINUTE_MS,
  });
  const { stdout, stderr } = await logs(aws, ["--task", taskId]);
  assert.equal(stdout, "long ago\n", stderr);
  assert.match(stderr, /ECS does not know task 01234567 any more/);
});

Deno.test("without a running task the last one that stopped is shown, and that is said", async () => {
  await using aws = account(1);
  log(aws, taskAt(aws, 0), ["bye"]);
  stop(taskAt(aws, 0), 1);
  const { stdout, stderr } = await logs(aws);
  assert.equal(stdout, "bye\n");
  assert.match(stderr, /no task is running: these are the last lines of task/);
  assert.match(stderr, /app: exit 1\)\n$/);
});

Deno.test("--open prints the page of the group in the console", async () => {
  await using aws = account(2);
  const { stdout } = await logs(aws, ["--open"]);
  assert.equal(
    stdout,
    "https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1" +
      "#logsV2:log-groups/log-group/$252Fecs$252Fweb\n",
  );
});

Deno.test("-c shows the tasks that have such a container, where others are of another revision", async () => {
  await using aws = account(2);
  const [old, fresh] = [taskAt(aws, 0), taskAt(aws, 1)];
  Object.assign(fresh, { revision: 2 });
  const awslogs = (name: string) => ({
    name,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": "/ecs/web",
        "awslogs-region": REGION,
        "awslogs-stream-prefix": "ecs",
      },
    },
  });
  aws.world.taskDefinitions.set("web:1", { containerDefinitions: [awslogs("app")] });
  aws.world.taskDefinitions.set("web:2", {
    containerDefinitions: [awslogs("app"), awslogs("extra")],
  });
  log(aws, fresh, ["of extra"], "extra");
  const { code, stdout, stderr } = await logs(aws, ["-c", "extra"]);
  assert.deepEqual([code, stdout], [0, "of extra\n"], stderr);
  assert.match(stderr, new RegExp(`not shown: task ${shortOf(old)} has no container "extra"`));
  const none = await logs(aws, ["-c", "none"]);
  assert.notEqual(none.code, 0);
  assert.match(none.stderr, /has no container "none"[\s\S]*it has: app/);
});
