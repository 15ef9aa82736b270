// ECS's calls about services and how their deployments go.
import type * as Sdk from "@aws-sdk/client-ecs";
import type { OnWire } from "./api/json_api.ts";
import type { Ecs } from "./ecs.ts";
import { parseServiceState, type ServiceState } from "./service_state.ts";
import { compact, dateOf } from "./task.ts";

/** A pause hook or Lambda that a deployment waits for. */
export interface Hook {
  readonly hookId: string;
  /** PAUSE (a person) or AWS_LAMBDA. */
  readonly kind: string;
  /** AWAITING_ACTION, IN_PROGRESS, SUCCEEDED, FAILED or TIMED_OUT. */
  readonly status: string;
  readonly expiresAt?: Date;
  /** What ECS does then: CONTINUE or ROLLBACK. */
  readonly timeoutAction?: string;
}

/** One run of a deployment, with its way back. */
export interface ServiceDeployment {
  readonly arn: string;
  /** PENDING, IN_PROGRESS, SUCCESSFUL, STOPPED, ROLLBACK_SUCCESSFUL, … */
  readonly status: string;
  readonly statusReason?: string;
  /** SCALE_UP, BAKE_TIME, POST_TEST_TRAFFIC_SHIFT, …; rolling ones have none. */
  readonly stage?: string;
  readonly hooks: readonly Hook[];
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  readonly rollbackReason?: string;
  /** Failed tasks so far, of how many that end it; with a circuit breaker. */
  readonly failures?: { readonly count: number; readonly most: number };
  readonly alarms: readonly string[];
}

/** The service as it is now; undefined when ECS does not know it. */
export async function describeServiceState(
  ecs: Ecs,
  cluster: string,
  service: string,
  withTags = false,
): Promise<ServiceState | undefined> {
  const answer = await ecs.ask<Sdk.DescribeServicesResponse>("DescribeServices", {
    cluster,
    services: [service],
    ...(withTags ? { include: ["TAGS"] } : {}),
  });
  const [found] = answer.services ?? [];
  return found && parseServiceState(found);
}

/** Changes a service; gives it as it is from then on. */
export async function updateService(
  ecs: Ecs,
  cluster: string,
  service: string,
  change: { readonly enableExecuteCommand?: boolean; readonly forceNewDeployment?: boolean },
): Promise<ServiceState | undefined> {
  const input = { cluster, service, ...change };
  const answer = await ecs.ask<Sdk.UpdateServiceResponse>("UpdateService", input);
  return answer.service && parseServiceState(answer.service);
}

/** ARN of the newest service deployment; ECS keeps those of 90 days. */
export async function newestServiceDeployment(
  ecs: Ecs,
  cluster: string,
  service: string,
): Promise<string | undefined> {
  const answer = await ecs.ask<Sdk.ListServiceDeploymentsResponse>("ListServiceDeployments", {
    cluster,
    service,
    maxResults: 1,
  });
  return answer.serviceDeployments?.[0]?.serviceDeploymentArn;
}

/** One service deployment; undefined when ECS has forgotten it. */
export async function describeServiceDeployment(
  ecs: Ecs,
  arn: string,
): Promise<ServiceDeployment | undefined> {
  const answer = await ecs.ask<Sdk.DescribeServiceDeploymentsResponse>(
    "DescribeServiceDeployments",
    { serviceDeploymentArns: [arn] },
  );
  const [found] = answer.serviceDeployments ?? [];
  return found && parseServiceDeployment(found);
}

function parseServiceDeployment(found: OnWire<Sdk.ServiceDeployment>): ServiceDeployment {
  const breaker = found.deploymentCircuitBreaker;
  return compact<ServiceDeployment>({
    arn: found.serviceDeploymentArn ?? "",
    status: found.status ?? "UNKNOWN",
    statusReason: found.statusReason,
    stage: found.lifecycleStage,
    hooks: (found.lifecycleHookDetails ?? []).map((hook) =>
      compact<Hook>({
        hookId: hook.hookId ?? "",
        kind: hook.targetType ?? "",
        status: hook.status ?? "",
        expiresAt: dateOf(hook.expiresAt),
        timeoutAction: hook.timeoutAction,
      })
    ),
    startedAt: dateOf(found.startedAt),
    finishedAt: dateOf(found.finishedAt),
    rollbackReason: found.rollback?.reason,
    failures: breaker?.failureCount === undefined
      ? undefined
      : { count: breaker.failureCount, most: breaker.threshold ?? 0 },
    alarms: found.alarms?.triggeredAlarmNames ?? [],
  });
}
