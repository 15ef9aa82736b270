// RunTask as the service runs its tasks: what is taken over, and what is refused before the call.
import assert from "node:assert/strict";
import type { Runnable } from "../../src/aws/runnable.ts";
import type { RunsAs } from "../../src/aws/service_state.ts";
import { EcsinError } from "../../src/error.ts";
import { commandFor, KEEP_ALIVE } from "../../src/run/command.ts";
import { neverRan, notPlaced } from "../../src/run/not_started.ts";
import { chooseContainer, requestFor, type Wishes } from "../../src/run/request.ts";
import { parseTask } from "../../src/aws/task.ts";

const APP = { name: "app", image: "app:1", essential: true, entryPoint: [], command: [] };
const DEFINITION: Runnable = {
  arn: "arn:web:43",
  family: "web",
  revision: 43,
  status: "ACTIVE",
  networkMode: "awsvpc",
  taskRoleArn: "arn:role",
  isWindows: false,
  compatibilities: ["FARGATE"],
  containers: [APP, { ...APP, name: "envoy", essential: false }],
};
const NETWORK = {
  awsvpcConfiguration: { subnets: ["subnet-1"], assignPublicIp: "DISABLED" as const },
};
const RUNS_AS: RunsAs = {
  taskDefinition: "arn:web:43",
  networkConfiguration: NETWORK,
  launchType: "FARGATE",
  platformVersion: "1.4.0",
  enableECSManagedTags: true,
  propagateTags: "SERVICE",
  tags: [{ key: "team", value: "shop" }, { key: "aws:cloudformation:stack-name", value: "x" }],
};
const WISHES: Wishes = {
  cluster: "prod",
  container: "app",
  command: ["rake", "db:migrate"],
  env: [["RAILS_ENV", "production"]],
  startedBy: "ecsin-1",
  clientToken: "token",
};

Deno.test("requestFor() takes network, capacity, platform and tags over from the service", () => {
  const { request, canExec } = requestFor(DEFINITION, RUNS_AS, { ...WISHES, cpu: "512" });
  assert.equal(canExec, true);
  assert.deepEqual(request, {
    cluster: "prod",
    taskDefinition: "arn:web:43",
    count: 1,
    networkConfiguration: NETWORK,
    launchType: "FARGATE",
    platformVersion: "1.4.0",
    enableExecuteCommand: true,
    tags: [{ key: "team", value: "shop" }],
    enableECSManagedTags: true,
    overrides: {
      containerOverrides: [{
        name: "app",
        command: ["rake", "db:migrate"],
        environment: [{ name: "RAILS_ENV", value: "production" }],
      }],
      cpu: "512",
    },
    startedBy: "ecsin-1",
    clientToken: "token",
  });
});

Deno.test("a capacity provider strategy goes without a launch type; volumes go with their task", () => {
  const { launchType: _, ...rest } = RUNS_AS;
  const { request } = requestFor(DEFINITION, {
    ...rest,
    capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }],
    volumeConfigurations: [{ name: "data", managedEBSVolume: { roleArn: "arn:r", sizeInGiB: 9 } }],
  }, WISHES);
  assert.equal(request.launchType, undefined);
  assert.equal(request.capacityProviderStrategy?.[0]?.capacityProvider, "FARGATE_SPOT");
  assert.deepEqual(request.volumeConfigurations?.[0]?.managedEBSVolume?.terminationPolicy, {
    deleteOnTermination: true,
  });
});

Deno.test("what ECS would refuse is refused before the call", () => {
  const long = { ...WISHES, command: ["x".repeat(8_192)] };
  assert.throws(
    () => requestFor(DEFINITION, RUNS_AS, long),
    /too long: \d+ characters of at most 8192/,
  );
  assert.throws(() => requestFor(DEFINITION, undefined, WISHES), /in which subnets/);
  const { taskRoleArn: _, ...roleless } = DEFINITION;
  assert.equal(requestFor(roleless, RUNS_AS, WISHES).request.enableExecuteCommand, false);
});

