// Sessions of ecsin's own client, in a real terminal: leaving, being cut off, ending with the window.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openEcsin, runEcsin } from "./ecsin.ts";
import { TITLE } from "./inside.ts";
import type { Shell } from "./shell.ts";
import { KEY } from "./terminal.ts";
import { NATIVE, openPerson, storyOfBoth, type StoryWay } from "./ways.ts";

const TARGET = "--cluster prod --service web";

const ENDED = /ecsin: session ended\necsin: to come back: ecsin -;.*\n$/;

function account(kmsKeyId?: string) {
  return buildWorld({
    prod: {
      services: { web: [{ containers: ["app"] }] },
      ...(kmsKeyId !== undefined ? { kmsKeyId } : {}),
    },
  });
}

/** Opens a shell in the container and waits until it answers. */
async function enter(aws: FakeAws, way: StoryWay, flags = ""): Promise<Shell> {
  const shell = await openPerson(aws, way, { columns: 200 });
  await shell.start(`ecsin ${TARGET} ${way.flags} ${flags}`);
  await shell.inside();
  await shell.terminal.type(`echo "in-$((40+2))"${KEY.enter}`);
  await shell.terminal.waitFor("in-42");
  return shell;
}

Deno.test("Enter ~ . ends the session here and in the container, and gives the terminal back", async () => {
  await using aws = startFakeAws(account());
  await using shell = await enter(aws, NATIVE);
  const { terminal } = shell;
  await terminal.type(`sleep 1000${KEY.enter}`);
  await terminal.type(`${KEY.enter}~?`);
  await terminal.waitFor("~.  leave: end this session, here and in the container");
  await terminal.type(`${KEY.enter}~.`);
  assert.match(await shell.prompted(), ENDED);
  assert.equal(await shell.lastCode(), 0);
  assert.equal(aws.sessions[0]?.terminated, true);
  assert.match(await shell.settings(), / echo /);
});

Deno.test("--escape none makes ~ a letter like any other, and another character can be the escape", async () => {
  await using aws = startFakeAws(account());
  await using plain = await enter(aws, NATIVE, "--escape none");
  await plain.terminal.type(`${KEY.enter}~.; echo "on-$((1+1))"${KEY.enter}`);
  await plain.terminal.waitFor("on-2");
  await plain.terminal.type(`exit${KEY.enter}`);
  await plain.prompted();
  await using other = await enter(aws, NATIVE, "--escape %");
  await other.terminal.type(`${KEY.enter}%.`);
  assert.match(await other.prompted(), ENDED);
});

Deno.test("closing the window ends the session in the container as well", async () => {
  await using aws = startFakeAws(account());
  await using terminal = await openEcsin(
    [...TARGET.split(" "), "--session", "native"],
    { env: aws.env },
  );
  await terminal.waitForOutput(/[$#] $/);
  terminal.hangUp();
  assert.deepEqual(await terminal.exit(), { code: 129, signal: undefined });
  assert.equal(aws.sessions[0]?.terminated, true);
});

Deno.test("a cut connection is resumed: nothing lost, nothing shown twice", async () => {
  await using aws = startFakeAws(account());
  await using shell = await enter(aws, NATIVE);
  const { terminal } = shell;
  aws.channel.cut = { direction: "toClient", nth: [...Array(40).keys()], closeFrame: false };
  await terminal.type(`seq -s, 1 2000${KEY.enter}`);
  await terminal.waitForOutput("connection lost (");
  aws.channel.cut = undefined;
  await terminal.waitForOutput("connected again");
  await terminal.waitForOutput(",2000\r\n");
  await terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  const numbers = terminal.output().replaceAll(/(\r\n)?ecsin: [^\r]*\r\n/g, "");
  assert.ok(numbers.includes(Array.from({ length: 2_000 }, (_, index) => index + 1).join(",")));
  assert.ok(aws.api.count("ResumeSession") >= 1);
});

storyOfBoth("an encrypted session works, and says that it is encrypted", async (way) => {
  await using aws = startFakeAws(account("alias/exec"));
  await using shell = await enter(aws, way);
  assert.match(shell.terminal.text(), /This session is encrypted using AWS KMS\./);
  await shell.terminal.type(`exit${KEY.enter}`);
  await shell.prompted();
  assert.equal(aws.api.count("GenerateDataKey"), 1);
});

Deno.test("ecsin exec -t gives the command the terminal, and ends with its status", async () => {
  await using aws = startFakeAws(account());
  await using shell = await openPerson(aws, NATIVE);
  const before = await shell.settings();
  await shell.start(
    `ecsin exec ${TARGET} -t -- sh -c 'test -t 0 && read line && echo "<$line>"; exit 5'`,
  );
  await shell.terminal.waitForOutput("eu-central-1");
  await shell.terminal.type(`hello${KEY.enter}`);
  assert.ok((await shell.prompted()).endsWith(`<hello>\n${TITLE.back}`));
  assert.equal(await shell.lastCode(), 5);
  assert.equal(await shell.settings(), before);
});

Deno.test("ecsin exec hands Ctrl-C to the command, whose status then is ecsin's", async () => {
  await using aws = startFakeAws(account());
  await using shell = await openPerson(aws, NATIVE);
  await shell.start(`ecsin exec ${TARGET} -c 'echo be""gun; sleep 1000'`);
  await shell.terminal.waitFor("begun");
  await shell.terminal.type(KEY.ctrlC);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
});

Deno.test("a task that is stopped ends the session with the reason", async () => {
  await using aws = startFakeAws(account());
  await using shell = await enter(aws, NATIVE);
  const [task] = aws.world.tasks;
  const [session] = aws.sessions;
  if (task === undefined || session === undefined) throw new Error("no session");
  task.desiredStatus = "STOPPED";
  task.lastStatus = "STOPPED";
  task.stopCode = "ServiceSchedulerInitiated";
  task.stoppedReason = "Scaling activity";
  const said = await shell.prompted();
  assert.match(said, /the task is stopping: ServiceSchedulerInitiated: Scaling activity/);
  assert.equal(await shell.lastCode(), 255);
});

Deno.test("lines from a pipe are typed into the shell, and its end ends the shell", async () => {
  await using aws = startFakeAws(account());
  const { code, stdout } = await runEcsin([...TARGET.split(" "), "--session", "native"], {
    env: aws.env,
    stdin: 'echo "in-$((40+2))"\nexit 3\n',
  });
  assert.match(stdout, /in-42/);
  assert.equal(code, 0);
  const { code: alone } = await runEcsin([...TARGET.split(" "), "--session", "native"], {
    env: aws.env,
    stdin: null,
  });
  assert.equal(alone, 0);
});

Deno.test("a session that is lost is explained by what has become of its container", async () => {
  await using aws = startFakeAws(account());
  await using shell = await enter(aws, NATIVE);
  const [app] = aws.world.tasks[0]?.containers ?? [];
  if (app === undefined) throw new Error("no container");
  app.agent = "STOPPED";
  app.agentReason = "Exec agent exited";
  aws.channel.refuseResume = "no token";
  aws.channel.cut = { direction: "toClient", nth: [...Array(60).keys()], closeFrame: true };
  await shell.terminal.type(`seq 1 99${KEY.enter}`);
  const said = await shell.prompted();
  assert.match(
    said,
    /ecsin: error: the session in container "app" was lost: the session ended while the connection was away\n/,
  );
  assert.match(said, /\n {2}why: {2}the agent of "app" is STOPPED: Exec agent exited\n/);
  assert.match(said, /\n {2}next: aws ecs update-service --cluster prod --service web /);
  assert.equal(await shell.lastCode(), 255);
});
