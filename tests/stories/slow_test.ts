// An API that takes its time: on a terminal it is said what is being waited for, on one line that is
// gone before anything else is written.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openShellWithEcsin, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { KEY } from "./terminal.ts";

const PROFILES = "profiles:\n  prod-web: { cluster: prod, service: web, container: app }\n";
const NATIVE = "--session native";
/** Longer than anybody waits without a word. */
const SLOW_MS = 1_500;

function account() {
  return buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });
}

async function openSlow(latencyMs = SLOW_MS, columns = 100) {
  const aws = startFakeAws(account());
  aws.faults.latencyMs = latencyMs;
  const home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  const shell = await openShellWithEcsin({ home, columns, env: aws.env });
  return {
    aws,
    shell,
    async [Symbol.asyncDispose]() {
      await shell[Symbol.asyncDispose]();
      await aws[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

Deno.test("a login through a slow API says what is waited for, and leaves none of it on the screen", async () => {
  await using slow = await openSlow();
  const { shell: { terminal }, shell } = slow;
  await shell.start(`ecsin prod-web ${NATIVE}`);
  await terminal.waitFor(/^ecsin: reading tasks …$/m);
  await terminal.waitFor(/^ecsin: starting the session …$/m);
  await terminal.waitFor(/\$ $|# $/);
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.doesNotMatch(terminal.history().join("\n"), /…/);
});

Deno.test("ecsin list and exec say it too; the result is whole, --debug has lines of its own", async () => {
  await using slow = await openSlow(SLOW_MS, 240);
  const { shell: { terminal }, shell } = slow;
  await shell.start("ecsin list -o tsv");
  await terminal.waitFor(/^ecsin: reading containers …$/m);
  await shell.prompted();
  assert.match(terminal.text(), /^cluster\s+service\s.*\nprod\s+web\s/m);
  await shell.clear();
  await shell.start("ecsin exec prod-web --debug -- echo 'from there'");
  await terminal.waitFor(/^ecsin: reading tasks …$/m);
  await terminal.waitFor(/^ecsin: starting the session …$/m);
  await shell.prompted();
  const lines = terminal.history();
  assert.ok(lines.includes("from there"), lines.join("\n"));
  assert.ok(lines.some((line) => line.startsWith("ecsin: debug: ecs ListTasks ")));
  assert.doesNotMatch(lines.join("\n"), /…/);
});

Deno.test("Ctrl-C while it is waited takes the line away and ends with 130", async () => {
  await using slow = await openSlow(60_000, 40);
  const { shell: { terminal }, shell } = slow;
  for (const line of ["ecsin prod-web", "ecsin exec prod-web -- ls", "ecsin list"]) {
    await shell.start(line);
    await terminal.waitFor(/^ecsin: reading \w+ …$/m);
    await terminal.type(KEY.ctrlC);
    await shell.prompted();
    assert.equal(await shell.lastCode(), 130, line);
    assert.doesNotMatch(terminal.history().join("\n"), /…|\^C/);
  }
});

Deno.test("without a terminal on stderr nothing is said of waiting", async () => {
  await using aws = startFakeAws(account());
  aws.faults.latencyMs = SLOW_MS;
  const { code, stderr } = await runEcsin(["list", "clusters"], { env: aws.env });
  assert.deepEqual([code, stderr], [0, ""]);
});

Deno.test("a call that AWS refuses twice for the number of calls is told on the line", async () => {
  await using slow = await openSlow(0);
  const { aws, shell: { terminal }, shell } = slow;
  aws.faults.failAlways.set("ListTasks", new ApiError("ThrottlingException", "Rate exceeded"));
  await shell.start(`ecsin prod-web ${NATIVE}`);
  await terminal.waitFor(/^ecsin: reading tasks … AWS throttles, trying again$/m);
  aws.faults.failAlways.delete("ListTasks");
  await terminal.waitFor(/\$ $|# $/);
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.doesNotMatch(terminal.history().join("\n"), /throttles/);
});
