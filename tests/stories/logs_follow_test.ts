// `ecsin logs -f`: what comes, once; who comes and who goes; how it ends.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { addTask } from "../fake_aws/world.ts";
import { openEcsin, openShellWithEcsin } from "./ecsin.ts";
import { startEcsin } from "./forwarding.ts";
import { waitForText } from "./home.ts";
import { account, log, logs, REGION, shortOf, stop, taskAt } from "./logging.ts";

/** What the stories wait for is ecsin's own clock: at the same time they take as long as the longest. */
const STORIES: Readonly<Record<string, () => Promise<void>>> = {
  async "following shows what comes once, late or twice, through throttling, until nobody reads"() {
    await using aws = account(2);
    const { logs: store } = aws.world;
    store.faults.duplicateEvery = 2;
    store.faults.emptyPages = 1;
    store.faults.quotas = true;
    log(aws, taskAt(aws, 0), ["past"]);
    await using shell = await openShellWithEcsin({ shell: "bash", env: aws.env });
    const reading = shell.line(
      "ecsin logs prod/web -f 2> said | tee shown | head -n 5; echo $PIPESTATUS",
    );
    await waitForText(shell.terminal.home.path, "shown", "past");
    aws.faults.failNext.set("FilterLogEvents", [
      new ApiError("ThrottlingException", "Rate exceeded"),
      new ApiError("ThrottlingException", "Rate exceeded"),
    ]);
    const { taskId } = taskAt(aws, 1);
    store.put(REGION, "/ecs/web", `ecs/app/${taskId}`, "late", { lateMs: 1500 });
    log(aws, taskAt(aws, 1), ["now"]);
    log(aws, taskAt(aws, 0), ["a", "b", "c", "d", "e", "f"]);
    // That nobody reads any more shows at the next line.
    let count = 0;
    const more = setInterval(() => log(aws, taskAt(aws, 0), [`more ${count++}`]), 500);
    const lines = (await reading.finally(() => clearInterval(more))).split("\n");
    assert.equal(lines[0], "past");
    assert.equal(lines.at(-2), "141");
    assert.equal(new Set(lines).size, lines.length);
  },
  async "one task that is followed ends with its end, after its last lines"() {
    await using aws = account(1);
    const task = taskAt(aws, 0);
    log(aws, task, ["begin"]);
    const running = logs(aws, ["-f", "--task", task.taskId]);
    while (aws.api.count("FilterLogEvents") < 2) await new Promise((go) => setTimeout(go, 10));
    stop(task, 3);
    aws.world.logs.put(REGION, "/ecs/web", `ecs/app/${task.taskId}`, "last words", {
      lateMs: 8000,
    });
    const { code, stdout, stderr } = await running;
    assert.deepEqual([code, stdout], [0, "begin\nlast words\n"]);
    assert.match(
      stderr,
      /ecsin: task [0-9a-f]{8} stopped \(EssentialContainerExited: .*exit 3\)\n$/,
    );
  },
  async "a service that is followed tells who comes and who goes"() {
    await using aws = account(1);
    const old = taskAt(aws, 0);
    log(aws, old, ["old"]);
    await using terminal = await openEcsin(["logs", "prod/web", "-f"], { env: aws.env });
    await terminal.waitFor(/│ old$/m);
    const fresh = addTask(aws.world, "prod", "service:web", "web", { startedAt: new Date() });
    log(aws, fresh, ["hello"]);
    stop(old, 0);
    await terminal.waitFor(new RegExp(`\\+ task ${shortOf(fresh)} started`));
    await terminal.waitFor(new RegExp(`- task ${shortOf(old)} stopped \\(Essential`));
    await terminal.waitFor(new RegExp(`${shortOf(fresh)} │ hello`));
    await terminal.type("\x03");
    await terminal.exit();
  },
  async "--live shows what live tail gives and what it left out, once, and says what it costs"() {
    await using aws = account(1);
    const task = taskAt(aws, 0);
    aws.world.logs.faults.liveTail = "sampled";
    log(aws, task, ["past"]);
    await using terminal = await openEcsin(["logs", "prod/web", "-f", "--live"], { env: aws.env });
    await terminal.waitFor(/AWS bills it by the minute/);
    while (aws.api.count("StartLiveTail") === 0) await new Promise((go) => setTimeout(go, 10));
    log(aws, task, ["live one", "live two"]);
    await terminal.waitFor(/│ live two$/m);
    await terminal.waitFor(/more than 500 lines a second: live tail left some out/);
    aws.world.logs.faults.liveTail = "cut";
    await terminal.waitFor(/live tail ended .*: it is begun again/);
    await terminal.type("\x03");
    await terminal.exit();
    assert.equal(terminal.screen().join("\n").match(/live two/g)?.length, 1);
  },
  async "--live says that a service has more streams than live tail takes"() {
    await using aws = account(101);
    for (const task of aws.world.tasks) log(aws, task, ["past"]);
    await using running = await startEcsin(["logs", "prod/web", "-f", "--live"], { env: aws.env });
    await running.said(/live tail takes 100 streams of a group at most: lines come every ten/);
    await running.until(({ stdout }) => stdout.includes("past"));
    assert.equal(aws.api.count("StartLiveTail"), 0);
    running.kill("SIGTERM");
  },
};

Deno.test("following a task, a service, a live tail", async (t) => {
  const apart = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };
  const ended = await Promise.all(
    Object.entries(STORIES).map(([name, fn]) => t.step({ name, fn, ...apart })),
  );
  assert.ok(ended.every((isGood) => isGood));
});
