// What a profile guards: the person's own word, and the account.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type World } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { enteredAndLeft } from "./inside.ts";
import { KEY } from "./terminal.ts";
import { NATIVE, openPerson, storyOfBoth } from "./ways.ts";

const PROFILES = `defaults:
  region: eu-central-1
profiles:
  asks: {cluster: prod, service: web, container: app, confirm: true}
  by-name: {cluster: prod, service: web, container: app, confirm: name}
  right: {cluster: prod, service: web, container: app, accountId: "123456789012"}
  wrong: {cluster: prod, service: web, container: app, accountId: "999999999999", confirm: true}
  both: {cluster: prod, service: web, container: app, accountId: "123456789012", confirm: true}
`;

function account(): World {
  return buildWorld({
    prod: {
      services: { web: [{ containers: ["app", "nginx"] }] },
      standalone: { migrate: [{ containers: ["app"] }] },
    },
  });
}

async function homeWithGuards(): Promise<Home> {
  const home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  return home;
}

storyOfBoth("confirm: true asks with no as its default, and yes leads in", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await homeWithGuards();
  await using shell = await openPerson(aws, way, { home });
  const { terminal } = shell;
  const before = await shell.settings();
  for (const keys of [KEY.enter, `n${KEY.enter}`, `yessir${KEY.enter}`]) {
    await shell.start(`ecsin asks ${way.flags}`);
    await terminal.waitForOutput("go on? [y/N] ");
    await terminal.type(keys);
    assert.match(await shell.prompted(), /^ecsin: nothing was run$/m);
    assert.equal(await shell.lastCode(), 130);
  }
  for (const key of [KEY.ctrlC, KEY.escape, KEY.ctrlD]) {
    await shell.clear();
    await shell.start(`ecsin asks ${way.flags}`);
    await terminal.waitFor("go on? [y/N]");
    await terminal.type(key);
    await shell.prompted();
    assert.equal(await shell.lastCode(), 130);
    assert.equal(await shell.settings(), before);
  }
  assert.equal(aws.api.count("ExecuteCommand"), 0);
  await shell.clear();
  await shell.start(`ecsin asks ${way.flags}`);
  await terminal.waitFor("go on? [y/N]");
  assert.match(
    terminal.screen().join(""),
    /profile "asks" asks first: a shell in prod \/ web \/ [0-9a-f]{8} \/ app in eu-central-1, account 123456789012/,
  );
  await terminal.type(`y${KEY.enter}`);
  await enteredAndLeft(shell);
  assert.equal(aws.api.count("ExecuteCommand"), 1);
  assert.equal(await shell.settings(), before);
});

storyOfBoth("confirm: name wants the profile's name, and nothing like it", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await homeWithGuards();
  await using shell = await openPerson(aws, way, { home });
  const { terminal } = shell;
  await shell.start(`ecsin by-name ${way.flags}`);
  await terminal.waitForOutput("type by-name to go on: ");
  await terminal.type(`by-nmae${KEY.enter}`);
  assert.match(await shell.prompted(), /^ecsin: "by-nmae" is not "by-name": nothing was run$/m);
  assert.equal(await shell.lastCode(), 130);
  await shell.clear();
  await shell.start(`ecsin by-name ${way.flags}`);
  await terminal.waitFor("type by-name to go on:");
  await terminal.type(`by-nam${KEY.backspace}me${KEY.enter}`);
  await enteredAndLeft(shell);
  assert.equal(aws.api.count("ExecuteCommand"), 1);
});

Deno.test("a guarded profile stays guarded under flags, in exec, with --all and by -", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithGuards();
  await using shell = await openPerson(aws, NATIVE, { home });
  const { terminal } = shell;
  const asked = async (line: string, act: string) => {
    await shell.clear();
    await shell.start(line);
    await terminal.waitFor("go on? [y/N]");
    assert.ok(terminal.screen().join("").includes(act), terminal.text());
    await terminal.type(KEY.enter);
    await shell.prompted();
    assert.equal(await shell.lastCode(), 130);
  };
  await asked("ecsin asks --container nginx", "a shell in prod / web / ");
  await asked("ecsin asks --family migrate", "a shell in prod / migrate / ");
  await asked("ecsin exec asks -- echo 'two words'", "echo 'two words' in prod / web / ");
  await asked("ecsin exec asks -t -- top", "top in prod / web / ");
  await asked("ecsin exec asks --all -- echo hi", "echo hi in prod / web / 1 task / app");
  assert.equal(aws.api.count("ExecuteCommand"), 0);
  const ran = await shell.line("ecsin exec asks --yes -- echo from there");
  assert.match(ran, /^from there$/m);
  assert.ok(!ran.includes("go on?"));
  await asked("ecsin -", "a shell in prod / web / ");
  await shell.start("ecsin exec asks --all -- echo of all");
  await terminal.waitForOutput("go on? [y/N] ");
  await terminal.type(`YES${KEY.enter}`);
  assert.match(await shell.prompted(), /^[0-9a-f]{8} \| of all$/m);
});

