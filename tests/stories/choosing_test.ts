// Choosing by the picker, in a real terminal: going back, leaving, and what is not offered.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, generatedWorld, type World } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import type { Shell, ShellOptions } from "./shell.ts";
import { KEY, pasted } from "./terminal.ts";
import { NATIVE, openPerson } from "./ways.ts";

function account(): World {
  return buildWorld({
    prod: {
      services: {
        web: [{ containers: ["app", "nginx"] }],
        api: [{ containers: ["api"] }, { containers: ["api"] }],
        billing: [{ enableExecuteCommand: false, containers: ["billing"] }],
        search: [{ containers: [{ name: "search", agent: "STOPPED" }] }],
        old: [{ lastStatus: "STOPPED", desiredStatus: "STOPPED" }],
      },
      standalone: { migrate: [{ containers: ["migrate"] }] },
    },
    staging: { services: { web: [{ containers: ["app"] }] } },
  });
}

const open = (aws: FakeAws, options: ShellOptions = {}) => openPerson(aws, NATIVE, options);

/** Leaves the picker by a key and checks that nothing of it stays. */
async function leavesClean(shell: Shell, key: string): Promise<void> {
  const before = await shell.settings();
  await shell.clear();
  await shell.start("ecsin --session native");
  await shell.terminal.waitFor(/2\/2$/m);
  await shell.terminal.type(key);
  await shell.prompted();
  assert.deepEqual(shell.terminal.screen(), ["outer$ ecsin --session native", "outer$ "]);
  assert.equal(await shell.lastCode(), 130);
  assert.equal(await shell.settings(), before);
}

