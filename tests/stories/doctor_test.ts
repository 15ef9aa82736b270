// `ecsin doctor`: what a person sees, whole, in doctor.txt, which is to be read. UPDATE=1 writes it
// anew. What changes from run to run is replaced by a word; the order of the checks never does.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { type Ran, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { thePlugin } from "../plugin/build.ts";
import { pluginFolder } from "./ways.ts";
import { needs } from "../needs.ts";

const FILE = new URL("doctor.txt", import.meta.url);
const TARGET = ["--cluster", "prod", "--service", "web", "--container", "app"];

function account() {
  return buildWorld({
    prod: {
      services: {
        web: [{
          revision: 7,
          containers: ["app", "nginx"],
          startedAt: new Date("2026-11-20T10:31:00Z"),
        }],
      },
    },
  });
}

async function examined(
  title: string,
  args: readonly string[],
  wrong: (aws: FakeAws) => void = () => {},
): Promise<{ readonly told: string; readonly ran: Ran; readonly aws: FakeAws }> {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", "profiles: {prod-web: {cluster: prod}}\n");
  wrong(aws);
  const ran = await runEcsin(["doctor", ...args], { home, env: aws.env });
  const stdout = ran.stdout.trimEnd()
    .replaceAll(aws.url, "URL")
    .replaceAll(home.path, "~")
    .replace(/(ecsin +)\S+ on .*/, "$1VERSION on SYSTEM")
    .replace(/(to install it:\n +next: ).*/, "$1INSTALL LINE")
    .replace(/answers, \d+ ms/, "answers, N ms");
  const told = `## ${title}\n\n$ ecsin doctor ${args.join(" ")}`.trimEnd() +
    `\n${stdout}\n${ran.stderr}exit ${ran.code}\n`;
  return { told, ran, aws };
}

Deno.test("ecsin doctor tells everything that getting in depends on", async () => {
  const told = [
    await examined("this machine alone", []),
    await examined("a target that is well", TARGET),
    await examined("a target with everything wrong", TARGET, ({ world, simulation }) => {
      const [task] = world.tasks;
      const [app] = task?.containers ?? [];
      const [cluster] = world.clusters;
      if (task === undefined || app === undefined || cluster === undefined) {
        throw new Error("empty");
      }
      app.agent = "STOPPED";
      app.agentReason = "Exec agent exited";
      task.platformVersion = "1.3.0";
      cluster.executeCommandConfiguration = {
        kmsKeyId: "alias/exec",
        logging: "OVERRIDE",
        logConfiguration: { cloudWatchLogGroupName: "/exec", cloudWatchEncryptionEnabled: true },
      };
      simulation.set("ssmmessages:OpenDataChannel", "implicitDeny");
      simulation.set("kms:GenerateDataKey", "explicitDeny");
      world.taskDefinitions.set("web:7", {
        pidMode: "task",
        containerDefinitions: [{
          name: "app",
          image: "registry.example/app:1",
          readonlyRootFilesystem: true,
          environment: [
            { name: "AWS_ACCESS_KEY_ID", value: "AKIASECRET" },
            { name: "HTTPS_PROXY", value: "http://me:secret@proxy:3128" },
          ],
        }],
      });
    }),
    await examined("a target that nobody may look at", TARGET, ({ faults }) => {
      for (
        const action of [
          "sts:GetCallerIdentity",
          "iam:SimulatePrincipalPolicy",
          "ecs:DescribeTaskDefinition",
          "ecs:DescribeClusters",
        ]
      ) faults.denied.add(action);
    }),
    await examined("no such cluster", ["--cluster", "pord"]),
  ].map((each) => each.told).join("\n");
  if (Deno.env.get("UPDATE") === "1") await Deno.writeTextFile(FILE, told);
  assert.equal(told, await Deno.readTextFile(FILE));
  assert.doesNotMatch(told, /AKIASECRET|me:secret/);
});

