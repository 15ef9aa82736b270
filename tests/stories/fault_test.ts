// A fault of ecsin's own, thrown where nobody waits for it: the terminal is given back, the remote
// side ended, and it is told in ecsin's words.
import assert from "node:assert/strict";
import { runPermissions } from "../../tools/permissions.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { denoEnvironment } from "./ecsin.ts";
import { smallestAccount, THERE } from "./every_command.ts";
import { openShell } from "./shell.ts";

const MAIN = decodeURIComponent(new URL("faulty_main.ts", import.meta.url).pathname);
const TOLD =
  /ecsin: error: this is a fault of ecsin itself, please report it\r?\nTypeError: planted/;

/** A shell in which `faulty WHERE …` is ecsin with a fault at WHERE, and its process id in a file. */
async function openFaulty(env: Readonly<Record<string, string>>) {
  const shell = await openShell({ env: { ...env, ...await denoEnvironment() } });
  const words = [Deno.execPath(), "run", "--quiet", ...runPermissions(), MAIN].map((w) => `'${w}'`);
  const { home } = shell.terminal;
  await home.program("faulty", `#!/bin/sh\necho $$ >~/pid\nexec ${words.join(" ")} "$@"\n`);
  const plant = async () => {
    Deno.kill(Number(await Deno.readTextFile(`${home.path}/pid`)), "SIGUSR2");
  };
  return { shell, plant };
}

for (const where of ["timer", "promise", "socket"]) {
  Deno.test(
    needs(`a fault in a session, thrown in a ${where}, gives the terminal back`, "unix"),
    async () => {
      await using aws = startFakeAws(smallestAccount());
      const { shell, plant } = await openFaulty(aws.env);
      await using _ = shell;
      const before = await shell.settings();
      const since = shell.terminal.mark();
      await shell.start(`faulty ${where} login ${THERE.join(" ")} --session native`);
      await shell.terminal.waitForOutput(/[$#] $/, since);
      await plant();
      // Something comes on the socket.
      await shell.terminal.type("echo\r");
      assert.match(await shell.prompted(), TOLD);
      assert.equal(await shell.lastCode(), 255);
      assert.equal(await shell.settings(), before);
      assert.equal(aws.sessions[0]?.terminated, true);
    },
  );
}

Deno.test(needs("a fault while something is asked gives the terminal back", "unix"), async () => {
  await using aws = startFakeAws(smallestAccount());
  const { shell, plant } = await openFaulty(aws.env);
  await using _ = shell;
  const before = await shell.settings();
  // The picker, and a line to type.
  for (
    const [line, asks] of [["login", /\d\/\d$/m], ["profile remove mine", /\[y\/N\]/]] as const
  ) {
    await shell.line(`faulty timer profile add mine --cluster prod`);
    await shell.start(`faulty timer ${line}`);
    await shell.terminal.waitFor(asks);
    await plant();
    assert.match(await shell.prompted(), TOLD, line);
    assert.equal(await shell.lastCode(), 255, line);
    assert.equal(await shell.settings(), before, line);
  }
});

Deno.test(needs("a fault in exec ends the command there, and is told", "unix"), async () => {
  await using aws = startFakeAws(smallestAccount());
  const { shell, plant } = await openFaulty(aws.env);
  await using _ = shell;
  await shell.start(`faulty promise exec ${THERE.join(" ")} -- sh -c 'echo begun; exec sleep 600'`);
  await shell.terminal.waitForOutput(/begun\r?\n/);
  await plant();
  assert.match(await shell.prompted(), TOLD);
  assert.equal(await shell.lastCode(), 255);
  assert.equal(aws.sessions[0]?.terminated, true);
});
