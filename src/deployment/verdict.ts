// "Is it well, and if not, why": the one answer from everything that a look at a service told. Pure.
import type { Deployment, ServiceEvent } from "../aws/service_state.ts";
import type { Hook } from "../aws/ecs_deployments.ts";
import { age } from "../place/age.ts";
import { nameOf, shortId } from "../place/arn.ts";
import { endedBadly, endWords } from "./ended.ts";
import type { ServiceLook } from "./look.ts";
import { awsLine, changing, type Whom } from "../aws/line.ts";

/** How a service stands. */
export type Standing =
  | "stable"
  | "deploying"
  | "paused"
  | "failing"
  | "rolling-back"
  | "rolled-back"
  | "failed"
  | "short"
  | "unhealthy"
  | "inactive";

/** The answer. */
export interface Verdict {
  readonly standing: Standing;
  /** Nothing is wrong: stable, or on its way without trouble. */
  readonly isWell: boolean;
  /** Nothing more happens by itself. */
  readonly isSettled: boolean;
  /** One sentence, lower case, no period. */
  readonly what: string;
  readonly why: readonly string[];
  /** Lines to paste. */
  readonly next: readonly string[];
}

/** AWS's words for what keeps tasks from being placed or started ("Amazon ECS service event messages"). */
const TROUBLE =
  /was unable to|unable to consistently start|deployment failed|is unhealthy in|throttled/;

/** Decides. */
export function verdictOf(look: ServiceLook, whom: Whom): Verdict {
  const { service, deployment, tasks, at } = look;
  const { name, desiredCount, runningCount } = service;
  const [primary] = service.deployments;
  const definition = primary?.definition || nameOf(service.taskDefinitionArn) || name;
  const counts = desiredCount === 0 && runningCount === 0
    ? "its desired count is 0"
    : `${runningCount} of ${desiredCount} tasks run`;
  const say = (
    standing: Standing,
    what: string,
    why: readonly string[] = [],
    next: readonly string[] = [],
  ): Verdict => ({
    standing,
    isWell: standing === "stable" || standing === "deploying",
    isSettled: !["deploying", "paused", "failing", "rolling-back"].includes(standing) &&
      !(standing === "short" && primary?.rolloutState === undefined),
    what,
    why,
    next,
  });
  if (service.status !== "ACTIVE") {
    return say("inactive", `service "${name}" is ${service.status}: it starts no task`);
  }
  const hook = deployment?.hooks.find(({ status }) => status === "AWAITING_ACTION");
  if (hook !== undefined && deployment !== undefined) {
    const stage = deployment.stage === undefined ? "" : ` at ${deployment.stage}`;
    return say(
      "paused",
      `the deployment of ${definition} is paused${stage}: it waits for you${untilWords(hook, at)}`,
      [],
      continueLines(deployment.arn, hook, whom),
    );
  }
  if (deployment?.status.startsWith("ROLLBACK_") === true && deployment.finishedAt === undefined) {
    return say(
      "rolling-back",
      "the deployment failed and is being rolled back",
      [...reasons(deployment.rollbackReason ?? deployment.statusReason), ...troubles(look)],
    );
  }
  if (primary?.rolloutState === "FAILED") {
    return say("failed", `the deployment of ${definition} failed: ${counts}`, [
      ...reasons(primary.rolloutReason),
      ...troubles(look),
    ]);
  }
  if (primary?.rolloutState === "IN_PROGRESS") return underWay(look, primary, definition, say);
  if (deployment?.status === "ROLLBACK_FAILED") {
    return say("failed", `the last deployment failed, and so did its rollback: ${counts}`, [
      ...reasons(deployment.rollbackReason),
      ...reasons(deployment.statusReason),
      ...troubles(look),
    ]);
  }
  if (deployment?.status === "ROLLBACK_SUCCESSFUL") {
    return say(
      "rolled-back",
      `the last deployment was rolled back to ${definition}: ${counts}`,
      [...reasons(deployment.rollbackReason ?? deployment.statusReason), ...troubles(look)],
    );
  }
  const coming = service.deployments.find(({ stabilityStatus }) =>
    stabilityStatus === "STABILIZING"
  );
  if (coming !== undefined && service.controller !== "ECS") {
    return say(
      "deploying",
      `${coming.definition} is being deployed by ${service.controller}: ` +
        `${coming.runningCount} of ${coming.desiredCount} new tasks run`,
      troubles(look, coming.createdAt),
    );
  }
  if (runningCount < desiredCount) {
    return say("short", `${counts}`, troubles(look));
  }
  const sick = tasks.filter(({ healthStatus, lastStatus }) =>
    healthStatus === "UNHEALTHY" && lastStatus === "RUNNING"
  );
  if (sick.length > 0) {
    const ids = sick.slice(0, 3).map(({ taskId }) => shortId(taskId)).join(", ");
    return say(
      "unhealthy",
      `${sick.length} of ${runningCount} tasks ${
        sick.length === 1 ? "is" : "are"
      } UNHEALTHY: ${ids}`,
      troubles(look),
    );
  }
  const done = primary?.updatedAt ?? primary?.createdAt;
  const when = done === undefined ? "" : `, deployed ${age(done, at)} ago`;
  return say("stable", `${definition} is stable: ${counts}${when}`);
}

