// What was seen, for programs: stable names, times as ISO 8601 in UTC, null where nothing is known.
import type { Task } from "../aws/task.ts";
import { taskRefusal } from "../place/readiness.ts";
import type { ServiceLook } from "./look.ts";
import { ownWords, type Verdict } from "./verdict.ts";

/** A service, as `ecsin describe -o json` prints it. */
export function serviceJson(
  { service, deployment, tasks, stopped, missing }: ServiceLook,
  verdict: Verdict,
): object {
  return {
    kind: "service",
    verdict: verdictJson(verdict),
    service: {
      name: service.name,
      serviceArn: service.serviceArn,
      status: service.status,
      desiredCount: service.desiredCount,
      runningCount: service.runningCount,
      pendingCount: service.pendingCount,
      taskDefinitionArn: service.taskDefinitionArn,
      deploymentController: service.controller,
      strategy: service.strategy,
      enableExecuteCommand: service.enableExecuteCommand,
    },
    deployments: service.deployments.map((
      { createdAt, updatedAt, rolloutState, rolloutReason, stabilityStatus, ...rest },
    ) => ({
      ...rest,
      rolloutState: rolloutState ?? null,
      rolloutReason: rolloutReason ?? null,
      stabilityStatus: stabilityStatus ?? null,
      createdAt: time(createdAt),
      updatedAt: time(updatedAt),
    })),
    serviceDeployment: deployment === undefined ? null : {
      serviceDeploymentArn: deployment.arn,
      status: deployment.status,
      statusReason: deployment.statusReason ?? null,
      lifecycleStage: deployment.stage ?? null,
      rollbackReason: deployment.rollbackReason ?? null,
      hooks: deployment.hooks.map((hook) => ({ ...hook, expiresAt: time(hook.expiresAt) })),
    },
    tasks: tasks.map(taskJson),
    stopped: stopped.map(taskJson),
    events: service.events.map((event) => ({
      id: event.id,
      at: time(event.at),
      message: ownWords(event, service.name),
    })),
    notSeen: missing,
  };
}

/** A verdict. */
export function verdictJson({ standing, isWell, what, why, next }: Verdict): object {
  return { standing, isWell, what, why, next };
}

/** A task, with what `ecsin describe` knows of it. */
export function taskJson(task: Task): object {
  return {
    taskId: task.taskId,
    taskArn: task.taskArn,
    taskDefinition: `${task.family}:${task.revision}`,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: task.healthStatus,
    startedAt: time(task.startedAt),
    stoppedAt: time(task.stoppedAt),
    stopCode: task.stopCode ?? null,
    stoppedReason: task.stoppedReason ?? null,
    launchType: task.launchType ?? null,
    availabilityZone: task.availabilityZone ?? null,
    privateIp: task.privateIp ?? null,
    startedBy: task.startedBy ?? null,
    cannotBeEntered: taskRefusal(task) ?? null,
    containers: task.containers.map((each) => ({
      name: each.name,
      image: each.image ?? null,
      imageDigest: each.imageDigest ?? null,
      lastStatus: each.lastStatus,
      healthStatus: each.healthStatus,
      exitCode: each.exitCode ?? null,
      reason: each.reason ?? null,
      agentStatus: each.agentStatus ?? null,
    })),
  };
}

function time(date: Date | undefined): string | null {
  return date?.toISOString() ?? null;
}
