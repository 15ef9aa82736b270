// Checks that the task definition answers: role, file system, environment, processes. None of
// these shows in DescribeTasks, and each is a reason why an agent does not connect.
import type { Whom } from "../aws/line.ts";
import type { Task } from "../aws/task.ts";
import type { DefinedContainer, TaskDefinition } from "../aws/task_definition.ts";
import type { Check } from "./checks.ts";
import { allow, CHANNEL_ACTIONS, createTaskRole, showDefinition } from "./remedy.ts";

/** Paths that the agent writes to; as users report them in containers-roadmap#1359. */
const AGENT_PATHS = ["/managed-agents", "/var/lib/amazon/ssm", "/var/log/amazon/ssm"];
const KEY_NAMES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
/** Where the agent gets the task's credentials and metadata; no proxy leads there. */
const LINK_LOCAL = ["169.254.169.254", "169.254.170.2"];

/** The checks of a task definition for one container. */
export function definitionChecks(
  task: Task,
  containerName: string,
  definition: TaskDefinition,
  whom: Whom,
): Check[] {
  const container = definition.containers.find((each) => each.name === containerName);
  const name = `${definition.family}:${definition.revision}`;
  const role = taskRole(task, definition, name, whom);
  const pid = pidMode(definition, name);
  if (container === undefined) {
    const seen = `${name} declares no container "${containerName}": ECS has put it there`;
    return [role, pid, { id: "container-declared", status: "unknown", title: "declaration", seen }];
  }
  return [
    role,
    readonlyRoot(task, container, name, whom),
    awsKeys(task, container, name, whom),
    proxy(container, name),
    pid,
    initProcess(container, name),
    ...nanoServer(task, container),
  ];
}

/** The role that the task runs as: of RunTask's overrides, else of the task definition. */
export function taskRoleArn(task: Task, definition: TaskDefinition): string | undefined {
  return task.taskRoleOverride ?? definition.taskRoleArn;
}

function taskRole(
  task: Task,
  definition: TaskDefinition,
  name: string,
  whom: Whom,
): Check {
  const base = { id: "task-role", title: "task role" };
  const arn = taskRoleArn(task, definition);
  if (arn !== undefined) {
    const from = task.taskRoleOverride === undefined ? `of ${name}` : "given when it was run";
    return { ...base, status: "ok", seen: `${arn} (${from})` };
  }
  const role = `${definition.family}-task`;
  const next = [
    ...createTaskRole(role, whom),
    ...allow(role, "ecs-exec", CHANNEL_ACTIONS, "*", whom),
    showDefinition(task, whom),
  ];
  if (task.containerInstanceArn !== undefined) {
    return {
      ...base,
      status: "warning",
      seen: `${name} has no taskRoleArn`,
      why: "on EC2 the machine's own role is used instead, which may lack the ssmmessages " +
        "permissions; better a role of its own, set as taskRoleArn in a new revision",
      next,
    };
  }
  return {
    ...base,
    status: "problem",
    seen: `${name} has no taskRoleArn`,
    why: "without a role the exec agent may not reach Session Manager: make one, and set it as " +
      "taskRoleArn in a new revision of the task definition",
    next,
  };
}

function readonlyRoot(
  task: Task,
  container: DefinedContainer,
  name: string,
  whom: Whom,
): Check {
  const base = { id: "readonly-root-filesystem", title: "file system" };
  const of = `for "${container.name}" in ${name}`;
  if (!container.readonlyRootFilesystem) {
    return { ...base, status: "ok", seen: `readonlyRootFilesystem is false ${of}` };
  }
  const mounts = container.writableMounts;
  const missing = AGENT_PATHS.filter((path) =>
    !mounts.some((mount) => mount === "/" || path === mount || path.startsWith(`${mount}/`))
  );
  if (missing.length === 0) {
    return {
      ...base,
      status: "warning",
      seen: `readonlyRootFilesystem is true ${of}, with ${AGENT_PATHS.join(", ")} mounted`,
      why: "AWS does not support this; it is reported to work with these mounts",
    };
  }
  return {
    ...base,
    status: "problem",
    seen: `readonlyRootFilesystem is true ${of}`,
    why: `the exec agent must write to ${missing.join(", ")}: set it to false, or mount volumes ` +
      "there (reported to work, not supported by AWS)",
    next: [showDefinition(task, whom)],
  };
}

