// `ecsin logs` of what no task definition has, and of what ECS does not know any more.
import assert from "node:assert/strict";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { account, define, log, logs, MINUTE_MS, REGION, taskAt } from "./logging.ts";

Deno.test("the proxy of Service Connect is read where its service says, and nobody asks without need", async () => {
  const proxy = "ecs-service-connect-a1B2c";
  await using aws = account(1, ["app", proxy]);
  const task = taskAt(aws, 0);
  const options = {
    "awslogs-group": "/connect",
    "awslogs-region": "us-west-2",
    "awslogs-stream-prefix": "sc",
  };
  define(aws, {
    name: "app",
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": "/ecs/web", "awslogs-stream-prefix": "ecs" },
    },
  });
  log(aws, task, ["mine"]);
  aws.world.logs.put("us-west-2", "/connect", `sc/${proxy}/${task.taskId}`, "upstream reset");
  const [service] = aws.world.services;
  assert.ok(service);
  service.deployments = [{
    id: "ecs-svc/1",
    status: "PRIMARY",
    serviceConnectConfiguration: {
      enabled: true,
      logConfiguration: { logDriver: "awslogs", options },
    },
  }];
  const usual = await logs(aws, ["--task", task.taskId]);
  assert.equal(usual.stdout, "mine\n");
  assert.match(usual.stderr, /beside the app: ecs-service-connect-a1B2c \(--all-containers\)/);
  assert.equal(aws.api.count("DescribeServices"), 0);
  const all = await logs(aws, ["--all-containers"]);
  assert.deepEqual(all.stdout.split("\n").sort(), ["", "mine", "upstream reset"]);
  assert.equal((await logs(aws, ["-c", proxy])).stdout, "upstream reset\n");
  assert.equal((await logs(aws, ["-c", "ecs-service-connect"])).stdout, "upstream reset\n");
  service.deployments = [];
  const none = await logs(aws, ["-c", proxy]);
  assert.equal(none.stdout, "");
  assert.match(none.stderr, /ecs-service-connect-a1B2c: nowhere: without a logConfiguration/);
});

Deno.test("a task that was entered and that ECS has forgotten is found by --previous, and by a part of its id", async () => {
  await using aws = account(1);
  const [task] = aws.world.tasks;
  assert.ok(task);
  const put = (taskId: string, line: string) =>
    aws.world.logs.put(REGION, "/ecs/web", `ecs/app/${taskId}`, line, {
      timestamp: Date.now() - 100 * MINUTE_MS,
    });
  const [gone, other] = ["11", "22"].map((each) => each.repeat(16)) as [string, string];
  put(gone, "long ago");
  put(other, "of another service");
  const recent = (taskId: string, service = "web") => ({
    target: { region: REGION, cluster: "prod", service, container: "app" },
    taskId,
    lastMs: Date.now(),
    weight: 1,
  });
  const recents = [recent(task.taskId), recent(other, "api"), recent(gone)];
  await using home = await Home.make();
  await home.write(".local/state/ecsin/recents.json", JSON.stringify({ recents }));
  const run = async (...args: string[]) =>
    await runEcsin(["logs", "prod/web", "--since", "1d", ...args], { env: aws.env, home });
  const previous = await run("--previous");
  assert.equal(previous.stdout, "long ago\n", previous.stderr);
  assert.match(previous.stderr, /ECS does not know task 11111111, the last that you entered, any/);
  assert.equal((await run("--task", "1111")).stdout, "long ago\n");
  const { code, stderr } = await run("--task", "2222");
  assert.equal(code, 254);
  assert.match(stderr, /2222/);
});
