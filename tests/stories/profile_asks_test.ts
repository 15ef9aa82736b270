// `ecsin profile …` where it asks: the walk of `add`, the word for `remove`, and the person's editor.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openShellWithEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { FILE, fileOf, PATH, person, profile } from "./profile_person.ts";
import type { Shell } from "./shell.ts";
import { KEY } from "./terminal.ts";
import { needs } from "../needs.ts";
import { editor } from "./editor.ts";

const account = () =>
  buildWorld({
    prod: {
      services: {
        web: [{ containers: ["app", "nginx"] }, { containers: ["app", "nginx"] }],
        api: [{ containers: ["api"] }],
      },
      standalone: { migrate: [{ containers: ["migrate"] }] },
    },
    staging: { services: { web: [{ containers: ["app"] }] } },
  });

Deno.test("ecsin profile add walks cluster, service and container, and saves them", async () => {
  await using aws = startFakeAws(account());
  await using home = await person();
  const env = { ...aws.env, AWS_PROFILE: undefined };
  await using shell = await openShellWithEcsin({ home, env });
  const { terminal } = shell;
  await shell.start("ecsin profile add new --description 'mine: all'");
  await terminal.waitFor(/cluster>.*2\/2$/m);
  await terminal.type(`prod${KEY.enter}`);
  await terminal.waitFor(/prod \/ service>.*3\/3$/m);
  await terminal.type(`web${KEY.enter}`);
  // Any task tells the containers.
  await terminal.waitFor(/\/ container>.*2\/2$/m);
  await terminal.type(`nginx${KEY.enter}`);
  const told = await shell.prompted();
  assert.match(told, /ecsin: prod \/ web \/ nginx in eu-central-1\r?\n/);
  assert.match(told, /ecsin: profile "new" is saved in \S*profiles\.yaml: ecsin new\n$/);
  assert.equal(await shell.lastCode(), 0);
  assert.equal(
    await fileOf(home),
    `${FILE}
  new:
    description: "mine: all"
    region: eu-central-1
    cluster: prod
    service: web
    container: nginx
`,
  );
  // A family is one too; what flags say is not asked.
  await shell.start("ecsin profile add job --cluster prod --shell sh");
  await terminal.waitFor(/prod \/ service>.*3\/3$/m);
  await terminal.type(`migrate${KEY.enter}`);
  assert.match(
    await shell.prompted(),
    /ecsin: prod \/ migrate \/ migrate in eu-central-1 \(container: only one\)/,
  );
  assert.match(
    await fileOf(home),
    /\n\n {2}job:\n {4}region: eu-central-1\n {4}cluster: prod\n {4}family: migrate\n {4}container: migrate\n {4}shell: sh\n$/,
  );
  assert.equal(aws.api.count("ExecuteCommand"), 0);
});

Deno.test("ecsin profile add that is left, or asks in a script, saves nothing", async () => {
  await using aws = startFakeAws(account());
  await using home = await person();
  await using shell = await openShellWithEcsin({ home, env: aws.env });
  await shell.start("ecsin profile add new");
  await shell.terminal.waitFor(/cluster>.*2\/2$/m);
  await shell.terminal.type(KEY.escape);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
  const { code, stderr } = await profile(home, ["add", "new"], { env: aws.env });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^ecsin: error: which cluster\? there are 2, and there is no terminal to ask on\n/,
  );
  assert.match(stderr, /next: ecsin profile add new --cluster (prod|staging)\n$/);
  assert.equal(await fileOf(home), FILE);
});

Deno.test("ecsin profile add --last saves what was opened last, flags over it", async () => {
  await using home = await person();
  const recents = [
    { target: { cluster: "old", container: "x" }, lastMs: 1, weight: 5 },
    {
      target: {
        awsProfile: "prod",
        region: "eu-west-1",
        cluster: "prod",
        service: "web",
        task: "4f2c",
        container: "app",
      },
      lastMs: 2,
      weight: 1,
    },
  ];
  await home.write(".local/state/ecsin/recents.json", JSON.stringify({ recents }));
  const { code, stderr } = await profile(home, ["add", "new", "--last", "--container", "nginx"]);
  assert.deepEqual([code, stderr], [
    0,
    `ecsin: profile "new" is saved in ~/${PATH}: ecsin new\n`,
  ]);
  assert.equal(
    await fileOf(home),
    `${FILE}
  new:
    awsProfile: prod
    region: eu-west-1
    cluster: prod
    service: web
    container: nginx
`,
  );
});

