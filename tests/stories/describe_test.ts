// describe: is it well, and if not, why; for a person and for a script.
import assert from "node:assert/strict";
import { goOn } from "../fake_aws/ecs_deployment.ts";
import { openEcsin } from "./ecsin.ts";
import { account, run, web } from "./service_account.ts";
import { KEY } from "./terminal.ts";

Deno.test("describe says that a service is well, in two calls in a row at most", async () => {
  await using aws = account();
  aws.faults.latencyMs = 400;
  const { code, stdout, stderr } = await run(aws, "describe", "prod/web");
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(
    stdout,
    /^prod \/ web in eu-central-1\nweb:1 is stable: 2 of 2 tasks run, deployed 23h ago\n/,
  );
  assert.match(stdout, /\nTASK +DEFINITION +STATUS +HEALTH +AGE +CAN BE ENTERED\n/);
  assert.ok(aws.api.roundTrips <= 2, String(aws.api.roundTrips));
});

Deno.test("describe says why a deployment is in trouble, with the last task's own words", async () => {
  await using aws = account();
  aws.world.fates.set("web", {
    exits: { app: 137 },
    reasons: { app: "OutOfMemoryError: Container killed due to memory usage" },
  });
  assert.equal((await run(aws, "restart", "prod/web", "--detach")).code, 0);
  for (let look = 0; look < 2; look++) await run(aws, "describe", "prod/web");
  const { code, stdout } = await run(aws, "describe", "prod/web");
  assert.equal(code, 1);
  assert.match(
    stdout,
    /\nthe deployment of web:1 is in trouble for \d+s: 2 new tasks have failed\n/,
  );
  assert.match(
    stdout,
    /\n {2}why: {2}task [0-9a-f]{8} stopped: EssentialContainerExited: .*OutOfMemoryError: Container killed due to memory usage/,
  );
  const json = await run(aws, "describe", "prod/web", "-o", "json");
  const told: { verdict: { standing: string }; stopped: { containers: { exitCode: number }[] }[] } =
    JSON.parse(json.stdout);
  assert.equal(told.verdict.standing, "failing");
  assert.equal(told.stopped[0]?.containers[0]?.exitCode, 137);
});

Deno.test("describe --watch draws in place until it is stable; a pause waits for a person", async () => {
  await using aws = account();
  web(aws).pauses = true;
  await run(aws, "restart", "prod/web", "--detach");
  await using terminal = await openEcsin(["describe", "prod/web", "--watch"], { env: aws.env });
  await terminal.waitFor("is paused at POST_TEST_TRAFFIC_SHIFT: it waits for you");
  await terminal.waitFor("aws ecs continue-service-deployment --service-deployment-arn arn:");
  const [record] = web(aws).serviceDeployments ?? [];
  assert.ok(record !== undefined && goOn(record));
  await terminal.waitFor("web:1 is stable: 2 of 2 tasks run");
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
  assert.equal(terminal.history().filter((line) => line.startsWith("prod / web")).length, 1);
});

Deno.test("describe --watch without a terminal tells each change as a line, and ^C ends it", async () => {
  await using aws = account();
  await run(aws, "restart", "prod/web", "--detach");
  const { code, stdout } = await run(aws, "describe", "prod/web", "--watch");
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^web:1 is being deployed.*\n(.*\n)*.*has stopped 2 running tasks: \(task [0-9a-f]{8}\) \(task [0-9a-f]{8}\)\.\n(.*\n)*web:1 is stable/,
  );
  web(aws).pauses = true;
  await run(aws, "restart", "prod/web", "--detach");
  await using terminal = await openEcsin(["describe", "prod/web", "--watch"], { env: aws.env });
  await terminal.waitFor("it waits for you");
  await terminal.type(KEY.ctrlC);
  assert.equal((await terminal.exit()).code, 130);
});

