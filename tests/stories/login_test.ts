// The main job: a shell in a container, by a profile or by choosing; what it leaves behind.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type World } from "../fake_aws/world.ts";
import { Home } from "./home.ts";
import { canSeeProcesses, seeDescendants, seeProcesses } from "./processes.ts";
import type { Shell } from "./shell.ts";
import { KEY } from "./terminal.ts";
import { openPerson, storyOfBoth } from "./ways.ts";
import { needs } from "../needs.ts";

const PROFILES = `defaults:
  region: eu-central-1
profiles:
  prod-web:
    cluster: prod
    service: web
    container: app
`;

function account(): World {
  return buildWorld({
    prod: {
      services: {
        web: [{ containers: ["app", "nginx"] }],
        api: [{ containers: ["api"] }, { containers: ["api"] }],
        billing: [{ enableExecuteCommand: false, containers: ["billing"] }],
      },
      standalone: { migrate: [{ containers: ["migrate"] }] },
    },
    staging: { services: { web: [{ containers: ["app"] }] } },
  });
}

async function homeWithProfiles(): Promise<Home> {
  const home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  return home;
}

/** Waits until the container's shell answers a line. */
async function inContainer(shell: Shell): Promise<void> {
  const { terminal } = shell;
  await shell.inside();
  await terminal.type(`echo "in-$((40+2))"${KEY.enter}`);
  await terminal.waitFor("in-42");
}

storyOfBoth("a profile leads straight in, and the terminal is given back", async (way) => {
  await using aws = startFakeAws(account());
  aws.faults.latencyMs = 300;
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, way, { home });
  const before = await shell.settings();
  await shell.start(`ecsin prod-web ${way.flags}`);
  await inContainer(shell);
  assert.match(
    shell.terminal.text(),
    /ecsin: prod \/ web \/ [0-9a-f]{8} \/ app in eu-central-1 \(task: only one running\)/,
  );
  await shell.terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 0);
  assert.equal(await shell.settings(), before);
  const ecs = aws.api.calls.filter(({ service }) => service === "ecs");
  assert.deepEqual(
    new Set(ecs.map(({ action }) => action)),
    new Set(["ListTasks", "ExecuteCommand", "DescribeTasks"]),
  );
  assert.equal(ecs[0]?.action, "ListTasks");
  assert.equal(aws.api.roundTrips, 2);
});

storyOfBoth("a pinned task is one round trip away", async (way) => {
  await using aws = startFakeAws(account());
  aws.faults.latencyMs = 300;
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, way, { home });
  const task = aws.world.tasks.find(({ group }) => group === "service:web")?.taskId ?? "";
  await shell.start(`ecsin prod-web --task ${task} ${way.flags}`);
  await inContainer(shell);
  await shell.terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  const ecs = aws.api.calls.filter(({ service }) => service === "ecs");
  assert.deepEqual(ecs.map(({ action }) => action).sort(), ["DescribeTasks", "ExecuteCommand"]);
  assert.equal(aws.api.roundTrips, 1);
});

storyOfBoth("everything is chosen: cluster, service, task, container", async (way) => {
  await using aws = startFakeAws(account());
  await using shell = await openPerson(aws, way);
  const { terminal } = shell;
  await shell.start(`ecsin ${way.flags}`);
  await terminal.waitFor(/cluster>.*2\/2$/m);
  await terminal.type(`pro${KEY.enter}`);
  await terminal.waitFor(/prod \/ service>.*4\/4$/m);
  // The service with two tasks asks for the task, its one container does not.
  await terminal.type(`api${KEY.enter}`);
  await terminal.waitFor(/prod \/ api \/ task>.*2\/2$/m);
  const second = [...aws.world.tasks].filter(({ group }) => group === "service:api")[1];
  await terminal.type(`${second?.taskId.slice(0, 8)}`);
  await terminal.waitFor("1/2");
  await terminal.type(KEY.enter);
  await inContainer(shell);
  assert.match(
    terminal.text(),
    new RegExp(
      `ecsin: prod / api / ${
        second?.taskId.slice(0, 8)
      } / api in eu-central-1 \\(container: only one\\)`,
    ),
  );
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  const [session] = aws.sessions;
  assert.equal(session?.taskId, second?.taskId);
});

storyOfBoth("Ctrl-C interrupts what runs in the container, not the session", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, way, { home });
  await shell.start(`ecsin prod-web ${way.flags}`);
  await inContainer(shell);
  await shell.terminal.type(`echo be""gun; sleep 1000; echo "code-$?"${KEY.enter}`);
  await shell.terminal.waitFor(/^begun$/m);
  const since = shell.terminal.mark();
  await shell.terminal.type(KEY.ctrlC);
  await shell.terminal.waitForOutput(/[$#] $/, since);
  await shell.terminal.type(`echo "still-$((1+1))"${KEY.enter}`);
  await shell.terminal.waitFor("still-2");
  await shell.terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
});

