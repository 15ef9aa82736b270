// ecsin on a console of Windows: Wine's, which `deno task windows` starts it on. That console takes
// letters, Enter and output; arrows and escape sequences need a real Windows.
import assert from "node:assert/strict";
import { demoWorld } from "../fake_aws/demo_world.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { ecsinCommand, openEcsin, runEcsin } from "./ecsin.ts";
import { smallestAccount, THERE } from "./every_command.ts";
import { KEY, openTerminal } from "./terminal.ts";

const LETTERS = "a Windows console takes letters of every alphabet, and bytes that are none";
Deno.test(needs(LETTERS, "an ecsin of Windows"), async () => {
  await using aws = startFakeAws(smallestAccount());
  await using terminal = await openEcsin(["login", ...THERE, "--session", "native"], {
    env: aws.env,
  });
  await terminal.waitFor(/[$#]$/m);
  await terminal.type("printf 'a\\377b-%s\\n' $((40+2))\r");
  await terminal.waitFor("a\ufffdb-42");
  await terminal.type("printf é日😀 | od -An -tx1\r");
  await terminal.waitFor("c3 a9 e6 97 a5 f0 9f 98 80");
  await terminal.type("exit\r");
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
});

const FOLDERS = "on Windows the doctor knows its folders, with backslashes alone";
Deno.test(needs(FOLDERS, "an ecsin of Windows"), async () => {
  await using aws = startFakeAws(smallestAccount());
  const { code, stdout, stderr } = await runEcsin(["doctor", ...THERE], { env: aws.env });
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /^ok +ecsin +\S+ on windows x86_64/m);
  assert.match(stdout, /(?:~|[CZ]:)\\[\w\\.-]+\\ecsin\\profiles\.yaml/);
  assert.doesNotMatch(stdout, /(?:~|[A-Z]:)\\\S*\//);
});

const INTERRUPTED = "on Windows Ctrl-C is the command's, and its status is told";
Deno.test(needs(INTERRUPTED, "an ecsin of Windows"), async () => {
  await using aws = startFakeAws(smallestAccount());
  const line = "trap 'exit 9' INT; echo ready; while :; do sleep 1; done";
  await using terminal = await openEcsin(["exec", ...THERE, "-n", "-c", line], { env: aws.env });
  await terminal.waitFor("ready");
  await terminal.type(KEY.ctrlC);
  assert.deepEqual(await terminal.exit(), { code: 9, signal: undefined });
});

const LEFT = "on Windows Ctrl-C leaves a question with 130";
Deno.test(needs(LEFT, "an ecsin of Windows"), async () => {
  await using aws = startFakeAws(demoWorld());
  await using terminal = await openEcsin(["login", "--cluster", "prod"], { env: aws.env });
  await terminal.waitFor(/service> .*web/);
  await terminal.type(KEY.ctrlC);
  assert.deepEqual(await terminal.exit(), { code: 130, signal: undefined });
  assert.equal(aws.sessions.length, 0);
});

const REMARKS = "on Windows the picker is drawn on the console where stderr is a file";
Deno.test(needs(REMARKS, "an ecsin of Windows"), async () => {
  await using aws = startFakeAws(demoWorld());
  const command = await ecsinCommand();
  await using terminal = await openTerminal(
    [
      "sh",
      "-c",
      'exec "$@" 2>remarks',
      "sh",
      ...command,
      "login",
      "--cluster",
      "staging",
      "--session",
      "native",
    ],
    { env: aws.env },
  );
  await terminal.waitFor(/service>[^]*^.? +api /m);
  await terminal.type("api\r");
  await terminal.waitFor(/[$#]$/m);
  await terminal.type("exit\r");
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
  const remarks = await Deno.readTextFile(`${terminal.home.path}/remarks`);
  assert.match(remarks, /^ecsin: staging \/ api \/ /m);
});
