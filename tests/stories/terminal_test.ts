import assert from "node:assert/strict";
import { runProgram } from "./ecsin.ts";
import { Home, SYSTEM_PATH } from "./home.ts";
import { seeDescendants, seeProcesses } from "./processes.ts";
import { openShell } from "./shell.ts";
import { KEY, openTerminal, pasted } from "./terminal.ts";
import { needs } from "../needs.ts";

Deno.test("openTerminal() starts a program on a real terminal of the wished size", async () => {
  await using terminal = await openTerminal(["sh", "-c", "stty size; test -t 0 && tty"], {
    columns: 72,
    rows: 9,
  });
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
  const [size, name] = terminal.screen();
  assert.equal(size, "9 72");
  assert.match(name ?? "", /^\/dev\//);
});

Deno.test("Terminal.exit() tells the exit code, and the signal that ended a program", async () => {
  await using three = await openTerminal(["sh", "-c", "exit 3"]);
  assert.deepEqual(await three.exit(), { code: 3, signal: undefined });
  await using cat = await openTerminal(["cat"]);
  await cat.type(`ready${KEY.enter}`);
  await cat.waitFor("ready\nready");
  cat.kill("SIGKILL");
  assert.deepEqual(await cat.exit(), { code: 0, signal: "SIGKILL" });
});

Deno.test("Terminal.type() sends keys through the terminal, Ctrl-C as a signal", async () => {
  await using terminal = await openTerminal(["cat"]);
  await terminal.type(`häl${KEY.backspace}llo${KEY.enter}`);
  await terminal.waitFor("hällo\nhällo");
  await terminal.type(KEY.ctrlC);
  assert.deepEqual(await terminal.exit(), { code: 0, signal: "SIGINT" });
});

Deno.test("Terminal.screen() is what a person sees, not what was written", async () => {
  const script = String.raw`printf 'one\ntwo\nthree\033[2A\r\033[2Kzwei\n'`;
  await using terminal = await openTerminal(["sh", "-c", script]);
  await terminal.exit();
  assert.deepEqual(terminal.screen(), ["zwei", "two", "three"]);
  assert.equal(terminal.output(), "one\r\ntwo\r\nthree\x1b[2A\r\x1b[2Kzwei\r\n");
  assert.deepEqual(terminal.outputBytes(), new TextEncoder().encode(terminal.output()));
  assert.deepEqual(terminal.cursor, { row: 1, column: 0 });
});

Deno.test("Terminal.history() has what was scrolled off the screen", async () => {
  await using terminal = await openTerminal(["seq", "1", "200"], { rows: 5 });
  await terminal.exit();
  assert.deepEqual(terminal.screen(), ["197", "198", "199", "200"]);
  assert.deepEqual(terminal.history(), Array.from({ length: 200 }, (_, n) => String(n + 1)));
});

Deno.test("Terminal.cell() and find() tell how a text looks, wide characters too", async () => {
  const script = String
    .raw`printf '日本 \033[2mdim\033[0m \033[1;7mbold\033[0m \033[31mred\033[0m'`;
  await using terminal = await openTerminal(["sh", "-c", script]);
  await terminal.exit();
  assert.deepEqual(terminal.find("本"), { row: 0, column: 2 });
  const looks = (text: string) => {
    const { dim, bold, inverse, color } = terminal.cell(terminal.find(text));
    return { dim, bold, inverse, color };
  };
  const plain = { dim: false, bold: false, inverse: false, color: undefined };
  assert.deepEqual(looks("日本"), plain);
  assert.deepEqual(looks("dim"), { ...plain, dim: true });
  assert.deepEqual(looks("bold"), { ...plain, bold: true, inverse: true });
  assert.deepEqual(looks("red"), { ...plain, color: 1 });
  assert.equal(terminal.cell({ row: 0, column: 0 }).width, 2);
  assert.throws(() => terminal.find("blue"), /"blue" is not on the screen/);
});

Deno.test("Terminal.waitFor() reads a line that the terminal broke as one", async () => {
  await using terminal = await openTerminal(["sh", "-c", "echo; echo aws ecs describe-tasks"], {
    columns: 12,
  });
  await terminal.waitFor("aws ecs describe-tasks");
  await terminal.exit();
  assert.deepEqual(terminal.screen(), ["", "aws ecs desc", "ribe-tasks"]);
});

Deno.test("Terminal.waitForGone() waits until a text has left the screen", async () => {
  const script = String.raw`printf secret; read -r line; printf '\033[H\033[2J'; cat`;
  await using terminal = await openTerminal(["sh", "-c", script]);
  await terminal.waitFor("secret");
  await terminal.type(KEY.enter);
  await terminal.waitForGone("secret");
  assert.deepEqual(terminal.screen(), []);
});

Deno.test("Terminal.waitFor() that comes to nothing shows the screen", async () => {
  await using terminal = await openTerminal(["sh", "-c", "echo Which cluster?; cat"], {
    columns: 40,
    rows: 5,
  });
  await terminal.waitForOutput("cluster");
  await assert.rejects(terminal.waitFor("Which task?", 100), {
    message: [
      'waited 0.1 s in vain for the screen to show "Which task?"',
      "program: sh -c echo Which cluster?; cat (running)",
      "┌─ screen, 40 columns × 5 rows, cursor at row 1, column 0",
      "│Which cluster?",
      "└─",
      'last output: "Which cluster?\\r\\n"',
    ].join("\n"),
  });
});

Deno.test("Terminal.waitFor() fails at once when the program ends first", async () => {
  await using terminal = await openTerminal(["sh", "-c", "echo oh; exit 7"]);
  await assert.rejects(
    terminal.waitFor("ready"),
    /^Error: the program ended before the screen would show "ready"\nprogram: .*exit code 7\)\n/,
  );
});

