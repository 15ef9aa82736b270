// `ecsin run -i`: a fresh container to work in, stopped on leaving.
import assert from "node:assert/strict";
import type { FakeAws } from "../fake_aws/fake_aws.ts";
import { openEcsin, runEcsin } from "./ecsin.ts";
import { account } from "./service_account.ts";

const APP = ["--container", "app"];
const NATIVE = { ECSIN_SESSION: "native" };

/** What RunTask was asked with. */
function asked(aws: FakeAws): Readonly<Record<string, unknown>> {
  const call = aws.api.calls.find(({ action }) => action === "RunTask");
  assert.ok(call !== undefined, "RunTask was not called");
  return call.input;
}

/** The one override that it had. */
function override(aws: FakeAws): { readonly command?: readonly string[] } {
  const { overrides } = asked(aws);
  const list: unknown = typeof overrides === "object" && overrides !== null
    ? Reflect.get(overrides, "containerOverrides")
    : undefined;
  assert.ok(Array.isArray(list));
  return list[0];
}

Deno.test("-i: a fresh container is kept alive, entered, and stopped on leaving", async () => {
  await using aws = account();
  await using terminal = await openEcsin(["run", "prod/web", ...APP, "-i"], {
    env: { ...aws.env, ...NATIVE },
  });
  await terminal.waitForOutput(/[$#] $/);
  assert.equal(override(aws).command?.[0], "sh");
  await terminal.type("exit 0\r");
  assert.equal((await terminal.exit()).code, 0);
  assert.match(terminal.text(), /task [0-9a-f]{8} is being stopped/);
  const task = aws.world.tasks.at(-1);
  assert.deepEqual([task?.stopCode, task?.stoppedReason], [
    "UserInitiated",
    "its ecsin run -i was left",
  ]);
  // A task that is gone is no place to come back to.
  const again = await runEcsin(["-"], { home: terminal.home, env: aws.env });
  assert.match(again.stderr, /there is no last target/);
});

Deno.test("-i with a command gives its exit code; a task that runs on is told", async () => {
  await using aws = account();
  aws.faults.denied.add("ecs:StopTask");
  const words = ["run", "prod/web", ...APP, "-i", "--", "sh", "-c", "exit 4"];
  await using terminal = await openEcsin(words, { env: { ...aws.env, ...NATIVE }, columns: 200 });
  assert.equal((await terminal.exit()).code, 255);
  assert.match(
    terminal.text(),
    /error: task [0-9a-f]{8} is still running: it could not be stopped/,
  );
  aws.faults.denied.clear();
  await using second = await openEcsin(words, { env: { ...aws.env, ...NATIVE } });
  assert.equal((await second.exit()).code, 4);
  assert.equal(aws.world.tasks.at(-1)?.stopCode, "UserInitiated");
});

Deno.test("-i says what to do where an entrypoint does not keep the container alive", async () => {
  await using aws = account();
  aws.world.fates.set("web", { exits: { app: 64 }, agentLooks: 0 });
  await using terminal = await openEcsin(["run", "prod/web", ...APP, "-i"], {
    env: { ...aws.env, ...NATIVE },
    columns: 200,
  });
  assert.equal((await terminal.exit()).code, 255);
  assert.match(
    terminal.text(),
    /error: container "app" ended before it could be entered\n {2}why: {2}app: exit 64\n {8}its entrypoint did not run what keeps it alive.*\n {2}next: ecsin run prod\/web --container app -i --as-is/,
  );
});
