// `ecsin profile …`, the whole program: what each command prints and does to the file.
import assert from "node:assert/strict";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";
import { fileOf, PATH, person, profile } from "./profile_person.ts";

async function does(
  home: Home,
  words: readonly string[],
  stderr: string,
  stdout = "",
): Promise<void> {
  const ran = await profile(home, words);
  assert.deepEqual([ran.code, ran.stderr, ran.stdout], [0, stderr, stdout], words.join(" "));
}

Deno.test("ecsin profile add, rename, remove, path and validate, from no file on", async () => {
  await using home = await Home.make();
  await does(home, ["path"], "", `HOME/${PATH}\n`);
  await does(
    home,
    ["add", "prod-web", "--cluster", "prod", "--service", "web", "--description", "it's: it"],
    `ecsin: profile "prod-web" is saved in ~/${PATH}: ecsin prod-web\n`,
  );
  const mode = async (path: string) =>
    ((await Deno.stat(`${home.path}/${path}`)).mode ?? 0) & 0o777;
  if (Deno.build.os !== "windows") {
    assert.deepEqual([await mode(PATH), await mode(".config/ecsin")], [0o600, 0o700]);
  }
  await does(
    home,
    ["rename", "prod-web", "list"],
    'ecsin: profile "prod-web" is called "list" now: ecsin login list (ecsin list is a command)\n',
  );
  await does(home, ["validate"], "", `~/${PATH}: valid, 1 profile\n`);
  await does(
    home,
    ["add", "x", "--task", "arn:aws:ecs:eu-west-1:123456789012:task/prod/4f2c", "--pick", "newest"],
    `ecsin: profile "x" is saved in ~/${PATH}: ecsin x\n`,
  );
  assert.equal(
    await fileOf(home),
    "profiles:\n  list:\n" +
      '    description: "it\'s: it"\n    cluster: prod\n    service: web\n' +
      "  x:\n    task: arn:aws:ecs:eu-west-1:123456789012:task/prod/4f2c\n    pick: newest\n",
  );
  await does(
    home,
    ["remove", "list", "--yes"],
    `ecsin: profile "list" is removed from ~/${PATH}\n`,
  );
  await does(home, ["remove", "x", "--yes"], `ecsin: profile "x" is removed from ~/${PATH}\n`);
  assert.equal(await fileOf(home), "profiles:\n");
  await does(home, ["validate"], "", `~/${PATH}: valid, 0 profiles\n`);
});

Deno.test("ecsin profile show prints the file's own lines, and JSON what they come to", async () => {
  await using home = await person();
  await does(
    home,
    ["show", "prod-web"],
    "",
    '  # production\n  prod-web:\n    cluster: "prod"   # quoted\n    service: web\n',
  );
  const { stdout } = await profile(home, ["show", "staging", "-o", "json"]);
  assert.deepEqual(JSON.parse(stdout), {
    profile: "staging",
    description: null,
    awsProfile: null,
    region: "eu-central-1",
    cluster: "staging",
    service: null,
    family: null,
    task: null,
    container: null,
    shell: "bash -l",
    pick: "ask",
    session: "auto",
    confirm: false,
    accountId: null,
    color: null,
    forwards: null,
    commands: null,
    file: `HOME/${PATH}`,
  });
});

Deno.test("ecsin profile list prints what ecsin list profiles prints", async () => {
  await using home = await person();
  for (const output of ["table", "json", "tsv"]) {
    const { stdout, code } = await profile(home, ["list", "-o", output]);
    const other = await runEcsin(["list", "profiles", "-o", output], { home });
    assert.equal(stdout, other.stdout.replaceAll(home.path, "HOME"));
    assert.match(stdout, /prod-web/);
    assert.equal(code, 0);
  }
});

Deno.test("ecsin profile schema prints the schema's file", async () => {
  await using home = await Home.make();
  const file = new URL("../../schema/profiles.schema.json", import.meta.url);
  await does(home, ["schema"], "", await Deno.readTextFile(file));
});

Deno.test("ecsin profile alone tells its commands, and a mistyped one is put right", async () => {
  await using home = await Home.make();
  const { stdout, code } = await profile(home, []);
  assert.equal(code, 0);
  for (const name of ["list", "show", "add", "edit", "rename", "remove", "validate", "trust"]) {
    assert.match(stdout, new RegExp(`^ {2}${name} +[A-Z]`, "m"));
  }
  const wrong = await profile(home, ["renam", "a", "b"]);
  assert.deepEqual([wrong.code, wrong.stderr], [
    2,
    'ecsin: error: there is no command "profile renam"\n' +
    "  next: ecsin profile rename\n        ecsin profile --help\n",
  ]);
});

Deno.test("ecsin profile add --last keeps the shell and the guards of the profile that it was opened by", async () => {
  await using home = await person(
    `defaults: {region: eu-central-1, color: red}
profiles:
  guarded:
    description: mine
    cluster: prod
    family: job
    shell: bash -l
    pick: newest
    confirm: name
    accountId: "123456789012"
`,
  );
  const target = {
    region: "eu-central-1",
    accountId: "123456789012",
    cluster: "prod",
    service: "web",
    container: "app",
  };
  const recents = (name: string) => ({
    recents: [{ target, profile: name, lastMs: 1, weight: 1 }],
  });
  await home.write(".local/state/ecsin/recents.json", JSON.stringify(recents("guarded")));
  const words = ["add", "copy", "--last", "--pick", "random"];
  assert.equal((await profile(home, words)).code, 0);
  assert.equal(
    (await profile(home, ["show", "copy"])).stdout,
    `  copy:
    region: eu-central-1
    cluster: prod
    service: web
    container: app
    shell: "bash -l"
    pick: random
    confirm: name
    accountId: "123456789012"
    color: red
`,
  );
  // What is gone cannot be kept, which is said.
  await home.write(".local/state/ecsin/recents.json", JSON.stringify(recents("gone")));
  const { code, stderr } = await profile(home, ["add", "plain", "--last"]);
  assert.equal(code, 0);
  assert.equal(
    stderr,
    'ecsin: profile "gone", by which it was opened, is not there: its guards are not saved\n' +
      `ecsin: profile "plain" is saved in ~/${PATH}: ecsin plain\n`,
  );
});
