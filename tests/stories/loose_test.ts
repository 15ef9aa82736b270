// Names typed loosely: offered in a terminal, never taken unasked, and exact ones cost nothing more.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type World } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { enteredAndLeft } from "./inside.ts";
import type { Shell } from "./shell.ts";
import { KEY } from "./terminal.ts";
import { NATIVE, openPerson, storyOfBoth } from "./ways.ts";

const PROFILES = `defaults:
  region: eu-central-1
profiles:
  prod-web: {cluster: prod, service: web, container: app, description: the shop}
  prod-api: {cluster: prod, service: api}
  staging: {cluster: staging, service: web}
`;

function account(): World {
  return buildWorld({
    prod: {
      services: {
        web: [{ containers: ["app", "nginx"] }],
        api: [{ containers: ["api"] }, { containers: ["api"] }],
      },
      standalone: { "db-migrate": [{ containers: ["migrate"] }] },
    },
    staging: { services: { web: [{ containers: ["app"] }] } },
  });
}

async function homeWithProfiles(): Promise<Home> {
  const home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  return home;
}

/** Starts a line, and waits for the offer, in which the name stands as it was typed. */
async function offered(shell: Shell, line: string, prompt: RegExp): Promise<void> {
  await shell.clear();
  await shell.start(line);
  await shell.terminal.waitFor(prompt);
}

storyOfBoth(
  "a profile's name typed loosely is offered, even where one alone matches",
  async (way) => {
    await using aws = startFakeAws(account());
    await using home = await homeWithProfiles();
    await using shell = await openPerson(aws, way, { home });
    await offered(shell, `ecsin pweb ${way.flags}`, /^profile> pweb +1\/3$/m);
    assert.match(shell.terminal.text(), /^> prod-web +the shop$/m);
    await shell.terminal.type(KEY.enter);
    const said = await enteredAndLeft(shell);
    assert.match(said, /ecsin: prod \/ web \/ [0-9a-f]{8} \/ app in eu-central-1/);
    for (const key of [KEY.ctrlC, KEY.escape]) {
      await offered(shell, "ecsin pweb", /^profile> pweb +1\/3$/m);
      await shell.terminal.type(key);
      await shell.prompted();
      assert.equal(await shell.lastCode(), 130);
    }
    // What was typed can be typed anew.
    await offered(shell, "ecsin exec prd -- echo from there", /^profile> prd +2\/3$/m);
    await shell.terminal.type(`${KEY.ctrlU}web${KEY.enter}`);
    assert.match(await shell.prompted(), /^from there$/m);
    assert.equal(aws.sessions.length, 2);
  },
);

Deno.test("where no profile is called nearly so, the error is as it was", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, NATIVE, { home, columns: 200 });
  const { stderr, code } = await runEcsin(["zzz"], { home, env: aws.env });
  assert.match(stderr, /^ecsin: error: there is no profile or command "zzz"\n/);
  assert.equal(await shell.line("ecsin zzz"), stderr);
  assert.equal(code, 2);
});

Deno.test("without a terminal only exact names count", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  const run = (...args: string[]) => runEcsin(args, { home, env: aws.env });
  assert.match((await run("pweb")).stderr, /error: there is no profile or command "pweb"\n/);
  const flags = (more: Record<string, string>) =>
    Object.entries({ cluster: "prod", ...more }).map(([key, value]) => `--${key}=${value}`);
  for (
    const [args, error] of [
      [flags({ cluster: "prd" }), 'there is no cluster "prd"'],
      [flags({ service: "wb" }), 'there is no active service "wb"'],
      [flags({ family: "dbm" }), 'no task is running in family "dbm"'],
      [flags({ service: "web", container: "ng" }), 'has no container "ng"'],
    ] as const
  ) {
    const { stderr, code } = await run(...args);
    assert.ok(stderr.includes(error), stderr);
    assert.equal(code, 254);
  }
  assert.equal(aws.api.count("ListClusters"), 0);
  // The walk's own, of the cluster that is not there; ListTasks beside it may be refused before.
  assert.ok(aws.api.count("ListServices") <= 1);
});

