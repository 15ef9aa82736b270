// Ctrl-L in the picker: what a row logs, on a screen of its own; Esc comes back to the question.
import assert from "node:assert/strict";
import { openEcsin } from "./ecsin.ts";
import { account, log, taskAt } from "./logging.ts";

Deno.test("Ctrl-L on a task shows its last lines and follows; Esc comes back to the same question", async () => {
  await using aws = account(2);
  const task = taskAt(aws, 0);
  log(aws, task, ["one", "two"]);
  log(aws, taskAt(aws, 1), ["of another"]);
  const args = ["--cluster", "prod", "--service", "web", "--session", "native"];
  await using terminal = await openEcsin(args, { env: aws.env });
  await terminal.waitFor(/web \/ task>.*2\/2$/m);
  await terminal.type(task.taskId.slice(0, 6));
  await terminal.waitFor(/web \/ task> \w{6} .*1\/2$/m);
  await terminal.type("\x0c");
  await terminal.waitFor(/^logs of prod \/ web \/ \w{8}; Esc comes back$/m);
  await terminal.waitFor(/^two$/m);
  assert.doesNotMatch(terminal.screen().join("\n"), /task>|of another/);
  log(aws, task, ["three"]);
  await terminal.waitFor(/^three$/m);
  await terminal.type("\x1b");
  await terminal.waitFor(/web \/ task> \w{6} .*1\/2$/m);
  assert.doesNotMatch(terminal.screen().join("\n"), /three/);
  await terminal.type("\x1b");
  assert.deepEqual(await terminal.exit(), { code: 130, signal: undefined });
});

Deno.test("Ctrl-L on a service shows all of its tasks, and says what may not be read", async () => {
  await using aws = account(2);
  aws.world.services.push({
    name: "other",
    cluster: "prod",
    family: "other",
    revision: 1,
    desiredCount: 0,
    enableExecuteCommand: true,
  });
  log(aws, taskAt(aws, 0), ["one"]);
  log(aws, taskAt(aws, 1), ["two"]);
  await using terminal = await openEcsin(["--cluster", "prod"], { env: aws.env });
  await terminal.waitFor(/service>.*2\/2$/m);
  await terminal.type("web");
  await terminal.waitFor(/service> web .*1\/2$/m);
  await terminal.type("\x0c");
  await terminal.waitFor(/^\w{8} │ one$/m);
  await terminal.waitFor(/^\w{8} │ two$/m);
  await terminal.type("q");
  await terminal.waitFor(/service> web .*1\/2$/m);
  aws.faults.denied.add("logs:FilterLogEvents");
  await terminal.type("\x0c");
  await terminal.waitFor(/^ecsin: error: not allowed to call logs:FilterLogEvents$/m);
  await terminal.type("\x1b");
  await terminal.waitFor(/service> web .*1\/2$/m);
  await terminal.type("\x1b");
  await terminal.exit();
});
