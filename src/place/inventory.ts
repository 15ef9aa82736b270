// Everything that is there, for `ecsin list`: clusters, services, tasks, containers, in batches as
// AWS answers. Each item is a flat object: its keys are the JSON that scripts read, so they stay.
import { DESCRIBE_SERVICES_MOST, type Ecs, type TaskFilter } from "../aws/ecs.ts";
import type { Container, Task } from "../aws/task.ts";
import { lastPart } from "../aws/task.ts";
import { TaskFeed } from "./feed.ts";
import { refusal, taskRefusal } from "./readiness.ts";
import { stream } from "./stream.ts";

/** What is listed. */
export type Kind = "clusters" | "services" | "tasks" | "containers";

/** One listed thing; null where AWS says nothing. */
export type Item = Readonly<Record<string, string | number | boolean | null>>;

/** Where to look: everywhere, one cluster, or one service or family of it. */
export interface Scope extends TaskFilter {
  readonly cluster?: string;
}

/** Batches of items, clusters side by side. */
export function inventory(ecs: Ecs, kind: Kind, scope: Scope): AsyncGenerator<readonly Item[]> {
  return stream<readonly Item[]>(async (push, signal) => {
    if (kind === "tasks" || kind === "containers") {
      return await pushTasks(ecs, kind, scope, push, signal);
    }
    const work: Promise<void>[] = [];
    for await (const clusters of clusterPages(ecs, scope)) {
      if (kind === "clusters") {
        work.push(ecs.describeClusters(clusters).then((found) => push(found.map(clusterItem))));
      } else {
        work.push(...clusters.map((cluster) => pushServices(ecs, cluster, scope, push)));
      }
    }
    await Promise.all(work);
  });
}

async function* clusterPages(ecs: Ecs, { cluster }: Scope): AsyncGenerator<readonly string[]> {
  if (cluster === undefined) yield* ecs.listClusters();
  else yield [cluster];
}

type Push = (items: readonly Item[]) => void;

async function pushServices(
  ecs: Ecs,
  cluster: string,
  scope: Scope,
  push: Push,
): Promise<void> {
  const describing: Promise<void>[] = [];
  const wanted = scope.service === undefined ? undefined : lastPart(scope.service);
  for await (const page of ecs.listServices(cluster)) {
    const arns = page.filter((arn) => wanted === undefined || lastPart(arn) === wanted);
    for (let start = 0; start < arns.length; start += DESCRIBE_SERVICES_MOST) {
      const batch = arns.slice(start, start + DESCRIBE_SERVICES_MOST);
      describing.push(
        ecs.describeServices(cluster, batch).then((found) =>
          push(found.map((each) => ({
            cluster: lastPart(each.clusterArn),
            service: each.name,
            status: each.status,
            desiredCount: each.desiredCount,
            runningCount: each.runningCount,
            taskDefinition: lastPart(each.taskDefinitionArn),
            execEnabled: each.enableExecuteCommand,
            clusterArn: each.clusterArn,
            serviceArn: each.serviceArn,
            taskDefinitionArn: each.taskDefinitionArn,
          })))
        ),
      );
    }
  }
  await Promise.all(describing);
}

async function pushTasks(
  ecs: Ecs,
  kind: Kind,
  scope: Scope,
  push: Push,
  signal: AbortSignal,
): Promise<void> {
  const { service, family } = scope;
  const filter: TaskFilter = {
    ...(service !== undefined ? { service } : {}),
    ...(family !== undefined ? { family } : {}),
  };
  const sources = async function* () {
    for await (const clusters of clusterPages(ecs, scope)) {
      yield clusters.map((cluster) => ({ cluster, pages: ecs.listTasks(cluster, filter) }));
    }
  };
  const feed = new TaskFeed(ecs, sources(), {
    described: (tasks) =>
      push(
        kind === "tasks"
          ? tasks.map(taskItem)
          : tasks.flatMap((task) => task.containers.map((each) => containerItem(task, each))),
      ),
  });
  await feed.run(signal);
}

function clusterItem(cluster: Awaited<ReturnType<Ecs["describeClusters"]>>[number]): Item {
  const { name, status, activeServices, runningTasks, clusterArn } = cluster;
  return { cluster: name, status, activeServices, runningTasks, clusterArn };
}

function taskItem(task: Task): Item {
  const refused = taskRefusal(task);
  return {
    cluster: task.cluster,
    service: task.service ?? null,
    family: task.family,
    taskId: task.taskId,
    taskDefinition: `${task.family}:${task.revision}`,
    status: task.lastStatus,
    health: task.healthStatus,
    execReady: refused === undefined,
    execRefusal: refused ?? null,
    startedAt: task.startedAt?.toISOString() ?? null,
    availabilityZone: task.availabilityZone ?? null,
    privateIp: task.privateIp ?? null,
    launchType: task.launchType ?? null,
    clusterArn: task.clusterArn,
    taskArn: task.taskArn,
    taskDefinitionArn: task.taskDefinitionArn,
  };
}

function containerItem(task: Task, container: Container): Item {
  const refused = refusal(task, container);
  return {
    ...taskItem(task),
    container: container.name,
    runtimeId: container.runtimeId ?? null,
    image: container.image ?? null,
    status: container.lastStatus,
    health: container.healthStatus,
    execReady: refused === undefined,
    execRefusal: refused ?? null,
    privateIp: container.privateIp ?? task.privateIp ?? null,
  };
}
