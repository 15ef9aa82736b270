// The program without a terminal: what scripts and the first look of a newcomer get.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { runEcsin } from "./ecsin.ts";

Deno.test("ecsin --version tells the version, and nothing else", async () => {
  assert.deepEqual(await runEcsin(["--version"]), {
    code: 0,
    signal: undefined,
    stdout: `${manifest.version}\n`,
    stderr: "",
  });
});

Deno.test("ecsin --help tells every command, on stdout", async () => {
  const { code, stdout, stderr } = await runEcsin(["--help"]);
  assert.deepEqual([code, stderr], [0, ""]);
  for (const command of ["login", "exec", "list"]) {
    assert.match(stdout, new RegExp(`^ {2}${command} `, "m"));
  }
});

Deno.test("a flag that ecsin does not know is a usage error", async () => {
  assert.deepEqual(await runEcsin(["login", "--clutser", "prod"]), {
    code: 2,
    signal: undefined,
    stdout: "",
    stderr: "ecsin: error: unknown flag --clutser, did you mean --cluster?\n" +
      "  next: ecsin login --help\n",
  });
});

Deno.test("words that are far from everything get no guess", async () => {
  const told = async (...words: string[]) => (await runEcsin(words)).stderr;
  assert.equal(
    await told("profile", "add", "a", "--wait"),
    "ecsin: error: unknown flag --wait\n  next: ecsin profile add --help\n",
  );
  assert.equal(
    await told("profile", "foo"),
    'ecsin: error: there is no command "profile foo"\n  next: ecsin profile --help\n',
  );
  assert.match(await told("profile", "shwo"), /\n {2}next: ecsin profile show\n/);
});

Deno.test("wrong words are told with the help of the command that they went to", async () => {
  const told = async (...words: string[]) => (await runEcsin(words)).stderr;
  assert.match(await told("exec", "--al"), /\n {2}next: ecsin exec --help\n$/);
  assert.match(await told("list", "--cluster"), /\n {2}next: ecsin list --help\n$/);
  assert.match(
    await told("prod-web", "x", "y"),
    /\n {2}next: ecsin exec prod-web -- x y\n {8}ecsin login --help\n$/,
  );
  assert.equal(
    await told("profile", "rename", "a"),
    "ecsin: error: a word is missing: <new-name>\n  next: ecsin profile rename --help\n",
  );
});

Deno.test("a mistyped command is taken for a profile, and the command is offered first", async () => {
  const alone = await runEcsin(["lsit"]);
  assert.equal(alone.code, 2);
  assert.match(
    alone.stderr,
    /^ecsin: error: there is no profile "lsit": there is no profiles file at /,
  );
  assert.match(alone.stderr, /\n {2}next: ecsin list\n/);
  const more = await runEcsin(["lsit", "services"]);
  assert.equal(more.code, 2);
  assert.match(more.stderr, /\n {2}next: ecsin list services\n/);
});
