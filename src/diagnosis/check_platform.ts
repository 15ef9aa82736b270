// Checks of what the task runs on: Fargate's platform version, or the EC2 machine's ECS agent.
import type { ContainerInstance } from "../aws/exec_facts.ts";
import { awsLine, changing, type Whom } from "../aws/line.ts";
import type { Task } from "../aws/task.ts";
import { type Check, isOlder, type Known } from "./checks.ts";
import { redeploy } from "../place/redeploy.ts";

/** The first versions that can do ECS Exec, from AWS's documentation of ECS Exec. */
const FARGATE_LINUX = "1.4.0";
const FARGATE_WINDOWS = "1.0.0";
const ECS_AGENT = "1.50.2";

/** The check of Fargate's platform version; DescribeTasks knows it. */
export function fargateCheck(task: Task, whom: Whom): Check {
  const base = { id: "platform-version", title: "platform" };
  const { platformVersion, platformFamily = "Linux" } = task;
  const windows = /windows/i.test(platformFamily);
  const least = windows ? FARGATE_WINDOWS : FARGATE_LINUX;
  const seen = `Fargate ${platformVersion ?? "of unknown version"} (${platformFamily})`;
  const older = isOlder(platformVersion ?? "", least);
  if (older === undefined) return { ...base, status: "unknown", seen };
  if (!older) return { ...base, status: "ok", seen };
  return {
    ...base,
    status: "problem",
    seen,
    why: `ECS Exec needs platform version ${least} or later`,
    next: redeploy(task, whom, "LATEST"),
  };
}

/** The check of an EC2 machine's ECS agent. */
export function machineCheck(
  task: Task,
  instance: Known<ContainerInstance>,
  whom: Whom,
): Check {
  const base = { id: "ecs-agent-version", title: "ECS agent" };
  if (instance.kind === "unknown") {
    return { ...base, status: "unknown", seen: instance.why };
  }
  const { id, ec2InstanceId, agentVersion, agentConnected } = instance.value;
  const machine = ec2InstanceId ?? id;
  const seen = `${agentVersion ?? "unknown version"} on ${machine}`;
  const older = isOlder(agentVersion ?? "", ECS_AGENT);
  if (older === true) {
    return {
      ...base,
      status: "problem",
      seen,
      why: `ECS Exec needs ECS agent ${ECS_AGENT} or later`,
      next: changing(
        awsLine(
          whom,
          ...["ecs", "update-container-agent", "--cluster", task.cluster],
          ...["--container-instance", id],
        ),
        "restarts the ECS agent of that machine; its tasks go on",
      ),
    };
  }
  if (!agentConnected) {
    return {
      ...base,
      status: "warning",
      seen: `${seen}, not connected to ECS`,
      why: "the machine may be cut off from AWS, or its agent may have ended",
      next: [awsLine(whom, "ssm", "start-session", "--target", machine)],
    };
  }
  return { ...base, status: older === undefined ? "unknown" : "ok", seen };
}

/** Whether the task runs on a machine of the account's own. */
export function isOnMachine(task: Task): boolean {
  return task.containerInstanceArn !== undefined;
}
