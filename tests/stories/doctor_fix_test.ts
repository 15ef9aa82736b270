// `ecsin doctor --fix`: exec turned on, a new deployment, the shell: each step asked, nothing without
// a yes.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openEcsin, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { KEY } from "./terminal.ts";

const NATIVE = { ECSIN_SESSION: "native" };

function closed(): FakeAws {
  return startFakeAws(buildWorld({
    prod: {
      services: {
        billing: {
          enableExecuteCommand: false,
          tasks: [{ enableExecuteCommand: false, containers: ["app"] }],
        },
      },
      standalone: { migrate: [{ enableExecuteCommand: false, containers: ["app"] }] },
    },
  }));
}

Deno.test("each step is asked: exec on, a new deployment, and the shell is opened", async () => {
  await using aws = closed();
  await using terminal = await openEcsin(["doctor", "prod/billing", "--fix"], {
    env: { ...aws.env, ...NATIVE },
    rows: 60,
  });
  await terminal.waitFor("turn exec on for the next tasks of billing? [y/N]");
  assert.equal(aws.api.count("UpdateService"), 0);
  await terminal.type(`y${KEY.enter}`);
  await terminal.waitFor("start a new deployment, so that its task is replaced? [y/N]");
  assert.equal(aws.api.count("UpdateService"), 0);
  await terminal.type(`y${KEY.enter}`);
  await terminal.waitFor("open a shell in app? [y/N]");
  assert.deepEqual(
    aws.api.calls.filter(({ action }) => action === "UpdateService").map(({ input }) => input),
    [{
      cluster: "arn:aws:ecs:eu-central-1:123456789012:cluster/prod",
      service: "billing",
      enableExecuteCommand: true,
      forceNewDeployment: true,
    }],
  );
  const mark = terminal.mark();
  await terminal.type(`y${KEY.enter}`);
  await terminal.waitForOutput(/[$#] $/, mark);
  await terminal.type("exit\r");
  assert.equal((await terminal.exit()).code, 0);
});

Deno.test("a no changes nothing, and half a yes half of it", async () => {
  await using aws = closed();
  await using terminal = await openEcsin(["doctor", "prod/billing", "--fix"], {
    env: aws.env,
    rows: 60,
  });
  await terminal.waitFor("turn exec on for the next tasks of billing? [y/N]");
  await terminal.type(KEY.enter);
  assert.equal((await terminal.exit()).code, 130);
  assert.equal(aws.api.count("UpdateService"), 0);
  await using second = await openEcsin(["doctor", "prod/billing", "--fix"], {
    env: aws.env,
    rows: 60,
  });
  await second.waitFor("turn exec on for the next tasks of billing? [y/N]");
  await second.type(`y${KEY.enter}`);
  await second.waitFor("replaced? [y/N]");
  await second.type(KEY.enter);
  assert.equal((await second.exit()).code, 1);
  assert.match(second.text(), /its running tasks stay as they are, and cannot be entered/);
  assert.equal(aws.world.services[0]?.enableExecuteCommand, true);
  assert.equal(aws.world.services[0]?.serviceDeployments, undefined);
});

Deno.test("in a script only with --yes, and under the profile's guards", async () => {
  await using aws = closed();
  await using home = await Home.make();
  await home.write(
    ".config/ecsin/profiles.yaml",
    'profiles: {wrong: {cluster: prod, service: billing, accountId: "999999999999"}}\n',
  );
  const run = (...args: string[]) => runEcsin(["doctor", ...args], { home, env: aws.env });
  const asked = await run("prod/billing", "--fix");
  assert.equal(asked.code, 2);
  assert.match(asked.stderr, /there is no terminal to ask on: turn exec on for the next tasks/);
  assert.match((await run("wrong", "--fix", "--yes")).stderr, /is for account 999999999999/);
  assert.match(
    (await run("prod/migrate", "--fix", "--yes")).stderr,
    /no service runs this task of migrate/,
  );
  assert.equal((await run("prod/billing", "--yes")).code, 2);
  assert.equal(aws.api.count("UpdateService"), 0);
  const fixed = await run("prod/billing", "--fix", "--yes");
  assert.equal(fixed.code, 0, fixed.stderr);
  assert.match(fixed.stderr, /\necsin: to go in: ecsin prod\/billing\n$/);
  const entered = await runEcsin(["exec", "prod/billing", "--", "echo", "in"], { env: aws.env });
  assert.equal(entered.stdout, "in\n", entered.stderr);
});

Deno.test("what cannot be put right from here is said", async () => {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: [{ name: "app", agent: "STOPPED" }] }] } },
  }));
  const { code, stderr } = await runEcsin(["doctor", "prod/web", "--fix", "--yes"], {
    env: aws.env,
  });
  assert.equal(code, 1);
  assert.match(stderr, /--fix: exec is on for this task; what else is wrong cannot be put right/);
  aws.world.taskDefinitions.set("web:1", { taskRoleArn: undefined });
  const [task] = aws.world.tasks;
  assert.ok(task !== undefined);
  task.enableExecuteCommand = false;
  const roleless = await runEcsin(["doctor", "prod/web", "--fix", "--yes"], { env: aws.env });
  assert.match(roleless.stderr, /task definition web has no task role/);
  assert.equal(aws.api.count("UpdateService"), 0);
});

Deno.test("a shell that cannot be opened at last is told with a line of login, not of doctor", async () => {
  await using aws = closed();
  const gone = { path: "/nowhere" };
  aws.world.fates.set("billing", {
    runs: ({ containers }) => containers.forEach((each) => Object.assign(each, gone)),
  });
  await using terminal = await openEcsin(
    ["doctor", "prod/billing", "--fix", "-y", "--region", "eu-central-1"],
    { env: { ...aws.env, ...NATIVE }, rows: 60, columns: 120 },
  );
  assert.equal((await terminal.exit()).code, 255);
  const told = terminal.history().join("\n");
  assert.match(told, /\necsin: error: there is no sh in container "app"\n/);
  assert.match(
    told,
    /next: ecsin login prod\/billing -y --region eu-central-1 --shell \/busybox\/sh\n/,
  );
});