function awsKeys(
  task: Task,
  container: DefinedContainer,
  name: string,
  whom: Whom,
): Check {
  const base = { id: "aws-keys", title: "AWS keys" };
  const found = [
    ...KEY_NAMES.filter((key) => container.environment.includes(key))
      .map((key) => `${key} (environment)`),
    ...KEY_NAMES.filter((key) => container.secrets.includes(key)).map((key) => `${key} (secrets)`),
  ];
  if (found.length > 0) {
    return {
      ...base,
      status: "warning",
      seen: `${name} gives "${container.name}" ${found.join(", ")}`,
      why: "the exec agent may use these keys instead of the task role (agents before 3.1.1260 " +
        "do), and they may lack the ssmmessages permissions: let the task role do their work",
      next: [showDefinition(task, whom)],
    };
  }
  if (container.environmentFiles) {
    return {
      ...base,
      status: "unknown",
      seen: `none in ${name}, but "${container.name}" also reads environmentFiles from S3`,
    };
  }
  return {
    ...base,
    status: "ok",
    seen: `none in the environment or secrets of "${container.name}"`,
  };
}

function proxy(container: DefinedContainer, name: string): Check {
  const base = { id: "task-proxy", title: "task's proxy" };
  const used = ["HTTPS_PROXY", "HTTP_PROXY"].find((each) => container.proxy[each] !== undefined);
  if (used === undefined) return { ...base, status: "ok", seen: "none" };
  const around = (container.proxy.NO_PROXY ?? "").split(",").map((each) => each.trim());
  const missing = LINK_LOCAL.filter((each) => !around.includes(each));
  const seen = `${used}=${container.proxy[used]} in ${name}`;
  if (missing.length === 0) return { ...base, status: "ok", seen: `${seen}, NO_PROXY is right` };
  return {
    ...base,
    status: "warning",
    seen: `${seen}, NO_PROXY lacks ${missing.join(" and ")}`,
    why: "the exec agent may ask the proxy for the task's credentials, and get none: set " +
      `NO_PROXY=${LINK_LOCAL.join(",")}`,
  };
}

function pidMode({ pidMode }: TaskDefinition, name: string): Check {
  const base = { id: "pid-mode", title: "processes" };
  if (pidMode !== "task") {
    const seen = pidMode === undefined ? "each container has its own" : `pidMode is ${pidMode}`;
    return { ...base, status: "ok", seen };
  }
  return {
    ...base,
    status: "warning",
    seen: `pidMode is task in ${name}`,
    why: "the containers share their processes, and only one of them, not always the same, gets " +
      "an exec agent; AWS supports one session at a time there",
  };
}

function initProcess(container: DefinedContainer, name: string): Check {
  const base = { id: "init-process", title: "init process" };
  if (container.initProcessEnabled) {
    return { ...base, status: "ok", seen: `initProcessEnabled is true for "${container.name}"` };
  }
  return {
    ...base,
    status: "warning",
    seen: `initProcessEnabled is not true for "${container.name}" in ${name}`,
    why: "nothing reaps the processes that a session leaves behind: zombies may stay",
  };
}

function nanoServer(task: Task, { image, name }: DefinedContainer): Check[] {
  if (!/nanoserver/i.test(image) && !/nano/i.test(task.platformFamily ?? "")) return [];
  return [{
    id: "nano-server",
    status: "problem",
    title: "Windows",
    seen: `image of "${name}" is ${image}`,
    why: "ECS Exec does not work in Windows Nano Server: use a Server Core image",
  }];
}
