// A service as it is now: its deployments, events and counts, and how it runs its tasks. Parsed at
// the edge; what RunTask is given again keeps the API's own shape.
import type * as Sdk from "@aws-sdk/client-ecs";
import type { OnWire } from "./api/json_api.ts";
import { parseService, type Service } from "./service.ts";
import { compact, dateOf, lastPart } from "./task.ts";

/** One deployment in DescribeServices' list; or a task set, where another controller deploys. */
export interface Deployment {
  readonly id: string;
  /** PRIMARY, ACTIVE (an older one that still has tasks, or a newer task set) or INACTIVE. */
  readonly status: string;
  /** `web:43` */
  readonly definition: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly pendingCount: number;
  readonly failedTasks: number;
  /** COMPLETED, IN_PROGRESS or FAILED; undefined for controllers other than ECS's own. */
  readonly rolloutState?: string;
  readonly rolloutReason?: string;
  /** STEADY_STATE or STABILIZING; of task sets alone. */
  readonly stabilityStatus?: string;
  readonly createdAt?: Date;
  readonly updatedAt?: Date;
}

/** One line of a service's history. */
export interface ServiceEvent {
  readonly id: string;
  readonly at: Date;
  readonly message: string;
}

/** How a service starts its tasks, in the API's own shape. */
export interface RunsAs {
  readonly taskDefinition: string;
  readonly networkConfiguration?: OnWire<Sdk.NetworkConfiguration>;
  readonly capacityProviderStrategy?: OnWire<Sdk.CapacityProviderStrategyItem[]>;
  readonly launchType?: Sdk.LaunchType;
  readonly platformVersion?: string;
  readonly placementConstraints?: OnWire<Sdk.PlacementConstraint[]>;
  readonly placementStrategy?: OnWire<Sdk.PlacementStrategy[]>;
  readonly volumeConfigurations?: OnWire<Sdk.ServiceVolumeConfiguration[]>;
  readonly enableECSManagedTags: boolean;
  readonly propagateTags?: string;
  readonly tags: readonly OnWire<Sdk.Tag>[];
}

/** A service as it is now. */
export interface ServiceState extends Service {
  readonly pendingCount: number;
  /** ECS, CODE_DEPLOY or EXTERNAL. */
  readonly controller: string;
  /** ROLLING, BLUE_GREEN, LINEAR or CANARY. */
  readonly strategy: string;
  /** REPLICA or DAEMON. */
  readonly scheduling: string;
  /** Tasks that keep failing end a deployment. */
  readonly hasBreaker: boolean;
  /** The PRIMARY one first. */
  readonly deployments: readonly Deployment[];
  /** Newest first, at most 100. */
  readonly events: readonly ServiceEvent[];
  /** ARN of the service deployment that is under way. */
  readonly currentDeployment?: string;
  readonly runsAs: RunsAs;
}

/** Parses DescribeServices' or UpdateService's service. */
export function parseServiceState(service: OnWire<Sdk.Service>): ServiceState {
  const own = (service.deployments ?? []).map(parseDeployment);
  const deployments = own.length > 0 ? own : (service.taskSets ?? []).map(parseTaskSet);
  const rank = ({ status }: Deployment) => status === "PRIMARY" ? 0 : 1;
  return compact<ServiceState>({
    ...parseService(service),
    pendingCount: service.pendingCount ?? 0,
    controller: service.deploymentController?.type ?? "ECS",
    strategy: service.deploymentConfiguration?.strategy ?? "ROLLING",
    scheduling: service.schedulingStrategy ?? "REPLICA",
    hasBreaker: service.deploymentConfiguration?.deploymentCircuitBreaker?.enable ?? false,
    deployments: [...deployments].sort((a, b) => rank(a) - rank(b)),
    events: (service.events ?? []).flatMap(({ id = "", createdAt, message = "" }) => {
      const at = dateOf(createdAt);
      return at === undefined ? [] : [{ id, at, message }];
    }),
    currentDeployment: service.currentServiceDeployment,
    runsAs: parseRunsAs(service),
  });
}

/** A service that another controller deploys says so in task sets, not in itself. */
function parseRunsAs(service: OnWire<Sdk.Service>): RunsAs {
  const set = service.taskSets?.find(({ status }) => status === "PRIMARY");
  const first = service.deployments?.find(({ status }) => status === "PRIMARY");
  const from = set ?? first;
  const strategy = from?.capacityProviderStrategy ?? service.capacityProviderStrategy ?? [];
  return compact<RunsAs>({
    taskDefinition: from?.taskDefinition ?? service.taskDefinition ?? "",
    networkConfiguration: from?.networkConfiguration ?? service.networkConfiguration,
    // ECS takes one of the two, and answers with both for some services.
    capacityProviderStrategy: strategy.length > 0 ? strategy : undefined,
    launchType: strategy.length > 0 ? undefined : from?.launchType ?? service.launchType,
    platformVersion: from?.platformVersion ?? service.platformVersion,
    placementConstraints: nonEmpty(service.placementConstraints),
    placementStrategy: nonEmpty(service.placementStrategy),
    volumeConfigurations: nonEmpty(first?.volumeConfigurations),
    enableECSManagedTags: service.enableECSManagedTags ?? false,
    propagateTags: service.propagateTags,
    tags: service.tags ?? [],
  });
}

function nonEmpty<T>(list: T[] | undefined): T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}

/** CodeDeploy's services and those of EXTERNAL have task sets instead of deployments. */
function parseTaskSet(set: OnWire<Sdk.TaskSet>): Deployment {
  return compact<Deployment>({
    ...commonOf(set),
    desiredCount: set.computedDesiredCount ?? 0,
    failedTasks: 0,
    stabilityStatus: set.stabilityStatus,
  });
}

function parseDeployment(deployment: OnWire<Sdk.Deployment>): Deployment {
  return compact<Deployment>({
    ...commonOf(deployment),
    desiredCount: deployment.desiredCount ?? 0,
    failedTasks: deployment.failedTasks ?? 0,
    rolloutState: deployment.rolloutState,
    rolloutReason: deployment.rolloutStateReason,
  });
}

/** What both have, under the same names. */
function commonOf(from: OnWire<Sdk.Deployment> | OnWire<Sdk.TaskSet>) {
  return {
    id: from.id ?? "",
    status: from.status ?? "UNKNOWN",
    definition: lastPart(from.taskDefinition ?? ""),
    runningCount: from.runningCount ?? 0,
    pendingCount: from.pendingCount ?? 0,
    createdAt: dateOf(from.createdAt),
    updatedAt: dateOf(from.updatedAt),
  };
}
