// `commands:` of a profile: `ecsin PROFILE NAME` runs one; a shared file's wait for trust.
import assert from "node:assert/strict";
import { openEcsin, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { account } from "./service_account.ts";

const PROFILES = `defaults:
  commands: {whoami: id -un}
profiles:
  prod-web:
    cluster: prod
    service: web
    container: app
    pick: newest
    commands: {console: 'printf "%s|" a "b c"; test -t 0 && echo tty; exit 6', two: 'true && echo "$0"'}
`;

async function person(): Promise<Home> {
  const home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  return home;
}

Deno.test("a command of the profile runs on the terminal, with its exit code", async () => {
  await using aws = account();
  await using home = await person();
  await using terminal = await openEcsin(["prod-web", "console"], { home, env: aws.env });
  assert.equal((await terminal.exit()).code, 6);
  assert.match(terminal.text(), /a\|b c\|tty/);
});

Deno.test("without a terminal its output is stdout, to the byte; --print is the line", async () => {
  await using aws = account();
  await using home = await person();
  const run = (...args: string[]) => runEcsin(args, { home, env: aws.env });
  const console = await run("prod-web", "console");
  assert.deepEqual([console.code, console.stdout], [6, "a|b c|"], console.stderr);
  assert.equal((await run("login", "prod-web", "two")).stdout, "sh\n");
  const printed = await run("prod-web", "two", "--print");
  // A POSIX shell's quotes, or PowerShell's.
  assert.match(printed.stdout, /--command 'sh -c '(\\'|)'true && echo "\$0"'\1''/);
});

Deno.test("a name that it does not have is told, with those that it has", async () => {
  await using aws = account();
  await using home = await person();
  const { code, stderr } = await runEcsin(["prod-web", "consle"], { home, env: aws.env });
  assert.equal(
    stderr,
    'ecsin: error: profile "prod-web" has no command "consle"\n' +
      "  why:  it has: whoami, console, two\n" +
      "  next: ecsin prod-web console\n" +
      "        ecsin exec prod-web -- consle\n" +
      "        ecsin profile edit prod-web\n",
  );
  assert.equal(code, 2);
  const place = await runEcsin(["prod/web", "console"], { home, env: aws.env });
  assert.match(place.stderr, /"console" could be a command that a profile names, and no profile/);
  assert.equal(aws.api.count(), 0);
});

Deno.test("Tab knows the commands of the profile", async () => {
  await using home = await person();
  const { stdout } = await runEcsin(["__complete", "zsh", "prod-web", "c"], { home });
  assert.match(stdout, /^console/m);
  const all = await runEcsin(["__complete", "zsh", "login", "prod-web", ""], { home });
  for (const name of ["whoami", "console", "two"]) {
    assert.match(all.stdout, new RegExp(`^${name}`, "m"));
  }
});

Deno.test("a shared file's commands wait for trust, and the rest of the profile does not", async () => {
  await using aws = account();
  await using home = await Home.make();
  await home.write("repo/.git/HEAD", "ref: refs/heads/main\n");
  await home.write(
    "repo/.ecsin.yaml",
    "profiles: {team: {cluster: prod, service: web, container: app, pick: newest, " +
      "commands: {hi: echo hi}}}\n",
  );
  const run = (...args: string[]) =>
    runEcsin(args, { home, cwd: `${home.path}/repo`, env: aws.env });
  const untrusted = await run("team", "hi");
  assert.equal(untrusted.code, 2);
  assert.match(
    untrusted.stderr,
    /is used only once you trust that file\n {2}why: {2}it chooses what is run, or how:\n {8}commands: \{"hi":"echo hi"\}\n/,
  );
  assert.equal(aws.api.count(), 0);
  assert.equal((await run("exec", "team", "--", "echo", "in")).stdout, "in\n");
  assert.equal((await run("profile", "trust")).code, 0);
  assert.deepEqual((await run("team", "hi")).stdout, "hi\n");
});
