// `ecsin list` and `--print`: what scripts read, and nothing else on stdout.
import assert from "node:assert/strict";
import { needs } from "../needs.ts";
import { ApiError } from "../fake_aws/api_call.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { arnOf, buildWorld, generatedWorld, type World } from "../fake_aws/world.ts";
import { openEcsin, runEcsin } from "./ecsin.ts";

const NOW = new Date();
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

function account(): World {
  return buildWorld({
    prod: {
      services: {
        web: [{ containers: ["app", "nginx"], startedAt: ago(95) }],
        billing: [{
          containers: ["billing"],
          enableExecuteCommand: false,
          startedAt: ago(3 * 24 * 60),
        }],
      },
      standalone: { migrate: [{ containers: ["migrate"], startedAt: ago(2) }] },
    },
    staging: { services: { api: [{ containers: ["api"], startedAt: ago(60) }] } },
  }, NOW);
}

/** The value of one line's columns, as a person would cut them. */
const columns = (line: string) => line.split(/ {2,}/);

Deno.test("ecsin list shows every container of every cluster, with why it cannot be entered", async () => {
  await using aws = startFakeAws(account());
  const { code, stdout, stderr } = await runEcsin(["list"], { env: aws.env });
  assert.deepEqual([code, stderr], [0, ""]);
  const id = (group: string) =>
    aws.world.tasks.find((task) => task.group === group)?.taskId.slice(0, 8) ?? "";
  const [head = "", ...rows] = stdout.trimEnd().split("\n").map(columns);
  assert.deepEqual(head, [
    "CLUSTER",
    "SERVICE",
    "TASK",
    "DEFINITION",
    "CONTAINER",
    "STATUS",
    "HEALTH",
    "EXEC",
    "AGE",
    "AZ",
    "IP",
  ]);
  assert.deepEqual(rows.map((row) => row.slice(0, 9)), [
    [
      "prod",
      "(migrate)",
      id("family:migrate"),
      "migrate:1",
      "migrate",
      "RUNNING",
      "HEALTHY",
      "yes",
      "2m",
    ],
    [
      "prod",
      "billing",
      id("service:billing"),
      "billing:1",
      "billing",
      "RUNNING",
      "HEALTHY",
      "exec is not enabled on this task",
      "3d",
    ],
    ["prod", "web", id("service:web"), "web:1", "app", "RUNNING", "HEALTHY", "yes", "1h"],
    ["prod", "web", id("service:web"), "web:1", "nginx", "RUNNING", "HEALTHY", "yes", "1h"],
    ["staging", "api", id("service:api"), "api:1", "api", "RUNNING", "HEALTHY", "yes", "1h"],
  ]);
});

Deno.test("ecsin list -o json is an array of objects with the documented keys", async () => {
  await using aws = startFakeAws(account());
  const { stdout } = await runEcsin(["list", "-o", "json", "--cluster", "staging"], {
    env: aws.env,
  });
  const [task] = aws.world.tasks.filter(({ cluster }) => cluster === "staging");
  const taskId = task?.taskId ?? "";
  assert.deepEqual(JSON.parse(stdout), [{
    cluster: "staging",
    service: "api",
    family: "api",
    taskId,
    taskDefinition: "api:1",
    container: "api",
    status: "RUNNING",
    health: "HEALTHY",
    execReady: true,
    execRefusal: null,
    startedAt: task?.startedAt.toISOString(),
    availabilityZone: task?.availabilityZone,
    privateIp: task?.privateIp,
    image: "registry.example/api:1",
    runtimeId: task?.containers[0]?.runtimeId,
    clusterArn: arnOf(aws.world, "cluster", "staging"),
    launchType: "FARGATE",
    taskArn: arnOf(aws.world, "task", `staging/${taskId}`),
    taskDefinitionArn: arnOf(aws.world, "task-definition", "api:1"),
  }]);
});

Deno.test("ecsin list clusters, services and tasks list those", async () => {
  await using aws = startFakeAws(account());
  const names = async (kind: string, key: string) => {
    const { stdout } = await runEcsin(["list", kind, "-o", "json"], { env: aws.env });
    const items: Record<string, unknown>[] = JSON.parse(stdout);
    return items.map((item) => String(item[key])).sort();
  };
  assert.deepEqual(await names("clusters", "cluster"), ["prod", "staging"]);
  assert.deepEqual(await names("services", "service"), ["api", "billing", "web"]);
  assert.deepEqual(
    await names("tasks", "taskId"),
    aws.world.tasks.map(({ taskId }) => taskId).sort(),
  );
});