type Say = (standing: Standing, what: string, why?: readonly string[]) => Verdict;

function underWay(look: ServiceLook, primary: Deployment, definition: string, say: Say): Verdict {
  const { deployment, at } = look;
  const { failedTasks, runningCount, desiredCount, createdAt } = primary;
  const since = createdAt === undefined ? "" : ` for ${age(createdAt, at)}`;
  const stage = deployment?.stage === undefined ? "" : ` (${deployment.stage})`;
  const counts = `${runningCount} of ${desiredCount} new tasks run`;
  const why = troubles(look, createdAt);
  if (failedTasks > 0 || why.length > 0) {
    const most = deployment?.failures === undefined || deployment.failures.most === 0
      ? ""
      : ` of ${deployment.failures.most} that end it`;
    const failed = failedTasks === 0
      ? "no new task gets to run"
      : `${failedTasks} new ${failedTasks === 1 ? "task has" : "tasks have"} failed${most}`;
    return say("failing", `the deployment of ${definition} is in trouble${since}: ${failed}`, why);
  }
  return say("deploying", `${definition} is being deployed${since}${stage}: ${counts}`);
}

/** Why things do not go as they should: the newest event that says so, and the last task's end. */
function troubles({ service, stopped }: ServiceLook, since?: Date): readonly string[] {
  const inTime = (at: Date | undefined) =>
    since === undefined || (at !== undefined && at.getTime() >= since.getTime());
  const settled = service.events.findIndex(({ message }) =>
    /steady state|completed\.$/.test(message)
  );
  const recent = settled === -1 || since !== undefined
    ? service.events
    : service.events.slice(0, settled);
  const event = recent.find((each) => TROUBLE.test(each.message) && inTime(each.at));
  const bad = stopped.find((each) => endedBadly(each) && inTime(each.stoppedAt));
  return [
    ...(event === undefined ? [] : [eventWords(event, service.name)]),
    ...(bad === undefined
      ? []
      : [`task ${shortId(bad.taskId)} stopped: ${endWords(bad).join("; ")}`]),
  ];
}

/** An event without the name that stands above it already. */
export function ownWords({ message }: ServiceEvent, name: string): string {
  const own = `(service ${name}) `;
  return message.startsWith(own) ? message.slice(own.length) : message;
}

/** The same for people: ids of tasks as short as they are everywhere. */
export function eventWords(event: ServiceEvent, name: string): string {
  return ownWords(event, name).replaceAll(/\(task ([0-9a-f]{8})[0-9a-f]{24}\)/g, "(task $1)");
}

function reasons(text: string | undefined): readonly string[] {
  return text === undefined || text === "" ? [] : [text];
}

function untilWords({ expiresAt, timeoutAction }: Hook, at: Date): string {
  if (expiresAt === undefined) return "";
  const left = age(at, expiresAt);
  return timeoutAction === "ROLLBACK"
    ? `; it is rolled back in ${left}`
    : timeoutAction === "CONTINUE"
    ? `; it goes on by itself in ${left}`
    : `; it gives up in ${left}`;
}

/** On, and back: the two lines that a paused deployment waits for. */
function continueLines(arn: string, { hookId }: Hook, whom: Whom): readonly string[] {
  const line = (action: string) =>
    awsLine(
      whom,
      ...["ecs", "continue-service-deployment", "--service-deployment-arn", arn],
      ...["--hook-id", hookId, "--action", action],
    );
  return [
    ...changing(line("CONTINUE"), "lets the deployment go on"),
    ...changing(line("ROLLBACK"), "takes the deployment back"),
  ];
}
