// Tasks as rows of the picker: there with their id as soon as they are listed, filled in when they
// are described, those on the screen first. What is chosen before is described then and there.
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import type { Row } from "../terminal/picker/question.ts";
import { agentWords, ageOf, newestFirst } from "./candidates.ts";
import { nameOf, shortId } from "./arn.ts";
import { oneSource, TaskFeed } from "./feed.ts";
import { taskRefusal } from "./readiness.ts";
import { stream } from "./stream.ts";

/** A task that is listed, and, once it is described, as it is. */
export interface Listed {
  readonly taskArn: string;
  readonly cluster: string;
  readonly task?: Task;
}

/** Rows, and what the picker tells and asks of them. */
export interface TaskRows {
  readonly rows: AsyncIterable<readonly Row<Listed>[]>;
  readonly onVisible: (ids: readonly string[]) => void;
  readonly complete: (row: Row<Listed>) => Promise<Row<Listed> | undefined>;
}

/** A first page of fewer is the only one: it is described before it is shown, newest first. */
const FULL_PAGE = 100;

/**
 * Rows of the tasks of one cluster; `pages` are ARNs as ListTasks gives them. `anyState`: all of
 * them can be chosen, in whatever state they are.
 */
export function taskRows(
  ecs: Ecs,
  cluster: string,
  pages: AsyncIterable<readonly string[]>,
  anyState = false,
): TaskRows {
  let isShort: boolean | undefined;
  let feed: TaskFeed | undefined;
  const rows = stream<readonly Row<Listed>[]>(async (push, signal) => {
    feed = new TaskFeed(ecs, oneSource(cluster, pages), {
      listed: (_, arns) => {
        isShort ??= arns.length < FULL_PAGE;
        if (!isShort) push(arns.map((taskArn) => listedRow({ taskArn, cluster })));
      },
      described: (tasks, gone) => {
        const all = isShort === true ? newestFirst(tasks) : tasks;
        push([
          ...all.map((task) => taskRow({ taskArn: task.taskArn, cluster, task }, anyState)),
          ...gone.map((taskArn) => ({ ...listedRow({ taskArn, cluster }), gone: true as const })),
        ]);
      },
    });
    await feed.run(signal);
  });
  return {
    rows,
    onVisible: (ids) => feed?.prefer(ids),
    complete: async ({ value }) => {
      const task = await feed?.describe(value.cluster, value.taskArn);
      return task && taskRow({ ...value, task }, anyState);
    },
  };
}

function listedRow(value: Listed): Row<Listed> {
  const taskId = nameOf(value.taskArn);
  return {
    id: value.taskArn,
    cells: [shortId(taskId), "…"],
    hidden: taskId,
    pending: true,
    value,
  };
}

function taskRow(
  value: Listed & { readonly task: Task },
  anyState: boolean,
): Row<Listed> {
  const { task } = value;
  const refused = anyState ? undefined : taskRefusal(task);
  return {
    id: task.taskArn,
    cells: [
      shortId(task.taskId),
      `${task.family}:${task.revision}`,
      task.lastStatus.toLowerCase(),
      task.healthStatus.toLowerCase(),
      ageOf(task),
      task.availabilityZone ?? "",
      task.privateIp ?? "",
    ],
    hidden: task.taskId,
    // Made when it is shown: of 20,000 rows fifteen are.
    get detail() {
      return detailOf(task);
    },
    ...(refused !== undefined ? { refused } : {}),
    value,
  };
}

function detailOf(task: Task): NonNullable<Row<Task>["detail"]> {
  return [
    ["definition", `${task.family}:${task.revision}`],
    ["started", task.startedAt?.toISOString().slice(0, 16).replace("T", " ") ?? "not yet"],
    ["health", task.healthStatus.toLowerCase()],
    ["AZ", task.availabilityZone ?? ""],
    ["IP", task.privateIp ?? ""],
    ["agent", agentWords(task.containers)],
    ["containers", task.containers.map((each) => each.name).join(", ")],
    ["task", task.taskId],
  ];
}