Deno.test("a cluster, a service and a family typed loosely are offered, then the walk goes on", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await using shell = await openPerson(aws, NATIVE, { home });
  const { terminal } = shell;
  await offered(shell, "ecsin --cluster prd --print", /^cluster> prd +1\/2$/m);
  await terminal.type(KEY.enter);
  await terminal.waitFor(/^prod \/ service> +3\/3$/m);
  await terminal.type(`migr${KEY.enter}`);
  assert.match(
    await shell.prompted(),
    /\naws ecs execute-command --cluster prod .*--container migrate /,
  );
  await offered(shell, "ecsin --cluster prod --service wb --print", /^prod \/ service> wb +1\/2$/m);
  await terminal.type(KEY.enter);
  await terminal.waitFor(/\/ container>.*2\/2$/m);
  await terminal.type(KEY.ctrlC);
  await shell.prompted();
  await offered(shell, "ecsin --cluster prod --family dbm --print", /^prod \/ family> dbm/m);
  await terminal.type(KEY.enter);
  assert.match(await shell.prompted(), /--container migrate /);
  // Both at once, one after the other.
  await offered(
    shell,
    "ecsin --cluster prd --service wb --container app --print",
    /^cluster> prd/m,
  );
  await terminal.type(KEY.enter);
  await terminal.waitFor(/^prod \/ service> wb/m);
  await terminal.type(KEY.enter);
  assert.match(await shell.prompted(), /--cluster prod .*--container app /);
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

storyOfBoth("a container typed loosely is offered from its task", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await using shell = await openPerson(aws, way, { home });
  const { terminal } = shell;
  const { taskId = "" } = aws.world.tasks[0] ?? {};
  const prompt = new RegExp(`^${taskId.slice(0, 8)} / container> ngx +1/2$`, "m");
  const line = "--cluster prod --service web --container ngx --wait 0";
  await offered(shell, `ecsin ${line} ${way.flags}`, prompt);
  await terminal.type(KEY.enter);
  const said = await enteredAndLeft(shell);
  assert.match(said, /ecsin: prod \/ web \/ [0-9a-f]{8} \/ nginx in eu-central-1$/m);
  await offered(shell, `ecsin exec ${line} -- echo from there`, prompt);
  await terminal.type(KEY.enter);
  assert.match(await shell.prompted(), /^from there$/m);
  assert.deepEqual(aws.sessions.map(({ container }) => container.name), ["nginx", "nginx"]);
  await offered(shell, `ecsin ${line} ${way.flags}`, prompt);
  await terminal.type(KEY.ctrlC);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
});

Deno.test("a container typed loosely is offered where its task was asked for as well", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await using shell = await openPerson(aws, NATIVE, { home });
  await offered(shell, "ecsin --cluster prod --service api --container ai --print", /2\/2$/m);
  await shell.terminal.type(KEY.enter);
  await shell.terminal.waitFor(/^[0-9a-f]{8} \/ container> ai +1\/1$/m);
  await shell.terminal.type(KEY.enter);
  assert.match(
    await shell.prompted(),
    /ecsin: prod \/ api \/ [0-9a-f]{8} \/ api in .*\n.*--container api /,
  );
});

Deno.test("what is near nothing, or may not be listed, is the error that it was", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  await using shell = await openPerson(aws, NATIVE, { home });
  const line = "--cluster prod --container app --service";
  assert.match(await shell.line("ecsin --cluster xyz"), /error: there is no cluster "xyz"/);
  assert.equal(await shell.lastCode(), 254);
  assert.match(await shell.line(`ecsin ${line} zzz`), /error: there is no active service "zzz"/);
  aws.faults.denied.add("ecs:ListServices");
  assert.match(await shell.line(`ecsin ${line} wb`), /error: there is no active service "wb"/);
  assert.equal(await shell.lastCode(), 254);
});
