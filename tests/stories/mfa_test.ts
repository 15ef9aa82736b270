// A role behind an MFA device, in a real terminal: the code is asked for before anything else has
// the terminal, is not shown, and serves AWS's CLI as well as ecsin.
import assert from "node:assert/strict";
import { needs } from "../needs.ts";
import { awsCliFromPyPi, realAwsCli } from "../aws/credentials/real_cli.ts";
import { openShellWithEcsin, runEcsin, runProgram } from "./ecsin.ts";
import { makeMfaPerson, MFA_SERIAL } from "./identity.ts";
import { KEY } from "./terminal.ts";

const PROMPT = `Enter MFA code for ${MFA_SERIAL}: `;
const cli = await realAwsCli();

Deno.test("ecsin alone asks for the code, not shown, and opens the picker after the right one", async () => {
  await using person = await makeMfaPerson();
  const { aws, home, env, identities } = person;
  await using shell = await openShellWithEcsin({ home, env });
  const { terminal } = shell;
  const before = await shell.settings();
  await shell.clear();
  await shell.start("ecsin --session native");
  await terminal.waitFor(PROMPT.trim());
  assert.equal(aws.api.count(), 0);
  await terminal.type("135791\r");
  await terminal.waitFor(/each code works once\n/);
  await terminal.waitUntil(
    () => terminal.text().split(PROMPT.trim()).length === 3,
    "the second question",
  );
  // Keys that come right behind the code are the picker's.
  await terminal.type("246810\rsta");
  await terminal.waitFor(/1\/2$/m);
  assert.match(terminal.text(), /staging/);
  await terminal.type(KEY.escape);
  await shell.prompted();
  assert.deepEqual(terminal.screen(), [
    "outer$ ecsin --session native",
    PROMPT,
    "ecsin: AWS did not accept this code; each code works once",
    PROMPT,
    "outer$ ",
  ]);
  assert.doesNotMatch(terminal.output(), /135791|246810/);
  assert.equal(await shell.settings(), before);
  assert.match(aws.api.calls[0]?.accessKeyId ?? "", /^ASIAADMIN/);
  assert.equal(identities.asked.length, 2);
});

Deno.test("a credential_process that asks on the terminal gets its answer before the picker is there", async () => {
  await using person = await makeMfaPerson();
  const { aws, home, identities } = person;
  const keys = { Version: 1, AccessKeyId: "ASIATOOL", SecretAccessKey: identities.state.secret() };
  const tool = await home.program(
    "tool",
    `#!/bin/sh\nprintf 'PIN: ' > /dev/tty\nread -r pin < /dev/tty\n` +
      `[ "$pin" = 4711 ] && echo '${JSON.stringify(keys)}'\n`,
  );
  await home.write(".aws/config", `[profile tool]\ncredential_process = ${tool}\n`);
  const env = { ...person.env, AWS_PROFILE: "tool" };
  await using shell = await openShellWithEcsin({ home, env });
  await shell.start("ecsin --session native");
  await shell.terminal.waitFor("PIN:");
  await shell.terminal.type("4711\r");
  await shell.terminal.waitFor(/2\/2$/m);
  await shell.terminal.type(KEY.escape);
  await shell.prompted();
  assert.equal(aws.api.calls[0]?.accessKeyId, "ASIATOOL");
});

Deno.test("Ctrl-C at the code leaves with 130, the terminal as it was, and nothing asked", async () => {
  await using person = await makeMfaPerson();
  const { aws, home, env, identities } = person;
  await using shell = await openShellWithEcsin({ home, env });
  const before = await shell.settings();
  await shell.start("ecsin list clusters");
  await shell.terminal.waitFor(PROMPT.trim());
  await shell.terminal.type(`12${KEY.ctrlC}`);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
  assert.equal(await shell.settings(), before);
  assert.equal(identities.asked.length + aws.api.count(), 0);
});

Deno.test("a code is asked for with stdout in a pipe, and serves the next call", async () => {
  await using person = await makeMfaPerson();
  const { home, env, identities } = person;
  await using shell = await openShellWithEcsin({ home, env });
  await shell.start("ecsin list clusters | cat > names");
  await shell.terminal.waitFor(PROMPT.trim());
  await shell.terminal.type("246810\r");
  await shell.prompted();
  assert.match(await shell.line("cat names"), /prod[^]*staging/);
  const second = await runEcsin(["list", "clusters"], { home, env });
  assert.equal(second.code, 0, second.stderr);
  assert.equal(identities.asked.length, 1);
});

