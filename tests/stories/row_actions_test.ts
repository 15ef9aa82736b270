// Ctrl-O in the picker: what else can be done with a row, each with its key and the line that does
// the same; that line is then what runs, with its profile's guards.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { KEY } from "./terminal.ts";

const CTRL_O = "\x0f";

function twoServices(): FakeAws {
  return startFakeAws(buildWorld({
    prod: {
      services: {
        web: [{ containers: ["app", "nginx"] }, { containers: ["app", "nginx"] }],
        api: [{ containers: ["api"] }],
      },
    },
  }));
}

Deno.test("Ctrl-O shows the actions with their lines, Esc goes back, a letter runs its line", async () => {
  await using aws = twoServices();
  await using terminal = await openEcsin(["--cluster", "prod"], { env: aws.env });
  await terminal.waitFor(/service>.*2\/2$/m);
  await terminal.type("web");
  await terminal.waitFor(/1\/2$/m);
  await terminal.type(CTRL_O);
  await terminal.waitFor(/^d {2}describe +ecsin describe --cluster prod --service web$/m);
  await terminal.waitFor(/^r {2}restart +ecsin restart --cluster prod --service web$/m);
  await terminal.waitFor(/^n {2}run a new one +ecsin run --cluster prod --service web -i$/m);
  // A letter that means nothing does nothing.
  await terminal.type("z");
  await terminal.type(KEY.escape);
  await terminal.waitFor(/^> web +service/m);
  await terminal.type(`${CTRL_O}d`);
  await terminal.waitFor("web:1 is stable: 2 of 2 tasks run");
  assert.equal((await terminal.exit()).code, 0);
  assert.match(terminal.text(), /^ecsin describe --cluster prod --service web$/m);
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

Deno.test("Enter enters as before, and a task's row can be stopped from the list", async () => {
  await using aws = twoServices();
  await using terminal = await openEcsin(["--cluster", "prod", "--service", "web"], {
    env: aws.env,
  });
  await terminal.waitFor(/task>.*2\/2$/m);
  await terminal.type(`${CTRL_O}s`);
  await terminal.waitFor("stop it? [y/N]");
  assert.match(terminal.text(), /^ecsin stop --cluster prod --service web --task [0-9a-f]{8}$/m);
  await terminal.type(`y${KEY.enter}`);
  assert.equal((await terminal.exit()).code, 0);
  assert.equal(aws.api.count("StopTask"), 1);
});

Deno.test("from a profile's row its name stays in the line, and its guard asks", async () => {
  await using aws = twoServices();
  await using home = await Home.make();
  await home.write(
    ".config/ecsin/profiles.yaml",
    "profiles: {asks: {cluster: prod, service: web, confirm: true}}\n",
  );
  await using terminal = await openEcsin([], { home, env: aws.env });
  await terminal.waitFor(/^> asks +profile/m);
  await terminal.type(`${CTRL_O}r`);
  await terminal.waitFor("go on? [y/N]");
  assert.match(terminal.text(), /^ecsin restart asks$/m);
  await terminal.type(KEY.enter);
  assert.equal((await terminal.exit()).code, 130);
  assert.equal(aws.api.count("UpdateService"), 0);
});

Deno.test("in 20 columns the keys and names are there, and no piece of a line", async () => {
  await using aws = twoServices();
  await using terminal = await openEcsin(["--cluster", "prod"], {
    env: aws.env,
    columns: 20,
    rows: 12,
  });
  await terminal.waitFor(/service>/);
  await terminal.waitFor(/api/);
  await terminal.type(CTRL_O);
  await terminal.waitFor(/^d {2}describe$/m);
  assert.ok(terminal.screen().every((line) => line.length < 20), terminal.text());
  await terminal.type(KEY.escape);
  await terminal.waitForGone("describe");
  await terminal.type(KEY.ctrlC);
  assert.equal((await terminal.exit()).code, 130);
});