storyOfBoth(
  "the container's terminal has the size of the person's, and follows it",
  async (way) => {
    await using aws = startFakeAws(account());
    await using home = await homeWithProfiles();
    await using shell = await openPerson(aws, way, { home, columns: 93, rows: 21 });
    const { terminal } = shell;
    await shell.start(`ecsin prod-web ${way.flags}`);
    await inContainer(shell);
    const sizeIs = async (size: string) => {
      // The size is told in the stream, behind the keys typed before: ask until it has arrived.
      await terminal.type(
        `until [ "$(stty size)" = "${size}" ]; do :; done; echo "got ${size}"${KEY.enter}`,
      );
      await terminal.waitFor(new RegExp(`^got ${size}$`, "m"));
    };
    await sizeIs("21 93");
    terminal.resize(70, 33);
    await sizeIs("33 70");
    await terminal.type(`exit${KEY.enter}`);
    await shell.prompted();
  },
);

storyOfBoth("kill -TERM ends the session and gives the terminal back", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, way, { home });
  const before = await shell.settings();
  await shell.start(`ecsin prod-web ${way.flags}`);
  await inContainer(shell);
  const ecsin = (await seeDescendants(shell.terminal.pid)).find(({ argv }) =>
    argv.includes("prod-web") && argv[0] !== "/bin/sh"
  );
  assert.ok(ecsin !== undefined);
  Deno.kill(ecsin.pid, "SIGTERM");
  await shell.prompted();
  assert.equal(await shell.lastCode(), 143);
  assert.equal(await shell.settings(), before);
  assert.deepEqual(await seeDescendants(ecsin.pid), []);
  assert.deepEqual(
    (await seeDescendants(shell.terminal.pid)).filter(({ argv }) =>
      argv.join(" ").includes("session-manager-plugin")
    ),
    [],
  );
});

storyOfBoth("the session's token is in no process's words", async (way) => {
  if (!canSeeProcesses) return;
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, way, { home });
  await shell.start(`ecsin prod-web --debug ${way.flags}`);
  await inContainer(shell);
  const token = aws.sessions[0]?.tokenValue ?? "";
  assert.ok(token.length > 20);
  for (const { argv } of await seeProcesses()) assert.ok(!argv.join(" ").includes(token));
  await shell.terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.ok(!shell.terminal.output().includes(token));
});

Deno.test({
  ...needs("a plugin that is killed is an error, and the terminal is given back", "linux"),
  async fn() {
    const { pluginFolder } = await import("./ways.ts");
    if (pluginFolder === undefined) return;
    await using aws = startFakeAws(account());
    await using home = await homeWithProfiles();
    const way = { name: "plugin", flags: "--session plugin", path: [pluginFolder] } as const;
    await using shell = await openPerson(aws, way, { home });
    const before = await shell.settings();
    await shell.start(`ecsin prod-web ${way.flags}`);
    await inContainer(shell);
    const plugin = (await seeDescendants(shell.terminal.pid)).find(({ argv }) =>
      argv[0]?.endsWith("session-manager-plugin") === true
    );
    assert.ok(plugin !== undefined);
    Deno.kill(plugin.pid, "SIGKILL");
    assert.match(await shell.prompted(), /ecsin: error: .*session-manager-plugin/);
    assert.equal(await shell.lastCode(), 255);
    assert.equal(await shell.settings(), before);
  },
});

Deno.test("where there is no plugin, ecsin's own client is used, and only --debug tells why", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, { name: "native", flags: "", path: [] }, { home });
  await shell.start("ecsin prod-web");
  await inContainer(shell);
  const said = shell.terminal.history().join("");
  assert.doesNotMatch(said, /session-manager-plugin/);
  await shell.terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  await shell.start("ecsin prod-web --debug");
  await inContainer(shell);
  await shell.terminal.type(`exit${KEY.enter}`);
  assert.match(
    await shell.prompted(),
    /session by ecsin's own client: session-manager-plugin is not installed/,
  );
  assert.match(
    await shell.line("ecsin prod-web --session plugin"),
    /ecsin: error: the session cannot go through session-manager-plugin\n {2}why: {2}session-manager-plugin is not installed\n/,
  );
  assert.equal(await shell.lastCode(), 255);
});

storyOfBoth("a shell that the image does not have is named", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, way, { home });
  const said = await shell.line(`ecsin prod-web --shell /no/such/shell ${way.flags}`);
  if (way.name === "plugin") {
    // The plugin has the terminal and says it itself; it tells nobody else, not by its exit code either.
    assert.match(said, /Unable to start command: .*\/no\/such\/shell: no such file or directory/);
    return;
  }
  assert.match(said, /ecsin: error: there is no \/no\/such\/shell in container "app"\n/);
  assert.match(said, /\n {2}next: ecsin prod-web .*--shell \/busybox\/sh\n/);
  assert.equal(await shell.lastCode(), 255);
});
