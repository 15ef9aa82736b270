// A team's `.ecsin.yaml` in the repository that a person works in: its profiles lead in, the source
// is said, and a checkout runs no line of its choosing until the person trusts it.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openShellWithEcsin, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { KEY } from "./terminal.ts";

const OWN = "profiles:\n  mine: {cluster: prod, service: web, container: app}\n";
const TEAM = "profiles:\n  web: {cluster: prod, service: web, container: app}\n" +
  "  mine: {cluster: staging, service: api, container: api}\n";
const LINE = "sh -c 'echo chosen-by-the-checkout; exec sh'";
const WITH_SHELL = `profiles:\n  web: {cluster: prod, service: web, shell: "${LINE}"}\n`;

const account = () =>
  buildWorld({
    prod: { services: { web: [{ containers: ["app"] }] } },
    staging: { services: { api: [{ containers: ["api"] }] } },
  });

/** A home with an own file, and a repository `repo` in it with a shared one. */
async function inRepository(team: string): Promise<Home> {
  const home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", OWN);
  await home.write("repo/.git/HEAD", "ref: refs/heads/main\n");
  await home.write("repo/src/main.c", "");
  await home.write("repo/.ecsin.yaml", team);
  return home;
}

async function ecsin(home: Home, words: readonly string[], env: Record<string, string> = {}) {
  const ran = await runEcsin(words, { home, env, cwd: `${home.path}/repo/src` });
  const plain = (text: string) => text.replaceAll(home.path, "HOME");
  return { ...ran, stdout: plain(ran.stdout), stderr: plain(ran.stderr) };
}

Deno.test("a shared profile leads in from anywhere in the repository, and its source is said", async () => {
  await using aws = startFakeAws(account());
  await using home = await inRepository(TEAM);
  await using shell = await openShellWithEcsin({ home, env: aws.env });
  await shell.line("cd repo/src");
  await shell.start("ecsin web --session native");
  await shell.terminal.waitFor(/ecsin: profile "web" of \S*\/repo\/\.ecsin\.yaml$/m);
  await shell.inside();
  await shell.terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.equal(aws.api.count("ExecuteCommand"), 1);
  // The person's own wins on the same name, and nothing is said.
  const own = await ecsin(home, ["mine", "--print"], aws.env);
  assert.match(own.stdout, /--cluster prod /);
  assert.doesNotMatch(own.stderr, /\.ecsin\.yaml/);
  const { stdout } = await runEcsin(["exec", "web", "--print", "--", "id"], {
    home,
    env: aws.env,
    cwd: `${home.path}/repo`,
  });
  assert.match(stdout, /--container app --interactive --command id /);
  // Outside of the repository there is no such profile.
  const outside = await runEcsin(["web", "--print"], { home, env: aws.env });
  assert.deepEqual([outside.code, outside.stdout], [2, ""]);
});

Deno.test("lists tell of which file a profile is", async () => {
  await using home = await inRepository(TEAM);
  const table = await ecsin(home, ["list", "profiles"]);
  assert.deepEqual([table.code, table.stderr], [0, ""]);
  const lines = table.stdout.trimEnd().split("\n").map((line) => line.split(/ {2,}/).at(-1));
  assert.deepEqual(lines, ["FILE", "~/.config/ecsin/profiles.yaml", "~/repo/.ecsin.yaml"]);
  const json = await ecsin(home, ["profile", "list", "-o", "json"]);
  assert.deepEqual(
    JSON.parse(json.stdout).map(({ profile, file }: Record<string, string>) => [profile, file]),
    [["mine", "HOME/.config/ecsin/profiles.yaml"], ["web", "HOME/repo/.ecsin.yaml"]],
  );
  const shown = await ecsin(home, ["profile", "show", "web"]);
  assert.deepEqual([shown.stderr, shown.stdout], [
    'ecsin: profile "web" of ~/repo/.ecsin.yaml\n',
    "  web: {cluster: prod, service: web, container: app}\n",
  ]);
  const right = await ecsin(home, ["profile", "validate"]);
  assert.equal(
    right.stdout,
    "~/.config/ecsin/profiles.yaml: valid, 1 profile\n" +
      "~/repo/.ecsin.yaml: valid, 1 profile not in your own file\n",
  );
});

