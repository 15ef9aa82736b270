// docs/permissions.md: with exactly those actions, and everything else denied, ecsin does its work.
import assert from "node:assert/strict";
import { CHANNEL_ACTIONS } from "../../src/diagnosis/remedy.ts";
import { deploy } from "../fake_aws/ecs_deployment.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openEcsin, runEcsin } from "./ecsin.ts";

const PAGE = await Deno.readTextFile(new URL("../../docs/permissions.md", import.meta.url));
/** Everything that ecsin can call. */
const ALL = [
  "sts:GetCallerIdentity",
  "iam:GetRole",
  "iam:SimulatePrincipalPolicy",
  "kms:GenerateDataKey",
  "ssm:StartSession",
  "ssm:ResumeSession",
  "ssm:TerminateSession",
  "logs:FilterLogEvents",
  "logs:GetLogEvents",
  "logs:DescribeLogStreams",
  "logs:DescribeLogGroups",
  "logs:StartLiveTail",
  ...[
    "ListClusters",
    "ListServices",
    "ListTasks",
    "DescribeClusters",
    "DescribeServices",
    "DescribeTasks",
    "DescribeTaskDefinition",
    "DescribeContainerInstances",
    "ExecuteCommand",
    "UpdateService",
    "RunTask",
    "StopTask",
    "ListServiceDeployments",
    "DescribeServiceDeployments",
  ].map((action) => `ecs:${action}`),
];

/** The actions of one policy of the page. */
function actionsOf(name: string): readonly string[] {
  const [, json = "{}"] = new RegExp(`\`\`\`json ${name}\\n([\\s\\S]*?)\`\`\``).exec(PAGE) ?? [];
  const policy: { Statement: { Action: string[] }[] } = JSON.parse(json);
  return policy.Statement.flatMap(({ Action }) => Action);
}

/** A fake AWS in which only the policy's actions are allowed. */
function allowing(name: string) {
  const aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }], api: [{ containers: ["api"] }] } },
  }));
  const allowed = actionsOf(name);
  for (const action of ALL) if (!allowed.includes(action)) aws.faults.denied.add(action);
  return { aws, allowed };
}

/** Every action of the policy was needed. */
function assertUsed(aws: ReturnType<typeof startFakeAws>, allowed: readonly string[]): void {
  const called = new Set(aws.api.calls.map(({ service, action }) => `${service}:${action}`));
  assert.deepEqual([...called].sort(), [...allowed].sort());
}

Deno.test("the policy to log in is enough, and all of it is needed", async () => {
  const { aws, allowed } = allowing("login");
  await using _ = aws;
  const { code, stdout, stderr } = await runEcsin(
    ["exec", "--cluster", "prod", "--service", "web", "--container", "app", "--", "echo", "in"],
    { env: aws.env },
  );
  assert.deepEqual([code, stdout], [0, "in\n"], stderr);
  assertUsed(aws, allowed);
});

Deno.test("the policy to log in is enough to copy files", async () => {
  const { aws, allowed } = allowing("login");
  await using _ = aws;
  const { code, stderr } = await runEcsin(
    ["cp", "-", "prod/web/app:/dev/null/no/such/folder"],
    { env: aws.env, stdin: "x" },
  );
  assert.equal(code, 2);
  assert.match(stderr, /there is no folder to make/);
  assertUsed(aws, allowed);
});

Deno.test("the policy to choose is enough, and all of it is needed", async () => {
  const { aws, allowed } = allowing("choose");
  await using _ = aws;
  await using terminal = await openEcsin(["--session", "native"], { env: aws.env });
  await terminal.waitFor(/service>.*2\/2$/m);
  await terminal.type("web\r");
  await terminal.waitForOutput(/[$#] $/);
  await terminal.type("exit\r");
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
  assertUsed(aws, allowed);
});

Deno.test("the policy to forward ports is enough, and all of it is needed", async () => {
  const { aws, allowed } = allowing("forward");
  await using _ = aws;
  const { code, stdout, stderr } = await runEcsin(
    ["forward", "prod/web/app", "--no-probe", "0:8080", "--", "echo", "in"],
    { env: aws.env },
  );
  assert.deepEqual([code, stdout], [0, "in\n"], stderr);
  assertUsed(aws, allowed);
});

Deno.test("the policies to describe, restart and stop are enough, and all of each is needed", async () => {
  for (const name of ["describe", "restart", "stop"]) {
    const { aws, allowed } = allowing(name);
    await using _ = aws;
    // Its last deployment is known.
    const [web] = aws.world.services;
    if (web !== undefined && name === "describe") deploy(web, aws.world);
    const yes = name === "describe" ? [] : ["--yes"];
    const { code, stdout, stderr } = await runEcsin([name, "prod/web", ...yes], { env: aws.env });
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stdout, /not seen/);
    assertUsed(aws, allowed);
  }
});

Deno.test("the policy to run a one-off task is enough, and all of it is needed", async () => {
  const { aws, allowed } = allowing("run");
  await using _ = aws;
  const { logs, fates, region } = aws.world;
  fates.set("web", {
    runs: ({ taskId }) => void logs.put(region, "/ecs/web", `ecs/app/${taskId}`, "from there"),
  });
  await using terminal = await openEcsin(["run", "prod/web", "--", "x"], { env: aws.env });
  await terminal.waitFor("from there");
  await terminal.type("\x03");
  assert.equal((await terminal.exit()).code, 130);
  assertUsed(aws, allowed);
});

Deno.test("the doctor's policy lets it look at everything", async () => {
  const { aws } = allowing("doctor");
  await using _ = aws;
  const { code, stdout } = await runEcsin(["doctor", "--cluster", "prod", "--service", "web"], {
    env: aws.env,
  });
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /not allowed/);
});

Deno.test("the policy for logs is enough, and all of it is needed", async () => {
  const { aws, allowed } = allowing("logs");
  await using _ = aws;
  const { world } = aws;
  const taskId = world.tasks[0]?.taskId ?? "";
  world.logs.put(world.region, "/ecs/web", `ecs/app/${taskId}`, "hello");
  const { code, stdout, stderr } = await runEcsin(
    ["logs", "--cluster", "prod", "--service", "web"],
    { env: aws.env },
  );
  assert.deepEqual([code, stdout], [0, "hello\n"], stderr);
  assertUsed(aws, allowed);
});

Deno.test("the task role's policy has the four actions of the exec agent", () => {
  assert.deepEqual(actionsOf("task"), CHANNEL_ACTIONS);
});
