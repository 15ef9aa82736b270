// The four questions on the way to a place, each answered by what flags and profile pin, by what has
// one answer, or by the person. A pinned service with one task and a pinned container costs one
// ListTasks; nothing is described that need not be.
import { pasteable } from "../pasteable.ts";
import type { Ecs, TaskFilter } from "../aws/ecs.ts";
import type { Container } from "../aws/task.ts";
import { EcsinError, EXIT } from "../error.ts";
import { isWholeTaskId, nameOf, parseArn, shortId } from "./arn.ts";
import { clusterRows, COLUMNS, containerRows, describedTasks, type Group } from "./candidates.ts";
import { choose } from "./choose.ts";
import { noCluster, noGroup, noSuchContainer, noSuchTask, noTask, notReady } from "./dead_end.ts";
import { groupRows } from "./group_rows.ts";
import { pickTask } from "./pick_task.ts";
import { containerRefusal, isAgentComing, taskRefusal } from "./readiness.ts";
import { advance, type Progress, type Resolving, settled, type Step } from "./step.ts";
import { one, resume } from "./stream.ts";
import type { Wanted } from "./target.ts";
import { type Listed, taskRows } from "./task_rows.ts";

/** The cluster. */
export function clusterStep(wanted: Wanted, { ecs, ask, rerun, names }: Resolving): Step {
  return async (so, canGoBack) => {
    const inArn = [wanted.task, wanted.service].map((each) => parseArn(each ?? "")?.cluster)
      .find((each) => each !== undefined);
    const cluster = wanted.cluster ?? inArn;
    if (cluster !== undefined) {
      if (inArn !== undefined && nameOf(cluster) !== inArn) {
        throw new EcsinError({
          id: "cluster-contradiction",
          what: `cluster "${nameOf(cluster)}" is asked for, but the ARN is of cluster "${inArn}"`,
          next: rerun(`--cluster ${pasteable(inArn)}`),
          exitCode: EXIT.usage,
        });
      }
      return settled({ ...so, cluster });
    }
    const choice = await choose(
      {
        noun: "cluster",
        flag: (name) => `--cluster ${pasteable(name)}`,
        title: "cluster",
        columns: COLUMNS.cluster,
        rows: clusterRows(ecs, names),
        canGoBack,
        none: () => noCluster(ecs),
        refused: () => noCluster(ecs),
      },
      ask,
      rerun,
    );
    return advance(so, "cluster", choice, (name) => ({ cluster: name }));
  };
}

/** The service or family. */
export function groupStep(wanted: Wanted, resolving: Resolving): Step {
  return async (so, canGoBack) => {
    const { ecs, ask, rerun, names, looks, actions, anyState = false } = resolving;
    if (wanted.service !== undefined) {
      return settled({ ...so, group: { kind: "service", name: nameOf(wanted.service) } });
    }
    if (wanted.family !== undefined) {
      return settled({ ...so, group: { kind: "family", name: wanted.family } });
    }
    if (wanted.task !== undefined) return settled(so);
    const { cluster = "" } = so;
    const choice = await choose<Group>(
      {
        noun: "service",
        flag: ({ kind, name }) => `--${kind} ${pasteable(name)}`,
        title: `${nameOf(cluster)} / service`,
        columns: COLUMNS.group,
        ...groupRows(ecs, cluster, { names, anyState }),
        ...(looks && { look: ({ value }) => looks({ ...so, group: value }) }),
        ...(actions && { actions: (row) => actions({ ...so, group: row.value }) }),
        canGoBack,
        none: () => noGroup(ecs, cluster),
        refused: (row) => notReady(`${row.value.kind} "${row.value.name}"`, row.refused ?? "", ecs),
      },
      ask,
      rerun,
    );
    return advance(so, "service", choice, (group) => ({ group }));
  };
}

