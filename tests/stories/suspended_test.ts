// A session whose program is stopped: by Enter ~ ^Z, or by anybody; and goes on.
import assert from "node:assert/strict";
import { needs } from "../needs.ts";
import type { FakeAws } from "../fake_aws/fake_aws.ts";
import { cutAll, enter, start } from "./cut_session.ts";
import { KEY } from "./terminal.ts";

/** Cuts the connection at the next message to the client, while the client is stopped. */
async function drop(aws: FakeAws): Promise<void> {
  const { cuts } = aws.channelLog;
  const stop = cutAll(aws);
  while (aws.channelLog.cuts === cuts) await new Promise((resolve) => setTimeout(resolve, 5));
  stop();
}

Deno.test(
  needs("Enter ~ ^Z suspends ecsin, and fg goes on over a dropped connection", "stty", "sleep"),
  async () => {
    await using aws = start();
    await using shell = await enter(aws);
    const { terminal } = shell;
    await terminal.type(`i=0; while sleep 0.1; do echo "late-$((i+=1))."; done${KEY.enter}`);
    await terminal.waitForOutput("late-1.");
    await terminal.type(`${KEY.enter}~${KEY.ctrlZ}`);
    await shell.prompted();
    assert.match(await shell.settings(), / icanon .* echo /);
    await drop(aws);
    await shell.start("fg");
    const seen = terminal.output().match(/late-\d+/g)?.length ?? 0;
    await terminal.waitForOutput(`late-${seen + 2}.`);
    const late = [...terminal.output().matchAll(/late-(\d+)\./g)].map(([, number]) =>
      Number(number)
    );
    assert.deepEqual(late, late.map((_, index) => index + 1), "nothing lost, nothing twice");
    await terminal.type(KEY.ctrlC);
    await terminal.type(`echo "in-$((40+3))"${KEY.enter}`);
    await terminal.waitForOutput("in-43");
    await terminal.type(`exit${KEY.enter}`);
    await shell.prompted();
    assert.equal(await shell.lastCode(), 0);
    assert.equal(aws.api.count("ResumeSession"), 1);
  },
);

Deno.test("Enter ~ ^Z leaves the whole screen; fg brings it back and has it drawn anew", async () => {
  await using aws = start();
  await using shell = await enter(aws);
  const { terminal } = shell;
  await terminal.type(
    `trap 'echo "drawn-$((40+2))"' WINCH; printf '\\033[?1049hFULL'; sleep 20 & wait${KEY.enter}`,
  );
  await terminal.waitForOutput("\x1b[?1049hFULL");
  await terminal.type(`${KEY.enter}~${KEY.ctrlZ}`);
  await shell.prompted();
  assert.equal(terminal.onAlternateScreen, false);
  await shell.start("fg");
  await terminal.waitForOutput("drawn-42");
  assert.equal(terminal.onAlternateScreen, true);
  await terminal.type(`${KEY.enter}~.`);
  await shell.prompted();
});
