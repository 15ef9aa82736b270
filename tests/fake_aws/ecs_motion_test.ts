// The fake ECS moves as ECS does: a look is a step.
import assert from "node:assert/strict";
import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  type DescribeTasksCommandOutput,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { type FakeAws, startFakeAws } from "./fake_aws.ts";
import { buildWorld } from "./world.ts";

const NETWORK = { awsvpcConfiguration: { subnets: ["subnet-1"] } };
const PLACE = { cluster: "prod", services: ["web"] };

function client(aws: FakeAws): ECSClient {
  return new ECSClient({
    endpoint: aws.url,
    region: aws.world.region,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
}

function account(): FakeAws {
  return startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }, { containers: ["app"] }] } },
  }));
}

Deno.test("a task goes from PROVISIONING to its end, and a client token makes no second one", async () => {
  await using aws = account();
  const ecs = client(aws);
  aws.world.fates.set("web", { exits: { app: 3 } });
  const request = {
    cluster: "prod",
    taskDefinition: "web",
    networkConfiguration: NETWORK,
    clientToken: "one",
    startedBy: "me",
  };
  const { tasks: [task] = [] } = await ecs.send(new RunTaskCommand(request));
  const look = new DescribeTasksCommand({ cluster: "prod", tasks: [task?.taskArn ?? ""] });
  assert.equal(task?.lastStatus, "PROVISIONING");
  const again = await ecs.send(new RunTaskCommand(request));
  assert.equal(again.tasks?.[0]?.taskArn, task?.taskArn);
  const states: string[] = [];
  let exitCode: number | undefined;
  for (let count = 0; count < 6; count++) {
    const { tasks: [seen] = [] }: DescribeTasksCommandOutput = await ecs.send(look);
    states.push(seen?.lastStatus ?? "");
    exitCode = seen?.containers?.[0]?.exitCode;
  }
  assert.equal(exitCode, 3);
  assert.deepEqual(states, [
    ...["PENDING", "RUNNING", "RUNNING", "DEPROVISIONING", "STOPPED", "STOPPED"],
  ]);
  const list = new ListTasksCommand({ cluster: "prod", startedBy: "me", desiredStatus: "STOPPED" });
  assert.deepEqual((await ecs.send(list)).taskArns, [task?.taskArn]);
});

Deno.test("RunTask refuses as ECS does", async () => {
  await using aws = account();
  const ecs = client(aws);
  const run = (more: object) =>
    ecs.send(
      new RunTaskCommand({
        cluster: "prod",
        taskDefinition: "web",
        networkConfiguration: NETWORK,
        ...more,
      }),
    );
  const refused = { name: "InvalidParameterException" };
  await assert.rejects(run({ networkConfiguration: undefined }), refused);
  await assert.rejects(run({ overrides: { containerOverrides: [{ name: "nope" }] } }), refused);
  const command = ["x".repeat(8_200)];
  await assert.rejects(
    run({ overrides: { containerOverrides: [{ name: "app", command }] } }),
    refused,
  );
  await assert.rejects(run({ taskDefinition: "nope" }), { name: "ClientException" });
  aws.world.fates.set("web", { notPlaced: "RESOURCE:ENI" });
  assert.equal((await run({})).failures?.[0]?.reason, "RESOURCE:ENI");
});

Deno.test("a new deployment comes to its end, with events; the old tasks are stopped", async () => {
  await using aws = account();
  const ecs = client(aws);
  await ecs.send(
    new UpdateServiceCommand({ cluster: "prod", service: "web", forceNewDeployment: true }),
  );
  const states: string[] = [];
  for (let look = 0; look < 4; look++) {
    const { services: [web] = [] } = await ecs.send(new DescribeServicesCommand(PLACE));
    states.push(`${web?.deployments?.length} ${web?.deployments?.[0]?.rolloutState}`);
    if (look === 3) assert.match(web?.events?.[0]?.message ?? "", /has reached a steady state\.$/);
  }
  assert.deepEqual(states, [
    ...["2 IN_PROGRESS", "2 IN_PROGRESS", "2 IN_PROGRESS", "1 COMPLETED"],
  ]);
  const listed = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster: "prod", service: "web" }),
  );
  assert.equal(listed.serviceDeployments?.[0]?.status, "SUCCESSFUL");
});

Deno.test("tasks that fail trigger the circuit breaker and the way back; a pause waits", async () => {
  await using aws = account();
  const ecs = client(aws);
  const [web] = aws.world.services;
  assert.ok(web !== undefined);
  web.more = {
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
  };
  aws.world.fates.set("web", { exits: { app: 1 } });
  const update = new UpdateServiceCommand({
    cluster: "prod",
    service: "web",
    forceNewDeployment: true,
  });
  await ecs.send(update);
  let reason = "";
  for (let look = 0; look < 8; look++) {
    const { services: [seen] = [] } = await ecs.send(new DescribeServicesCommand(PLACE));
    if (look === 6) reason = seen?.deployments?.[0]?.rolloutStateReason ?? "";
  }
  assert.match(reason, /circuit breaker: rolling back/);
  assert.equal(web.serviceDeployments?.[0]?.["status"], "ROLLBACK_SUCCESSFUL");
  aws.world.fates.clear();
  web.pauses = true;
  await ecs.send(update);
  for (let look = 0; look < 6; look++) await ecs.send(new DescribeServicesCommand(PLACE));
  const { serviceDeployments: [brief] = [] } = await ecs.send(
    new ListServiceDeploymentsCommand({ cluster: "prod", service: "web" }),
  );
  const serviceDeploymentArn = brief?.serviceDeploymentArn ?? "";
  const described = await ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
  );
  const [hook] = described.serviceDeployments?.[0]?.lifecycleHookDetails ?? [];
  assert.equal(hook?.status, "AWAITING_ACTION");
  await ecs.send(
    new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId: hook?.hookId ?? "" }),
  );
  for (let look = 0; look < 2; look++) await ecs.send(new DescribeServicesCommand(PLACE));
  assert.equal(web.serviceDeployments?.[0]?.["status"], "SUCCESSFUL");
});

Deno.test("a task of a service that is stopped is replaced", async () => {
  await using aws = account();
  const ecs = client(aws);
  const [task] = aws.world.tasks;
  await ecs.send(new StopTaskCommand({ cluster: "prod", task: task?.taskId ?? "", reason: "why" }));
  await ecs.send(new DescribeServicesCommand(PLACE));
  for (let look = 0; look < 2; look++) {
    await ecs.send(new DescribeTasksCommand({ cluster: "prod", tasks: [task?.taskId ?? ""] }));
  }
  assert.deepEqual(
    [task?.lastStatus, task?.stoppedReason, task?.containers[0]?.exitCode],
    ["STOPPED", "why", 143],
  );
  assert.equal(aws.world.tasks.length, 3);
});