Deno.test("ecsin profile rename takes along what was opened by the profile", async () => {
  await using home = await person();
  const recent = (by: string, lastMs: number) => ({
    target: { cluster: by, container: "x" },
    profile: by,
    lastMs,
    weight: 1,
  });
  const memory = ".local/state/ecsin/recents.json";
  // The same name of another file is another profile.
  const elsewhere = { ...recent("staging", 0), profileFile: "/other/.ecsin.yaml" };
  const recents = [recent("staging", 2), recent("prod-web", 1), elsewhere];
  await home.write(memory, JSON.stringify({ recents }));
  assert.equal((await profile(home, ["rename", "staging", "test"])).code, 0);
  assert.deepEqual(JSON.parse(await Deno.readTextFile(`${home.path}/${memory}`)), {
    recents: [{ ...recents[0], profile: "test" }, recents[1], elsewhere],
  });
});

/** Types a line and waits for its question. */
async function asked(shell: Shell, line: string, question: string): Promise<void> {
  const since = shell.terminal.mark();
  await shell.start(line);
  await shell.terminal.waitForOutput(question, since);
}

Deno.test("ecsin profile remove asks, and only yes is yes", async () => {
  await using home = await person();
  await using shell = await openShellWithEcsin({ home });
  const before = await shell.settings();
  const question = `from ~/${PATH}? [y/N] `;
  for (const answer of [KEY.enter, `no${KEY.enter}`, `yess${KEY.enter}`, KEY.ctrlC, KEY.escape]) {
    await asked(shell, "ecsin profile remove staging", question);
    await shell.terminal.type(answer);
    // Who leaves knows it; any other answer is told what it came to.
    const isAnswer = answer.endsWith(KEY.enter);
    assert.equal((await shell.prompted()).includes("nothing is removed"), isAnswer);
    assert.equal(await shell.lastCode(), 130);
    assert.equal(await fileOf(home), FILE);
    await shell.clear();
  }
  await asked(shell, "ecsin profile remove staging", question);
  await shell.terminal.type(`y${KEY.enter}`);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 0);
  assert.equal(await fileOf(home), FILE.replace(/\n {2}staging.*\n/, ""));
  assert.equal(await shell.settings(), before);
});

const storyOfEdit = (name: string, tell: () => Promise<void>) =>
  Deno.test(needs(`ecsin profile edit ${name}`, "sed"), tell);

storyOfEdit("puts what is right in the file's place, and tells faults to be mended", async () => {
  await using home = await person();
  const VISUAL = `'${await editor(home, "clutser: x", "cluster: changed")}' --wait`;
  await using shell = await openShellWithEcsin({ home, env: { VISUAL, EDITOR: "false" } });
  const { terminal } = shell;
  await asked(shell, "ecsin profile edit", "again or throw: ");
  assert.equal(await fileOf(home), FILE);
  assert.match(terminal.output(), /profiles\.yaml:10:13: there is no key "clutser"/);
  assert.match(terminal.output(), /did you mean cluster\?/);
  await home.write("words", "cluster: right\n");
  await terminal.type(`what${KEY.enter}`);
  await terminal.waitForOutput(/or throw: [^]*or throw: /);
  // The editor finds its own text again, and mends it.
  await home.write(
    "bin/my editor",
    '#!/bin/sh\nsed -i "s/clutser: x/cluster: mended/" "$2"\n',
    0o755,
  );
  await terminal.type(`again${KEY.enter}`);
  assert.match(await shell.prompted(), /profiles\.yaml is changed\n$/);
  assert.equal(await shell.lastCode(), 0);
  assert.equal(await fileOf(home), FILE.replace("cluster: staging", "cluster: mended"));
  assert.match(await Deno.readTextFile(`${home.path}/opened`), /^--wait \S+\/profiles\.yaml\n$/);
  assert.deepEqual(await home.copies(), []);
});

storyOfEdit("throws away only on the person's word", async () => {
  await using home = await person();
  const EDITOR = `'${await editor(home, "a: b", "a: b")}'`;
  await using shell = await openShellWithEcsin({ home, env: { EDITOR } });
  const copies = async () => (await home.copies()).length;
  await asked(shell, "ecsin profile edit", "again or throw: ");
  await shell.terminal.type(`t${KEY.enter}`);
  assert.match(await shell.prompted(), /profiles\.yaml is as it was\n$/);
  assert.deepEqual([await shell.lastCode(), await copies()], [130, 0]);
  await asked(shell, "ecsin profile edit", "again or throw: ");
  await shell.terminal.type(KEY.ctrlC);
  assert.match(await shell.prompted(), /what you wrote is in \S+\/profiles\.yaml\n$/);
  assert.deepEqual([await shell.lastCode(), await copies()], [130, 1]);
  assert.equal(await fileOf(home), FILE);
});

