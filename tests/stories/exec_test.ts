// `ecsin exec` as scripts use it: exit status, streams to the byte, no terminal anywhere.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openShellWithEcsin, type Ran, runEcsin, type RunOptions } from "./ecsin.ts";
import { Home, waitForText } from "./home.ts";
import { KEY } from "./terminal.ts";
import { needs } from "../needs.ts";

const TARGET = ["--cluster", "prod", "--service", "web", "--container", "app"];

function account(tasks = 1) {
  return buildWorld({
    prod: {
      services: { web: Array.from({ length: tasks }, () => ({ containers: ["app", "nginx"] })) },
    },
  });
}

/** Runs `ecsin exec … WORDS` in a world of one task. */
async function exec(
  words: readonly string[],
  options: RunOptions = {},
  wrong: (aws: FakeAws) => void = () => {},
): Promise<Ran> {
  await using aws = startFakeAws(account());
  wrong(aws);
  return await runEcsin(["exec", ...TARGET, ...words], {
    ...options,
    env: { ...aws.env, ...options.env },
  });
}

/** What ecsin says besides where the command runs, and what this machine's image lacks. */
const remarks = ({ stderr }: Ran) =>
  stderr.replace(/^ecsin: prod \/ web \/ .*\n/, "")
    .replace(/^ecsin: the image has no setsid, perl or python3: .*\n/, "");

Deno.test("ecsin exec exits as the command does", async () => {
  for (const status of [0, 1, 2, 7, 126, 254, 255]) {
    assert.equal((await exec(["-c", `exit ${status}`])).code, status);
  }
  assert.equal((await exec(["-c", "kill -TERM $$"])).code, 143);
  assert.equal((await exec(["-c", "kill -KILL $$"])).code, 137);
  assert.equal((await exec(["--", "no-such-program"])).code, 127);
});

Deno.test("ecsin exec gives the command's stdout and nothing else", async () => {
  const ran = await exec(["--", "printf", "no newline"]);
  assert.deepEqual([ran.stdout, remarks(ran)], ["no newline", ""]);
  const lines = await exec(["-c", "printf 'a\\nb\\r\\nc\\n'"]);
  assert.equal(lines.stdout, "a\nb\r\nc\n");
});

Deno.test("ecsin exec carries stdin to its end; without one the command sees none", async () => {
  assert.equal((await exec(["--", "cat"], { stdin: "one\ntwo" })).stdout, "one\ntwo");
  assert.equal((await exec(["--", "wc", "-c"], { stdin: "" })).stdout.trim(), "0");
});

Deno.test("ecsin exec ends when the command does, though stdin goes on", async () => {
  const ran = await exec(["--", "head", "-c", "3"], { stdin: "abc".repeat(100_000) });
  assert.deepEqual([ran.code, ran.stdout], [0, "abc"]);
});

Deno.test("ecsin exec --timeout ends the command with 124", async () => {
  const ran = await exec(["--timeout", "1s", "--", "sleep", "1000"]);
  assert.deepEqual([ran.code, remarks(ran)], [124, "ecsin: timed out after 1 s\n"]);
});

Deno.test("ecsin exec --workdir and --env-from-pid1 set the command's surroundings", async () => {
  assert.equal((await exec(["--workdir", "/usr", "--", "pwd"])).stdout, "/usr\n");
  const gone = await exec(["--workdir", "/no/such", "--", "pwd"]);
  assert.deepEqual([gone.code, gone.stdout, remarks(gone)], [
    255,
    "",
    "ecsin: the command was not run: there is no such folder for --workdir\n",
  ]);
});

Deno.test({
  ...needs("ecsin exec --user runs as that user", "linux", "root", "id"),
  async fn() {
    const ran = await exec(["--user", "nobody", "--workdir", "/", "--", "id", "-un"]);
    assert.deepEqual([ran.code, ran.stdout], [0, "nobody\n"]);
    assert.equal((await exec(["--user", "no-such-user", "--", "id"])).code, 255);
  },
});