Deno.test("a shared file's line is run only once the file is trusted, and as it was then", async () => {
  await using aws = startFakeAws(account());
  await using home = await inRepository(WITH_SHELL);
  const refused = [
    'ecsin: error: profile "web" of ~/repo/.ecsin.yaml is used only once you trust that file',
    "  why:  it chooses what is run, or how:",
    `        shell: ${LINE}`,
    "  next: ecsin profile show web",
    "        ecsin profile trust",
    "",
  ].join("\n");
  for (const words of [["web"], ["exec", "web", "--", "id"], ["web", "--shell", "sh"]]) {
    const { code, stderr } = await ecsin(home, words, aws.env);
    assert.deepEqual([code, stderr], [2, refused]);
  }
  assert.equal(aws.api.calls.length, 0);
  const trusted = await ecsin(home, ["profile", "trust"]);
  assert.deepEqual([trusted.code, trusted.stdout, trusted.stderr], [
    0,
    "",
    `ecsin: web may say shell: ${LINE}\n` +
    "ecsin: ~/repo/.ecsin.yaml is trusted as it is now\n",
  ]);
  const printed = await ecsin(home, ["web", "--print"], aws.env);
  assert.match(printed.stdout, /chosen-by-the-checkout/);
  // Any change, and any other path, is a stranger's again.
  await home.write("repo/.ecsin.yaml", `${WITH_SHELL}# more\n`);
  assert.equal((await ecsin(home, ["web", "--print"], aws.env)).stderr, refused);
  await home.write("repo/.ecsin.yaml", WITH_SHELL);
  assert.equal((await ecsin(home, ["web", "--print"], aws.env)).code, 0);
  await home.write("repo/src/.ecsin.yaml", WITH_SHELL);
  assert.equal((await ecsin(home, ["web", "--print"], aws.env)).code, 2);
  await Deno.remove(`${home.path}/repo/src/.ecsin.yaml`);
  const back = await ecsin(home, ["profile", "trust", "--remove"]);
  assert.equal(back.stderr, "ecsin: ~/repo/.ecsin.yaml is trusted no more\n");
  assert.equal((await ecsin(home, ["web", "--print"], aws.env)).stderr, refused);
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

Deno.test("trust is taken back from a file that is gone, by any name of it", async () => {
  await using home = await inRepository(WITH_SHELL);
  assert.equal((await ecsin(home, ["profile", "trust"])).code, 0);
  await Deno.remove(`${home.path}/repo/.ecsin.yaml`);
  assert.equal((await ecsin(home, ["profile", "trust", "--remove", "../.ecsin.yaml"])).code, 0);
  await home.write("repo/.ecsin.yaml", WITH_SHELL);
  assert.match((await ecsin(home, ["web", "--print"])).stderr, /is used only once you trust/);
});

Deno.test("--profiles and $ECSIN_PROFILES name the one file that is read", async () => {
  await using home = await inRepository(TEAM);
  const own = `${home.path}/.config/ecsin/profiles.yaml`;
  for (const [words, env] of [[["--profiles", own], {}], [[], { ECSIN_PROFILES: own }]] as const) {
    const { stdout } = await ecsin(home, ["profile", "list", "-o", "tsv", ...words], env);
    assert.deepEqual(stdout.split("\n").slice(1).map((line) => line.split("\t")[0]), ["mine", ""]);
  }
  const { stderr } = await ecsin(home, ["profile", "trust"], { ECSIN_PROFILES: own });
  assert.match(stderr, /why: {2}\$ECSIN_PROFILES names the one file that is read: ~/);
});

Deno.test("the commands that change a file change the person's own, and say whose a profile is", async () => {
  await using home = await inRepository(TEAM);
  const shared = () => Deno.readTextFile(`${home.path}/repo/.ecsin.yaml`);
  for (const words of [["remove", "web", "--yes"], ["rename", "web", "w"], ["edit", "web"]]) {
    const { code, stderr } = await ecsin(home, ["profile", ...words]);
    assert.deepEqual([code, stderr], [
      2,
      'ecsin: error: profile "web" is not in your own file\n' +
      "  why:  it is of ~/repo/.ecsin.yaml, which others read too\n" +
      `  next: ecsin profile ${words.join(" ")} --profiles HOME/repo/.ecsin.yaml\n`,
    ]);
    assert.equal(await shared(), TEAM);
  }
  const added = await ecsin(home, ["profile", "add", "web", "--cluster", "x", "--family", "y"]);
  assert.equal(added.code, 0);
  assert.equal(await shared(), TEAM);
  const file = `${home.path}/repo/.ecsin.yaml`;
  await ecsin(home, ["profile", "rename", "web", "w", "--profiles", file]);
  assert.equal(await shared(), TEAM.replace("web: {", "w: {"));
});

Deno.test("a shared file that is wrong or hostile breaks nothing else, and nothing of it gets to the terminal", async () => {
  await using aws = startFakeAws(account());
  await using home = await inRepository("profiles: {web: {clutser: '\x1b[2Jprod'}}\n");
  const listed = await ecsin(home, ["list", "profiles"]);
  assert.equal(listed.code, 0);
  assert.match(listed.stdout, /^mine /m);
  assert.equal(
    listed.stderr,
    'ecsin: its profiles are left out: ~/repo/.ecsin.yaml:1:18: there is no key "clutser"\n',
  );
  assert.equal((await ecsin(home, ["mine", "--print"], aws.env)).code, 0);
  const web = await ecsin(home, ["web"], aws.env);
  assert.equal(web.code, 2);
  assert.match(web.stderr, /~\/repo\/\.ecsin\.yaml:1:18: there is no key "clutser"\n/);
  assert.ok(!web.stderr.includes("\x1b"));
  assert.equal((await ecsin(home, ["profile", "validate"])).code, 2);
  const [bell, paint] = ["\x07", "\x9b31m"];
  const named = JSON.stringify(`it ${bell}${paint}blinks`);
  await home.write("repo/.ecsin.yaml", `profiles: {web: {description: ${named}}} # ${paint}\n`);
  const json = await ecsin(home, ["profile", "list", "-o", "json"]);
  assert.equal(JSON.parse(json.stdout)[1].description, `it ${bell}${paint}blinks`);
  await using shell = await openShellWithEcsin({ home });
  await shell.line("cd repo");
  for (
    const line of [
      "ecsin list profiles",
      "ecsin profile show web",
      "ecsin profile show web -o json",
      "ecsin profile list -o json",
      "ecsin profile list -o tsv",
    ]
  ) {
    const written = await shell.line(line);
    assert.match(written, /blinks/, line);
    assert.ok(!written.includes(bell) && !written.includes(paint), line);
  }
});
