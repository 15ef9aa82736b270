// One look at a service: what ECS tells of it, of its deployment, of its tasks and of those that
// stopped lately. Two calls in a row; what may not be looked at is left out and named.
import type { Ecs } from "../aws/ecs.ts";
import {
  describeServiceDeployment,
  describeServiceState,
  newestServiceDeployment,
  type ServiceDeployment,
} from "../aws/ecs_deployments.ts";
import { listStoppedTasks } from "../aws/ecs_tasks.ts";
import type { ServiceState } from "../aws/service_state.ts";
import type { Task } from "../aws/task.ts";
import { EcsinError, EXIT } from "../error.ts";
import { nameOf } from "../place/arn.ts";
import { ecsinLine } from "../aws/line.ts";

/** What was seen of a service. */
export interface ServiceLook {
  readonly service: ServiceState;
  /** The newest service deployment, where ECS keeps such a record and shows it. */
  readonly deployment?: ServiceDeployment;
  /** Newest first, at most 100 of them. */
  readonly tasks: readonly Task[];
  /** Those of the last hour, the last to stop first. */
  readonly stopped: readonly Task[];
  /** What could not be looked at, each with the reason. */
  readonly missing: readonly string[];
  readonly at: Date;
}

/** ECS describes so many tasks at once. */
const TASKS_MOST = 100;

/** Looks once; throws where there is no such service. */
export async function lookAtService(
  ecs: Ecs,
  cluster: string,
  name: string,
): Promise<ServiceLook> {
  const missing: string[] = [];
  const seen = async <T>(what: string, answer: Promise<T>): Promise<T | undefined> => {
    try {
      return await answer;
    } catch (error) {
      if (!(error instanceof EcsinError)) throw error;
      missing.push(`${what}: ${error.message}`);
      return undefined;
    }
  };
  const state = describeServiceState(ecs, cluster, name);
  const described = async () => {
    const [running = [], stopped = []] = await Promise.all([
      seen("tasks", firstPage(ecs, cluster, name)),
      seen("stopped tasks", listStoppedTasks(ecs, cluster, { service: name })),
    ]);
    // Those that stopped are few; together they are one call in nearly every account.
    const arns = [...running, ...stopped];
    const batches = [arns.slice(0, TASKS_MOST), arns.slice(TASKS_MOST)]
      .filter(({ length }) => length > 0);
    const tasks = await Promise.all(
      batches.map((batch) => seen("tasks", ecs.describeTasks(cluster, batch))),
    );
    return tasks.flatMap((batch) => batch ?? []);
  };
  const record = async () => {
    const arn = await seen("service deployments", newestServiceDeployment(ecs, cluster, name));
    if (arn === undefined) return undefined;
    return await seen("service deployments", describeServiceDeployment(ecs, arn));
  };
  const [service, tasks, deployment] = await Promise.all([state, described(), record()]);
  if (service === undefined) throw noSuchService(ecs, cluster, name);
  const startOf = (task: Task) => (task.startedAt ?? task.createdAt)?.getTime() ?? Infinity;
  return {
    service,
    ...(deployment !== undefined ? { deployment } : {}),
    tasks: tasks.filter(({ lastStatus }) => lastStatus !== "STOPPED")
      .sort((a, b) => startOf(b) - startOf(a)),
    stopped: tasks.filter(({ lastStatus }) => lastStatus === "STOPPED")
      .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0)),
    missing,
    at: new Date(),
  };
}

async function firstPage(ecs: Ecs, cluster: string, service: string): Promise<readonly string[]> {
  for await (const page of ecs.listTasks(cluster, { service })) return page;
  return [];
}

/** DescribeServices knows none of this name. */
export function noSuchService(ecs: Ecs, cluster: string, name: string): EcsinError {
  return new EcsinError({
    id: "service-not-found",
    what: `there is no active service "${nameOf(name)}" in cluster "${nameOf(cluster)}"`,
    next: ecsinLine(ecs, "list", "services", "--cluster", nameOf(cluster)),
    exitCode: EXIT.refused,
  });
}
