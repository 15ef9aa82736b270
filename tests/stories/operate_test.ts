// restart, stop and open: what a person sees, and what a script can rely on.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { awsBuckets } from "../fake_aws/api_faults.ts";
import { openEcsin, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { account, run, web } from "./service_account.ts";
import { KEY } from "./terminal.ts";

const BREAKER = {
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
};
const GUARDED = `profiles:
  asks: {cluster: prod, service: web, confirm: true}
  wrong: {cluster: prod, service: web, accountId: "999999999999"}
`;

Deno.test("restart tells events as they come, and ends when it is stable, throttled or not", async () => {
  await using aws = account();
  aws.faults.throttle.set("DescribeServices", { burst: 1, perSecond: 2 });
  for (const [action, bucket] of awsBuckets()) {
    if (action !== "DescribeServices") aws.faults.throttle.set(action, bucket);
  }
  const { code, stdout, stderr } = await run(aws, "restart", "prod/web");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^web:1 is stable: 2 of 2 tasks run, deployed \d+s ago\n$/);
  assert.match(
    stderr,
    /^ecsin: prod \/ web in eu-central-1\necsin: a new deployment of web:1: 2 tasks will be replaced\necsin: has started 2 tasks: /,
  );
  assert.match(stderr, /\necsin: has reached a steady state\.\n$/);
  assert.equal(
    aws.world.tasks.filter(({ desiredStatus }) => desiredStatus === "RUNNING").length,
    3,
  );
});

Deno.test("a deployment that fails is 255 with the reason, also after it was rolled back", async () => {
  await using aws = account();
  web(aws).more = BREAKER;
  const { world } = aws;
  world.fates.set("web", {
    exits: { app: 1 },
    runs: ({ taskId }) =>
      void world.logs.put(world.region, "/ecs/web", `ecs/app/${taskId}`, "no database"),
  });
  const { code, stdout, stderr } = await run(aws, "restart", "prod/web");
  assert.deepEqual([code, stdout], [255, ""], stderr);
  assert.match(stderr, /\necsin: rolling back to deployment /);
  assert.match(
    stderr,
    /\necsin: error: the deployment failed and was rolled back: service "web"\n {2}why: {2}the last deployment was rolled back to web:1: .*\n {8}Service deployment rolled back because the circuit breaker was triggered\.\n {8}task [0-9a-f]{8} stopped: .*app: exit 1/,
  );
  assert.match(
    stderr,
    /\n {8}last lines of app in task [0-9a-f]{8}:\n {10}no database\n {2}next: ecsin describe prod\/web\n$/,
  );
});

Deno.test("without a circuit breaker --timeout ends the waiting, and says that it goes on", async () => {
  await using aws = account();
  aws.world.fates.set("web", { notPlaced: "Capacity is unavailable at this time" });
  const { code, stderr } = await run(aws, "restart", "prod/web", "--timeout", "3s");
  assert.equal(code, 255);
  assert.match(
    stderr,
    /\necsin: was unable to place a task\. Reason: Capacity is unavailable at this time\.\n/,
  );
  assert.match(stderr, /\necsin: error: service "web" is not stable after \d+s\n/);
  assert.match(stderr, /\n {8}it goes on\n {2}next: ecsin describe prod\/web --watch\n$/);
});

Deno.test("restart is refused for CodeDeploy's services, for families, and where the guard says no", async () => {
  await using aws = account();
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", GUARDED);
  const guarded = (...args: string[]) => runEcsin(args, { home, env: aws.env });
  assert.match(
    (await guarded("restart", "asks")).stderr,
    /\n {2}next: ecsin restart asks --yes\n$/,
  );
  assert.match((await guarded("restart", "wrong", "--yes")).stderr, /is for account 999999999999/);
  assert.match((await guarded("stop", "wrong", "--yes", "--task", "5")).stderr, /is for account 9/);
  web(aws).more = { deploymentController: { type: "CODE_DEPLOY" } };
  assert.match(
    (await run(aws, "restart", "prod/web")).stderr,
    /its deployment controller is CODE_DEPLOY/,
  );
  assert.equal(aws.api.count("UpdateService") + aws.api.count("StopTask"), 0);
  web(aws).more = {};
  await using terminal = await openEcsin(["restart", "asks"], { home, env: aws.env });
  await terminal.waitFor("go on? [y/N]");
  await terminal.waitFor("a new deployment (2 tasks replaced) in prod / web in eu-central-1");
  await terminal.type(`n${KEY.enter}`);
  assert.equal((await terminal.exit()).code, 130);
  assert.equal(aws.api.count("UpdateService"), 0);
});

Deno.test("^C leaves a deployment alone and says how to watch it", async () => {
  await using aws = account();
  web(aws).pauses = true;
  await using terminal = await openEcsin(["restart", "prod/web"], { env: aws.env });
  await terminal.waitFor("it waits for you");
  await terminal.type(KEY.ctrlC);
  assert.equal((await terminal.exit()).code, 130);
  assert.match(
    terminal.text(),
    /left: the deployment goes on; to watch it: ecsin describe prod\/web\s+--watch/,
  );
});

