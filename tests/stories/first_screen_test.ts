// The first screen of `ecsin`: profiles and recent targets before clusters.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld, type World } from "../fake_aws/world.ts";
import { Home } from "./home.ts";
import { enteredAndLeft } from "./inside.ts";
import type { Shell } from "./shell.ts";
import { KEY } from "./terminal.ts";
import { NATIVE, openPerson, storyOfBoth } from "./ways.ts";

const PROFILES = `defaults:
  region: eu-central-1
profiles:
  prod-api: {cluster: prod, service: api, container: api}
  prod-web: {cluster: prod, service: web, container: app, description: the shop}
  team: {cluster: prod, service: web, container: app, awsProfile: team, confirm: true}
`;
const CREDENTIALS = "[team]\naws_access_key_id = AKIATEAM\naws_secret_access_key = one\n";

function account(): World {
  return buildWorld({
    prod: {
      services: {
        web: [{ containers: ["app", "nginx"] }],
        api: [{ containers: ["api"] }],
      },
    },
    staging: { services: { web: [{ containers: ["app"] }] } },
  });
}

async function homeWithProfiles(): Promise<Home> {
  const home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  await home.write(".aws/credentials", CREDENTIALS);
  return home;
}

/** The list's rows, each its first two words. */
function rows({ terminal }: Shell): readonly string[] {
  const lines = terminal.screen();
  const head = lines.findIndex((line) => line.startsWith("  NAME"));
  return lines.slice(head + 1).filter((line) => /^[> ] \S/.test(line)).map((line) =>
    line.slice(2).split(/ {2,}/).slice(0, 2).join(" ")
  );
}

storyOfBoth("profiles stand before clusters, and the one that is chosen leads in", async (way) => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, way, { home });
  const { terminal } = shell;
  await shell.start(`ecsin ${way.flags}`);
  await terminal.waitFor(/^open> +5\/5$/m);
  assert.deepEqual(rows(shell), [
    "prod-api profile",
    "prod-web profile",
    "team profile",
    "prod cluster",
    "staging cluster",
  ]);
  assert.match(
    terminal.text(),
    /^> prod-api +profile +prod \/ api \/ api +keys of env eu-central-1$/m,
  );
  await terminal.type(`shop${KEY.enter}`);
  const said = await enteredAndLeft(shell);
  assert.match(said, /ecsin: prod \/ web \/ [0-9a-f]{8} \/ app in eu-central-1/);
  // It was opened by its profile: there is nothing to save, and it comes first now.
  assert.ok(!said.includes("to come back"), said);
  await shell.clear();
  await shell.start(`ecsin ${way.flags}`);
  await terminal.waitFor(/^open> +5\/5$/m);
  assert.deepEqual(rows(shell)[0], "prod-web profile");
  await terminal.type(KEY.escape);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
});

Deno.test("recent targets are ranked among profiles, and any of them is found by typing", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, NATIVE, { home });
  const { terminal } = shell;
  await shell.start("ecsin --cluster staging --service web --container app --session native");
  await enteredAndLeft(shell);
  await shell.line("ecsin exec prod-web --container nginx -- true");
  for (let count = 0; count < 3; count++) await shell.line("ecsin exec prod-api -- true");
  await shell.clear();
  await shell.start("ecsin --session native");
  await terminal.waitFor(/^open> +7\/7$/m);
  // The profile that led to nginx was opened as often as the target it led to, which is later.
  assert.deepEqual(rows(shell), [
    "prod-api profile",
    "prod-web profile",
    "prod-web recent",
    "web recent",
    "team profile",
    "prod cluster",
    "staging cluster",
  ]);
  await terminal.type(`stag app${KEY.enter}`);
  const said = await enteredAndLeft(shell);
  assert.match(said, /ecsin: staging \/ web \/ [0-9a-f]{8} \/ app in eu-central-1/);
  assert.ok(!said.includes("to come back"), said);
});

Deno.test("a cluster goes on with its services, and Backspace leads back to the first screen", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, NATIVE, { home });
  const { terminal } = shell;
  await shell.start("ecsin --session native");
  await terminal.waitFor(/^open> +5\/5$/m);
  await terminal.type(`prod cluster${KEY.enter}`);
  await terminal.waitFor(/^prod \/ service> +2\/2$/m);
  await terminal.type(KEY.backspace);
  await terminal.waitFor(/^open> +5\/5$/m);
  await terminal.type(`prod cluster${KEY.enter}`);
  await terminal.waitFor(/^prod \/ service> +2\/2$/m);
  await terminal.type(`web${KEY.enter}`);
  await terminal.waitFor(/\/ container> +2\/2$/m);
  await terminal.type(KEY.backspace);
  await terminal.waitFor(/^prod \/ service> +2\/2$/m);
  await terminal.type(KEY.backspace);
  await terminal.waitFor(/^open> +5\/5$/m);
  await terminal.type(`stag${KEY.enter}`);
  const said = await enteredAndLeft(shell);
  assert.match(
    said,
    /ecsin: staging \/ web \/ [0-9a-f]{8} \/ app in eu-central-1 \(service: only one/,
  );
  assert.match(said, /to come back: ecsin -; to save it: ecsin profile add NAME --last\n$/);
});

