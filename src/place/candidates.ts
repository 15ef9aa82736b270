// What can be chosen at each question, as rows of the picker: cluster → service or family → task
// → container; groups and tasks are in files of their own. Rows come while AWS's pages arrive; a
// later row with the same id replaces the earlier one. What cannot be exec'd stays with its reason.
import type { Ecs } from "../aws/ecs.ts";
import type { Container, Task } from "../aws/task.ts";
import type { Row } from "../terminal/picker/question.ts";
import { age } from "./age.ts";
import { nameOf } from "./arn.ts";
import { type Names, recentRows } from "./names.ts";
import { containerRefusal, isAgentComing } from "./readiness.ts";
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

/** One row a cluster; those of a moment ago at once. */
export function clusterRows(ecs: Ecs, names?: Names): AsyncGenerator<readonly Row<string>[]> {
  return stream<readonly Row<string>[]>(async (push, signal) => {
    const listed = new Set<string>();
    const rowOf = (name: string) => ({ id: name, cells: [name], value: name });
    const recent = recentRows(names, "clusters", rowOf, push, (id) => listed.has(id));
    for await (const arns of ecs.listClusters()) {
      if (signal.aborted) return;
      const page = arns.map(nameOf);
      for (const name of page) listed.add(name);
      push(page.map(rowOf));
    }
    (await recent)();
    names?.remember({ clusters: [...listed] });
  });
}

/** One row a container of a described task; `anyState`: all of them can be chosen. */
export function containerRows(task: Task, anyState = false): readonly Row<Container>[] {
  return task.containers.map((container) => {
    const refused = anyState || isAgentComing(container) ? undefined : containerRefusal(container);
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

/** How long a task has run; nothing where it has not started yet. */
export function ageOf(task: Task): string {
  return task.startedAt === undefined ? "" : age(task.startedAt, new Date());
}

/** States of the exec agents of containers, in their order. */
export function agentWords(containers: readonly Container[]): string {
  return containers.map((each) => each.agentStatus?.toLowerCase() ?? "none").join(", ");
}
