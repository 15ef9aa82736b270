// Large accounts and slow answers, seen by a person: rows at once, what is looked at first, names of
// a moment ago until AWS has answered, and AWS's limits kept.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { awsBuckets } from "../fake_aws/api_faults.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, generatedWorld } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { KEY } from "./terminal.ts";
import { NATIVE, openPerson } from "./ways.ts";

const FLAGS = "--session native --cluster cluster-0000 --service service-0000";

/** 40 ms a call, and the buckets that ECS documents. */
function likeAws(aws: FakeAws): void {
  aws.faults.latencyMs = 40;
  for (const [action, bucket] of awsBuckets()) aws.faults.throttle.set(action, bucket);
}

const throttled = (aws: FakeAws) =>
  aws.api.calls.filter(({ outcome }) => outcome === "ThrottlingException").length;

Deno.test("20,000 tasks: rows are there at once, the last one can be looked at and entered while others are read", async () => {
  const world = generatedWorld({ clusters: 1, services: 1, tasks: 20_000 });
  await using aws = startFakeAws(world);
  likeAws(aws);
  await using shell = await openPerson(aws, NATIVE);
  const { terminal } = shell;
  await shell.start(`ecsin ${FLAGS}`);
  await terminal.waitFor(/^> [0-9a-f]{8} {2}service-0000:1 {2}running/m);
  await terminal.waitFor(/ [1-9]\d{3}\/\d+ …$/m);
  await terminal.type(KEY.end);
  const first = world.tasks[0]?.taskId.slice(0, 8);
  await terminal.waitFor(new RegExp(`^> (?!${first})[0-9a-f]{8}  service-0000:1  running`, "m"));
  const [, shown] = /^> ([0-9a-f]{8})/m.exec(terminal.text()) ?? [];
  await terminal.type(KEY.enter);
  await shell.inside();
  assert.ok(aws.api.count("ListTasks") < 200, "the listing was complete");
  assert.ok(throttled(aws) <= 3);
  const asked = aws.api.count();
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.equal(aws.sessions[0]?.taskId.slice(0, 8), shown);
  assert.ok(aws.api.count() <= asked + 1, "it went on listing behind the session");
});

Deno.test("a task that is chosen before it is described is described then, and entered or not", async () => {
  const world = generatedWorld({ clusters: 1, services: 1, tasks: 300 });
  await using aws = startFakeAws(world);
  const [first, second] = world.tasks;
  if (first === undefined || second === undefined) throw new Error("no tasks");
  first.enableExecuteCommand = false;
  const slow = () => new ApiError("ThrottlingException", "Rate exceeded");
  aws.faults.failNext.set("DescribeTasks", [slow(), slow(), slow()]);
  await using shell = await openPerson(aws, NATIVE);
  const { terminal } = shell;
  await shell.start(`ecsin ${FLAGS}`);
  await terminal.waitFor(/^> [0-9a-f]{8} {2}…/m);
  await terminal.type(KEY.enter);
  await terminal.waitFor("cannot be chosen: exec is not enabled on this task");
  await terminal.waitFor(/300\/300$/m);
  await terminal.type(`${second.taskId}${KEY.enter}`);
  await shell.inside();
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.equal(aws.sessions[0]?.taskId, second.taskId);
});

Deno.test("Ctrl-C leaves while a chosen task is being described, and the terminal is as it was", async () => {
  await using aws = startFakeAws(generatedWorld({ clusters: 1, services: 1, tasks: 300 }));
  const throttle = () => new ApiError("ThrottlingException", "Rate exceeded");
  aws.faults.failAlways.set("DescribeTasks", throttle());
  await using shell = await openPerson(aws, NATIVE);
  const { terminal } = shell;
  const before = await shell.settings();
  await shell.start(`ecsin ${FLAGS}`);
  await terminal.waitFor(/^> [0-9a-f]{8} {2}…/m);
  await terminal.type(KEY.enter);
  await terminal.waitFor(/^reading …$/m);
  await terminal.type(KEY.ctrlC);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
  assert.equal(await shell.settings(), before);
});

