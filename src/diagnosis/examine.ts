// Every precondition of ECS Exec for one container of one task, looked at side by side: checks come
// as AWS answers. Used by the doctor, and after a failure. It changes nothing.
import type { Ecs } from "../aws/ecs.ts";
import type { ExecConfiguration } from "../aws/exec_facts.ts";
import type { Iam, Simulated } from "../aws/iam.ts";
import type { LogGroup } from "../aws/logs.ts";
import type { Whom } from "../aws/line.ts";
import type { Task } from "../aws/task.ts";
import type { TaskDefinition } from "../aws/task_definition.ts";
import {
  callerPermissions,
  CHANNEL,
  clusterChecks,
  type Permission,
  taskRolePermissions,
} from "./check_cluster.ts";
import { definitionChecks, taskRoleArn } from "./check_definition.ts";
import { fargateCheck, isOnMachine, machineCheck } from "./check_platform.ts";
import { logsCheck } from "./check_logs.ts";
import { permissionCheck } from "./check_role.ts";
import { taskChecks } from "./check_task.ts";
import { type Check, type Known, known } from "./checks.ts";

/** What is examined. */
export interface Patient {
  readonly task: Task;
  readonly container: string;
}

/** As whom IAM is asked what it would allow. */
export interface Simulation {
  readonly iam: Iam;
  /** ARN of the person's user or role; undefined where it is neither. */
  readonly caller: Promise<Known<string>>;
  /** The log groups of a region whose names begin so. */
  readonly logGroups: (region: string, prefix: string) => Promise<readonly LogGroup[]>;
  /** The last lines of a container that is not well. */
  readonly lastWords: (task: Task, container: string) => Promise<readonly string[]>;
}

/**
 * Batches of checks, in one order, all asked for at once; without `simulation` IAM is not asked.
 */
export async function* examine(
  ecs: Ecs,
  { task, container }: Patient,
  simulation?: Simulation,
): AsyncGenerator<readonly Check[]> {
  const definition = known(ecs.describeTaskDefinition(task.taskDefinitionArn));
  const configuration = known(ecs.describeExecConfiguration(task.clusterArn || task.cluster));
  const runsOn = platform(ecs, task);
  const allowed = simulation === undefined
    ? Promise.resolve([])
    : permissions(task, definition, configuration, simulation, ecs);
  const logged = simulation === undefined
    ? Promise.resolve([])
    : logs({ task, container }, definition, simulation, ecs);
  // Whoever fails first is told when its turn comes.
  for (const each of [runsOn, allowed, logged]) each.catch(() => {});
  yield taskChecks(task, container, ecs);
  yield [await runsOn];
  const defined = await definition;
  yield defined.kind === "known"
    ? definitionChecks(task, container, defined.value, ecs)
    : [notSeen("task-definition", "task definition", defined.why)];
  const configured = await configuration;
  yield configured.kind === "known"
    ? clusterChecks(task.cluster, configured.value, ecs)
    : [notSeen("cluster-configuration", "cluster", configured.why)];
  yield await logged;
  for (const checks of await allowed) yield [await checks];
}

/** Where the lines are, and the last ones of a container that is not well. */
async function logs(
  { task, container }: Patient,
  definition: Promise<Known<TaskDefinition>>,
  { logGroups, lastWords }: Simulation,
  ecs: Ecs,
): Promise<readonly Check[]> {
  const defined = await definition;
  if (defined.kind === "unknown") return [];
  const groups = (region: string, prefix: string) => known(logGroups(region, prefix));
  const [check, lines] = await Promise.all([
    logsCheck(task, container, defined.value, groups, ecs),
    lastWords(task, container),
  ]);
  const last = lines.map((line, index): Check => ({
    id: "last-line",
    title: index === 0 ? "last lines" : "",
    status: "ok",
    seen: `│ ${line}`,
  }));
  return [check, ...last];
}

async function platform(ecs: Ecs, task: Task): Promise<Check> {
  const { containerInstanceArn } = task;
  if (!isOnMachine(task) || containerInstanceArn === undefined) return fargateCheck(task, ecs);
  const cluster = task.clusterArn || task.cluster;
  const machine = await known(ecs.describeContainerInstance(cluster, containerInstanceArn));
  return machineCheck(task, machine, ecs);
}

/** What IAM would allow the task's role and the person, each as it is known. */
async function permissions(
  task: Task,
  definition: Promise<Known<TaskDefinition>>,
  configuration: Promise<Known<ExecConfiguration>>,
  { iam, caller }: Simulation,
  whom: Whom,
): Promise<readonly Promise<Check>[]> {
  const [defined, configured, person] = await Promise.all([definition, configuration, caller]);
  const config = configured.kind === "known" ? configured.value : undefined;
  const role = defined.kind === "known" ? taskRoleArn(task, defined.value) : undefined;
  const check = async (who: "task role" | "you", principal: Known<string>, wanted: Permission) => {
    const simulated: Known<readonly Simulated[]> = principal.kind === "known"
      ? await known(iam.simulate(principal.value, wanted))
      : principal;
    const arn = principal.kind === "known" ? principal.value : "";
    return permissionCheck(who, arn, wanted, simulated, whom);
  };
  const checks = [
    ...(role === undefined
      ? []
      : (config === undefined ? [CHANNEL] : taskRolePermissions(task, config))
        .map((wanted) => check("task role", { kind: "known", value: role }, wanted))),
    ...callerPermissions(task, config).map((wanted) => check("you", person, wanted)),
  ];
  for (const each of checks) each.catch(() => {});
  return checks;
}

function notSeen(id: string, title: string, why: string): Check {
  return { id, status: "unknown", title, seen: `not checked: ${why}` };
}
