// A place typed as one word where a profile may stand: `ecsin exec prod/web/app -- …`.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { type Ran, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";

function account() {
  return buildWorld({
    prod: {
      services: { web: [{ containers: ["app", "nginx"] }], api: [{ containers: ["api"] }] },
      standalone: { migrate: [{ containers: ["job"] }] },
    },
    staging: { services: { web: [{ containers: ["app"] }] } },
  });
}

async function exec(
  word: string,
  { home, look }: { readonly home?: Home; readonly look?: (aws: FakeAws) => string } = {},
): Promise<Ran> {
  await using aws = startFakeAws(account());
  return await runEcsin(["exec", look?.(aws) ?? word, "--", "echo", "inside"], {
    env: aws.env,
    ...(home !== undefined ? { home } : {}),
  });
}

Deno.test("cluster/service/container is a place, without any profiles file", async () => {
  const ran = await exec("prod/web/app");
  assert.deepEqual([ran.code, ran.stdout], [0, "inside\n"]);
  assert.match(
    ran.stderr,
    /^ecsin: prod \/ web \/ [0-9a-f]{8} \/ app in eu-central-1 \(task: only/,
  );
  assert.equal((await exec("prod/api")).stdout, "inside\n");
});

Deno.test("a family stands where a service would", async () => {
  const ran = await exec("prod/migrate");
  assert.deepEqual([ran.code, ran.stdout], [0, "inside\n"]);
  assert.match(ran.stderr, /^ecsin: prod \/ migrate \//);
});

Deno.test("a task's ARN and a service's ARN are places", async () => {
  const taskOf = ({ world }: FakeAws) => {
    const task = world.tasks.find((each) => each.group === "service:api");
    return `arn:aws:ecs:eu-central-1:123456789012:task/prod/${task?.taskId}`;
  };
  assert.equal((await exec("", { look: taskOf })).stdout, "inside\n");
  const service = "arn:aws:ecs:eu-central-1:123456789012:service/prod/api";
  assert.equal((await exec(service)).stdout, "inside\n");
  const elsewhere = await exec("arn:aws:ecs:us-east-1:123456789012:service/prod/api");
  assert.match(elsewhere.stderr, /us-east-1/);
});

Deno.test("a profile whose name holds a slash still wins", async () => {
  await using home = await Home.make();
  await home.write(
    ".config/ecsin/profiles.yaml",
    "profiles:\n  prod/web: {cluster: staging, service: web, container: app}\n",
  );
  const ran = await exec("prod/web", { home });
  assert.match(ran.stderr, /^ecsin: staging \/ web \//);
});

Deno.test("a place that is not there is told as a place, not as a profile", async () => {
  const cluster = await exec("pord/web/app");
  assert.equal(cluster.stdout, "");
  assert.match(cluster.stderr, /there is no cluster "pord"/);
  const service = await exec("prod/wbe/app");
  assert.match(service.stderr, /there is no active service "wbe"/);
  const word = await exec("prod/web/x/y/z");
  assert.match(word.stderr, /there is no profile "prod\/web\/x\/y\/z"/);
});
