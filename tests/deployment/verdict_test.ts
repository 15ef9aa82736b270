// The verdict over a service: from what was seen to one sentence, why, and what to paste.
import assert from "node:assert/strict";
import type { ServiceDeployment } from "../../src/aws/ecs_deployments.ts";
import { type Deployment, parseServiceState } from "../../src/aws/service_state.ts";
import { parseTask } from "../../src/aws/task.ts";
import type { ServiceLook } from "../../src/deployment/look.ts";
import { outcomeOf } from "../../src/deployment/outcome.ts";
import { serviceLines } from "../../src/deployment/screen.ts";
import { verdictOf } from "../../src/deployment/verdict.ts";
import { styleOf } from "../../src/terminal/style.ts";

const NOW = new Date("2026-11-25T12:00:00Z");
const PASTED = {
  region: "eu-central-1",
  identity: { source: { kind: "chain" }, remarks: [], flags: [] },
} as const;
const seconds = (minutesAgo: number) => NOW.getTime() / 1000 - minutesAgo * 60;

interface Given {
  readonly running?: number;
  readonly primary?: object;
  readonly older?: object;
  readonly events?: readonly (readonly [minutesAgo: number, message: string])[];
  readonly stopped?: readonly object[];
  readonly health?: "HEALTHY" | "UNHEALTHY";
  readonly deployment?: Partial<ServiceDeployment>;
  readonly more?: object;
}

function look(given: Given): ServiceLook {
  const { running = 2, primary = {}, older, events = [], stopped = [], health, more } = given;
  const service = parseServiceState({
    serviceName: "web",
    serviceArn: "arn:aws:ecs:eu-central-1:123456789012:service/prod/web",
    status: "ACTIVE",
    desiredCount: 2,
    runningCount: running,
    taskDefinition: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:43",
    deployments: [
      ...(older === undefined ? [] : [{ id: "ecs-svc/1", status: "ACTIVE", ...older }]),
      {
        id: "ecs-svc/2",
        status: "PRIMARY",
        taskDefinition: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:43",
        desiredCount: 2,
        runningCount: running,
        rolloutState: "COMPLETED",
        createdAt: seconds(120),
        updatedAt: seconds(119),
        ...primary,
      },
    ],
    events: events.map(([minutes, message], index) => ({
      id: String(index),
      createdAt: seconds(minutes),
      message,
    })),
    ...more,
  });
  const task = (over: object) => {
    const parsed = parseTask({
      taskArn: "arn:aws:ecs:eu-central-1:123456789012:task/prod/4f2c9a1b00000000",
      taskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:43",
      lastStatus: "RUNNING",
      startedAt: seconds(60),
      ...over,
    });
    assert.ok(parsed !== undefined);
    return parsed;
  };
  return {
    service,
    tasks: [task({ healthStatus: health ?? "HEALTHY" })],
    stopped: stopped.map((each) => task({ lastStatus: "STOPPED", ...each })),
    missing: [],
    at: NOW,
    ...(given.deployment === undefined ? {} : {
      deployment: {
        arn: "arn:d",
        status: "SUCCESSFUL",
        hooks: [],
        alarms: [],
        ...given.deployment,
      },
    }),
  };
}

const OOM = {
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  stoppedAt: seconds(1),
  containers: [{ name: "app", exitCode: 137, reason: "OutOfMemoryError: killed" }],
};

Deno.test("verdictOf() says that a service is stable, since when", () => {
  const { standing, isWell, isSettled, what } = verdictOf(look({}), PASTED);
  assert.deepEqual([standing, isWell, isSettled], ["stable", true, true]);
  assert.equal(what, "web:43 is stable: 2 of 2 tasks run, deployed 1h ago");
});

Deno.test("verdictOf() tells a deployment that goes from one that does not", () => {
  const primary = { rolloutState: "IN_PROGRESS", runningCount: 1, createdAt: seconds(4) };
  const going = verdictOf(look({ primary }), PASTED);
  assert.equal(going.what, "web:43 is being deployed for 4m: 1 of 2 new tasks run");
  assert.deepEqual([going.isWell, going.isSettled], [true, false]);
  const failing = verdictOf(
    look({
      primary: { ...primary, failedTasks: 3, runningCount: 0 },
      stopped: [OOM],
      deployment: { status: "IN_PROGRESS", failures: { count: 3, most: 10 } },
    }),
    PASTED,
  );
  assert.equal(
    failing.what,
    "the deployment of web:43 is in trouble for 4m: 3 new tasks have failed of 10 that end it",
  );
  assert.deepEqual(failing.why, [
    "task 4f2c9a1b stopped: EssentialContainerExited: Essential container in task exited; " +
    "app: exit 137 (SIGKILL), " +
    "OutOfMemoryError: killed",
  ]);
});