Deno.test("a task that has gone before it was described is taken out of the list", async () => {
  const world = generatedWorld({ clusters: 1, services: 1, tasks: 250 });
  await using aws = startFakeAws(world);
  const throttle = () => new ApiError("ThrottlingException", "Rate exceeded");
  aws.faults.failNext.set("DescribeTasks", [throttle(), throttle()]);
  await using shell = await openPerson(aws, NATIVE);
  const { terminal } = shell;
  await shell.start(`ecsin ${FLAGS}`);
  await terminal.waitFor(/^> [0-9a-f]{8} {2}…/m);
  await terminal.waitFor("250/250");
  world.tasks.splice(0, 20);
  await terminal.waitFor(/230\/230$/m);
  await terminal.type(KEY.escape);
  await shell.prompted();
});

Deno.test("names of a moment ago are shown at once, corrected by AWS, and not at all with --no-cache", async () => {
  const world = buildWorld({
    dev: { services: { web: [{}], api: [{}], old: [{}] } },
    prod: { services: { web: [{}] } },
    test: { services: { web: [{}] } },
  });
  await using aws = startFakeAws(world);
  await using shell = await openPerson(aws, NATIVE);
  const { terminal } = shell;
  const leave = async () => {
    await terminal.type(KEY.escape);
    await shell.prompted();
    await shell.clear();
  };
  await shell.start("ecsin --session native");
  await terminal.waitFor(/cluster>.*3\/3$/m);
  await terminal.type(`dev${KEY.enter}`);
  await terminal.waitFor(/dev \/ service>.*3\/3$/m);
  await leave();

  // The first answer comes late: what is on the screen is from before, and can be chosen.
  world.clusters.splice(world.clusters.findIndex(({ name }) => name === "test"), 1);
  world.services.splice(world.services.findIndex(({ name }) => name === "old"), 1);
  world.tasks.splice(world.tasks.findIndex(({ group }) => group === "service:old"), 1);
  aws.faults.latencyMs = 1_500;
  await shell.start("ecsin --session native");
  await terminal.waitFor(/cluster>.*3\/3 …$/m);
  await terminal.waitFor(/cluster>.*2\/2$/m);
  await terminal.waitForGone(/^. test$/m);
  await terminal.type(`dev${KEY.enter}`);
  await terminal.waitFor(/dev \/ service>.*3\/3 …$/m);
  await terminal.waitFor(/dev \/ service>.*2\/2$/m);
  await terminal.waitForGone("old");
  await leave();

  aws.faults.latencyMs = 20_000;
  await shell.start("ecsin --session native --no-cache");
  await terminal.waitFor("cluster> reading …");
  await terminal.type(KEY.ctrlC);
  await shell.prompted();
});

Deno.test("one name of a moment ago is never taken unasked", async () => {
  const world = buildWorld({ dev: { services: { web: [{}] } } });
  await using aws = startFakeAws(world);
  await using shell = await openPerson(aws, NATIVE);
  assert.match(await shell.line("ecsin --print"), /--cluster dev /);
  world.clusters.splice(0, 1, { name: "live" });
  Object.assign(world, {
    services: world.services.map((each) => ({ ...each, cluster: "live" })),
    tasks: world.tasks.map((each) => ({ ...each, cluster: "live" })),
  });
  assert.match(await shell.line("ecsin --print"), /--cluster live /);
});

Deno.test("20,000 tasks in 50 clusters are listed at AWS's pace: throttled three times at most", async () => {
  const world = generatedWorld({ clusters: 50, services: 2_000, tasks: 20_000 });
  await using aws = startFakeAws(world);
  likeAws(aws);
  const { code, stdout, stderr } = await runEcsin(["list", "tasks", "-o", "json"], {
    env: aws.env,
  });
  assert.deepEqual([code, stderr], [0, ""]);
  const ids = JSON.parse(stdout).map(({ taskId }: { readonly taskId: string }) => taskId);
  assert.deepEqual(ids.sort(), world.tasks.map(({ taskId }) => taskId).sort());
  assert.ok(throttled(aws) <= 3, `${throttled(aws)} throttled`);
});