Deno.test("ecsin list -o tsv has a head and whole ids", async () => {
  await using aws = startFakeAws(account());
  const { stdout } = await runEcsin(["list", "tasks", "--cluster", "staging", "-o", "tsv"], {
    env: aws.env,
  });
  const [head, row, ...rest] = stdout.split("\n");
  const task = aws.world.tasks.find(({ cluster }) => cluster === "staging");
  assert.equal(
    head,
    "cluster\tservice\ttaskId\ttaskDefinition\tstatus\thealth\texec\tage\tavailabilityZone\tprivateIp",
  );
  assert.equal(row?.split("\t")[2], task?.taskId);
  assert.deepEqual(rest, [""]);
});

Deno.test("ecsin list of nothing is an empty array, and says so to people on stderr", async () => {
  await using aws = startFakeAws(buildWorld({}));
  const json = await runEcsin(["list", "-o", "json"], { env: aws.env });
  assert.deepEqual([json.code, json.stdout], [0, "[]\n"]);
  const table = await runEcsin(["list"], { env: aws.env });
  assert.match(table.stderr, /nothing found/);
});

Deno.test("ecsin list asks in pages of 100 and batches of 100, side by side", async () => {
  await using aws = startFakeAws(generatedWorld({ clusters: 3, services: 6, tasks: 900 }));
  aws.faults.latencyMs = 20;
  const { stdout } = await runEcsin(["list", "tasks", "-o", "json"], { env: aws.env });
  assert.equal(JSON.parse(stdout).length, 900);
  assert.equal(aws.api.count("ListTasks"), 9);
  assert.equal(aws.api.count("DescribeTasks"), 9);
  assert.ok(aws.api.parallel > 1 && aws.api.parallel <= 16, `${aws.api.parallel} at once`);
});

Deno.test("ecsin list loses and doubles nothing while AWS throttles", async () => {
  const world = generatedWorld({ clusters: 4, services: 8, tasks: 800 });
  await using aws = startFakeAws(world);
  const throttled = () => new ApiError("ThrottlingException", "Rate exceeded");
  aws.faults.failNext.set("ListClusters", [throttled()]);
  aws.faults.failNext.set("ListTasks", [throttled(), throttled()]);
  aws.faults.failNext.set("DescribeTasks", [throttled(), throttled(), throttled()]);
  const { code, stdout } = await runEcsin(["list", "tasks", "-o", "json"], { env: aws.env });
  assert.equal(code, 0);
  const items: { taskId: string }[] = JSON.parse(stdout);
  assert.deepEqual(
    items.map(({ taskId }) => taskId).sort(),
    world.tasks.map(({ taskId }) => taskId).sort(),
  );
});

Deno.test(
  needs("ecsin list fits a terminal of 80 columns", "an ecsin of this system"),
  async () => {
    await using aws = startFakeAws(account());
    await using terminal = await openEcsin(["list"], { env: aws.env, columns: 80 });
    assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
    assert.equal(terminal.history().length, 6);
  },
);

Deno.test(
  needs(
    "--print gives the line for AWS's CLI on stdout, and opens nothing",
    "an ecsin of this system",
  ),
  async () => {
    await using aws = startFakeAws(account());
    const { code, stdout, stderr } = await runEcsin(
      [
        "--cluster",
        "prod",
        "--service",
        "web",
        "--container",
        "app",
        "--shell",
        "bash -l",
        "--print",
      ],
      { env: aws.env },
    );
    const task = aws.world.tasks.find(({ group }) => group === "service:web");
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `aws ecs execute-command --cluster prod --task ${
        arnOf(aws.world, "task", `prod/${task?.taskId}`)
      } --container app --interactive --command 'bash -l' --region eu-central-1\n`,
    );
    assert.match(stderr, /^ecsin: prod \/ web \/ [0-9a-f]{8} \/ app in eu-central-1/);
    assert.equal(aws.api.count("ExecuteCommand"), 0);
  },
);

Deno.test("a name, an ARN and the first characters of an id mean the same task", async () => {
  await using aws = startFakeAws(account());
  const task = aws.world.tasks.find(({ group }) => group === "service:web");
  const taskArn = arnOf(aws.world, "task", `prod/${task?.taskId}`);
  for (
    const flags of [
      ["--task", taskArn],
      ["--cluster", "prod", "--task", task?.taskId ?? ""],
      ["--cluster", arnOf(aws.world, "cluster", "prod"), "--task", task?.taskId.slice(0, 6) ?? ""],
      ["--service", arnOf(aws.world, "service", "prod/web")],
    ]
  ) {
    const { code, stdout, stderr } = await runEcsin([...flags, "--container", "app", "--print"], {
      env: aws.env,
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout, new RegExp(`--task \\S*${task?.taskId} `));
  }
});