Deno.test("restart --print and stop --print are lines of AWS's CLI, with identity, and change nothing", async () => {
  await using aws = account();
  const endpoint = ["--endpoint-url", aws.url, "--region", "eu-central-1"];
  const restart = await run(aws, "restart", "prod/web", "--print", ...endpoint);
  assert.equal(
    restart.stdout,
    `aws ecs update-service --cluster prod --service web --force-new-deployment ` +
      `--region eu-central-1 --endpoint-url ${aws.url}\n`,
  );
  const [task] = aws.world.tasks;
  const stop = await run(aws, "stop", "prod/web", "--task", task?.taskId ?? "", "--print");
  assert.equal(
    stop.stdout,
    `aws ecs stop-task --cluster prod --task ${task?.taskId} --reason 'stopped by ecsin' ` +
      "--region eu-central-1\n",
  );
  assert.equal(aws.api.count("UpdateService") + aws.api.count("StopTask"), 0);
});

Deno.test("stop asks, names what it is and what comes next; only a yes stops it", async () => {
  await using aws = account();
  const [task] = aws.world.tasks;
  const id = task?.taskId.slice(0, 8) ?? "";
  const none = await run(aws, "stop", "prod/web", "--task", id);
  assert.equal(none.code, 2);
  assert.match(
    none.stderr,
    /there is no terminal to ask on\n {2}why: {2}in a script, --yes is the answer\n/,
  );
  for (const keys of [KEY.enter, `n${KEY.enter}`, KEY.ctrlC]) {
    await using terminal = await openEcsin(["stop", "prod/web", "--task", id], { env: aws.env });
    await terminal.waitFor("stop it? [y/N]");
    await terminal.waitFor(
      /task [0-9a-f]{8} of web:1 \(running, healthy, started \d+m ago\): service web starts another\s*one, as it wants 2/,
    );
    await terminal.type(keys);
    assert.equal((await terminal.exit()).code, 130);
  }
  assert.equal(aws.api.count("StopTask"), 0);
  await using terminal = await openEcsin(["stop", "prod/web", "--task", id], { env: aws.env });
  await terminal.waitFor("stop it? [y/N]");
  await terminal.type(`y${KEY.enter}`);
  assert.equal((await terminal.exit()).code, 0);
  assert.match(
    terminal.text(),
    /task [0-9a-f]{8} has stopped: app: exit 143 \(SIGTERM\); nginx: exit 143/,
  );
  const again = await run(aws, "stop", "prod/web", "--task", id, "--yes", "-o", "json");
  assert.match(again.stderr, /has stopped already\n$/);
  assert.equal(JSON.parse(again.stdout).stoppedReason, "stopped by ecsin");
  assert.equal(aws.api.count("StopTask"), 1);
});

Deno.test("a task that no service runs is said to come back never; StopTask's no is told", async () => {
  await using aws = account();
  aws.faults.failAlways.set("StopTask", new ApiError("InvalidParameterException", "no such task"));
  const { code, stderr } = await run(aws, "stop", "prod/migrate", "--family", "migrate", "--yes");
  assert.equal(code, 254);
  assert.match(stderr, /no service runs it, and nothing starts it again\n/);
  assert.match(stderr, /ecsin: error: AWS refused StopTask\n/);
});

Deno.test("a family stands for the service in stop and logs too", async () => {
  await using aws = account();
  const stopped = await run(aws, "stop", "prod/migrate", "--yes", "--detach");
  assert.match(stopped.stderr, /: no service runs it, and nothing starts it again\n/);
  assert.equal(stopped.code, 0);
  const logs = await run(aws, "logs", "prod/web");
  const family = await run(aws, "logs", "prod/migrate");
  assert.match(logs.stderr, /there is no log group "\/ecs\/web"/);
  assert.match(family.stderr, /there is no log group "\/ecs\/migrate"/);
  for (const follow of [[], ["-f"]]) {
    const unknown = await run(aws, "logs", "prod/nope", ...follow);
    assert.match(unknown.stderr, /there is no active service "nope" in cluster "prod"\n/);
  }
});

Deno.test("open prints the console's page, and opens it where there is a screen", async () => {
  await using aws = account();
  const page =
    "https://eu-central-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/web/health" +
    "?region=eu-central-1";
  assert.equal((await run(aws, "open", "prod/web")).stdout, `${page}\n`);
  const task = await run(aws, "open", "prod/web", "--task", aws.world.tasks[0]?.taskId ?? "");
  assert.match(task.stdout, /\/tasks\/[0-9a-f]{32}\/configuration\?/);
  const china = await run(aws, "open", "prod/web", "--region", "cn-north-1");
  assert.match(china.stdout, /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
  await using home = await Home.make();
  await home.program("xdg-open", `#!/bin/sh\nprintf %s "$1" > ${home.path}/opened\n`);
  await using terminal = await openEcsin(["open", "prod/web"], {
    home,
    env: { ...aws.env, DISPLAY: ":0" },
  });
  assert.equal((await terminal.exit()).code, 0);
  if (Deno.build.os === "linux") {
    assert.equal(await Deno.readTextFile(`${home.path}/opened`), page);
  }
});