Deno.test(needs("Terminal.resize() tells the program", "bash", "stty"), async () => {
  const script = "trap 'stty size' WINCH; echo ready; while :; do read -r line; done";
  await using terminal = await openTerminal(["bash", "-c", script]);
  await terminal.waitFor("ready");
  terminal.resize(61, 17);
  await terminal.type(KEY.enter);
  await terminal.waitFor("17 61");
});

Deno.test("Terminal answers the questions that programs put to terminals", async () => {
  const script = String.raw`stty raw -echo; printf 'abc\033[6n'; head -c 6 | od -An -c`;
  await using terminal = await openTerminal(["sh", "-c", script]);
  await terminal.exit();
  assert.match(terminal.text(), /033 {3}\[ {3}1 {3}; {3}4 {3}R/);
});

Deno.test("Terminal knows the other screen that full-screen programs draw on", async () => {
  const script = String
    .raw`echo before; printf '\033[?1049hfull'; read -r line; printf '\033[?1049l'; cat`;
  await using terminal = await openTerminal(["sh", "-c", script]);
  await terminal.waitFor("full");
  assert.equal(terminal.onAlternateScreen, true);
  await terminal.type(KEY.enter);
  await terminal.waitForGone("full");
  assert.equal(terminal.onAlternateScreen, false);
  assert.equal(terminal.screen()[0], "before");
});

Deno.test({
  ...needs("Terminal ends what a program left running in it", "linux"),
  async fn() {
    const terminal = await openTerminal(["sh", "-c", "trap '' HUP; sleep 600 & echo $!; cat"]);
    await terminal.waitFor(/^\d+$/m);
    const child = Number(terminal.screen()[0]);
    assert.equal(await isRunning(child), true);
    await terminal[Symbol.asyncDispose]();
    for (const deadline = Date.now() + 30_000; await isRunning(child);) {
      assert.ok(Date.now() < deadline, `process ${child} is still running`);
    }
  },
});

Deno.test("pasted() is text as a terminal pastes it", () => {
  assert.equal(pasted("web\n"), "\x1b[200~web\n\x1b[201~");
});

Deno.test("a program of a story has a home of its own and nothing of the tester's environment", async () => {
  await using home = await Home.make();
  const { stdout } = await runProgram(["env"], { home, env: { TZ: undefined, EXTRA: "1" } });
  const at = home.path;
  assert.deepEqual(stdout.trimEnd().split("\n").sort(), [
    "AWS_EC2_METADATA_DISABLED=true",
    "EXTRA=1",
    `HOME=${at}`,
    "LANG=C.UTF-8",
    `PATH=${[`${at}/bin`, ...SYSTEM_PATH].join(":")}`,
    "SHELL=/bin/sh",
    "TERM=xterm-256color",
    `TMPDIR=${at}/tmp`,
    "USER=story",
    `XDG_CACHE_HOME=${at}/.cache`,
    `XDG_CONFIG_HOME=${at}/.config`,
    `XDG_DATA_HOME=${at}/.local/share`,
    `XDG_STATE_HOME=${at}/.local/state`,
  ]);
});

Deno.test("runProgram() keeps stdout and stderr apart, feeds stdin and tells the exit code", async () => {
  const ran = await runProgram(["sh", "-c", "cat; echo remark >&2; test -t 0 || exit 4"], {
    stdin: "given",
  });
  assert.deepEqual(ran, { code: 4, signal: undefined, stdout: "given", stderr: "remark\n" });
});

Deno.test("runProgram() takes a program that does not read its stdin", async () => {
  const { code } = await runProgram(["true"], { stdin: new Uint8Array(1 << 20) });
  assert.equal(code, 0);
});

for (const shell of ["sh", "bash"] as const) {
  const name = `openShell() types lines into a real ${shell} and gives what they wrote`;
  Deno.test(needs(name, ...shell === "sh" ? [] : [shell]), async () => {
    await using outer = await openShell({ shell });
    assert.equal(await outer.line("echo one; echo two"), "one\ntwo\n");
    assert.equal(await outer.line("sh -c 'exit 9'"), "");
    assert.equal(await outer.lastCode(), 9);
    await outer.start("cat");
    await outer.terminal.type(`in the program${KEY.enter}`);
    await outer.terminal.waitFor("in the program\nin the program");
    await outer.terminal.type(KEY.ctrlD);
    assert.match(await outer.prompted(), /in the program/);
  });
}

Deno.test("Shell.settings() shows a terminal that a program did not give back", async () => {
  await using outer = await openShell();
  const before = await outer.settings();
  assert.match(before, /speed .* baud; rows 30; columns 100;[^]* icanon [^]* echo /);
  assert.equal(await outer.settings(), before);
  await outer.line("stty -echo -icanon");
  assert.match(await outer.settings(), / -icanon [^]* -echo /);
});

Deno.test({
  ...needs("seeDescendants() reads the words and the environment of what a terminal runs", "linux"),
  async fn() {
    await using outer = await openShell({ env: { STORY_TOKEN: "by environment" } });
    await outer.start("sh -c 'echo started; cat; :' in-argv");
    await outer.terminal.waitForOutput("\nstarted");
    let seen = await seeDescendants(outer.terminal.pid);
    while (!seen.some(({ argv }) => argv[0] === "cat")) {
      seen = await seeDescendants(outer.terminal.pid);
    }
    const [inner] = seen;
    assert.deepEqual(inner?.argv, ["sh", "-c", "echo started; cat; :", "in-argv"]);
    assert.equal(inner?.environ.includes("STORY_TOKEN=by environment"), true);
    assert.equal(seen.find(({ argv }) => argv[0] === "cat")?.parent, inner?.pid);
  },
});

/** A process that has ended and was not waited for yet has no words left. */
async function isRunning(pid: number): Promise<boolean> {
  return (await seeProcesses()).some((seen) => seen.pid === pid && seen.argv.length > 0);
}
