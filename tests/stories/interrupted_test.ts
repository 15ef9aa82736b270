// What a person sees of a connection that goes away and comes back, and of leaving in the middle of
// a program that has the whole screen.
import assert from "node:assert/strict";
import { cutAll, enter, start } from "./cut_session.ts";
import { startEcsin } from "./forwarding.ts";
import { KEY } from "./terminal.ts";

/** What an editor switches on, and off. */
const FULL = "printf '\\033[?1049h\\033[?25l\\033[?2004h\\033[31mFULL'";
const ORDINARY = "printf '\\033[?1049l\\033[?25h\\033[?2004l\\033[0m'";

Deno.test("an interruption that is over at once is not announced", async () => {
  await using aws = start();
  await using shell = await enter(aws);
  const { terminal } = shell;
  const stop = cutAll(aws);
  await terminal.type(`echo "in-$((40+2))"${KEY.enter}`);
  while (aws.channelLog.connections < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  stop();
  await terminal.waitForOutput("in-42");
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.doesNotMatch(terminal.output(), /connect/);
});

Deno.test("an interruption is told in the title, and breaks no full-screen program", async () => {
  await using aws = start();
  await using shell = await enter(aws);
  const { terminal } = shell;
  await terminal.type(`${FULL}; read a; ${ORDINARY}; echo "in-$((40+2))"${KEY.enter}`);
  await terminal.waitForOutput("\x1b[31mFULL");
  const stop = cutAll(aws);
  await terminal.type("x");
  // deno-lint-ignore no-control-regex
  await terminal.waitForOutput(/\x1b\]2;ecsin [^\x07]* – connection lost \([^\x07]*\x07/);
  stop();
  // deno-lint-ignore no-control-regex
  await terminal.waitForOutput(/\x1b\]2;ecsin [^–\x07]*\x07[^]*\x1b\]2;ecsin [^–\x07]*\x07/);
  assert.doesNotMatch(terminal.output(), /ecsin: connect/);
  await terminal.type(KEY.enter);
  await terminal.waitForOutput("in-42");
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
});

Deno.test("an interruption of a command's connection that lasts is told, and costs no byte", async () => {
  await using aws = start();
  const script = 'echo up; read word; echo "got $word"; exit 3';
  await using running = await startEcsin(["exec", "prod/web", "--", "sh", "-c", script], {
    env: aws.env,
  });
  await running.until(({ stdout }) => stdout === "up\n");
  const stop = cutAll(aws);
  await running.stdin.write(new TextEncoder().encode("word\n"));
  await running.said(/^ecsin: connection lost \(.*\), trying again$/m);
  stop();
  await running.stdin.close();
  assert.equal((await running.status).code, 3, running.stderr);
  assert.equal(running.stdout, "up\ngot word\n");
});

Deno.test("leaving a full-screen program puts the terminal back", async () => {
  await using aws = start();
  await using shell = await enter(aws);
  const { terminal } = shell;
  await terminal.type(`${FULL}; read a${KEY.enter}`);
  await terminal.waitForOutput("\x1b[31mFULL");
  const since = terminal.mark();
  await terminal.type(`${KEY.enter}${KEY.enter}~.`);
  await shell.prompted();
  const after = terminal.output().slice(since);
  for (const off of ["\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l", "\x1b[0m"]) {
    assert.ok(after.includes(off), JSON.stringify(off));
  }
});
