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
 * Tasks that are kept whole, besides those on the screen; a row beyond has its cells, and is
 * described anew when it is chosen.
 */
const KEPT_MOST = 1_000;

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
  let kept = 0;
  const texts = new Map<string, string>();
  const once = (text: string) => {
    const known = texts.get(text) ?? text;
    texts.set(text, known);
    return known;
  };
  let visible = new Set<string>();
  const rows = stream<readonly Row<Listed>[]>(async (push, signal) => {
    feed = new TaskFeed(ecs, oneSource(cluster, pages), {
      listed: (_, arns) => {
        isShort ??= arns.length < FULL_PAGE;
        if (!isShort) push(arns.map((taskArn) => listedRow({ taskArn, cluster })));
      },
      described: (tasks, gone) => {
        const all = isShort === true ? newestFirst(tasks) : tasks;
        push([
          ...all.map((task) => {
            const isKept = kept++ < KEPT_MOST || visible.has(task.taskArn);
            return new TaskRow(task, cluster, { isKept, anyState, once });
          }),
          ...gone.map((taskArn) => ({ ...listedRow({ taskArn, cluster }), gone: true as const })),
        ]);
      },
    });
    await feed.run(signal);
  });
  return {
    rows,
    onVisible: (ids) => {
      visible = new Set(ids);
      feed?.prefer(ids);
    },
    complete: async ({ value }) => {
      const task = await feed?.describe(value.cluster, value.taskArn);
      return task && new TaskRow(task, value.cluster, { isKept: true, anyState, once });
    },
  };
}

function listedRow(value: Listed): Row<Listed> {
  const taskId = nameOf(value.taskArn);
  return {
    id: value.taskArn,
    cells: [shortId(taskId), "…"],
    hidden: taskId,
    lacks: "all",
    value,
  };
}

/** What is kept of a task. */
interface Keeping {
  readonly isKept: boolean;
  readonly anyState: boolean;
  /** The same text for equal texts, so that each is in memory once. */
  readonly once: (text: string) => string;
}

/** A described task; many thousands of them are there, so no more is kept than is needed. */
class TaskRow implements Row<Listed> {
  readonly id: string;
  readonly cells: readonly string[];
  readonly refused?: string;
  readonly value: Listed;

  constructor(task: Task, cluster: string, { isKept, anyState, once }: Keeping) {
    this.id = task.taskArn;
    this.cells = [
      shortId(task.taskId),
      once(`${task.family}:${task.revision}`),
      once(task.lastStatus.toLowerCase()),
      once(task.healthStatus.toLowerCase()),
      once(ageOf(task)),
      once(task.availabilityZone ?? ""),
      task.privateIp ?? "",
    ];
    const refused = anyState ? undefined : taskRefusal(task);
    if (refused !== undefined) this.refused = refused;
    const { taskArn } = task;
    this.value = isKept ? { taskArn, cluster, task } : { taskArn, cluster };
  }

  get hidden(): string {
    return nameOf(this.id);
  }

  get lacks(): "some" | undefined {
    return this.value.task === undefined ? "some" : undefined;
  }

  get detail(): NonNullable<Row<Listed>["detail"]> {
    const { task } = this.value;
    const [, definition = "", , health = "", , zone = "", ip = ""] = this.cells;
    return [
      ["definition", definition],
      ...(task === undefined ? [] : [["started", startedWords(task)] as const]),
      ["health", health],
      ["AZ", zone],
      ["IP", ip],
      ...(task === undefined ? [] : [
        ["agent", agentWords(task.containers)] as const,
        ["containers", task.containers.map((each) => each.name).join(", ")] as const,
      ]),
      ["task", this.hidden],
    ];
  }
}

function startedWords({ startedAt }: Task): string {
  return startedAt?.toISOString().slice(0, 16).replace("T", " ") ?? "not yet";
}
