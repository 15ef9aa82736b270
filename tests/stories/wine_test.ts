// ecsin on a console of Windows: Wine's, which `deno task windows` starts it on. That console takes
// letters, Enter and output; arrows and escape sequences need a real Windows.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { openEcsin, runEcsin } from "./ecsin.ts";
import { smallestAccount, THERE } from "./every_command.ts";

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
  assert.match(stdout, /C:\\users\\\w+\\AppData\\Roaming\\ecsin\\profiles\.yaml/);
  assert.doesNotMatch(stdout, /[A-Z]:\\\S*\//);
});
