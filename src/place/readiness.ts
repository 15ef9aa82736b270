// Can this task or container be exec'd, as far as DescribeTasks tells? The reasons are the same
// words in the picker, in `ecsin list` and after a failure.
import type { Container, Task } from "../aws/task.ts";

/** Why nobody can get into the task; undefined when it can be exec'd. */
export function taskRefusal(task: Task): string | undefined {
  if (task.lastStatus !== "RUNNING") {
    const reason = task.stoppedReason ?? task.stopCode;
    return `task is ${task.lastStatus}${reason === undefined ? "" : `: ${reason}`}`;
  }
  if (!task.enableExecuteCommand) return "exec is not enabled on this task";
  const ready = task.containers.some((each) =>
    containerRefusal(each) === undefined || isAgentComing(each)
  );
  if (ready) return undefined;
  const first = task.containers[0];
  return first === undefined ? "it has no container" : containerRefusal(first);
}

/** Why nobody can get into the container of a task that is otherwise ready, as it is now. */
export function containerRefusal(container: Container): string | undefined {
  if (container.lastStatus !== "RUNNING") return `container is ${container.lastStatus}`;
  if (container.agentStatus === undefined) return "it has no exec agent";
  if (container.agentStatus !== "RUNNING") {
    const reason = container.agentReason;
    return `exec agent is ${container.agentStatus}${reason === undefined ? "" : `: ${reason}`}`;
  }
  return undefined;
}

/** Whether its exec agent is only not there yet: worth waiting for. */
export function isAgentComing({ lastStatus, agentStatus }: Container): boolean {
  return agentStatus === "PENDING" && (lastStatus === "RUNNING" || lastStatus === "PENDING");
}

/** Task and container together, as `ecsin list` shows it. */
export function refusal(task: Task, container: Container): string | undefined {
  if (task.lastStatus !== "RUNNING" || !task.enableExecuteCommand) return taskRefusal(task);
  return containerRefusal(container);
}