storyOfEdit("in a script: right counts, wrong is refused and not lost", async () => {
  await using home = await person();
  const EDITOR = `"${await editor(home, "a: b", "cluster: new")}"`;
  const wrong = await profile(home, ["edit"], { env: { EDITOR } });
  assert.equal(wrong.code, 2);
  const [, copy = ""] = /what you wrote is in HOME\/(\S+)\n/.exec(wrong.stderr) ?? [];
  assert.match(await Deno.readTextFile(`${home.path}/${copy}`), /staging: {a: b,/);
  if (Deno.build.os !== "windows") {
    const folder = copy.slice(0, copy.lastIndexOf("/"));
    const { mode } = await Deno.stat(`${home.path}/${folder}`);
    assert.equal((mode ?? 0) & 0o777, 0o700);
  }
  assert.equal(await fileOf(home), FILE);
  const right = await profile(home, ["edit"], { env: { EDITOR } });
  assert.deepEqual([right.code, right.stderr], [0, `ecsin: ~/${PATH} is changed\n`]);
  assert.equal(await fileOf(home), FILE.replace("cluster: staging", "cluster: new"));
});

Deno.test("an editor that changes nothing, fails or is none leaves the file, and a wrong file can be mended", async () => {
  await using home = await person();
  const edit = (EDITOR: string, ...words: string[]) =>
    profile(home, ["edit", ...words], { env: { EDITOR } });
  assert.equal((await edit("true")).stderr, `ecsin: ~/${PATH} is as it was\n`);
  const failed = await edit("sh -c 'exit 3'");
  assert.deepEqual([failed.code, failed.stderr], [
    2,
    "ecsin: error: $EDITOR ended with exit code 3: the profiles file is as it was\n" +
    "  next: ecsin profile edit\n",
  ]);
  const none = await edit("no-such-editor");
  assert.equal(none.code, 2);
  assert.match(
    none.stderr,
    /^ecsin: error: \$EDITOR, no-such-editor, cannot be started\n {2}why: /,
  );
  const open = await edit("vi 'x");
  assert.match(
    open.stderr,
    /\$EDITOR cannot be split into words\n {2}why: {2}a quote is left open/,
  );
  assert.deepEqual(await home.copies(), []);
  assert.equal(await fileOf(home), FILE);
  // Somebody else's change meanwhile is not written over.
  const race = await edit(`sh -c 'echo "# theirs" >> "$HOME/${PATH}"; echo "# mine" >> "$0"'`);
  assert.match(
    race.stderr,
    /was changed by somebody else meanwhile.*\n {2}why: .*what you wrote is in/,
  );
  assert.deepEqual([race.code, await fileOf(home)], [2, `${FILE}# theirs\n`]);
  await home.write(PATH, "profiles: [\n");
  const mended = await edit(`sh -c 'echo "profiles: {a: {cluster: x}}" > "$0"'`, "a");
  assert.deepEqual([mended.code, await fileOf(home)], [0, "profiles: {a: {cluster: x}}\n"]);
});

Deno.test(needs("ecsin profile edit says where its copy has no place", "unix"), async () => {
  await using home = await Home.make();
  const env = { EDITOR: "true", TMPDIR: `${home.path}/gone` };
  const { code, stderr } = await profile(home, ["edit"], { env });
  assert.equal(code, 255);
  assert.match(stderr, /^ecsin: error: the copy for your editor cannot be written\n/);
  assert.match(stderr, /\n {2}next: export TMPDIR=\/tmp\n$/);
});

Deno.test("ecsin profile edit makes the first file, and begins at a profile's line in vim", async () => {
  await using home = await Home.make();
  await home.program(
    "nvim",
    '#!/bin/sh\nfor file do :; done\necho "$1" > "$HOME/opened"\ncat >> "$file"\n',
  );
  const EDITOR = "nvim";
  const first = await profile(home, ["edit"], { env: { EDITOR }, stdin: "  a: {}\n  b: {}\n" });
  assert.deepEqual([first.code, first.stderr], [0, `ecsin: ~/${PATH} is changed\n`]);
  const { stdout } = await profile(home, ["list", "-o", "json"]);
  assert.deepEqual(JSON.parse(stdout).map((each: { profile: string }) => each.profile), ["a", "b"]);
  await profile(home, ["edit", "b"], { env: { EDITOR } });
  const lines = (await fileOf(home)).split("\n");
  assert.equal(
    await Deno.readTextFile(`${home.path}/opened`),
    `+${lines.indexOf("  b: {}") + 1}\n`,
  );
});