Deno.test("without a terminal the code is not waited for: 253, and the line that asks for it", async () => {
  await using person = await makeMfaPerson();
  const { home, env, identities } = person;
  const ran = await runEcsin(["list", "clusters"], { home, env });
  assert.equal(ran.code, 253);
  assert.equal(ran.stdout, "");
  assert.match(ran.stderr, /^ecsin: error: AWS profile "admin" needs a code of arn:aws:iam::/);
  assert.match(
    ran.stderr,
    /^ {2}next: aws sts get-caller-identity --region eu-central-1 --profile admin$/m,
  );
  assert.equal(identities.asked.length, 0);
});

Deno.test("--debug tells whose credentials are used, and neither code nor secret", async () => {
  await using person = await makeMfaPerson();
  const { home, env, identities } = person;
  await using shell = await openShellWithEcsin({ home, env, columns: 200 });
  await shell.start("ecsin list clusters --debug");
  await shell.terminal.waitFor(PROMPT.trim());
  await shell.terminal.type("246810\r");
  const log = await shell.prompted();
  assert.match(log, /debug: credentials: AWS profile "admin" by role/);
  assert.match(log, /debug: sts AssumeRole \d+ ms ok attempts=1 request=/);
  const again = await shell.line("ecsin list clusters --debug");
  assert.match(again, /credentials: arn:aws:iam::123456789012:role\/admin from AWS's CLI cache, /);
  assert.equal(identities.state.secrets.size, 3);
  for (const secret of ["246810", ...identities.state.secrets]) {
    assert.ok(!shell.terminal.output().includes(secret));
  }
});

Deno.test({
  ...needs(
    "a code that ecsin asked for serves AWS's CLI, and one that the CLI asked for serves ecsin",
    awsCliFromPyPi(cli),
  ),
  fn: async () => {
    await using person = await makeMfaPerson();
    const { home, identities } = person;
    // Version 1 of the CLI does not know AWS_REGION.
    const env = { ...person.env, AWS_DEFAULT_REGION: "eu-central-1" };
    await using shell = await openShellWithEcsin({ home, env, columns: 120 });
    await shell.start("ecsin list clusters");
    await shell.terminal.waitFor(PROMPT.trim());
    await shell.terminal.type("246810\r");
    await shell.prompted();
    const aws = `${cli}aws`;
    const whoami = [aws, "sts", "get-caller-identity", "--output", "text"];
    const asked = await runProgram(whoami, { home, env });
    assert.equal(asked.code, 0, asked.stderr);
    assert.deepEqual(identities.asked.map(({ action }) => action), [
      "AssumeRole",
      "GetCallerIdentity",
    ]);
    assert.match(identities.asked[1]?.accessKeyId ?? "", /^ASIAADMIN/);

    await Deno.remove(`${home.path}/.aws/cli/cache`, { recursive: true });
    identities.state.mfaCode = "112233";
    const since = shell.terminal.mark();
    await shell.start(whoami.join(" "));
    await shell.terminal.waitForOutput(PROMPT, since);
    await shell.terminal.type("112233\r");
    await shell.prompted();
    const ran = await runEcsin(["list", "clusters"], { home, env });
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(identities.asked.slice(2).map(({ action }) => action), [
      "AssumeRole",
      "GetCallerIdentity",
    ]);
    assert.equal(
      person.aws.api.calls.at(-1)?.accessKeyId,
      identities.asked.at(-1)?.accessKeyId,
    );
  },
});

Deno.test("the first screen asks for nothing; the clusters' row does, once it is chosen", async () => {
  await using person = await makeMfaPerson();
  const { home, identities } = person;
  await home.write(".config/ecsin/profiles.yaml", "profiles: {web: {cluster: prod}}\n");
  await using shell = await openShellWithEcsin({ home, env: person.env });
  const { terminal } = shell;
  await shell.clear();
  await shell.start("ecsin --session native");
  await terminal.waitFor(/^open> +2\/2$/m);
  await terminal.type("clusters");
  await terminal.waitFor(/not read: signing in as AWS profile "admin" .* may ask you/);
  assert.equal(identities.asked.length, 0);
  await terminal.type(KEY.enter);
  await terminal.waitFor(PROMPT.trim());
  await terminal.type(KEY.ctrlC);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);

  // A program that may ask is not even started below the list.
  const tool = await home.program("tool", '#!/bin/sh\ntouch "$HOME/started"\nexit 1\n');
  await home.write(".aws/config", `[profile tool]\ncredential_process = ${tool}\n`);
  await shell.clear();
  await shell.start("AWS_PROFILE=tool ecsin --session native");
  await terminal.waitFor(/^open> +2\/2$/m);
  await terminal.type("clusters");
  await terminal.waitFor('not read: signing in as AWS profile "tool" (AWS_PROFILE) may ask you');
  await assert.rejects(Deno.stat(`${home.path}/started`), Deno.errors.NotFound);
  await terminal.type(KEY.enter);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 253);
  await Deno.stat(`${home.path}/started`);
});