Deno.test("Esc and Ctrl-C leave with 130, a clean screen and the terminal as it was", async () => {
  await using aws = startFakeAws(account());
  await using shell = await open(aws);
  await leavesClean(shell, KEY.escape);
  await leavesClean(shell, KEY.ctrlC);
  await leavesClean(shell, KEY.ctrlD);
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

Deno.test("Ctrl-C leaves at every question, and before the first rows are there", async () => {
  await using aws = startFakeAws(account());
  await using shell = await open(aws);
  for (
    const [flags, shown] of [
      ["--cluster prod", "prod / service>"],
      ["--cluster prod --service api", "prod / api / task>"],
      ["--cluster prod --service web", "/ container>"],
    ] as const
  ) {
    await shell.start(`ecsin ${flags}`);
    await shell.terminal.waitFor(shown);
    await shell.terminal.type(KEY.ctrlC);
    await shell.prompted();
    assert.equal(await shell.lastCode(), 130);
  }
  aws.faults.latencyMs = 20_000;
  await shell.start("ecsin");
  await shell.terminal.waitFor("cluster> reading …");
  await shell.terminal.type(KEY.ctrlC);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
});

Deno.test("Backspace with nothing typed goes one question back, over those that were not asked", async () => {
  await using aws = startFakeAws(account());
  await using shell = await open(aws);
  const { terminal } = shell;
  await shell.start("ecsin --session native");
  await terminal.waitFor(/cluster>.*2\/2$/m);
  await terminal.type(`prod${KEY.enter}`);
  await terminal.waitFor(/prod \/ service>.*6\/6$/m);
  await terminal.type(`web${KEY.enter}`);
  // One task: not asked. Back from the container leads to the service.
  await terminal.waitFor(/\/ container>.*2\/2$/m);
  await terminal.type(KEY.backspace);
  await terminal.waitFor(/prod \/ service>.*6\/6$/m);
  await terminal.type(`x${KEY.backspace}${KEY.backspace}`);
  await terminal.waitFor(/^cluster>.*2\/2$/m);
  await terminal.type(KEY.backspace);
  await terminal.type(`stag${KEY.enter}`);
  await shell.inside();
  assert.match(
    terminal.screen().join(""),
    /ecsin: staging \/ web \/ [0-9a-f]{8} \/ app in eu-central-1 \(service: only one; task: only one; container: only one\)/,
  );
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
});

Deno.test("what cannot be entered is dimmed with its reason, last, and not taken", async () => {
  await using aws = startFakeAws(account());
  await using shell = await open(aws);
  const { terminal } = shell;
  await shell.start("ecsin --cluster prod");
  await terminal.waitFor(/6\/6$/m);
  await terminal.waitFor("– no running task");
  await terminal.waitFor(/^definition: web:1 /m);
  const rows = terminal.screen().slice(3, 9).map((line) => line.slice(2).replace(/ {2,}.*/, ""));
  assert.deepEqual(rows.slice(0, 3).sort(), ["api", "migrate", "web"]);
  assert.deepEqual(rows.slice(3).sort(), ["billing", "old", "search"]);
  assert.equal(terminal.cell(terminal.find("billing")).dim, true);
  assert.equal(terminal.cell(terminal.find("migrate")).dim, false);
  await terminal.type(`billing${KEY.enter}`);
  await terminal.waitFor("cannot be chosen: exec is not enabled");
  await terminal.type(KEY.escape);
  await shell.prompted();
});

Deno.test("a paste is a query, and presses no Enter", async () => {
  await using aws = startFakeAws(account());
  await using shell = await open(aws);
  const { terminal } = shell;
  await shell.start("ecsin");
  await terminal.waitFor(/2\/2$/m);
  await terminal.type(pasted("sta\n"));
  await terminal.waitFor(/cluster> sta.*1\/2$/m);
  await terminal.type(KEY.escape);
  await shell.prompted();
});

Deno.test("20 columns, and a window that changes under the picker, are drawn without a wrap", async () => {
  await using aws = startFakeAws(account());
  await using shell = await open(aws, { columns: 20, rows: 10 });
  const { terminal } = shell;
  await shell.start("ecsin --cluster prod");
  await terminal.waitFor("service>");
  await terminal.waitFor("> ");
  await terminal.waitFor(/6\/6/);
  assert.ok(terminal.screen().length <= 10);
  terminal.resize(70, 20);
  await terminal.waitFor("prod / service>");
  terminal.resize(20, 4);
  await terminal.waitFor(/^service>/m);
  await terminal.type(KEY.escape);
  await shell.prompted();
});

Deno.test("two thousand tasks: all pages are read, in batches of 100, and any of them can be chosen", async () => {
  const world = generatedWorld({ clusters: 1, services: 1, tasks: 2_000 });
  await using aws = startFakeAws(world);
  await using shell = await open(aws);
  const { terminal } = shell;
  await shell.start("ecsin --session native --cluster cluster-0000 --service service-0000");
  // Without the dots: all are described.
  await terminal.waitFor(/ 2000\/2000$/m);
  assert.equal(aws.api.count("ListTasks"), 20);
  assert.equal(aws.api.count("DescribeTasks"), 20);
  const last = world.tasks.at(-1);
  await terminal.type(`${last?.taskId}`);
  await terminal.waitFor("1/2000");
  await terminal.type(KEY.enter);
  await shell.inside();
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.equal(aws.sessions[0]?.taskId, last?.taskId);
});

Deno.test("the question is drawn on the terminal though stdout is a pipe", async () => {
  await using aws = startFakeAws(account());
  await using shell = await open(aws);
  const { terminal } = shell;
  await shell.start('ecsin --print | while read -r line; do echo "piped: $line"; done');
  await terminal.waitFor(/cluster>.*2\/2$/m);
  await terminal.type(`stag${KEY.enter}`);
  assert.match(
    await shell.prompted(),
    /^piped: aws ecs execute-command --cluster staging --task /m,
  );
});

Deno.test("without a terminal nothing is asked: the candidates and the flags that pin them are told", async () => {
  await using aws = startFakeAws(account());
  const { code, stdout, stderr } = await runEcsin(["--cluster", "prod", "--service", "api"], {
    env: aws.env,
  });
  assert.equal(code, 2);
  assert.equal(stdout, "");
  const ids = aws.world.tasks.filter(({ group }) => group === "service:api")
    .map(({ taskId }) => taskId.slice(0, 8));
  const lines = stderr.split("\n");
  assert.equal(
    lines[0],
    "ecsin: error: which task? there are 2, and there is no terminal to ask on",
  );
  for (const id of ids) {
    assert.ok(lines.some((line) => line.slice(8).startsWith(`${id}  api:1  running`)));
  }
  assert.match(
    stderr,
    new RegExp(`next: ecsin --cluster prod --service api --task (${ids.join("|")})\n`),
  );
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

Deno.test("Tab marks several tasks, and ecsin exec runs in all that are marked", async () => {
  await using aws = startFakeAws(account());
  await using shell = await open(aws);
  await shell.start("ecsin exec --cluster prod --service api --container api -- echo here");
  await shell.terminal.waitFor(/2\/2 {2}Tab marks several$/m);
  await shell.terminal.type(KEY.tab);
  await shell.terminal.waitFor(/^ \*[0-9a-f]{8} .*\n> [0-9a-f]{8} /m);
  await shell.terminal.type(KEY.tab);
  await shell.terminal.waitFor(/2\/2 \(2 marked\)$/m);
  await shell.terminal.type(KEY.enter);
  const written = await shell.prompted();
  assert.match(written, /prod \/ api \/ 2 tasks \/ api in eu-central-1/);
  assert.equal(written.match(/^[0-9a-f]{8} \| here/gm)?.length, 2, written);
  assert.equal(await shell.lastCode(), 0);
  assert.equal(aws.api.count("ExecuteCommand"), 2);
});
