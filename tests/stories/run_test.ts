// `ecsin run`: a one-off task as the service runs its own. Its end is ecsin's, whoever leaves has it
// stopped, and why it did not start is told.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import type { FakeAws } from "../fake_aws/fake_aws.ts";
import type { FakeTask } from "../fake_aws/world.ts";
import { cleanEnvironment, Home } from "./home.ts";
import { ecsinCommand, openEcsin, runEcsin, withDeno } from "./ecsin.ts";
import { account, run, web } from "./service_account.ts";
import { KEY } from "./terminal.ts";
import { together } from "./together.ts";

const APP = ["--container", "app"];

/** What RunTask was asked with. */
function asked(aws: FakeAws): Readonly<Record<string, unknown>> {
  const call = aws.api.calls.find(({ action }) => action === "RunTask");
  assert.ok(call !== undefined, "RunTask was not called");
  return call.input;
}

together("ecsin run", {
  "the task runs as the service's do, with another command; its exit code is ecsin's": async () => {
    await using aws = account();
    web(aws).more = {
      propagateTags: "SERVICE",
      tags: [{ key: "team", value: "shop" }],
      capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 }],
    };
    aws.world.fates.set("web", { exits: { app: 3 } });
    const { code, stdout, stderr } = await run(
      aws,
      ...["run", "prod/web", ...APP, "--env", "A=b=c", "--memory", "4096", "--", "rake", "db:x y"],
    );
    assert.deepEqual([code, stdout], [3, ""], stderr);
    assert.match(
      stderr,
      /^ecsin: prod \/ web in eu-central-1\necsin: task [0-9a-f]{8} of web:1 is started: rake 'db:x y' in app\n/,
    );
    assert.match(stderr, /\necsin: task [0-9a-f]{8}: app: exit 3\n$/);
    const { clientToken, startedBy, networkConfiguration, ...rest } = asked(aws);
    assert.match(String(clientToken), /^[0-9a-f-]{36}$/);
    assert.match(String(startedBy), /^ecsin-[0-9a-f]{8}$/);
    assert.ok(networkConfiguration !== undefined);
    assert.deepEqual(rest, {
      cluster: "prod",
      taskDefinition: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:1",
      count: 1,
      capacityProviderStrategy: [{ capacityProvider: "FARGATE_SPOT", weight: 1, base: 0 }],
      platformVersion: "LATEST",
      enableExecuteCommand: true,
      tags: [{ key: "team", value: "shop" }],
      enableECSManagedTags: true,
      overrides: {
        containerOverrides: [{
          name: "app",
          command: ["rake", "db:x y"],
          environment: [{ name: "A", value: "b=c" }],
        }],
        memory: "4096",
      },
    });
  },

  "its output is stdout as it comes, up to lines that CloudWatch tells late": async () => {
    const writing = () => {
      const aws = account();
      const { world } = aws;
      const says = (task: FakeTask, text: string, lateMs = 0) =>
        world.logs.put(world.region, "/ecs/web", `ecs/app/${task.taskId}`, text, { lateMs });
      world.fates.set("web", {
        exits: { app: 3 },
        runs(task) {
          says(task, "first");
          says(task, "last", 4_000);
        },
      });
      return aws;
    };
    await using aws = writing();
    await using unread = writing();
    unread.faults.denied.add("logs:FilterLogEvents");
    const [text, json, denied] = await Promise.all([
      run(aws, "run", "prod/web", ...APP, "--", "x"),
      run(aws, "run", "prod/web", ...APP, "-o", "json", "--", "x"),
      run(unread, "run", "prod/web", ...APP, "--", "x"),
    ]);
    assert.deepEqual([text.code, text.stdout], [3, "first\nlast\n"], text.stderr);
    assert.match(json.stderr, /\nfirst\nlast\n/);
    assert.equal(JSON.parse(json.stdout).lastStatus, "STOPPED");
    assert.deepEqual([denied.code, denied.stdout], [3, ""]);
    assert.match(
      denied.stderr,
      /\necsin: its output is not shown: not allowed to call logs:FilterLogEvents\n/,
    );
  },

  "where nobody reads its output any more the task is stopped": async () => {
    await using aws = account();
    const { world } = aws;
    world.fates.set("web", {
      runs({ taskId }) {
        for (const lateMs of [0, 2_000, 4_000]) {
          world.logs.put(world.region, "/ecs/web", `ecs/app/${taskId}`, "again", { lateMs });
        }
      },
    });
    await using home = await Home.make();
    const [program = "", ...args] = [...await ecsinCommand(), "run", "prod/web", ...APP, "--", "x"];
    const child = new Deno.Command(program, {
      args,
      clearEnv: true,
      env: cleanEnvironment(home, await withDeno({ env: aws.env })),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const reader = child.stdout.getReader();
    await reader.read();
    await reader.cancel();
    assert.match(await new Response(child.stderr).text(), /task [0-9a-f]{8} is being stopped\n$/);
    assert.equal((await child.status).code, 141);
    assert.equal(world.tasks.at(-1)?.stopCode, "UserInitiated");
  },

  "why it did not start is told: from the stopped reason, or from RunTask": async () => {
    await using aws = account();
    aws.world.fates.set("web", {
      failsToStart: {
        stoppedReason:
          "CannotPullContainerError: pull image manifest has been retried 5 time(s): " +
          "failed to resolve ref docker.io/library/web:9: not found",
      },
    });
    const missing = await run(aws, "run", "prod/web", ...APP, "--", "x");
    assert.equal(missing.code, 255);
    assert.match(
      missing.stderr,
      /\necsin: error: task [0-9a-f]{8} of web:1 did not start\n {2}why: {2}the image or its tag is not in the registry\n {8}TaskFailedToStart: CannotPullContainerError: /,
    );
    aws.world.fates.set("web", { notPlaced: "RESOURCE:ENI" });
    const full = await run(aws, "run", "prod/web", ...APP, "--", "x");
    assert.equal(full.code, 254);
    assert.match(
      full.stderr,
      /\necsin: error: ECS could not place a task of web:1: nothing was started\n {2}why: {2}no network interface/,
    );
    aws.faults.failAlways.set(
      "RunTask",
      new ApiError(
        "AccessDeniedException",
        "User: arn:aws:iam::123456789012:user/x is not authorized to perform: iam:PassRole on " +
          "resource: arn:aws:iam::123456789012:role/web-task because no policy allows it",
      ),
    );
    const denied = await run(aws, "run", "prod/web", ...APP, "--", "x");
    assert.match(
      denied.stderr,
      /not allowed to give the task its roles \(iam:PassRole\)\n {2}why: {2}the role is arn:aws:iam::123456789012:role\/web-task\n/,
    );
  },

  "a lost answer makes no second task; where it stays lost, the way to look is told": async () => {
    await using aws = account();
    const tasks = aws.world.tasks.length;
    aws.world.fates.set("web", { exits: { app: 0 } });
    aws.faults.failNext.set("RunTask", [
      new ApiError("ServerException", "again", 500),
      new ApiError("ThrottlingException", "Rate exceeded"),
    ]);
    assert.equal((await run(aws, "run", "prod/web", ...APP)).code, 0);
    const tokens = aws.api.calls.filter(({ action }) => action === "RunTask")
      .map(({ input }) => input["clientToken"]);
    assert.equal(tokens.length, 3);
    assert.equal(new Set(tokens).size, 1);
    assert.equal(aws.world.tasks.length, tasks + 1);
    aws.faults.failAlways.set("RunTask", new ApiError("ServerException", "down", 500));
    const { code, stderr } = await runEcsin(["run", "prod/web", ...APP], {
      env: { ...aws.env, AWS_MAX_ATTEMPTS: "1" },
    });
    assert.equal(code, 254);
    assert.match(stderr, /ecsin: error: AWS could not answer RunTask/);
  },

  "^C and SIGTERM stop the task; that it could not be stopped is told with the line": async () => {
    for (const [end, code] of [["^C", 130], ["SIGTERM", 143]] as const) {
      await using aws = account();
      await using terminal = await openEcsin(["run", "prod/web", ...APP, "--", "x"], {
        env: aws.env,
      });
      await terminal.waitFor("is RUNNING after");
      if (end === "^C") await terminal.type(KEY.ctrlC);
      else terminal.kill("SIGTERM");
      assert.equal((await terminal.exit()).code, code);
      assert.match(terminal.text(), /task [0-9a-f]{8} is being stopped/);
      assert.equal(aws.world.tasks.at(-1)?.stopCode, "UserInitiated");
    }
    await using aws = account();
    aws.faults.denied.add("ecs:StopTask");
    await using terminal = await openEcsin(["run", "prod/web", ...APP, "--", "x"], {
      env: aws.env,
      columns: 200,
    });
    await terminal.waitFor("is RUNNING after");
    await terminal.type(KEY.ctrlC);
    assert.equal((await terminal.exit()).code, 130);
    assert.match(
      terminal.text(),
      /error: task [0-9a-f]{8} is still running: it could not be stopped\n {2}why: {2}not allowed to call ecs:StopTask/,
    );
    assert.match(
      terminal.text(),
      /next: aws ecs stop-task --cluster prod --task [0-9a-f]{32} --region eu-central-1/,
    );
  },

  "who is not essential and has exited leaves nothing running behind": async () => {
    await using aws = account();
    aws.world.taskDefinitions.set("web:1", {
      containerDefinitions: [
        { name: "app", image: "app:1", essential: false },
        { name: "nginx", image: "nginx:1", essential: true },
      ],
    });
    await using terminal = await openEcsin(["run", "prod/web", ...APP, "--", "x"], {
      env: aws.env,
    });
    await terminal.waitFor("is RUNNING after");
    const [app] = aws.world.tasks.at(-1)?.containers ?? [];
    assert.ok(app !== undefined);
    Object.assign(app, { lastStatus: "STOPPED", exitCode: 7 });
    assert.equal((await terminal.exit()).code, 7);
    assert.equal(aws.world.tasks.at(-1)?.stoppedReason, "container app has exited");
  },

  "what cannot be run is refused before anything is started": async () => {
    await using aws = account();
    await using home = await Home.make();
    await home.write(
      ".config/ecsin/profiles.yaml",
      "profiles:\n  asks: {cluster: prod, service: web, container: app, confirm: true}\n" +
        '  wrong: {cluster: prod, service: web, container: app, accountId: "999999999999"}\n',
    );
    const refused = async (words: readonly string[], why: RegExp, code: number) => {
      const ran = await runEcsin(words, { home, env: aws.env });
      assert.match(ran.stderr, why);
      assert.equal(ran.code, code, ran.stderr);
    };
    await refused(["run", "asks", "--", "x"], /next: ecsin run asks --yes -- x\n/, 2);
    await refused(["run", "wrong", "--", "x"], /is for account 999999999999/, 253);
    await refused(["run", "prod/web", "--", "x"], /which one runs it\?/, 2);
    await refused(
      ["run", "prod/web", ...APP, "--", "x".repeat(8_192)],
      /too long: \d+ characters/,
      2,
    );
    await refused(["run", "prod/web", ...APP, "-i"], /-i needs a terminal/, 2);
    await refused(["run", "prod/web", ...APP, "-i", "--detach"], /leave one out/, 2);
    await refused(["run", "prod/web", ...APP, "-e", "oops"], /NAME=VALUE/, 2);
    for (const cpu of ["abc", "1 GB", "-1", "1,5 vCPU", ""]) {
      await refused(["run", "prod/web", ...APP, "--cpu", cpu, "--", "x"], /CPU looks like 1024/, 2);
    }
    await refused(["run", "prod/web", ...APP, "--memory", "2 MB"], /memory looks like 2048/, 2);
    await refused(["run", "prod/web", "x", "--", "y"], /"x" is neither a flag nor behind --/, 2);
    assert.equal(aws.api.count("RunTask"), 0);
  },

  "--detach prints the task, --print the line; -o json has how it ended": async () => {
    await using aws = account();
    aws.world.fates.set("web", { exits: { app: 5 } });
    const detached = await run(aws, "run", "prod/web", ...APP, "--detach", "--", "x");
    assert.match(
      detached.stdout,
      /^arn:aws:ecs:eu-central-1:123456789012:task\/prod\/[0-9a-f]{32}\n$/,
    );
    assert.equal(detached.code, 0);
    const { code, stdout } = await run(aws, "run", "prod/web", ...APP, "-o", "json", "--", "x");
    assert.equal(code, 5);
    const told: { lastStatus: string; containers: { exitCode: number }[] } = JSON.parse(stdout);
    assert.deepEqual([told.lastStatus, told.containers[0]?.exitCode], ["STOPPED", 5]);
    const printed = await run(aws, "run", "prod/web", ...APP, "--print", "--", "it's");
    assert.match(
      printed.stdout,
      /^aws ecs run-task --cli-input-json '\{"cluster":"prod",.*\}' --region eu-central-1\n$/,
    );
    assert.equal(aws.api.count("RunTask"), 2);
  },
});
