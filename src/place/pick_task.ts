// `pick: newest` and `pick: random`: one task of several without asking.
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import type { EcsinError } from "../error.ts";
import { shortId } from "./arn.ts";
import { newestFirst } from "./candidates.ts";
import type { Choice } from "./choose.ts";
import { notReady } from "./dead_end.ts";
import { taskRefusal } from "./readiness.ts";
import type { Listed } from "./task_rows.ts";

/** Picks among those that can be exec'd; `anyState` takes the others as well. */
export async function pickTask(
  policy: "newest" | "random",
  pages: AsyncIterable<readonly Task[]>,
  { none, ecs, anyState }: {
    readonly none: () => EcsinError;
    readonly ecs: Ecs;
    readonly anyState: boolean;
  },
): Promise<Choice<Listed>> {
  const all: Task[] = [];
  for await (const page of pages) all.push(...page);
  const ready = newestFirst(all.filter((task) => anyState || taskRefusal(task) === undefined));
  const task = policy === "newest" ? ready[0] : ready[Math.floor(Math.random() * ready.length)];
  if (task !== undefined) {
    const { taskArn, cluster } = task;
    const value = { taskArn, cluster, task };
    return { kind: "only", value, note: `${policy} of ${ready.length}` };
  }
  const [first] = all;
  if (first === undefined) throw none();
  throw notReady(`task ${shortId(first.taskId)}`, taskRefusal(first) ?? "", ecs, first);
}
