// Starts a built ecsin on its own system, as the release workflow does before it publishes:
// `deno run -A tools/smoke.ts WHAT`. Its version, a list from the fake AWS, and where there are
// pseudo-terminals a login into a container. WHAT is a binary, a bundle's main.js, or the folder of
// a release, whose archive for this system is checked and unpacked as `ecsin upgrade` does it.
import assert from "node:assert/strict";
import manifest from "../deno.json" with { type: "json" };
import { startFakeAws } from "../tests/fake_aws/fake_aws.ts";
import { buildWorld } from "../tests/fake_aws/world.ts";
import { openEcsin, runEcsin } from "../tests/stories/ecsin.ts";
import { programOf } from "./under_test.ts";

/** What a Windows program cannot start without. */
const WINDOWS = ["SystemRoot", "TEMP", "USERPROFILE", "APPDATA", "LOCALAPPDATA"];

async function smoke(log: (line: string) => void): Promise<void> {
  await using aws = startFakeAws(
    buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } }),
  );
  const system = Deno.build.os === "windows"
    ? Object.fromEntries(WINDOWS.map((name) => [name, Deno.env.get(name)]))
    : {};
  const options = { env: { ...aws.env, ...system } };

  const version = await runEcsin(["--version"], options);
  assert.deepEqual([version.code, version.stdout], [0, `${manifest.version}\n`], version.stderr);
  log(`ok  --version says ${version.stdout.trim()}`);

  const list = await runEcsin(["list", "--output", "tsv"], options);
  assert.equal(list.code, 0, list.stderr);
  assert.match(list.stdout, /^cluster\t.*\nprod\tweb\t[0-9a-f]{32}\t.*\n$/);
  log("ok  list shows the container of the fake AWS");

  if (Deno.build.os === "windows") {
    return log("--  login: there is no pseudo-terminal to try it in");
  }
  await using terminal = await openEcsin(["--cluster", "prod", "--session", "native"], options);
  await terminal.waitForOutput(/[$#] $/);
  await terminal.type('echo "in-$((40+2))"\r');
  await terminal.waitFor("in-42");
  await terminal.type("exit\r");
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
  log("ok  login opens a shell in the container, and leaves it");
}

const [what, ...rest] = Deno.args;
if (what === undefined || rest.length > 0) {
  console.error(
    "smoke: error: one program is needed\n  next: deno run -A tools/smoke.ts dist/ecsin",
  );
  Deno.exit(2);
}
Deno.env.set("ECSIN_UNDER_TEST", await programOf(what));
await smoke(console.log);