Deno.test("chooseContainer() takes the only essential one, and asks for a name otherwise", () => {
  const rerun = (flag: string) => `ecsin run ${flag}`;
  assert.equal(chooseContainer(DEFINITION, undefined, rerun).container.name, "app");
  assert.equal(chooseContainer(DEFINITION, "envoy", rerun).container.name, "envoy");
  assert.throws(() => chooseContainer(DEFINITION, "nope", rerun), /has no container "nope"/);
  const both = { ...DEFINITION, containers: [APP, { ...APP, name: "other" }] };
  assert.throws(() => chooseContainer(both, undefined, rerun), /which one runs it\?/);
});

Deno.test("commandFor() gives a shell entrypoint one line, and says what others make of it", () => {
  const words = ["echo", "a b"];
  assert.deepEqual(commandFor(APP, words), { command: words });
  const shell = { ...APP, entryPoint: ["/bin/sh", "-c"] };
  assert.deepEqual(commandFor(shell, words), { command: ["echo 'a b'"] });
  const script = { ...APP, entryPoint: ["/docker-entrypoint.sh"] };
  assert.deepEqual(commandFor(script, words), { command: words });
  const server = { ...APP, entryPoint: ["/app/server"] };
  assert.match(commandFor(server, words).remark ?? "", /given to it as arguments/);
});

Deno.test("the keep-alive line ends at once when it is told to, with sleep and without", async () => {
  for (const path of ["/usr/bin:/bin", "/nowhere"]) {
    const child = new Deno.Command("/bin/sh", {
      // It says when its trap is set: a signal before it would end it otherwise.
      args: ["-c", KEEP_ALIVE.replace("; if", "; echo ready; if")],
      env: { PATH: path },
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    child.kill("SIGTERM");
    assert.equal((await child.status).code, 0, path);
    await reader.cancel();
  }
});

const WHOM = {
  region: "eu-central-1",
  identity: { source: { kind: "chain" }, remarks: [], flags: [] },
} as const;
const STARTED = { cluster: "prod", definition: "web:43", whom: WHOM };

Deno.test("neverRan() knows AWS's words for image, secret, subnet, log group and platform", () => {
  const why = (stoppedReason: string) => {
    const task = parseTask({ taskArn: "arn:task/1", stopCode: "TaskFailedToStart", stoppedReason });
    assert.ok(task !== undefined);
    const { failure } = neverRan(task, STARTED);
    assert.ok([failure.why].flat().includes(`TaskFailedToStart: ${stoppedReason}`));
    return String([failure.why].flat()[0]);
  };
  const cases: readonly (readonly [string, RegExp])[] = [
    [
      "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve " +
      "ref x.dkr.ecr.eu-central-1.amazonaws.com/web:9: not found",
      /not in the registry/,
    ],
    [
      "CannotPullContainerError: image Manifest does not contain descriptor matching platform " +
      "'linux/amd64'",
      /another processor/,
    ],
    [
      "CannotPullContainerError: inspect image has been retried: 429 Too Many Requests - " +
      "toomanyrequests: You have reached your pull rate limit",
      /enough of anonymous pulls/,
    ],
    [
      "ResourceInitializationError: unable to pull secrets or registry auth: execution resource " +
      "retrieval failed: unable to retrieve secret from asm: AccessDeniedException",
      /a secret/,
    ],
    [
      "ResourceInitializationError: failed to validate logger args: create stream has been retried: " +
      "ResourceNotFoundException: The specified log group does not exist.",
      /log driver/,
    ],
    ["CannotPullContainerError: dial tcp 52.94.0.1:443: i/o timeout", /cannot reach the registry/],
    [
      "Unexpected EC2 error while attempting to Create Network Interface in subnet: " +
      "InsufficientFreeAddressesInSubnet",
      /no free address/,
    ],
    [
      'CannotStartContainerError: exec: "rake": executable file not found in $PATH',
      /no such program/,
    ],
    ["something quite new", /^TaskFailedToStart: something quite new$/],
  ];
  for (const [words, wanted] of cases) assert.match(why(words), wanted, words);
});

Deno.test("notPlaced() tells RunTask's reasons", () => {
  const error = notPlaced([{ reason: "RESOURCE:MEMORY" }], STARTED);
  assert.ok(error instanceof EcsinError);
  assert.deepEqual(error.failure.why, [
    "no machine of the cluster has room for the task, or is of the right kind",
    "RESOURCE:MEMORY",
  ]);
  assert.equal(error.exitCode, 254);
});
