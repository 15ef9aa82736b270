// `ecsin profile …` and input that is no good: the whole text that is told, and the file as it was.
import assert from "node:assert/strict";
import { Home } from "./home.ts";
import { FILE, fileOf, PATH, person, profile } from "./profile_person.ts";

/** Words that cannot be, and the whole text that is told. */
const BAD: readonly (readonly [words: readonly string[], told: readonly string[]])[] = [
  [["add", "prod-web", "--cluster", "c", "--service", "s"], [
    'there is a profile "prod-web" already',
    `  why:  it is in ~/${PATH}, and stays as it is`,
    "  next: ecsin profile edit prod-web",
    "        ecsin profile remove prod-web",
  ]],
  [["add", "--cluster", "c", "--service", "s", "--", "-x"], [
    'a profile cannot be called "-x"',
    "  why:  it looks like a flag",
    "  next: ecsin profile add --help",
  ]],
  [["add", "new", "--cluster", "c", "--service", "s", "--task", "t"], [
    "a profile has one of service, family and task, not service and task",
    "  next: ecsin profile add --help",
  ]],
  [["add", "new", "--cluster", " ", "--service", "s"], [
    "cluster must not be empty",
    "  next: ecsin profile add --help",
  ]],
  [["add", "new", "--last"], [
    "there is no last login to save",
    "  why:  ecsin remembers a place once a session in it was opened",
    "  next: ecsin",
    "        ecsin profile add --help",
  ]],
  [["rename", "prod-wbe", "new"], [
    'there is no profile "prod-wbe"',
    "  why:  known ones: prod-web, staging",
    "  next: ecsin profile rename prod-web new",
    "        ecsin profile list",
  ]],
  [["rename", "prod-web", "staging"], [
    'there is a profile "staging" already',
    `  why:  it is in ~/${PATH}, and stays as it is`,
    "  next: ecsin profile edit staging",
    "        ecsin profile remove staging",
  ]],
  [["rename", "prod-web", ""], [
    'a profile cannot be called ""',
    "  why:  it is empty",
    "  next: ecsin profile rename --help",
  ]],
  [["remove", "stagin", "--yes"], [
    'there is no profile "stagin"',
    "  why:  known ones: prod-web, staging",
    "  next: ecsin profile remove staging --yes",
    "        ecsin profile list",
  ]],
  [["remove", "staging"], [
    'ecsin asks before it removes profile "staging", and there is no terminal to ask on',
    "  next: ecsin profile remove staging --yes",
  ]],
  [["show", "x"], [
    'there is no profile "x"',
    "  why:  known ones: prod-web, staging",
    "  next: ecsin profile list",
  ]],
  [["edit", "prodweb"], [
    'there is no profile "prodweb"',
    "  why:  known ones: prod-web, staging",
    "  next: ecsin profile edit prod-web",
    "        ecsin profile list",
  ]],
  [["validate", "gone.yaml"], [
    "there is no profiles file at gone.yaml",
    "  next: ecsin profile add NAME",
    "        ecsin profile validate FILE",
  ]],
  [["trust"], [
    "no .ecsin.yaml is used here",
    "  why:  there is none from here up to the root of the repository",
    "  next: ecsin profile trust FILE",
    "        ecsin profile list",
  ]],
  [["trust", "gone.yaml"], [
    "gone.yaml: cannot be read as a profiles file",
    "  why:  it is not there",
    "  next: ls -l gone.yaml",
  ]],
];

Deno.test("input that is no good is told, with exit code 2 and the file as it was", async () => {
  await using home = await person();
  for (const [words, told] of BAD) {
    const { code, stdout, stderr } = await profile(home, words);
    const text = `ecsin: error: ${told.join("\n")}\n`;
    assert.deepEqual([code, stderr, stdout], [2, text, ""], words.join(" "));
    assert.equal(await fileOf(home), FILE);
  }
});

Deno.test("a name that nobody could type is refused", async () => {
  await using home = await person();
  for (
    const [name, why] of [
      ["", "it is empty"],
      [" ", "it is empty"],
      [" a", "it begins or ends with a blank"],
      ["a\nb", "it has a character that cannot be seen"],
      ["a\u200bb", "it has a character that cannot be seen"],
    ] as const
  ) {
    for (const words of [["add", name, "--cluster", "c"], ["rename", "staging", name]]) {
      const { code, stderr } = await profile(home, words);
      const told = `ecsin: error: a profile cannot be called "${name.replace("\n", " ")}"\n`;
      assert.deepEqual([code, stderr.slice(0, told.length)], [2, told]);
      assert.ok(stderr.includes(`\n  why:  ${why}\n`));
      assert.equal(await fileOf(home), FILE);
    }
  }
});