/** The task. */
export function taskStep(wanted: Wanted, resolving: Resolving): Step {
  return async (so, canGoBack) => {
    const { ecs, ask, rerun, looks, actions, anyState = false, manyTasks = false } = resolving;
    const { cluster = "", group } = so;
    const filter: TaskFilter = group === undefined ? {} : { [group.kind]: group.name };
    const asked = wanted.task === undefined ? undefined : nameOf(wanted.task);
    if (wanted.task !== undefined && asked !== undefined && isWholeTaskId(asked)) {
      return settled({ ...so, task: wanted.task });
    }
    const again = asked === undefined ? await lastTask(wanted, ecs, so) : undefined;
    if (again !== undefined) return settled(again);
    const seen: string[] = [];
    const matching: string[] = [];
    const matches = (arn: string) => asked === undefined || nameOf(arn).startsWith(asked);
    const pages = ecs.listTasks(cluster, filter);
    for (let page = await pages.next(); page.done !== true; page = await pages.next()) {
      seen.push(...page.value);
      matching.push(...page.value.filter(matches));
      if (matching.length > 1) break;
    }
    const where = { cluster, ...(group !== undefined ? { group } : {}) };
    const none = () =>
      asked === undefined ? noTask(ecs, where) : noSuchTask(ecs, where, asked, seen);
    const [only] = matching;
    if (only === undefined) throw none();
    if (matching.length === 1 && wanted.container !== undefined) {
      const note = asked === undefined ? ["task: only one running"] : [];
      return settled({ ...so, task: only, notes: [...so.notes, ...note] });
    }
    const arns = filtered(resume([matching], pages), matches);
    const wantedPick = wanted.pick ?? "ask";
    const choice = wantedPick !== "ask" && asked === undefined && matching.length > 1
      ? await pickTask(wantedPick, describedTasks(ecs, cluster, arns), { none, ecs, anyState })
      : await choose<Listed>(
        {
          noun: "task",
          flag: ({ taskArn }) => `--task ${shortId(nameOf(taskArn))}`,
          title: `${nameOf(cluster)}${group === undefined ? "" : ` / ${group.name}`} / task`,
          columns: COLUMNS.task,
          ...taskRows(ecs, cluster, arns, anyState),
          ...(looks && { look: ({ value }) => looks({ ...so, task: value.taskArn }) }),
          ...(actions && { actions: (row) => actions({ ...so, task: row.value.taskArn }) }),
          canGoBack,
          many: manyTasks,
          none,
          refused: ({ value, refused = "" }) =>
            notReady(`task ${shortId(nameOf(value.taskArn))}`, refused, ecs, value.task),
        },
        ask,
        rerun,
      );
    return advance(
      so,
      "task",
      asked !== undefined && choice.kind === "only" ? { ...choice, note: "only match" } : choice,
      ({ taskArn, task }, others) => ({
        task: taskArn,
        ...(others.length > 0 ? { otherTasks: others.map((each) => each.taskArn) } : {}),
        ...(task !== undefined ? { described: task } : {}),
      }),
    );
  };
}

/** The task that was entered the last time, where it still runs, in the same group. */
async function lastTask(
  { lastTask }: Wanted,
  ecs: Ecs,
  so: Progress,
): Promise<Progress | undefined> {
  if (lastTask === undefined) return undefined;
  const [task] = await ecs.describeTasks(so.cluster ?? "", [lastTask]).catch(() => []);
  const { group } = so;
  if (task === undefined || taskRefusal(task) !== undefined) return undefined;
  if (group !== undefined && task[group.kind] !== group.name) return undefined;
  const notes = [...so.notes, "task: the one it was"];
  return { ...so, task: task.taskArn, described: task, notes };
}

/** The container. */
export function containerStep(wanted: Wanted, resolving: Resolving): Step {
  return async (so, canGoBack) => {
    const { ecs, ask, rerun, looks, actions, anyState = false } = resolving;
    const { cluster = "", task = "", group } = so;
    if (wanted.container !== undefined && so.described === undefined) {
      return settled({ ...so, container: wanted.container });
    }
    const described = so.described ?? (await ecs.describeTasks(cluster, [task]))[0];
    const where = { cluster, ...(group !== undefined ? { group } : {}) };
    if (described === undefined) throw noSuchTask(ecs, where, nameOf(task), []);
    const refuse = (name: string, reason: string) =>
      notReady(`container "${name}" of task ${shortId(described.taskId)}`, reason, ecs, described);
    if (wanted.container !== undefined) {
      const found = described.containers.find((each) => each.name === wanted.container);
      if (found === undefined) throw noSuchContainer(described, wanted.container, rerun);
      const reason = isAgentComing(found) ? undefined : containerRefusal(found);
      if (reason !== undefined && !anyState) throw refuse(found.name, reason);
      return settled({ ...so, container: found.name });
    }
    const choice = await choose<Container>(
      {
        noun: "container",
        flag: ({ name }) => `--container ${pasteable(name)}`,
        title: `${nameOf(cluster)} / ${group?.name ?? described.family} / ${
          shortId(described.taskId)
        } / container`,
        columns: COLUMNS.container,
        rows: one(containerRows(described, anyState)),
        ...(looks && { look: ({ value }) => looks({ ...so, container: value.name }) }),
        ...(actions && { actions: (row) => actions({ ...so, container: row.value.name }) }),
        canGoBack,
        none: () => refuse("", "the task has no container"),
        refused: (row) => refuse(row.value.name, row.refused ?? ""),
      },
      ask,
      rerun,
    );
    return advance(so, "container", choice, ({ name }) => ({ container: name, described }));
  };
}

async function* filtered(
  pages: AsyncIterable<readonly string[]>,
  matches: (arn: string) => boolean,
): AsyncGenerator<readonly string[]> {
  for await (const page of pages) yield page.filter(matches);
}
