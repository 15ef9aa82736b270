// What was opened comes back: `ecsin -`, and what of it is remembered.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type World } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { enteredAndLeft } from "./inside.ts";
import { NATIVE, openPerson, storyOfBoth } from "./ways.ts";

const FILE = ".local/state/ecsin/recents.json";
const HINT = "ecsin: to come back: ecsin -; to save it: ecsin profile add NAME --last";
const PROFILES = `profiles:
  prod-web:
    region: eu-central-1
    cluster: prod
    service: web
`;

function account(): World {
  return buildWorld({
    prod: {
      services: {
        web: [{ containers: ["app", "nginx"] }],
        api: [{ containers: ["api"] }, { containers: ["api"] }],
      },
    },
  });
}

const remembered = async (home: Home) => await Deno.readTextFile(`${home.path}/${FILE}`);

storyOfBoth("what was opened by flags comes back by ecsin -, as the same identity", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await using shell = await openPerson(aws, way, { home });
  await shell.start(`ecsin --cluster prod --service web --container nginx ${way.flags}`);
  const first = await enteredAndLeft(shell);
  assert.ok(first.endsWith(`${HINT}\n`), first);
  // The region is remembered with it.
  await shell.line("export AWS_REGION=us-east-1");
  await shell.start(`ecsin - ${way.flags}`);
  const again = await enteredAndLeft(shell);
  assert.match(again, /^ecsin: again: prod \/ web \/ nginx in eu-central-1$/m);
  assert.match(again, /^ecsin: prod \/ web \/ [0-9a-f]{8} \/ nginx in eu-central-1 /m);
  assert.ok(!again.includes(HINT), again);
  assert.deepEqual(aws.sessions.map(({ container }) => container.name), ["nginx", "nginx"]);
  assert.deepEqual(new Set(aws.api.calls.map(({ region }) => region)), new Set(["eu-central-1"]));
  const text = await remembered(home);
  assert.deepEqual(JSON.parse(text).recents.map(({ target }: { target: unknown }) => target), [{
    region: "eu-central-1",
    accountId: "123456789012",
    cluster: "prod",
    service: "web",
    container: "nginx",
  }]);
});

Deno.test("flags go over the last target: --print, another container, and exec", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await using shell = await openPerson(aws, NATIVE, { home });
  await shell.start("ecsin --cluster prod --service web --container nginx --session native");
  await enteredAndLeft(shell);
  assert.match(
    await shell.line("ecsin - --print"),
    /\naws ecs execute-command --cluster prod --task \S+ --container nginx /,
  );
  assert.match(await shell.line("ecsin - --print --container app"), / --container app /);
  assert.match(await shell.line("ecsin exec - -- echo from there"), /^from there$/m);
  // A doctor looks at the same place.
  assert.match(await shell.line("ecsin doctor -"), /prod \/ web \/ [0-9a-f]{8} \/ nginx/);
});

storyOfBoth("what was opened by a profile comes back by it, with what was chosen", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  await using shell = await openPerson(aws, way, { home });
  await shell.start(`ecsin prod-web ${way.flags}`);
  await shell.terminal.waitFor(/\/ container>.*2\/2$/m);
  await shell.terminal.type("ngi\r");
  const first = await enteredAndLeft(shell);
  assert.ok(!first.includes(HINT), first);
  await shell.start(`ecsin - ${way.flags}`);
  const again = await enteredAndLeft(shell);
  assert.match(
    again,
    /^ecsin: again: prod \/ web \/ nginx in eu-central-1, by profile "prod-web"$/m,
  );
  assert.equal(aws.sessions.at(-1)?.container.name, "nginx");
  // The profile is gone, and what it guarded with it.
  await home.write(".config/ecsin/profiles.yaml", "profiles: {other: {cluster: prod}}\n");
  assert.match(
    await shell.line("ecsin -"),
    /ecsin: error: there is no profile or command "prod-web"/,
  );
  assert.equal(await shell.lastCode(), 2);
});

Deno.test("the task that was entered comes back while it runs, and another of its service later", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await using shell = await openPerson(aws, NATIVE, { home });
  const { taskId = "" } = aws.world.tasks.find(({ group }) => group === "service:api") ?? {};
  await shell.start("ecsin --cluster prod --service api --session native");
  await shell.terminal.waitFor(/2\/2$/m);
  await shell.terminal.type(`${taskId}\r`);
  await enteredAndLeft(shell);
  await shell.start("ecsin - --session native");
  const again = await enteredAndLeft(shell);
  assert.match(
    again,
    /ecsin: prod \/ api \/ \w{8} \/ api in eu-central-1 \(.*task: the one it was/,
  );
  assert.deepEqual(aws.sessions.map((each) => each.taskId), [taskId, taskId]);
  for (const task of aws.world.tasks.filter((each) => each.taskId === taskId)) {
    Object.assign(task, { lastStatus: "STOPPED", desiredStatus: "STOPPED" });
  }
  await shell.start("ecsin - --session native");
  assert.match(await enteredAndLeft(shell), /task: only one running/);
  assert.notEqual(aws.sessions.at(-1)?.taskId, taskId);
});

