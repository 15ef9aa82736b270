// Surroundings in which hardly anything is as it should be: no environment, bytes that are no text,
// certificates of Deno's that cannot be used.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { ecsinCommand, openEcsin, openShellWithEcsin, runEcsin } from "./ecsin.ts";
import { everyCommand, smallestAccount, THERE } from "./every_command.ts";

/** What stories set besides AWS; all of it taken out. */
const NOTHING = Object.fromEntries(
  ["HOME", "PATH", "TMPDIR", "TERM", "LANG", "TZ", "USER", "SHELL"]
    .concat(["CONFIG", "STATE", "DATA", "CACHE"].map((each) => `XDG_${each}_HOME`))
    .map((name) => [name, undefined]),
);
const FAULT = /fault of ecsin/;

Deno.test(
  needs("without PATH, HOME or anything else no command is a fault of ecsin", "unix"),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    const env = { ...aws.env, ...NOTHING };
    for (const line of await everyCommand()) {
      const { code, stderr } = await runEcsin(line, { env });
      assert.doesNotMatch(stderr, FAULT, line.join(" "));
      if (["list", "exec", "login"].includes(line[0] ?? "")) assert.equal(code, 0, stderr);
    }
    await using terminal = await openEcsin(["login", ...THERE], { env });
    await terminal.waitForOutput(/[$#] $/);
    await terminal.type("exit\r");
    assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
  },
);

Deno.test(needs("a variable with bytes that are no text is told by its name", "unix"), async () => {
  await using aws = startFakeAws(smallestAccount());
  await using shell = await openShellWithEcsin({ env: aws.env });
  await shell.line("bad=$(printf '\\377')");
  for (const line of ["list", `exec ${THERE.join(" ")} -- true`, `login ${THERE.join(" ")}`]) {
    assert.equal(
      await shell.line(`AWS_PROFILE="$bad" ecsin ${line}`),
      "ecsin: error: the environment variable AWS_PROFILE cannot be read\n" +
        "  why:  it has bytes that are not UTF-8\n" +
        "  next: unset AWS_PROFILE\n",
    );
    assert.equal(await shell.lastCode(), 253);
  }
  // Also of names that are asked for while AWS is got ready, which is not to blame.
  for (const name of ["HOME", "AWS_CONFIG_FILE", "AWS_CA_BUNDLE", "HTTPS_PROXY"]) {
    assert.match(
      await shell.line(`${name}="$bad" ecsin list --profiles /dev/null`),
      new RegExp(`^ecsin: error: the environment variable ${name} cannot be read\n`),
    );
  }
  assert.match(await shell.line('AWS_PROFILE="$bad" ecsin doctor'), /AWS_PROFILE cannot be read\n/);
  // Of names that nobody asks for nothing is said.
  assert.doesNotMatch(await shell.line('ANY="$bad" ecsin list'), /cannot be read/);
});

Deno.test(
  needs("certificates of Deno's own variables are not blamed on AWS_CA_BUNDLE", {
    name: "a Deno that reads them: no compiled ecsin does",
    isHere: (await ecsinCommand()).length > 1,
  }),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    const told = async (env: Record<string, string>) =>
      (await runEcsin(["list"], { env: { ...aws.env, ...env } })).stderr;
    assert.match(
      await told({ DENO_CERT: "/nonexistent" }),
      /^ecsin: error: the certificates that DENO_CERT names cannot be used\n.*\n.*\n {2}next: unset DENO_CERT\n/,
    );
    assert.match(
      await told({ DENO_TLS_CA_STORE: "bad" }),
      /^ecsin: error: the certificates that DENO_TLS_CA_STORE names cannot be used\n/,
    );
    assert.match(
      await told({ AWS_CA_BUNDLE: "/" }),
      /^ecsin: error: the certificates in "\/" cannot be used\n(?:.*\n)* +AWS_CA_BUNDLE, or ca_bundle/,
    );
  },
);
