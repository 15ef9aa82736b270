// Where results go when nobody takes them: a reader that has left, a disk that is full.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { needs } from "../needs.ts";
import { openShellWithEcsin } from "./ecsin.ts";

function account() {
  return buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });
}

Deno.test(
  needs("a reader that has left ends ecsin as any program, without a word", "bash"),
  async () => {
    await using aws = startFakeAws(account());
    // The reader has long gone when there is something to read.
    aws.faults.latencyMs = 300;
    await using shell = await openShellWithEcsin({ shell: "bash", env: aws.env });
    for (const line of ["list -o json", "list clusters", "doctor -o json"]) {
      assert.equal(await shell.line(`ecsin ${line} 2>&1 | true; echo $PIPESTATUS`), "141\n", line);
    }
  },
);

Deno.test(
  needs(
    "ecsin cp to a stdout that takes nothing ends as any program, or says why",
    "linux",
    "bash",
  ),
  async () => {
    await using aws = startFakeAws(account());
    await using shell = await openShellWithEcsin({ shell: "bash", env: aws.env });
    await shell.line("mkdir folder; echo text > folder/file; mkfifo gone");
    for (const path of ["folder/file", "folder"]) {
      const line = `ecsin cp -q "prod/web/app:$PWD/${path}" -`;
      // ecsin is started once its reader has closed the pipe.
      const left = `{ read -r _ <gone; ${line}; echo $? >code; } 2>err`;
      const told = await shell.line(`${left} | { exec <&-; echo >gone; }; cat err code`);
      assert.equal(told, "141\n", line);
      assert.match(
        await shell.line(`${line} > /dev/full`),
        /^ecsin: error: the result could not be written\n {2}why: {2}No space left on device/,
      );
      assert.equal(await shell.lastCode(), 255);
    }
  },
);

/** Answers that are ready, or made anew, of which none asks AWS. */
const TEXTS = [
  "--help",
  "-h",
  "--version",
  "list --help",
  "profile --help",
  "__complete zsh exec -",
];

Deno.test(
  needs(
    "a reader that has left ends --help, --version and Tab without a word too",
    "unix",
    "bash",
    "mkfifo",
  ),
  async () => {
    await using shell = await openShellWithEcsin({ shell: "bash" });
    await shell.line("mkfifo gone");
    for (const line of [...TEXTS, "completions bash", "profile schema"]) {
      // ecsin is started once its reader has closed the pipe.
      const left = `{ read -r _ <gone; ecsin ${line}; echo $? >code; } 2>err`;
      const told = await shell.line(`${left} | { exec <&-; echo >gone; }; cat err code`);
      assert.equal(told, "141\n", line);
    }
  },
);

Deno.test(
  needs("remarks that nobody reads do not keep a command from being run", "bash"),
  async () => {
    await using aws = startFakeAws(account());
    aws.faults.latencyMs = 300;
    await using shell = await openShellWithEcsin({ shell: "bash", env: aws.env });
    const line = "ecsin exec --cluster prod --service web --container app -- echo done";
    await shell.line(`{ ${line} > out; echo $? > code; } 2>&1 | true`);
    assert.equal(await shell.line("cat out code"), "done\n0\n");
  },
);

Deno.test({
  ...needs("a result that cannot be written is a failure in words", "linux"),
  async fn() {
    await using aws = startFakeAws(account());
    await using shell = await openShellWithEcsin({ env: aws.env });
    assert.match(
      await shell.line("ecsin list > /dev/full"),
      /^ecsin: error: the result could not be written\n {2}why: {2}No space left on device/,
    );
    assert.equal(await shell.lastCode(), 255);
  },
});

Deno.test(
  needs("--help, --version and Tab on a full disk are a failure in words", "linux"),
  async () => {
    await using shell = await openShellWithEcsin();
    for (const line of TEXTS) {
      assert.match(
        await shell.line(`ecsin ${line} > /dev/full`),
        /^ecsin: error: the result could not be written\n {2}why: {2}No space left on device/,
        line,
      );
      assert.equal(await shell.lastCode(), 255, line);
    }
  },
);