Deno.test("the last target is never looked for in another account", async () => {
  await using aws = startFakeAws(account());
  await using other = startFakeAws({ ...account(), accountId: "999999999999" });
  await using home = await Home.make();
  await using shell = await openPerson(aws, NATIVE, { home });
  await shell.start("ecsin --cluster prod --service web --container app --session native");
  await enteredAndLeft(shell);
  await shell.line(`export AWS_ENDPOINT_URL=${other.url}`);
  assert.match(
    await shell.line("ecsin -"),
    /ecsin: error: the recent target is for account 123456789012, and this is account 999999999999\n {2}why: {2}nothing was run; signed in as arn:/,
  );
  assert.equal(await shell.lastCode(), 253);
  assert.equal(other.api.count("ExecuteCommand"), 0);
});

Deno.test("the AWS profile of the last target comes back with it, whatever the environment says", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await home.write(
    ".aws/credentials",
    "[team]\naws_access_key_id = AKIATEAM\naws_secret_access_key = one\n" +
      "[else]\naws_access_key_id = AKIAELSE\naws_secret_access_key = two\n",
  );
  const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  await using shell = await openPerson(aws, NATIVE, { home, env });
  await shell.start(
    "ecsin --aws-profile team --cluster prod --service web --container app --session native",
  );
  await enteredAndLeft(shell);
  await shell.line("export AWS_PROFILE=else");
  await shell.start("ecsin - --session native");
  const again = await enteredAndLeft(shell);
  assert.match(again, /^ecsin: again: prod \/ web \/ app in eu-central-1, as AWS profile "team"$/m);
  assert.match(
    again,
    /^ecsin: AWS profile "team" \(the recent target\) is used, not AWS_PROFILE=else$/m,
  );
  assert.deepEqual(
    new Set(aws.api.calls.map(({ accessKeyId }) => accessKeyId)),
    new Set(["AKIATEAM"]),
  );
});

Deno.test("no secret is remembered, and nothing where no terminal is", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  const url = new URL(aws.url);
  url.username = "me";
  url.password = "hidden-word";
  const args = ["--cluster", "prod", "--service", "web", "--container", "app"];
  const { code, stdout } = await runEcsin(["exec", ...args, "--", "echo", "hi"], {
    home,
    env: aws.env,
  });
  assert.deepEqual([code, stdout], [0, "hi\n"]);
  await assert.rejects(remembered(home), Deno.errors.NotFound);
  await using shell = await openPerson(aws, NATIVE, { home });
  const exec = (endpoint: string) =>
    shell.line(`ecsin exec --endpoint-url ${endpoint} ${args.join(" ")} -- echo secret-command`);
  assert.doesNotMatch((await exec(`${url}`)).slice(1), /hidden-word/);
  await assert.rejects(remembered(home), Deno.errors.NotFound);
  await exec(aws.url);
  const text = await remembered(home);
  assert.match(text, new RegExp(`"endpointUrl": "${aws.url}"`));
  const token = aws.sessions.at(-1)?.tokenValue ?? "";
  assert.ok(token.length > 20);
  for (
    const secret of [token, aws.env["AWS_SECRET_ACCESS_KEY"] ?? "", "hidden-word", "secret-command"]
  ) {
    assert.ok(!text.includes(secret), text);
  }
});

Deno.test("without a last target ecsin - says so; a broken file of them is no error", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  const none = await runEcsin(["-"], { home, env: aws.env });
  assert.equal(
    none.stderr,
    "ecsin: error: there is no last target\n" +
      "  why:  - is the target that was opened last on a terminal, and none is remembered\n" +
      "  next: ecsin\n        ecsin list profiles\n",
  );
  assert.equal(none.code, 2);
  await home.write(FILE, '{"recents": [{"target": ');
  assert.equal((await runEcsin(["-"], { home, env: aws.env })).stderr, none.stderr);
  await using shell = await openPerson(aws, NATIVE, { home });
  await shell.start("ecsin --cluster prod --service web --container app --session native");
  assert.ok((await enteredAndLeft(shell)).endsWith(`${HINT}\n`));
  assert.equal(JSON.parse(await remembered(home)).recents.length, 1);
  assert.equal(aws.api.count("GetCallerIdentity"), 0);
});

Deno.test("what cannot be remembered is not offered to come back", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await home.write(".local/state/ecsin", "a file in the way");
  await using shell = await openPerson(aws, NATIVE, { home });
  await shell.start("ecsin --cluster prod --service web --container app --session native");
  const said = await enteredAndLeft(shell);
  assert.ok(!said.includes("to come back"), said);
  assert.equal(await shell.lastCode(), 0);
});

Deno.test("a profile of the same name in another file does not stand in: its guards are others", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  const profile = "web: {region: eu-central-1, cluster: prod, service: web, container: app";
  await home.write("mine/.ecsin.yaml", `profiles:\n  ${profile}, confirm: true}\n`);
  await home.write("other/.ecsin.yaml", `profiles:\n  ${profile}}\n`);
  await using shell = await openPerson(aws, NATIVE, { home });
  await shell.line("cd mine");
  await shell.start("ecsin web --yes --session native");
  await enteredAndLeft(shell);
  await shell.line("cd ../other");
  const refused = await shell.line("ecsin - --session native");
  assert.match(
    refused,
    /error: the last target was opened by profile "web" of another file\n.*mine\/\.ecsin\.yaml\n/,
  );
  assert.equal(await shell.lastCode(), 2);
  assert.equal(aws.sessions.length, 1);
  // Where it was opened it comes back, with its guard.
  await shell.line("cd ../mine");
  await shell.start("ecsin - --session native");
  await shell.terminal.waitFor("go on? [y/N]");
  await shell.terminal.type("\x03");
  await shell.prompted();
  assert.equal(aws.sessions.length, 1);
});