Deno.test("ecsin doctor --output json is one object with every check", async () => {
  const { ran } = await examined("", [...TARGET, "--output", "json"], ({ world }) => {
    const [app] = world.tasks[0]?.containers ?? [];
    if (app !== undefined) app.agent = "STOPPED";
  });
  assert.equal(ran.code, 1);
  const report: {
    problems: number;
    checks: { section: string; id: string; status: string; seen: string; next: string[] }[];
  } = JSON.parse(ran.stdout);
  assert.equal(report.problems, 1);
  const problem = report.checks.find(({ status }) => status === "problem");
  assert.equal(problem?.id, "exec-agent");
  assert.match(problem?.next[0] ?? "", /^aws ecs update-service .*--force-new-deployment/);
  const ids = report.checks.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
});

Deno.test("ecsin doctor changes nothing", async () => {
  const { aws } = await examined("", TARGET);
  const actions = new Set(aws.api.calls.map(({ action }) => action));
  for (const action of actions) assert.match(action, /^(List|Describe|Get|Simulate)/);
});

Deno.test("ecsin doctor without credentials, region or a readable profiles file still tells the rest", async () => {
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", "profiles:\n\tweb: {}\n");
  const { code, stdout } = await runEcsin(["doctor"], { home });
  assert.equal(code, 1);
  assert.match(stdout, /^PROBLEM {2}profiles file .*profiles\.yaml:2:1: a tab stands where/m);
  assert.match(
    stdout,
    /^PROBLEM {2}configuration +no AWS region is set\n +why: .*\n +next: export AWS_REGION/m,
  );
});

Deno.test("ecsin doctor tells that a profile is for another account", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  const profiles = `profiles: {mine: {accountId: "${aws.world.accountId}"}, ` +
    'other: {accountId: "999999999999", cluster: prod, service: web, container: app}}\n';
  await home.write(".config/ecsin/profiles.yaml", profiles);
  const { code, stdout } = await runEcsin(["doctor", "other"], { home, env: aws.env });
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^PROBLEM {2}credentials +arn:\S+ in account 123456789012\n +why: {2}the profile is for account 999999999999, and is not let into another one\n +next: ecsin doctor other --aws-profile NAME\n/m,
  );
  const { stdout: right } = await runEcsin(["doctor", "mine"], { home, env: aws.env });
  assert.match(right, /^ok +credentials +arn:\S+ in account 123456789012$/m);
});

Deno.test("ecsin doctor tells how the plugin that is not there, and not needed, is installed", async () => {
  await using aws = startFakeAws(account());
  const { stdout } = await runEcsin(["doctor"], { env: aws.env });
  assert.match(
    stdout,
    /^ok +plugin +session-manager-plugin is not installed: .*\n +why: {2}it is not needed.*\n +next: .*session-manager-plugin/m,
  );
});

Deno.test({
  ...needs("ecsin doctor finds the real plugin and its version", await thePlugin()),
  async fn() {
    await using aws = startFakeAws(account());
    const { stdout } = await runEcsin(["doctor"], { env: aws.env, path: [pluginFolder ?? ""] });
    assert.match(
      stdout,
      /^ok +plugin +session-manager-plugin 1\.3\.0\.0, \/.*\/session-manager-plugin; it takes the token by env/m,
    );
  },
});

Deno.test("ecsin doctor without a network does not advise ecsin doctor", async () => {
  const env = {
    AWS_ENDPOINT_URL: "http://127.0.0.1:2",
    AWS_MAX_ATTEMPTS: "1",
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
    AWS_SECRET_ACCESS_KEY: "secret",
  };
  for (const args of [["doctor"], ["doctor", "--cluster", "prod", "--service", "web"]]) {
    const { code, stdout } = await runEcsin(args, { env });
    assert.equal(code, 1);
    assert.doesNotMatch(stdout, /ecsin doctor/);
  }
});
