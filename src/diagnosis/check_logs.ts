// Where a container's lines go: not a precondition of ECS Exec, but what else keeps people from finding
// out. Driver, group, region, how long lines are kept, and whether some may be lost.
import type { Ecs } from "../aws/ecs.ts";
import { awsLine } from "../aws/line.ts";
import type { LogGroup } from "../aws/logs.ts";
import type { Task } from "../aws/task.ts";
import type { TaskDefinition } from "../aws/task_definition.ts";
import { logPlaceOf } from "../logs/log_place.ts";
import type { Check, Known } from "./checks.ts";

const BASE = { id: "logs", title: "logs" };

/** The check; `groups` asks for the log groups of a region whose names begin so. */
export async function logsCheck(
  task: Task,
  container: string,
  { containers }: TaskDefinition,
  groups: (region: string, prefix: string) => Promise<Known<readonly LogGroup[]>>,
  ecs: Pick<Ecs, "identity" | "region">,
): Promise<Check> {
  const defined = containers.find(({ name }) => name === container);
  if (defined === undefined) {
    return { ...BASE, status: "unknown", seen: `"${container}" is not in the task definition` };
  }
  const place = logPlaceOf(defined, task.launchType, ecs.region);
  if (place.kind === "none") {
    return {
      ...BASE,
      status: "warning",
      seen: `"${container}" has no logConfiguration: its lines go ${place.where}`,
      why: "its last words before it ends are lost",
      next: ["ecsin logs --help"],
    };
  }
  if (place.kind === "elsewhere") {
    return { ...BASE, status: "ok", seen: `${place.driver}: ${place.where}` };
  }
  const { region, group, driver, mode } = place;
  const far = region === ecs.region ? "" : ", another region than the task's";
  const where = `${driver} to ${group} in ${region}${far}`;
  const asked = await groups(region, group);
  if (asked.kind === "unknown") {
    return {
      ...BASE,
      status: "ok",
      seen: `${where}; the log group was not checked: ${asked.why}`,
    };
  }
  const found = asked.value.find(({ name }) => name === group);
  if (found === undefined) {
    return {
      ...BASE,
      status: "warning",
      seen: `${where}: there is no such group`,
      why:
        "a container whose log driver may not create the group does not start, or loses its logs",
      next: [
        awsLine(
          { identity: ecs.identity, region },
          "logs",
          "create-log-group",
          "--log-group-name",
          group,
        ),
      ],
    };
  }
  const kept = found.retentionInDays === undefined
    ? "kept for ever, which costs ever more"
    : `kept ${found.retentionInDays} days`;
  const lossy = driver !== "awslogs"
    ? ""
    : mode === "blocking"
    ? ", blocking: the container waits where CloudWatch is slow"
    : mode === "non-blocking"
    ? ", non-blocking: lines may be lost where CloudWatch is slow"
    : ", in the account's default mode (non-blocking since June 2025, where lines may be lost)";
  return { ...BASE, status: "ok", seen: `${where}, ${kept}${lossy}` };
}
