// How a profile looks: the colour of the line that names the container, and the window's title.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type World } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { enteredAndLeft, TITLE } from "./inside.ts";
import { seeDescendants } from "./processes.ts";
import { KEY } from "./terminal.ts";
import { NATIVE, openPerson, storyOfBoth } from "./ways.ts";

const PROFILES = `defaults:
  region: eu-central-1
profiles:
  asks: {cluster: prod, service: web, container: app, confirm: true, color: red}
  free: {cluster: prod, service: web, container: app, color: green}
`;

function account(): World {
  return buildWorld({ prod: { services: { web: [{ containers: ["app", "nginx"] }] } } });
}

async function homeWithProfiles(): Promise<Home> {
  const home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  return home;
}

storyOfBoth(
  "the colour is on the line that names the container, and the title is set and given back",
  async (way) => {
    await using aws = startFakeAws(account());
    await using home = await homeWithProfiles();
    await using shell = await openPerson(aws, way, { home });
    const { terminal } = shell;
    const RED = 1;
    const GREEN = 2;
    await shell.start(`ecsin free ${way.flags}`);
    const free = await enteredAndLeft(shell);
    assert.equal(terminal.cell(terminal.find("prod / web /")).color, GREEN);
    const set = free.indexOf(TITLE.set("ecsin free"));
    const back = free.indexOf(TITLE.back);
    assert.ok(set >= 0 && set < back, JSON.stringify(free));
    assert.ok(free.indexOf("in-42") < back);
    await shell.clear();
    await shell.start(`ecsin asks ${way.flags}`);
    await terminal.waitFor("go on? [y/N]");
    assert.equal(terminal.cell(terminal.find("prod / web /")).color, RED);
    assert.equal(terminal.cell(terminal.find("profile ")).color, RED);
    assert.equal(terminal.cell(terminal.find("go on?")).color, undefined);
    await terminal.type(KEY.ctrlC);
    assert.ok(!(await shell.prompted()).includes("\x1b]2;"));
  },
);

Deno.test("no colour where none is wanted, and no title where there is none", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, NATIVE, { home, env: { NO_COLOR: "1" } });
  await shell.start("ecsin free --session native");
  const plain = await enteredAndLeft(shell);
  assert.match(plain, /^ecsin: prod \/ web \//m);
  assert.ok(plain.includes(TITLE.set("ecsin free")));
  await shell.line("export TERM=dumb");
  await shell.start("ecsin free --session native");
  const dumb = await enteredAndLeft(shell);
  assert.ok(!dumb.includes("\x1b]2;") && !dumb.includes(TITLE.back), dumb);
  const { stderr, stdout } = await runEcsin(["exec", "free", "--", "echo", "hi"], {
    home,
    env: aws.env,
  });
  assert.ok(!(stdout + stderr).includes("\x1b"));
});

Deno.test("exec -t has the title too", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, NATIVE, { home });
  const said = await shell.line("ecsin exec free -t -- echo on a terminal");
  const [, inside = ""] = said.split(TITLE.set("ecsin free"));
  assert.ok(inside.endsWith(`on a terminal\n${TITLE.back}`), said);
});

storyOfBoth("kill -TERM gives the title back", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, way, { home });
  await shell.start(`ecsin free ${way.flags}`);
  await shell.inside();
  await shell.terminal.type(`echo "in-$((40+2))"${KEY.enter}`);
  await shell.terminal.waitForOutput("in-42");
  const ecsin = (await seeDescendants(shell.terminal.pid)).find(({ argv }) =>
    argv.includes("free") && argv[0] !== "/bin/sh"
  );
  assert.ok(ecsin !== undefined);
  Deno.kill(ecsin.pid, "SIGTERM");
  assert.ok((await shell.prompted()).includes(TITLE.back));
  assert.equal(await shell.lastCode(), 143);
});