Deno.test("of many tasks it is asked how many they are", async () => {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [1, 2, 3].map(() => ({ containers: ["app", "nginx"] })) } },
  }));
  await using home = await homeWithGuards();
  await using shell = await openPerson(aws, NATIVE, { home });
  await shell.start("ecsin exec asks --all -- echo hi");
  await shell.terminal.waitFor("go on? [y/N]");
  assert.ok(shell.terminal.screen().join("").includes("echo hi in prod / web / all 3 tasks / app"));
  assert.equal(aws.api.count("ExecuteCommand"), 0);
  await shell.terminal.type(`y${KEY.enter}`);
  assert.equal((await shell.prompted()).match(/ \| hi$/gm)?.length, 3);
});

Deno.test("without a terminal a profile that asks needs --yes, and nothing is sent before", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithGuards();
  const run = (...args: string[]) => runEcsin(args, { home, env: aws.env });
  const login = await run("by-name", "--session", "native");
  assert.equal(
    login.stderr,
    'ecsin: error: profile "by-name" asks before anything is run, and there is no terminal to ask on\n' +
      "  why:  in a script, --yes is the answer\n" +
      "  next: ecsin by-name --session native --yes\n",
  );
  assert.equal(login.code, 2);
  const exec = await run("exec", "asks", "--", "echo", "hi");
  assert.match(exec.stderr, /\n {2}next: ecsin exec asks --yes -- echo hi\n/);
  assert.equal(exec.code, 2);
  assert.equal(aws.api.count(), 0);
  const { code, stdout } = await run("exec", "asks", "--yes", "--", "echo", "hi");
  assert.deepEqual([code, stdout], [0, "hi\n"]);
  const { stdout: line } = await run("wrong", "--print");
  assert.match(line, /^aws ecs execute-command --cluster prod /);
  assert.equal(aws.api.count("GetCallerIdentity"), 0);
});

Deno.test("defaults: guard every profile, and a profile can say otherwise", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await home.write(
    ".config/ecsin/profiles.yaml",
    'defaults: {confirm: name, accountId: "999999999999"}\n' +
      "profiles:\n  guarded: {cluster: prod, service: web, container: app}\n" +
      "  open: {cluster: prod, service: web, container: app, confirm: false}\n",
  );
  const run = (name: string) =>
    runEcsin(["exec", name, "--", "echo", "hi"], { home, env: aws.env });
  assert.match((await run("guarded")).stderr, /\n {2}next: ecsin exec guarded --yes -- echo hi\n/);
  assert.match(
    (await run("open")).stderr,
    /profile "open" is for account 999999999999, and this is/,
  );
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

storyOfBoth("the right account is asked for beside the other calls", async (way) => {
  await using aws = startFakeAws(account());
  aws.faults.latencyMs = 60;
  await using home = await homeWithGuards();
  await using shell = await openPerson(aws, way, { home });
  await shell.start(`ecsin right ${way.flags}`);
  await enteredAndLeft(shell);
  const { calls } = aws.api;
  const caller = calls.find(({ action }) => action === "GetCallerIdentity");
  const listed = calls.find(({ action }) => action === "ListTasks");
  const executed = calls.find(({ action }) => action === "ExecuteCommand");
  assert.ok(caller !== undefined && listed !== undefined && executed !== undefined);
  assert.ok(caller.startedMs < listed.endedMs && listed.startedMs < caller.endedMs);
  assert.ok(caller.endedMs <= executed.startedMs);
  assert.equal(aws.api.count("GetCallerIdentity"), 1);
});

storyOfBoth("another account is refused with both ids, before anything is asked", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await homeWithGuards();
  await using shell = await openPerson(aws, way, { home });
  assert.match(
    await shell.line(`ecsin wrong ${way.flags}`),
    /ecsin: error: profile "wrong" is for account 999999999999, and this is account 123456789012\n {2}why: {2}nothing was run; signed in as arn:aws:iam::123456789012:user\/AKIAIOSFODNN7EXAMPLE\n {2}next: ecsin wrong --session \w+ --aws-profile NAME\n$/,
  );
  assert.equal(await shell.lastCode(), 253);
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

Deno.test("the account guards exec and exec --all, --yes or not", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithGuards();
  for (const more of [[], ["--all"]]) {
    const { code, stdout, stderr } = await runEcsin(
      ["exec", "wrong", "--yes", ...more, "--", "echo", "hi"],
      { home, env: aws.env },
    );
    assert.deepEqual([code, stdout], [253, ""], stderr);
    assert.match(stderr, /for account 999999999999, and this is account 123456789012\n/);
  }
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

Deno.test("an account that AWS does not tell is refused", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithGuards();
  const run = () => runEcsin(["exec", "right", "--", "echo", "hi"], { home, env: aws.env });
  aws.faults.denied.add("sts:GetCallerIdentity");
  const denied = await run();
  assert.match(
    denied.stderr,
    /ecsin: error: profile "right" is for account 123456789012, and AWS did not say which account this is\n {2}why: {2}nothing was run\n {8}not allowed to call sts:GetCallerIdentity\n/,
  );
  assert.deepEqual([denied.code, denied.stdout], [253, ""]);
  aws.faults.denied.clear();
  aws.faults.failAlways.set("GetCallerIdentity", new ApiError("InternalFailure", "down", 500));
  const down = await runEcsin(["exec", "right", "--", "echo", "hi"], {
    home,
    env: { ...aws.env, AWS_MAX_ATTEMPTS: "1" },
  });
  assert.match(down.stderr, /and AWS did not say which account this is\n/);
  assert.deepEqual([down.code, down.stdout], [253, ""]);
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});