Deno.test("ecsin exec in an image without a shell runs the words, and does not know their status", async () => {
  await using home = await Home.make();
  await Deno.mkdir(`${home.path}/image`);
  await Deno.symlink(await Deno.realPath("/bin/echo"), `${home.path}/image/program`);
  const noShell = ({ world }: FakeAws) => {
    for (const { containers } of world.tasks) {
      for (const each of containers) Object.assign(each, { path: `${home.path}/image` });
    }
  };
  const none = 'there is no sh in container "app"';
  const ran = await exec(["--", "program", "hello"], { stdin: null }, noShell);
  assert.deepEqual([ran.code, ran.stdout], [255, "hello\n"]);
  assert.equal(
    remarks(ran),
    `ecsin: ${none}: the command runs unwrapped\n` +
      "ecsin: its exit status is not known: only an sh could tell it\n",
  );
  const line = await exec(["-c", "echo"], {}, noShell);
  assert.deepEqual([line.code, line.stdout], [255, ""]);
  assert.match(remarks(line), new RegExp(`^ecsin: error: ${none}, and -c needs one\n`));
  const piped = await exec(["--", "program"], { stdin: "data" }, noShell);
  assert.match(remarks(piped), new RegExp(`^ecsin: error: ${none}, and stdin needs one\n`));
});

Deno.test("ecsin exec says which words it misses", async () => {
  for (
    const [words, what] of [
      [["prod", "ls"], '"ls" is neither a flag nor behind --'],
      [["prod"], "there is no command to run"],
      [["-c", "ls", "--", "ls"], "both -c and words behind -- are given"],
      [["-t", "--", "top"], "-t needs a terminal, and stdin is none"],
      [
        ["--", "printf", "a\ufffd"],
        '"a\ufffd" is not UTF-8: what ecsin was given is not what it can read',
      ],
      [["-n", "-i", "--", "cat"], "-n gives no stdin, -i gives the terminal's"],
    ] as const
  ) {
    const { code, stderr } = await runEcsin(["exec", ...words]);
    assert.equal(code, 2, stderr);
    assert.equal(stderr.split("\n")[0], `ecsin: error: ${what}`);
  }
});

Deno.test("ecsin exec --all runs in every task, with the task in front, and ends with the highest status", async () => {
  await using aws = startFakeAws(account(3));
  const ids = aws.world.tasks.map(({ taskId }) => taskId);
  aws.world.tasks.forEach(({ containers }, index) => {
    for (const each of containers) Object.assign(each, { env: { NUMBER: String(index) } });
  });
  const { code, stdout, stderr } = await runEcsin(
    ["exec", ...TARGET, "--all", "--parallel", "2", "-c", 'echo "I am $NUMBER"; exit $NUMBER'],
    { env: aws.env },
  );
  assert.equal(code, 2);
  assert.deepEqual(
    stdout.trimEnd().split("\n").sort(),
    ids.map((id, index) => `${id.slice(0, 8)} | I am ${index}`).sort(),
  );
  for (const [index, id] of ids.entries()) {
    assert.match(stderr, new RegExp(`^${id}  ${index}$`, "m"));
  }
});

Deno.test("ecsin exec tells a status that could not be learned, and never 0", async () => {
  await using aws = startFakeAws(account());
  const running = runEcsin(["exec", ...TARGET, "-c", "echo on; sleep 1000"], { env: aws.env });
  while (aws.channelLog.outputBytes < 40) await new Promise((resolve) => setTimeout(resolve, 10));
  const { terminateSession } = await import("../fake_aws/gateway.ts");
  for (const session of aws.sessions) terminateSession(session);
  const ran = await running;
  assert.equal(ran.code, 255);
  assert.match(remarks(ran), /^ecsin: the command's exit status is not known: /);
});

Deno.test("^C is the command's: what it says to it is kept, and the status that it then chooses", async () => {
  const command = `trap "echo got; exit 4" INT; echo up; while :; do sleep 0.1; done`;
  for (const flags of ["", "--merge-stderr", "> out; cat out"]) {
    await using aws = startFakeAws(account());
    await using shell = await openShellWithEcsin({ env: { ...aws.env } });
    const { terminal } = shell;
    const [own, then = "true"] = flags.split("> out; ");
    const into = flags.includes("> out") ? "> out" : "";
    await shell.start(
      `ecsin exec ${
        TARGET.join(" ")
      } ${own} -- sh -c '${command}' ${into}; echo "code $?"; ${then}`,
    );
    if (into === "") await terminal.waitFor(/^up$/m);
    else await waitForText(terminal.home.path, "out", "up");
    await terminal.type(KEY.ctrlC);
    await shell.prompted();
    assert.match(terminal.text(), /code 4$/m, flags);
    assert.match(terminal.text(), /got$/m, flags);
  }
});
