// What is only not there yet is waited for, and told; what will not come is not.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";

const TARGET = ["--cluster", "prod", "--service", "web", "--container", "app"];
const notConnected = () =>
  new ApiError(
    "TargetNotConnectedException",
    "The execute command failed due to an internal error.",
  );

function account(tasks = 1) {
  return buildWorld({
    prod: { services: { web: Array.from({ length: tasks }, () => ({ containers: ["app"] })) } },
  });
}

Deno.test("a target that is not connected yet is waited for", async () => {
  await using aws = startFakeAws(account());
  aws.faults.failNext.set("ExecuteCommand", [notConnected(), notConnected()]);
  const { code, stdout, stderr } = await runEcsin(["exec", ...TARGET, "--", "echo", "in"], {
    env: aws.env,
  });
  assert.deepEqual([code, stdout], [0, "in\n"]);
  assert.match(
    stderr,
    /ecsin: exec agent is not connected yet: waiting up to 15 s \(--wait 0: not\)\n/,
  );
  assert.equal(aws.api.count("ExecuteCommand"), 3);
});

Deno.test("an agent that is PENDING is waited for until it runs", async () => {
  await using aws = startFakeAws(account());
  const [app] = aws.world.tasks[0]?.containers ?? [];
  if (app === undefined) throw new Error("no container");
  app.agent = "PENDING";
  const running = runEcsin(["exec", ...TARGET, "--", "echo", "in"], { env: aws.env });
  while (aws.api.count("ExecuteCommand") === 0) await new Promise((go) => setTimeout(go, 10));
  app.agent = "RUNNING";
  const { code, stderr } = await running;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /ecsin: exec agent (is PENDING|has only just started): waiting/);
});

Deno.test("--wait 0 does not wait, and a wait that comes to nothing ends in the cause", async () => {
  for (const [wait, calls] of [["0", 1], ["1.5s", 2]] as const) {
    await using aws = startFakeAws(account());
    aws.faults.failAlways.set("ExecuteCommand", notConnected());
    const { code, stderr } = await runEcsin(["exec", ...TARGET, "--wait", wait, "--", "true"], {
      env: aws.env,
    });
    assert.equal(code, 254);
    assert.match(stderr, /\n {2}why: {2}its exec agent runs but does not answer/);
    assert.equal(aws.api.count("ExecuteCommand"), calls);
  }
});

Deno.test("nothing is waited for when the agent has stopped, or exec is off, or the answer is no", async () => {
  const hopeless = {
    "STOPPED": (aws: ReturnType<typeof startFakeAws>) => {
      for (const { containers } of aws.world.tasks) {
        for (const each of containers) each.agent = "STOPPED";
      }
    },
    "off": (aws: ReturnType<typeof startFakeAws>) => {
      for (const task of aws.world.tasks) task.enableExecuteCommand = false;
    },
    "denied": (aws: ReturnType<typeof startFakeAws>) =>
      void aws.faults.denied.add("ecs:ExecuteCommand"),
  };
  for (const [name, wrong] of Object.entries(hopeless)) {
    await using aws = startFakeAws(account());
    wrong(aws);
    const { code, stderr } = await runEcsin(["exec", ...TARGET, "--", "true"], { env: aws.env });
    assert.equal(code, 254, name);
    assert.equal(aws.api.count("ExecuteCommand"), 1, `${name}\n${stderr}`);
    assert.doesNotMatch(stderr, /waiting/);
  }
});

Deno.test("a task that stops meanwhile is replaced by another of its service, and that is told", async () => {
  await using aws = startFakeAws(account(2));
  const [first, second] = aws.world.tasks;
  if (first === undefined || second === undefined) throw new Error("no tasks");
  // Only the first one is there to be found; it stops when it is entered, and the second has come.
  second.lastStatus = "PENDING";
  second.desiredStatus = "STOPPED";
  const words = "The specified task is not running.";
  aws.faults.failNext.set("ExecuteCommand", [new ApiError("InvalidParameterException", words)]);
  aws.faults.latencyMs = 50;
  const running = runEcsin([...TARGET, "--session", "native"], { env: aws.env });
  while (aws.api.count("ExecuteCommand") === 0) await new Promise((go) => setTimeout(go, 5));
  Object.assign(first, { desiredStatus: "STOPPED", stopCode: "ServiceSchedulerInitiated" });
  Object.assign(second, { lastStatus: "RUNNING", desiredStatus: "RUNNING" });
  const { stderr } = await running;
  const id = (task: typeof first) => task.taskId.slice(0, 8);
  assert.match(stderr, new RegExp(`ecsin: prod / web / ${id(first)} / app`));
  assert.match(
    stderr,
    new RegExp(`ecsin: task ${id(first)} is stopping: another one is looked for\n`),
  );
  assert.match(stderr, new RegExp(`ecsin: prod / web / ${id(second)} / app`));
  assert.equal(aws.sessions[0]?.taskId, second.taskId);
});
