// The fake AWS as the real SDK sees it, and its own log of what was asked.
import assert from "node:assert/strict";
import { ECSClient, ListServicesCommand, ListTasksCommand } from "@aws-sdk/client-ecs";
import { GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { ResumeSessionCommand, SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { ApiError } from "./api_call.ts";
import { demoWorld } from "./demo_world.ts";
import { type FakeAws, startFakeAws } from "./fake_aws.ts";
import { generatedWorld } from "./world.ts";

function config(aws: FakeAws, maxAttempts = 1) {
  return {
    endpoint: aws.url,
    region: aws.world.region,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    maxAttempts,
  };
}

Deno.test("ListServices pages by 10 unless told otherwise, ListTasks by 100", async () => {
  await using aws = startFakeAws(generatedWorld({ clusters: 1, services: 25, tasks: 250 }));
  const ecs = new ECSClient(config(aws));
  const cluster = "cluster-0000";
  const services = await ecs.send(new ListServicesCommand({ cluster }));
  assert.equal(services.serviceArns?.length, 10);
  const first = await ecs.send(new ListTasksCommand({ cluster }));
  assert.equal(first.taskArns?.length, 100);
  const { nextToken } = await ecs.send(
    new ListTasksCommand({ cluster, nextToken: first.nextToken }),
  );
  const last = await ecs.send(new ListTasksCommand({ cluster, nextToken }));
  assert.equal(last.taskArns?.length, 50);
  assert.equal(last.nextToken, undefined);
  const [logged] = aws.api.calls;
  assert.deepEqual(
    [logged?.service, logged?.action, logged?.accessKeyId, logged?.region, logged?.outcome],
    ["ecs", "ListServices", "AKIATEST", "eu-central-1", "ok"],
  );
});

Deno.test("faults are AWS's errors: denied, unknown cluster, once failing, throttled", async () => {
  await using aws = startFakeAws(demoWorld());
  const ecs = new ECSClient(config(aws));
  const list = (cluster: string) => ecs.send(new ListTasksCommand({ cluster }));
  await assert.rejects(list("nope"), { name: "ClusterNotFoundException" });
  aws.faults.denied.add("ecs:ListTasks");
  await assert.rejects(list("prod"), { name: "AccessDeniedException" });
  aws.faults.denied.clear();
  aws.faults.failNext.set("ListTasks", [new ApiError("ServerException", "no", 500)]);
  await assert.rejects(list("prod"), { name: "ServerException" });
  assert.equal((await list("prod")).taskArns?.length, 9);
  aws.faults.throttle.set("ListTasks", { burst: 1, perSecond: 0 });
  await list("prod");
  await assert.rejects(list("prod"), { name: "ThrottlingException" });
});

Deno.test("a throttled call succeeds for a client that tries again", async () => {
  await using aws = startFakeAws(demoWorld());
  aws.faults.failNext.set("ListTasks", [new ApiError("ThrottlingException", "Rate exceeded")]);
  const ecs = new ECSClient(config(aws, 3));
  await ecs.send(new ListTasksCommand({ cluster: "prod" }));
  assert.deepEqual(aws.api.calls.map((each) => each.outcome), ["ThrottlingException", "ok"]);
});

Deno.test("STS, SSM and KMS answer in their own protocols", async () => {
  await using aws = startFakeAws(demoWorld());
  const caller = await new STSClient(config(aws)).send(new GetCallerIdentityCommand({}));
  assert.equal(caller.Account, "123456789012");
  assert.equal(caller.Arn, "arn:aws:iam::123456789012:user/AKIATEST");
  const key = await new KMSClient(config(aws)).send(
    new GenerateDataKeyCommand({ KeyId: "alias/exec", NumberOfBytes: 64 }),
  );
  assert.equal(key.Plaintext?.length, 64);
  await assert.rejects(
    new SSMClient(config(aws)).send(new ResumeSessionCommand({ SessionId: "nope" })),
    { name: "DoesNotExistException" },
  );
});
