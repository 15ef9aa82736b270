// What can be chosen at each question, as rows of the picker: cluster → service or family → task
// → container. Rows come while AWS's pages arrive; a later row with the same id replaces the
// earlier one. What cannot be exec'd stays in the list with its reason.
import type { Ecs } from "../aws/ecs.ts";
import type { Container, Task } from "../aws/task.ts";
import type { Row } from "../terminal/picker/question.ts";
import { age } from "./age.ts";
import { nameOf, shortId } from "./arn.ts";
import { containerRefusal, isAgentComing, taskRefusal } from "./readiness.ts";
import { stream } from "./stream.ts";

/** A service, or the family of standalone tasks. */
export type Group =
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "family"; readonly name: string };

/** Describes pages of task ARNs: page n+1 is listed while page n is being described. */
export function describedTasks(
  ecs: Ecs,
  cluster: string,
  pages: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly Task[]> {
  return stream<readonly Task[]>(async (push, signal) => {
    const describing: Promise<void>[] = [];
    for await (const arns of pages) {
      if (signal.aborted) return;
      if (arns.length > 0) describing.push(ecs.describeTasks(cluster, arns).then(push));
    }
    await Promise.all(describing);
  });
}

/** One row a cluster. */
export async function* clusterRows(ecs: Ecs): AsyncGenerator<readonly Row<string>[]> {
  for await (const arns of ecs.listClusters()) {
    yield arns.map((arn) => ({ id: arn, cells: [nameOf(arn)], value: nameOf(arn) }));
  }
}

/** One row a service and one a family of standalone tasks, with how many of its tasks are ready. */
export function groupRows(ecs: Ecs, cluster: string): AsyncGenerator<readonly Row<Group>[]> {
  return stream<readonly Row<Group>[]>(async (push, signal) => {
    const groups = new Map<string, { group: Group; tasks: Task[] }>();
    const add = (group: Group) => {
      const id = `${group.kind} ${group.name}`;
      const known = groups.get(id) ?? { group, tasks: [] };
      groups.set(id, known);
      return known;
    };
    const services = async () => {
      for await (const arns of ecs.listServices(cluster)) {
        if (signal.aborted) return;
        push(arns.map((arn) => {
          const { group, tasks } = add({ kind: "service", name: nameOf(arn) });
          return tasks.length > 0 ? groupRow(group, tasks) : unknownGroupRow(group);
        }));
      }
    };
    const tasks = async () => {
      for await (const page of describedTasks(ecs, cluster, ecs.listTasks(cluster))) {
        if (signal.aborted) return;
        const touched = new Set(page.map((task) => {
          const known = add(groupOf(task));
          known.tasks.push(task);
          return known;
        }));
        push([...touched].map(({ group, tasks }) => groupRow(group, tasks)));
      }
    };
    await Promise.all([services(), tasks()]);
    const empty = [...groups.values()].filter(({ tasks }) => tasks.length === 0);
    push(empty.map(({ group }) => groupRow(group, [])));
  });
}

function unknownGroupRow(group: Group): Row<Group> {
  return { id: `${group.kind} ${group.name}`, cells: [group.name, group.kind, "…"], value: group };
}

function groupRow(group: Group, tasks: readonly Task[]): Row<Group> {
  const reasons = tasks.map(taskRefusal);
  const ready = reasons.filter((reason) => reason === undefined).length;
  const count = tasks.length === 1 ? "1 task" : `${tasks.length} tasks`;
  const newest = newestFirst(tasks)[0];
  return {
    id: `${group.kind} ${group.name}`,
    cells: [group.name, group.kind, ready === tasks.length ? count : `${count}, ${ready} ready`],
    detail: newest === undefined ? [] : [
      ["definition", `${newest.family}:${newest.revision}`],
      ["newest", ageOf(newest)],
      ["containers", newest.containers.map((each) => each.name).join(", ")],
    ],
    ...(ready === 0 ? { refused: reasons[0] ?? "no running task" } : {}),
    value: group,
  };
}

/** One row a task, newest first within its page. */
export async function* taskRows(
  ecs: Ecs,
  cluster: string,
  pages: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly Row<Task>[]> {
  for await (const page of describedTasks(ecs, cluster, pages)) {
    yield newestFirst(page).map((task) => {
      const refused = taskRefusal(task);
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
        detail: [
          ["definition", `${task.family}:${task.revision}`],
          ["started", task.startedAt?.toISOString().slice(0, 16).replace("T", " ") ?? "not yet"],
          ["health", task.healthStatus.toLowerCase()],
          ["AZ", task.availabilityZone ?? ""],
          ["IP", task.privateIp ?? ""],
          ["agent", agentWords(task.containers)],
          ["containers", task.containers.map((each) => each.name).join(", ")],
          ["task", task.taskId],
        ],
        ...(refused !== undefined ? { refused } : {}),
        value: task,
      };
    });
  }
}

/** One row a container of a described task. */
export function containerRows(task: Task): readonly Row<Container>[] {
  return task.containers.map((container) => {
    const refused = isAgentComing(container) ? undefined : containerRefusal(container);
    return {
      id: container.name,
      cells: [
        container.name,
        container.lastStatus.toLowerCase(),
        container.healthStatus.toLowerCase(),
      ],
      detail: [
        ["image", container.image ?? "unknown"],
        ["agent", agentWords([container])],
      ],
      ...(refused !== undefined ? { refused } : {}),
      value: container,
    };
  });
}

/** Column heads of the rows above. */
export const COLUMNS = {
  cluster: ["cluster"],
  group: ["name", "kind", "tasks"],
  task: ["task", "definition", "status", "health", "age", "AZ", "IP"],
  container: ["container", "status", "health"],
} as const;

/** Newest first; tasks that have not started yet come last. */
export function newestFirst(tasks: readonly Task[]): Task[] {
  return [...tasks].sort((a, b) => (b.startedAt?.getTime() ?? 0) - (a.startedAt?.getTime() ?? 0));
}

/** The service that runs a task, or its family where none does. */
export function groupOf(task: Task): Group {
  return task.service !== undefined
    ? { kind: "service", name: task.service }
    : { kind: "family", name: task.family };
}

function ageOf(task: Task): string {
  return task.startedAt === undefined ? "" : age(task.startedAt, new Date());
}

function agentWords(containers: readonly Container[]): string {
  return containers.map((each) => each.agentStatus?.toLowerCase() ?? "none").join(", ");
}
