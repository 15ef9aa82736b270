// Where a container's logs are, by its task definition; and which containers are the app's.
import assert from "node:assert/strict";
import { parseTaskDefinition } from "../../src/aws/task_definition.ts";
import { logPlaceOf } from "../../src/logs/log_place.ts";
import { splitSidecars } from "../../src/logs/sidecars.ts";
import { wantedOf } from "../../src/logs/wanted.ts";

type Definition = Parameters<typeof parseTaskDefinition>[0];
type Log = NonNullable<Definition["containerDefinitions"]>[number]["logConfiguration"];

function placeOf(logConfiguration: Log, launchType = "FARGATE") {
  const [container] = parseTaskDefinition({
    containerDefinitions: [{ name: "app", ...(logConfiguration ? { logConfiguration } : {}) }],
  }).containers;
  assert.ok(container);
  return logPlaceOf(container, launchType, "eu-central-1");
}

Deno.test("logPlaceOf() reads awslogs with and without a prefix, and FireLens to CloudWatch", () => {
  const group = { "awslogs-group": "/g" };
  const namingOf = (logDriver: "awslogs" | "awsfirelens", options: Record<string, string>) => {
    const place = placeOf({ logDriver, options });
    return place.kind === "cloudwatch" ? [place.region, place.group, place.naming] : place.kind;
  };
  assert.deepEqual(
    namingOf("awslogs", { ...group, "awslogs-region": "us-west-2", "awslogs-stream-prefix": "p" }),
    ["us-west-2", "/g", { kind: "prefix", prefix: "p" }],
  );
  assert.deepEqual(namingOf("awslogs", group), ["eu-central-1", "/g", { kind: "docker" }]);
  assert.deepEqual(namingOf("awslogs", { ...group, "awslogs-stream": "s" }), [
    "eu-central-1",
    "/g",
    { kind: "fixed", stream: "s" },
  ]);
  for (const Name of ["cloudwatch", "cloudwatch_logs"]) {
    assert.deepEqual(
      namingOf("awsfirelens", { Name, log_group_name: "/f", region: "x", log_stream_prefix: "o-" }),
      ["x", "/f", { kind: "firelens", prefix: "o-" }],
    );
  }
  const templated = { Name: "cloudwatch", log_group_name: "/f/$(ecs_cluster)" };
  assert.equal(namingOf("awsfirelens", templated), "elsewhere");
});

Deno.test("logPlaceOf() says where else lines go, without what may be secret", () => {
  const whereOf = (logConfiguration: Log, launchType?: string) => {
    const place = placeOf(logConfiguration, launchType);
    return place.kind === "cloudwatch" ? "" : place.where;
  };
  assert.match(whereOf(undefined), /^nowhere/);
  assert.match(whereOf(undefined, "EC2"), /docker logs/);
  assert.match(whereOf({ logDriver: "json-file" }, "EC2"), /docker logs/);
  const fluentd = { "fluentd-address": "tcp://me:secret@f.example:24224" };
  assert.equal(
    whereOf({ logDriver: "fluentd", options: fluentd }),
    "to fluentd tcp://…@f.example:24224",
  );
  const s3 = { Name: "s3", bucket: "lines", aws_secret_access_key: "k" };
  assert.equal(whereOf({ logDriver: "awsfirelens", options: s3 }), "by FireLens to s3 lines");
  assert.match(whereOf({ logDriver: "awsfirelens" }), /configuration, which AWS does not show/);
});

Deno.test("wantedOf() names streams as their drivers do", () => {
  const task = {
    taskId: "t1",
    containers: [{ name: "app", runtimeId: "r1", lastStatus: "", healthStatus: "" }],
  };
  const base = { kind: "cloudwatch", driver: "", region: "r", group: "g" } as const;
  const nameOf = (naming: Parameters<typeof wantedOf>[0]["naming"]) => {
    const wanted = wantedOf({ ...base, naming }, "app", task);
    return [wanted?.stream, wanted?.isPrefix];
  };
  assert.deepEqual(nameOf({ kind: "prefix", prefix: "p" }), ["p/app/t1", false]);
  assert.deepEqual(nameOf({ kind: "docker" }), ["r1", false]);
  assert.deepEqual(nameOf({ kind: "fixed", stream: "s" }), ["s", false]);
  assert.deepEqual(nameOf({ kind: "firelens", prefix: "o-" }), ["o-app-firelens-t1", true]);
  assert.equal(wantedOf({ ...base, naming: { kind: "docker" } }, "other", task), undefined);
});

Deno.test("splitSidecars() knows what stands beside the app, by name, image and role", () => {
  const split = (
    ...containerDefinitions: {
      name: string;
      image?: string;
      firelensConfiguration?: { type: "fluentbit" };
    }[]
  ) => {
    const { app, beside } = splitSidecars(parseTaskDefinition({ containerDefinitions }).containers);
    return [app.map(({ name }) => name), beside.map(({ name }) => name)];
  };
  assert.deepEqual(
    split(
      { name: "app" },
      { name: "nginx" },
      { name: "envoy" },
      { name: "agent", image: "public.ecr.aws/datadog/agent:7" },
      { name: "collector", image: "amazon/aws-otel-collector:latest" },
      { name: "router", firelensConfiguration: { type: "fluentbit" } },
      { name: "ecs-service-connect-Ab1" },
    ),
    [["app", "nginx"], ["envoy", "agent", "collector", "router", "ecs-service-connect-Ab1"]],
  );
  // Where nothing else is there, it is the app.
  assert.deepEqual(split({ name: "envoy" }), [["envoy"], []]);
});