Deno.test("a profile of another identity is reached as that one, with its guard", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, NATIVE, { home });
  const { terminal } = shell;
  await shell.start("ecsin --session native");
  await terminal.waitFor(/^open> +5\/5$/m);
  await terminal.type(`team${KEY.enter}`);
  await terminal.waitFor("go on? [y/N]");
  const since = aws.api.calls.filter(({ action }) => action === "ListTasks");
  assert.deepEqual(since.map(({ accessKeyId }) => accessKeyId), ["AKIATEAM"]);
  await terminal.type(`y${KEY.enter}`);
  await enteredAndLeft(shell);
  // As a recent target's row it is guarded all the same.
  await shell.line("ecsin exec team --yes --container nginx -- true");
  await shell.clear();
  await shell.start("ecsin --session native");
  await terminal.waitFor(/^open> +6\/6$/m);
  await terminal.type(`team recent${KEY.enter}`);
  await terminal.waitFor("go on? [y/N]");
  await terminal.type(KEY.ctrlC);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
});

Deno.test("without credentials the profiles are there, and the failure is told for a cluster", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  const env = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
  await using shell = await openPerson(aws, NATIVE, { home, env });
  const { terminal } = shell;
  await shell.start("ecsin --session native");
  await terminal.waitFor(/^open> +4\/4$/m);
  await terminal.type(`team${KEY.enter}`);
  await terminal.waitFor("go on? [y/N]");
  await terminal.type(`y${KEY.enter}`);
  await enteredAndLeft(shell);
  await shell.start("ecsin --session native");
  await terminal.waitFor(/^open> +4\/4$/m);
  await terminal.type("clusters");
  await terminal.waitFor("not read: no AWS credentials were found");
  await terminal.type(KEY.enter);
  assert.match(await shell.prompted(), /ecsin: error: no AWS credentials were found\n {2}why: /);
  assert.equal(await shell.lastCode(), 253);
});

Deno.test("where flags say as whom or where, and without profiles, the walk begins at once", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await using shell = await openPerson(aws, NATIVE, { home });
  const { terminal } = shell;
  const first = async (line: string, shown: RegExp) => {
    await shell.clear();
    await shell.start(line);
    await terminal.waitFor(shown);
    await terminal.type(KEY.ctrlC);
    await shell.prompted();
    assert.equal(await shell.lastCode(), 130);
  };
  await first("ecsin --aws-profile team", /^cluster> +2\/2$/m);
  await first("ecsin --region eu-central-1", /^cluster> +2\/2$/m);
  await first("ecsin --cluster prod", /^prod \/ service> +2\/2$/m);
  await first("ecsin exec -- ls", /^open> +5\/5$/m);
  await home.write(".config/ecsin/profiles.yaml", "profiles: {}\n");
  await first("ecsin", /^cluster> +2\/2$/m);
  aws.world.clusters.pop();
  await first("ecsin --no-cache", /^prod \/ service> +2\/2$/m);
});

Deno.test("a profiles file that is wrong is told, and takes nothing else away", async () => {
  await using aws = startFakeAws(account());
  await using home = await Home.make();
  const file = await home.write(".config/ecsin/profiles.yaml", "profiles:\n  a: {clutser: x}\n");
  await using shell = await openPerson(aws, NATIVE, { home, columns: 200 });
  await shell.start("ecsin");
  await shell.terminal.waitFor(/^cluster> +2\/2$/m);
  await shell.terminal.type(KEY.ctrlC);
  assert.match(
    await shell.prompted(),
    new RegExp(
      `ecsin: your profiles are left out: ~/.config/ecsin/profiles.yaml:2:7: there is no key "clutser"`,
    ),
  );
  assert.match(
    await shell.line(`ecsin --profiles ${file}`),
    new RegExp(`ecsin: error: ~/.config/ecsin/profiles.yaml:2:7: there is no key "clutser"`),
  );
  assert.equal(await shell.lastCode(), 2);
});

Deno.test("what competes for the identity is said once a cluster is chosen, not over the list", async () => {
  await using aws = startFakeAws(account());
  await using home = await homeWithProfiles();
  await home.write(".aws/config", "[profile else]\nregion = eu-central-1\n");
  await using shell = await openPerson(aws, NATIVE, { home, env: { AWS_PROFILE: "else" } });
  const { terminal } = shell;
  await shell.start("ecsin");
  await terminal.waitFor(/^open> +5\/5$/m);
  assert.ok(!terminal.output().includes("AWS_PROFILE=else"));
  await terminal.type(`prod cluster${KEY.enter}`);
  await terminal.waitFor(/^prod \/ service> +2\/2$/m);
  await terminal.type(KEY.ctrlC);
  assert.match(
    await shell.prompted(),
    /the keys in AWS_ACCESS_KEY_ID are used, not AWS_PROFILE=else/,
  );
});
