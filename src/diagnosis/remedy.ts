// The lines to paste after a failure or from the doctor. Each is one line of a POSIX shell that
// reaches the same account and region as ecsin did.
import { pasteable } from "../pasteable.ts";
import type { Task } from "../aws/task.ts";
import type { Pasting } from "./checks.ts";
import { shortId } from "../place/arn.ts";

/** The four actions by which the exec agent reaches Session Manager, as the task's role. */
export const CHANNEL_ACTIONS = [
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
] as const;

/** Starts tasks like this one anew, with ECS Exec on (and on the newest platform, if `platform`). */
export function redeploy(task: Task, { aws }: Pasting, platform?: string): string {
  const version = platform === undefined ? "" : ` --platform-version ${platform}`;
  if (task.service !== undefined) {
    return `aws ecs update-service --cluster ${pasteable(task.cluster)} --service ${
      pasteable(task.service)
    } ` +
      `--enable-execute-command --force-new-deployment${version}${aws}`;
  }
  return `aws ecs run-task --cluster ${pasteable(task.cluster)} --task-definition ` +
    `${definitionOf(task)} --enable-execute-command${version}${aws}`;
}

/** Gives a role the actions, by an inline policy. */
export function allow(
  roleName: string,
  policyName: string,
  actions: readonly string[],
  resource: string,
  { profile }: Pasting,
): string {
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: resource }],
  });
  return `aws iam put-role-policy --role-name ${pasteable(roleName)} --policy-name ${policyName} ` +
    `--policy-document ${pasteable(document)}${profile}`;
}

/** Makes a role that tasks may take on. */
export function createTaskRole(roleName: string, { profile }: Pasting): string {
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
    }],
  });
  return `aws iam create-role --role-name ${pasteable(roleName)} ` +
    `--assume-role-policy-document ${pasteable(document)}${profile}`;
}

/** Shows the task definition, to copy and change. */
export function showDefinition(task: Task, { aws }: Pasting): string {
  return `aws ecs describe-task-definition --task-definition ${definitionOf(task)}${aws}`;
}

/** The doctor for exactly this container. */
export function doctorLine(task: Task, container: string, { ecsin }: Pasting): string {
  return `ecsin doctor --cluster ${pasteable(task.cluster)} --task ${shortId(task.taskId)} ` +
    `--container ${pasteable(container)}${ecsin}`;
}

/** Goes in once it can. */
export function waitLine(task: Task, container: string, { ecsin }: Pasting): string {
  return `ecsin --cluster ${pasteable(task.cluster)} --task ${shortId(task.taskId)} ` +
    `--container ${pasteable(container)}${ecsin} --wait 2m`;
}

/** What else runs there. */
export function listTasks(task: Task, { ecsin }: Pasting): string {
  const service = task.service === undefined ? "" : ` --service ${pasteable(task.service)}`;
  return `ecsin list tasks --cluster ${pasteable(task.cluster)}${service}${ecsin}`;
}

function definitionOf({ family, revision }: Task): string {
  return pasteable(`${family}:${revision}`);
}
