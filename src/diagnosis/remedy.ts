// The lines to paste after a failure or from the doctor, and what those that change something do.
import { awsLine, changing, ecsinLine, type Whom } from "../aws/line.ts";
import type { Task } from "../aws/task.ts";
import { shortId } from "../place/arn.ts";
import { definitionOf } from "../place/redeploy.ts";

/** The four actions by which the exec agent reaches Session Manager, as the task's role. */
export const CHANNEL_ACTIONS = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
] as const;

/** Gives a role the actions, by an inline policy. */
export function allow(
  roleName: string,
  policyName: string,
  actions: readonly string[],
  resource: string,
  whom: Whom,
): readonly string[] {
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: resource }],
  });
  const words = ["--role-name", roleName, "--policy-name", policyName, "--policy-document"];
  return changing(
    awsLine(whom, "iam", "put-role-policy", ...words, document),
    `gives the permission to everything that runs as role "${roleName}"`,
  );
}

/** Makes a role that tasks may take on. */
export function createTaskRole(roleName: string, whom: Whom): readonly string[] {
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
    }],
  });
  const words = ["--role-name", roleName, "--assume-role-policy-document", document];
  return changing(awsLine(whom, "iam", "create-role", ...words), `creates role "${roleName}"`);
}

/** Shows the task definition, to copy and change. */
export function showDefinition(task: Task, whom: Whom): string {
  const words = ["describe-task-definition", "--task-definition", definitionOf(task)];
  return awsLine(whom, "ecs", ...words);
}

/** The doctor for exactly this container. */
export function doctorLine(task: Task, container: string, whom: Whom): string {
  return ecsinLine(whom, "doctor", ...taskFlags(task), "--container", container);
}

/** Goes in once it can. */
export function waitLine(task: Task, container: string, whom: Whom): string {
  return ecsinLine(whom, ...taskFlags(task), "--container", container, "--wait", "2m");
}

/** What else runs there. */
export function listTasks({ cluster, service }: Task, whom: Whom): string {
  const of = service === undefined ? [] : ["--service", service];
  return ecsinLine(whom, "list", "tasks", "--cluster", cluster, ...of);
}

/** Another container of the task. */
export function enterLine(task: Task, container: string, whom: Whom): string {
  return ecsinLine(whom, ...taskFlags(task), "--container", container);
}

function taskFlags({ cluster, taskId }: Task): readonly string[] {
  return ["--cluster", cluster, "--task", shortId(taskId)];
}