Deno.test("an event of before the deployment is none of its trouble", () => {
  const primary = { rolloutState: "IN_PROGRESS", createdAt: seconds(4) };
  const events = [[30, "(service web) was unable to place a task. Reason: x."]] as const;
  assert.equal(verdictOf(look({ primary, events }), PASTED).standing, "deploying");
  const now = [[2, "(service web) was unable to place a task. Reason: x."]] as const;
  const { standing, why } = verdictOf(look({ primary, events: now }), PASTED);
  assert.deepEqual([standing, why], ["failing", ["was unable to place a task. Reason: x."]]);
});

Deno.test("a paused deployment waits for you: both ways on, and what happens else", () => {
  const verdict = verdictOf(
    look({
      primary: { rolloutState: "IN_PROGRESS" },
      deployment: {
        status: "IN_PROGRESS",
        stage: "POST_TEST_TRAFFIC_SHIFT",
        hooks: [{
          hookId: "ecs-pause-1",
          kind: "PAUSE",
          status: "AWAITING_ACTION",
          expiresAt: new Date(NOW.getTime() + 50 * 60_000),
          timeoutAction: "ROLLBACK",
        }],
      },
    }),
    PASTED,
  );
  assert.equal(
    verdict.what,
    "the deployment of web:43 is paused at POST_TEST_TRAFFIC_SHIFT: it waits for you; " +
      "it is rolled back in 50m",
  );
  assert.deepEqual(
    verdict.next,
    [["CONTINUE", "lets the deployment go on"], ["ROLLBACK", "takes the deployment back"]]
      .flatMap(([action, what]) => [
        "aws ecs continue-service-deployment --service-deployment-arn arn:d --hook-id ecs-pause-1 " +
        `--action ${action} --region eu-central-1`,
        `(this ${what})`,
      ]),
  );
});

Deno.test("what was rolled back, what runs short, and what is sick is not well", () => {
  const deployment = { status: "ROLLBACK_SUCCESSFUL", rollbackReason: "alarm", finishedAt: NOW };
  assert.equal(verdictOf(look({ deployment }), PASTED).standing, "rolled-back");
  assert.equal(verdictOf(look({ running: 1 }), PASTED).what, "1 of 2 tasks run");
  assert.equal(
    verdictOf(look({ health: "UNHEALTHY" }), PASTED).what,
    "1 of 2 tasks is UNHEALTHY: 4f2c9a1b",
  );
  assert.equal(verdictOf(look({ more: { status: "DRAINING" } }), PASTED).standing, "inactive");
});

Deno.test("outcomeOf() follows one deployment, whoever deploys meanwhile", () => {
  const kind = (given: Given) => outcomeOf("ecs-svc/2", look(given), PASTED).kind;
  assert.equal(kind({}), "done");
  assert.equal(kind({ primary: { rolloutState: "IN_PROGRESS" } }), "going");
  assert.equal(kind({ primary: { rolloutState: "FAILED" } }), "failed");
  assert.equal(kind({ primary: { id: "ecs-svc/9" } }), "failed");
  const back = { id: "ecs-svc/9", rolloutState: "IN_PROGRESS" };
  const own = { id: "ecs-svc/2", rolloutState: "FAILED" } satisfies Partial<Deployment>;
  const deployment = { status: "ROLLBACK_IN_PROGRESS" };
  assert.equal(kind({ primary: back, older: own, deployment }), "going");
});

Deno.test("serviceLines() fits its screen, and the lines to paste are whole", () => {
  const seen = look({
    stopped: [OOM, OOM, OOM],
    events: Array.from({ length: 30 }, (_, at) => [at, `(service web) has ${"x".repeat(200)}`]),
  });
  const room = { width: 40, height: 16, style: styleOf(false) };
  const lines = serviceLines(seen, verdictOf(seen, PASTED), "prod / web", room);
  assert.ok(lines.length <= 16, lines.join("\n"));
  assert.ok(lines.every((line) => line.length <= 40), lines.join("\n"));
  const all = { ...room, width: Infinity, height: Infinity };
  const text = serviceLines(seen, verdictOf(seen, PASTED), "prod\u001b / web", all).join("\n");
  assert.ok(!text.includes("\u001b"));
  assert.match(text, /^stopped lately$/m);
});