Deno.test("words that a command does not take are told, with exit code 2", async () => {
  await using home = await person();
  for (
    const words of [["add"], ["add", "a", "b"], ["show"], ["rename", "a"], ["remove"], [
      "list",
      "x",
    ]]
      .concat([["path", "x"], ["schema", "x"], ["edit", "a", "b"], ["validate", "a", "b"]])
      .concat([["show", "staging", "-o", "xml"], ["trust", "--nope"]])
  ) {
    const { code, stderr } = await profile(home, words);
    assert.equal(code, 2, words.join(" "));
    assert.match(stderr, /^ecsin: error: .+\n/, words.join(" "));
    assert.ok(stderr.endsWith(`\n  next: ecsin profile ${words[0]} --help\n`), stderr);
    assert.equal(await fileOf(home), FILE);
  }
});

Deno.test("a file that is wrong is changed by no command, and every one tells its fault", async () => {
  const wrong = "profiles:\n  a: {clutser: x}\n";
  await using home = await person(wrong);
  for (
    const words of [
      ["list"],
      ["show", "a"],
      ["add", "b", "--cluster", "c", "--service", "s"],
      ["rename", "a", "b"],
      ["remove", "a", "--yes"],
      ["validate"],
    ]
  ) {
    const { code, stdout, stderr } = await profile(home, words);
    assert.deepEqual([code, stdout, stderr], [
      2,
      "",
      `ecsin: error: ~/${PATH}:2:7: there is no key "clutser"\n` +
      "  why:  a: {clutser: x}\n  next: did you mean cluster?\n",
    ]);
    assert.equal(await fileOf(home), wrong);
  }
});

Deno.test("ecsin profile validate tells every fault, other commands the first ones", async () => {
  const lines = Array.from({ length: 12 }, (_, at) => `    wrong${at}: x\n`);
  await using home = await person(`profiles:\n  a:\n${lines.join("")}`);
  const told = async (...words: string[]) => (await profile(home, words)).stderr;
  const all = await told("validate");
  for (const at of lines.keys()) assert.match(all, new RegExp(`"wrong${at}"`));
  assert.doesNotMatch(all, /more/);
  assert.match(await told("list"), /"wrong5"\n {8}and 6 more\n/);
});

Deno.test("lines to paste name the file that was named", async () => {
  await using home = await person();
  const theirs = ["--profiles", PATH];
  const told = async (...words: string[]) => (await profile(home, [...words, ...theirs])).stderr;
  const added = await told("add", "list", "--cluster", "c", "--service", "s");
  assert.match(added, / ecsin login list --profiles \.config\/ecsin\/profiles\.yaml \(/);
  assert.match(await told("rename", "list", "new"), /: ecsin new --profiles \.config\S*\n$/);
  const taken = await told("rename", "new", "staging");
  assert.match(taken, /next: ecsin profile edit staging --profiles \.config\S*\n/);
  assert.match(taken, /\n {8}ecsin profile remove staging --profiles \.config\S*\n$/);
  assert.match(await told("show", "x"), /next: ecsin profile list --profiles \.config\S*\n$/);
  assert.match(
    await told("remove", "new"),
    /next: ecsin profile remove new --profiles \.config\S* --yes\n$/,
  );
  assert.match(
    await told("rename", "new", "new"),
    /^ecsin: profile "new" already has this name\n$/,
  );
});

Deno.test("an editor that cannot be started is told by the variable that named it", async () => {
  await using home = await person();
  const env = { VISUAL: "no-such-editor --wait", EDITOR: "vi" };
  assert.equal(
    (await profile(home, ["edit"], { env })).stderr,
    "ecsin: error: $VISUAL, no-such-editor, cannot be started\n" +
      "  why:  there is no such program\n  next: VISUAL=vi ecsin profile edit\n",
  );
});

Deno.test("who has no profiles is told how to get one", async () => {
  await using home = await Home.make();
  const listed = await profile(home, ["list"]);
  assert.deepEqual([listed.code, listed.stdout, listed.stderr], [
    0,
    "",
    `ecsin: no profiles in ~/${PATH}; to save one: ecsin profile add NAME\n`,
  ]);
  assert.equal((await profile(home, ["list", "-o", "json"])).stdout, "[]\n");
  const shown = await profile(home, ["show", "prod-web"]);
  assert.match(shown.stderr, /holds no profiles\n {2}next: ecsin profile add prod-web\n/);
  const edited = await profile(home, ["edit"], { env: { VISUAL: "true" } });
  assert.equal(edited.stderr, `ecsin: ~/${PATH} is not made: nothing was written\n`);
});
