// The tasks while their logs are followed, and those that ECS has forgotten meanwhile.
import assert from "node:assert/strict";
import { parseTask, type Task } from "../../src/aws/task.ts";
import { type Watch, watchTask, watchTasks } from "../../src/logs/watching.ts";

const ARN = `arn:aws:ecs:eu-central-1:111122223333:task/prod/${"a".repeat(32)}`;
const FORGOTTEN = "ECS does not know the task any more";

const task = parseTask({ taskArn: ARN, lastStatus: "RUNNING", desiredStatus: "RUNNING" }) as Task;

/** A watch whose looks find what `answers` say, one each; it is left after two minutes. */
function watched(answers: readonly (readonly Task[])[]) {
  const leaving = new AbortController();
  const ended: string[] = [];
  const removed: number[] = [];
  const left = [...answers];
  let nowMs = 0;
  const none = { wanted: [], containers: ["app"], beside: [], elsewhere: [] };
  const watch: Watch = {
    api: {
      list: () => Promise.resolve([]),
      describe: (arns) => Promise.resolve(arns.length === 0 ? [] : left.shift() ?? []),
    },
    groups: {
      size: 1,
      add: () => Promise.resolve(),
      remove: () => void removed.push(nowMs),
      options: {
        signal: leaving.signal,
        waiting: {
          nowMs: () => nowMs,
          pause(ms) {
            nowMs += ms;
            if (nowMs > 120_000) leaving.abort();
            return Promise.resolve();
          },
        },
      },
    },
    streams: { of: () => Promise.resolve(none), ofSome: () => Promise.resolve(none) },
    events: {
      started: () => ended.push("started"),
      stopped: ({ stoppedReason = "" }) => ended.push(stoppedReason),
      trouble: (error) => ended.push(error.message),
    },
  };
  return { watch, ended, removed };
}

Deno.test("watchTask() ends where ECS has forgotten the task, and not at one answer without it", async () => {
  const { watch } = watched([[], [task], [], []]);
  const end = await watchTask(watch, task);
  assert.deepEqual([end?.lastStatus, end?.stoppedReason], ["STOPPED", FORGOTTEN]);
});

Deno.test("watchTasks() lets a task go that ECS has forgotten, once", async () => {
  const { watch, ended, removed } = watched([[], [task], [], []]);
  await watchTasks(watch, [task]);
  assert.deepEqual(ended, [FORGOTTEN]);
  assert.equal(removed.length, 1);
});
