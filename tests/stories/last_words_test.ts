// Where a task stopped or is failing, its last lines stand in the explanation; where they may not be
// read, all else is said as before.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { account, log, shortOf, stop, taskAt } from "./logging.ts";
import { runEcsin } from "./ecsin.ts";

const TARGET = ["--cluster", "prod", "--service", "web", "--container", "app"];

Deno.test("an exec into a task that is stopping says why, with the container's last five lines", async () => {
  await using aws = account(1);
  const task = taskAt(aws, 0);
  log(aws, task, ["1", "2", "3", "4", "panic: \u001b[31mno database", "exiting"]);
  const words = "The specified task is not running.";
  aws.faults.failAlways.set("ExecuteCommand", new ApiError("InvalidParameterException", words));
  aws.faults.latencyMs = 50;
  const run = async () => {
    task.desiredStatus = "RUNNING";
    const count = aws.api.count("ExecuteCommand");
    const args = ["exec", ...TARGET, "--task", task.taskId, "--", "true"];
    const running = runEcsin(args, { env: aws.env });
    while (aws.api.count("ExecuteCommand") === count) await new Promise((go) => setTimeout(go, 5));
    Object.assign(task, { desiredStatus: "STOPPED", stopCode: "EssentialContainerExited" });
    return await running;
  };
  const { stderr } = await run();
  assert.match(stderr, new RegExp(`error: task ${shortOf(task)} is stopping`));
  assert.match(
    stderr,
    /the last lines of container "app":\n +│ 2\n +│ 3\n +│ 4\n +│ panic: no database\n +│ exiting\n/,
  );
  aws.faults.denied.add("logs:FilterLogEvents");
  const { stderr: without } = await run();
  assert.match(without, /is stopping/);
  assert.doesNotMatch(without, /last lines|FilterLogEvents/);
});

Deno.test("a login into a task that has stopped says its reason and its last lines", async () => {
  await using aws = account(1);
  const task = taskAt(aws, 0);
  log(aws, task, ["cannot open database"]);
  stop(task, 1);
  const { code, stderr } = await runEcsin([...TARGET, "--task", task.taskId], { env: aws.env });
  assert.equal(code, 254);
  assert.match(stderr, /Essential container in task exited/);
  assert.match(stderr, /the last lines of container "app":\n +│ cannot open database\n/);
});

Deno.test("the doctor looks at where lines go, and shows the last ones of a container that is not well", async () => {
  await using aws = account(1);
  const task = taskAt(aws, 0);
  const looked = async () => {
    const args = ["doctor", "--cluster", "prod", "--service", "web", "-o", "json"];
    const { stdout } = await runEcsin(args, { env: aws.env });
    const { checks }: { checks: { id: string; status: string; seen: string }[] } = JSON.parse(
      stdout,
    );
    return checks.filter(({ id }) => id === "logs" || id === "last-line");
  };
  const [missing] = await looked();
  assert.deepEqual([missing?.status, missing?.seen], [
    "warning",
    "awslogs to /ecs/web in eu-central-1: there is no such group",
  ]);
  log(aws, task, ["all is lost"]);
  const [found, none] = await looked();
  assert.equal(none, undefined);
  assert.equal(
    found?.seen,
    "awslogs to /ecs/web in eu-central-1, kept for ever, which costs ever more, in the account's " +
      "default mode (non-blocking since June 2025, where lines may be lost)",
  );
  for (const container of task.containers) container.healthStatus = "UNHEALTHY";
  assert.deepEqual((await looked()).map(({ seen }) => seen).slice(1), ["│ all is lost"]);
  const options = {
    "awslogs-group": "/far",
    "awslogs-region": "us-west-2",
    "awslogs-stream-prefix": "x",
    mode: "blocking",
  };
  aws.world.logs.group("us-west-2", "/far").retentionInDays = 7;
  const logConfiguration = { logDriver: "awslogs", options };
  aws.world.taskDefinitions.set("web:1", {
    containerDefinitions: [{ name: "app", logConfiguration }],
  });
  const [far] = await looked();
  assert.equal(
    far?.seen,
    "awslogs to /far in us-west-2, another region than the task's, kept 7 days, blocking: the " +
      "container waits where CloudWatch is slow",
  );
  aws.world.taskDefinitions.set("web:1", { containerDefinitions: [{ name: "app" }] });
  const [lost] = await looked();
  assert.match(lost?.seen ?? "", /has no logConfiguration: its lines go nowhere/);
});
