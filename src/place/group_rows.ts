// The services and families of a cluster as rows of the picker: names at once, how many tasks and
// whether they can be exec'd as DescribeTasks answers. In a cluster so large that this takes long,
// the services on the screen are counted by DescribeServices meanwhile.
import { DESCRIBE_SERVICES_MOST, type Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import type { Row } from "../terminal/picker/question.ts";
import { ageOf, type Group, groupOf } from "./candidates.ts";
import { nameOf } from "./arn.ts";
import { oneSource, TaskFeed } from "./feed.ts";
import { type Names, recentRows } from "./names.ts";
import { taskRefusal } from "./readiness.ts";
import { stream } from "./stream.ts";

/** Rows, and who is to be told which of them are on the screen. */
export interface GroupRows {
  readonly rows: AsyncIterable<readonly Row<Group>[]>;
  readonly onVisible: (ids: readonly string[]) => void;
}

/** What is kept of a group's tasks: not the tasks, there may be thousands. */
interface Known {
  readonly group: Group;
  tasks: number;
  ready: number;
  /** As AWS counts them, where it was asked. */
  running: number;
  newest?: Task;
  refused?: string;
}

/** Listed tasks from which on a cluster counts as large. */
const LARGE = 1_000;

/**
 * One row a service and one a family of standalone tasks, with how many of its tasks are ready.
 * `anyState`: all of them can be chosen.
 */
export function groupRows(
  ecs: Ecs,
  cluster: string,
  { names, anyState = false }: { readonly names?: Names | undefined; readonly anyState?: boolean },
): GroupRows {
  const groups = new Map<string, Known>();
  const containers = new Set<string>();
  let listed = 0;
  let counted = (_ids: readonly string[]) => {};
  let visible: readonly string[] = [];

  const knownOf = (group: Group): Known => {
    const id = idOf(group);
    const known = groups.get(id) ?? { group, tasks: 0, ready: 0, running: 0 };
    groups.set(id, known);
    return known;
  };
  const rows = stream<readonly Row<Group>[]>(async (push, signal) => {
    const show = (some: Iterable<Known>, isAll = false) =>
      push(Array.from(some, (known) => {
        const { refused, ...row } = rowOf(known, isAll);
        return refused === undefined || anyState ? row : { ...row, refused };
      }));
    const recent = recentRows(
      names,
      `services ${nameOf(cluster)}`,
      recentRow,
      push,
      (id) => groups.has(id),
    );
    const services = async () => {
      for await (const arns of ecs.listServices(cluster)) {
        if (signal.aborted) return;
        show(arns.map((arn) => knownOf({ kind: "service", name: nameOf(arn) })));
      }
    };
    const feed = new TaskFeed(ecs, oneSource(cluster, ecs.listTasks(cluster)), {
      listed: (_, arns) => {
        listed += arns.length;
        if (listed >= LARGE) counted(visible);
      },
      described: (tasks) =>
        show(
          new Set(tasks.map((task) => {
            for (const { name } of task.containers) containers.add(name);
            return count(knownOf(groupOf(task)), task);
          })),
        ),
    });
    const asked = new Set<string>();
    counted = (ids) => {
      const unknown = ids.flatMap((id) => groups.get(id) ?? []).filter(({ group, tasks }) =>
        group.kind === "service" && tasks === 0 && !asked.has(group.name)
      ).slice(0, DESCRIBE_SERVICES_MOST);
      if (unknown.length === 0) return;
      for (const { group } of unknown) asked.add(group.name);
      ecs.describeServices(cluster, unknown.map(({ group }) => group.name)).then((found) => {
        const running = new Map(found.map((each) => [each.name, each.runningCount]));
        for (const known of unknown) known.running = running.get(known.group.name) ?? 0;
        show(unknown);
        counted(ids);
        // Who may list tasks need not be allowed to describe services: then the count comes later.
      }, () => {});
    };
    await Promise.all([services(), feed.run(signal)]);
    if (signal.aborted) return;
    show(groups.values(), true);
    (await recent)();
    names?.remember({
      [`services ${nameOf(cluster)}`]: [...groups.keys()],
      [`containers ${nameOf(cluster)}`]: [...containers],
    });
  });
  const onVisible = (ids: readonly string[]) => {
    visible = ids;
    if (listed >= LARGE) counted(ids);
  };
  return { rows, onVisible };
}

function idOf({ kind, name }: Group): string {
  return `${kind} ${name}`;
}

function recentRow(entry: string): Row<Group> | undefined {
  const [, kind, name = ""] = /^(service|family) (.+)$/.exec(entry) ?? [];
  if (kind !== "service" && kind !== "family") return undefined;
  return rowOf({ group: { kind, name }, tasks: 0, ready: 0, running: 0 }, false);
}

function count(known: Known, task: Task): Known {
  const refused = taskRefusal(task);
  known.tasks++;
  if (refused === undefined) known.ready++;
  else known.refused ??= refused;
  if ((task.startedAt?.getTime() ?? 0) >= (known.newest?.startedAt?.getTime() ?? 0)) {
    known.newest = task;
  }
  return known;
}

/** `isAll`: all tasks are described, so that no number is still to grow. */
function rowOf(
  { group, tasks, ready, running, newest, refused }: Known,
  isAll: boolean,
): Row<Group> {
  const all = isAll ? tasks : Math.max(tasks, running);
  const words = all === 1 ? "1 task" : `${all} tasks`;
  const cell = all === 0 && !isAll
    ? "…"
    : all === ready || all > tasks
    ? words
    : `${words}, ${ready} ready`;
  const nobody = isAll || tasks > 0 && all === tasks ? ready === 0 : false;
  return {
    id: idOf(group),
    cells: [group.name, group.kind, cell],
    detail: newest === undefined ? [] : [
      ["definition", `${newest.family}:${newest.revision}`],
      ["newest", ageOf(newest)],
      ["containers", newest.containers.map((each) => each.name).join(", ")],
    ],
    ...(nobody ? { refused: refused ?? "no running task" } : {}),
    value: group,
  };
}
