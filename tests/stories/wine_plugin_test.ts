// AWS's own session-manager-plugin.exe under Wine: found, asked its version, given the token by the
// environment, and a session through it on Wine's console.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { openEcsin, runEcsin } from "./ecsin.ts";
import { smallestAccount, THERE } from "./every_command.ts";
import { Home } from "./home.ts";
import { buildProgram, putPlugin, windowsPluginNeed } from "./wine.ts";

const need = await windowsPluginNeed();

const LOGIN = "on Windows a login goes through session-manager-plugin.exe, and ends with its shell";
Deno.test(needs(LOGIN, "an ecsin of Windows", need), async () => {
  await using aws = startFakeAws(smallestAccount());
  await using home = await Home.make();
  await putPlugin(home);
  const { stdout } = await runEcsin(["doctor"], { home, env: aws.env });
  assert.match(stdout, /session-manager-plugin 1\.\d+\.\d+\.\d+, .*; it takes the token by env/);
  await using terminal = await openEcsin(["login", ...THERE, "--session", "plugin"], {
    home,
    env: aws.env,
  });
  await terminal.waitFor(/[$#] ?$/m);
  await terminal.type("echo in-$((40+2))\r");
  await terminal.waitFor("in-42");
  await terminal.type("exit\r");
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
});

const PLANTED = "on Windows no program of the working folder is taken for one of PATH";
Deno.test(needs(PLANTED, "an ecsin of Windows", need), async () => {
  await using aws = startFakeAws(smallestAccount());
  await using home = await Home.make();
  const cwd = `${home.path}/shared`;
  await Deno.mkdir(cwd);
  // It would be taken for the plugin, and given the session's token.
  await buildProgram(`${cwd}/session-manager-plugin.exe`, "9.9.9.9");
  await Deno.copyFile(`${cwd}/session-manager-plugin.exe`, `${cwd}/stty.exe`);
  const found = await runEcsin(["doctor"], { home, cwd, env: aws.env });
  assert.match(found.stdout, /^ok +plugin +session-manager-plugin is not installed/m, found.stdout);
  assert.doesNotMatch(found.stdout, /9\.9\.9\.9/);
});
