// Checks that DescribeTasks alone answers: the task, its flag, the container and its exec agent.
import { awsLine, type Whom } from "../aws/line.ts";
import type { Container, Task } from "../aws/task.ts";
import { type Check, when } from "./checks.ts";
import { shortId } from "../place/arn.ts";
import { redeploy } from "../place/redeploy.ts";
import { doctorLine, enterLine, listTasks, waitLine } from "./remedy.ts";

/** Task states that lead to RUNNING. */
const COMING = ["PROVISIONING", "PENDING", "ACTIVATING"];

/** Whether the task may still become one that can be entered, without anybody's doing. */
export function isComing(task: Task): boolean {
  return task.desiredStatus !== "STOPPED" && COMING.includes(task.lastStatus);
}

/** The checks of one task and one of its containers. */
export function taskChecks(task: Task, containerName: string, whom: Whom): Check[] {
  const container = task.containers.find((each) => each.name === containerName);
  return [
    running(task, containerName, whom),
    execEnabled(task, whom),
    containerRunning(task, containerName, container, whom),
    agent(task, containerName, container, whom),
    addressFamily(task, whom),
  ];
}

function running(task: Task, containerName: string, whom: Whom): Check {
  const { lastStatus, desiredStatus } = task;
  const base = { id: "task-running", title: "task" };
  const id = shortId(task.taskId);
  if (lastStatus === "RUNNING" && desiredStatus !== "STOPPED") {
    return {
      ...base,
      status: "ok",
      seen: `task ${id} has been RUNNING since ${when(task.startedAt)}`,
    };
  }
  if (isComing(task)) {
    return {
      ...base,
      status: "problem",
      seen: `task ${id} is ${lastStatus}`,
      why: "it is still starting; a task can be entered once it is RUNNING",
      next: [waitLine(task, containerName, whom)],
    };
  }
  const reason = task.stoppedReason ?? task.stopCode;
  return {
    ...base,
    status: "problem",
    seen: `task ${id} is ${lastStatus}${lastStatus === "RUNNING" ? ", but to be stopped" : ""}` +
      (reason === undefined ? "" : `: ${reason}`),
    why: "a task that ends cannot be entered; another one may run",
    next: [listTasks(task, whom)],
  };
}

function execEnabled(task: Task, whom: Whom): Check {
  const base = { id: "exec-enabled", title: "ECS Exec" };
  const of = `task ${shortId(task.taskId)}, started ${when(task.startedAt)}`;
  if (task.enableExecuteCommand) {
    return { ...base, status: "ok", seen: `enableExecuteCommand is true on ${of}` };
  }
  return {
    ...base,
    status: "problem",
    seen: `enableExecuteCommand is false on ${of}`,
    why: "the flag is set when a task starts and cannot be turned on later: start a new one",
    next: redeploy(task, whom),
  };
}

function containerRunning(
  task: Task,
  name: string,
  container: Container | undefined,
  whom: Whom,
): Check {
  const base = { id: "container-running", title: "container" };
  if (container === undefined) {
    const names = task.containers.map((each) => each.name).join(", ");
    return {
      ...base,
      status: "problem",
      seen: `task ${shortId(task.taskId)} has no container "${name}"`,
      why: `it has: ${names}`,
      next: task.containers.slice(0, 1).map((each) => doctorLine(task, each.name, whom)),
    };
  }
  const image = container.image === undefined ? "" : `, image ${container.image}`;
  if (container.lastStatus === "RUNNING") {
    return { ...base, status: "ok", seen: `"${name}" is RUNNING${image}` };
  }
  return {
    ...base,
    status: "problem",
    seen: `"${name}" is ${container.lastStatus}`,
    why: "only a running container can be entered",
    next: [listTasks(task, whom)],
  };
}

function agent(
  task: Task,
  name: string,
  container: Container | undefined,
  whom: Whom,
): Check {
  const base = { id: "exec-agent", title: "exec agent" };
  const status = container?.agentStatus;
  if (container === undefined) {
    return { ...base, status: "unknown", seen: "there is no such container to have one" };
  }
  if (status === undefined) {
    const elsewhere = task.containers.find((each) => each.agentStatus === "RUNNING");
    if (elsewhere !== undefined) {
      return {
        ...base,
        status: "problem",
        seen: `"${name}" has no exec agent; "${elsewhere.name}" has the task's`,
        why: "with pidMode task the containers share their processes, and one of them gets " +
          "the only agent",
        next: [enterLine(task, elsewhere.name, whom)],
      };
    }
    if (!task.enableExecuteCommand) {
      return { ...base, status: "unknown", seen: "none: ECS starts one only where ECS Exec is on" };
    }
    return {
      ...base,
      status: "problem",
      seen: `"${name}" has no exec agent`,
      why: "ECS has started none in this container, as with tasks that run-task placed " +
        "asynchronously",
      next: [doctorLine(task, name, whom), ...redeploy(task, whom)],
    };
  }
  const reason = container.agentReason === undefined ? "" : `: ${container.agentReason}`;
  const seen = `the agent of "${name}" is ${status}${reason}`;
  if (status === "RUNNING") {
    const since = `has been RUNNING since ${when(container.agentStartedAt)}`;
    return { ...base, status: "ok", seen: `the agent of "${name}" ${since}` };
  }
  if (status === "PENDING") {
    return {
      ...base,
      status: "problem",
      seen,
      why: "it is still starting; that takes some seconds after the container has started",
      next: [waitLine(task, name, whom)],
    };
  }
  return {
    ...base,
    status: "problem",
    seen,
    why: "ECS does not start it again by itself in this task",
    next: redeploy(task, whom),
  };
}

function addressFamily(task: Task, whom: Whom): Check {
  const base = { id: "ipv4", title: "address" };
  if (!task.ipv6Only) {
    const seen = task.privateIp === undefined ? "no address of its own" : task.privateIp;
    return { ...base, status: "ok", seen };
  }
  return {
    ...base,
    status: "problem",
    seen: "the task has only IPv6 addresses",
    why: "the exec agent reaches Session Manager by IPv4 only",
    next: [awsLine(whom, "ec2", "describe-subnets", "--query", "Subnets[].[SubnetId,Ipv6Native]")],
  };
}