Deno.test("describe of a task: by an id's start, a stopped one too, and a family by its name", async () => {
  await using aws = account();
  const [task] = aws.world.tasks;
  assert.ok(task !== undefined);
  const id = task.taskId.slice(0, 6);
  assert.match((await run(aws, "describe", "prod/web", "--task", id)).stdout, /\ncan be entered\n/);
  assert.equal((await run(aws, "stop", "prod/web", "--task", id, "--yes")).code, 0);
  const stopped = await run(aws, "describe", "prod/web", "--task", id);
  assert.equal(stopped.code, 1);
  assert.match(
    stopped.stdout,
    /\n {2}why: {2}UserInitiated: stopped by ecsin\n {8}app: exit 143 \(SIGTERM\)\n/,
  );
  assert.match((await run(aws, "describe", "prod/migrate")).stdout, /^prod \/ migrate in /);
  for (const each of aws.world.tasks.filter(({ family }) => family === "migrate")) {
    await run(aws, "stop", "prod/migrate", "--task", each.taskId, "--yes");
  }
  aws.faults.latencyMs = 300;
  aws.api.calls.length = 0;
  const over = await run(aws, "describe", "prod/migrate");
  aws.faults.latencyMs = 0;
  assert.equal(over.code, 1);
  assert.ok(aws.api.roundTrips <= 3, String(aws.api.roundTrips));
  assert.match(over.stderr, /^ecsin: migrate runs no task; this is the one that stopped last\n$/);
  assert.match(over.stdout, /\n {2}why: {2}UserInitiated: stopped by ecsin\n/);
  const unknown = await run(aws, "describe", "prod/nope");
  assert.match(
    unknown.stderr,
    /^ecsin: error: there is no active service "nope" in cluster "prod"\n/,
  );
  assert.equal(unknown.code, 254);
});

Deno.test("what may not be looked at is named, and takes nothing else away", async () => {
  await using aws = account();
  await run(aws, "restart", "prod/web");
  for (const action of ["ListServiceDeployments", "ListTasks"]) {
    aws.faults.denied.add(`ecs:${action}`);
  }
  const { code, stdout } = await run(aws, "describe", "prod/web");
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^not seen: service deployments: not allowed to call ecs:ListServiceDeployments$/m,
  );
  assert.match(stdout, /^not seen: tasks: not allowed to call ecs:ListTasks$/m);
});

Deno.test("on a narrow screen every reason is whole, and so is a line to paste", async () => {
  await using aws = account();
  const why = Array.from({ length: 60 }, (_, at) => `word${at}`).join(" ");
  web(aws).pauses = true;
  await run(aws, "restart", "prod/web", "--detach");
  for (let look = 0; look < 3; look++) await run(aws, "describe", "prod/web");
  await using paused = await openEcsin(["describe", "prod/web", "--watch"], {
    env: aws.env,
    columns: 30,
    rows: 40,
  });
  await paused.waitFor("(this lets the");
  assert.match(paused.text().replaceAll("\n", ""), /--action CONTINUE --region eu-central-1/);
  const [record] = web(aws).serviceDeployments ?? [];
  assert.ok(record !== undefined);
  Object.assign(record, { status: "ROLLBACK_FAILED", statusReason: why, finishedAt: 1 });
  web(aws).coming = [];
  Object.assign(web(aws).deployments?.[0] ?? {}, { rolloutState: "COMPLETED" });
  record["lifecycleHookDetails"] = [];
  await using failed = await openEcsin(["describe", "prod/web"], { env: aws.env, columns: 30 });
  assert.equal((await failed.exit()).code, 1);
  const told = failed.history().map((line) => line.trim()).join(" ");
  assert.match(told, /the last deployment failed, and so did its rollback/);
  assert.ok(told.includes(why), told);
});

Deno.test("a service that ECS does not deploy itself is told by its task sets", async () => {
  await using aws = account();
  const set = (id: number, status: string, stabilityStatus: string) => ({
    id: `ecs-svc/${id}`,
    status,
    stabilityStatus,
    taskDefinition: `arn:aws:ecs:eu-central-1:123456789012:task-definition/web:${id}`,
    computedDesiredCount: 2,
    runningCount: 2,
    createdAt: 1_767_225_600,
  });
  const steady = set(1, "PRIMARY", "STEADY_STATE");
  const more = { deploymentController: { type: "EXTERNAL" }, taskDefinition: undefined };
  web(aws).deployments = [];
  web(aws).more = { ...more, taskSets: [steady] };
  const { code, stdout } = await run(aws, "describe", "prod/web");
  assert.equal(code, 0);
  assert.match(stdout, /\nweb:1 is stable: 2 of 2 tasks run/);
  assert.match(stdout, /\ntask set PRIMARY web:1 STEADY_STATE: 2 of 2 run, 0 pending, began /);
  web(aws).more = { ...more, taskSets: [steady, set(2, "ACTIVE", "STABILIZING")] };
  const coming = await run(aws, "describe", "prod/web", "-o", "json");
  const told: { verdict: { what: string }; deployments: { stabilityStatus: string }[] } = JSON
    .parse(coming.stdout);
  assert.equal(told.verdict.what, "web:2 is being deployed by EXTERNAL: 2 of 2 new tasks run");
  assert.equal(told.deployments[1]?.stabilityStatus, "STABILIZING");
});
