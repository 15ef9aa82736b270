// Clusters and services as `ecsin list` shows them, parsed at the edge.
import type * as Sdk from "@aws-sdk/client-ecs";
import type { OnWire } from "./api/json_api.ts";
import { type LogConfiguration, parseLog } from "./task_definition.ts";

/** A cluster as `ecsin list clusters` shows it. */
export interface Cluster {
  readonly name: string;
  readonly clusterArn: string;
  readonly status: string;
  readonly runningTasks: number;
  readonly activeServices: number;
}

/** A service as `ecsin list services` shows it. */
export interface Service {
  readonly name: string;
  readonly serviceArn: string;
  readonly clusterArn: string;
  readonly status: string;
  readonly desiredCount: number;
  readonly runningCount: number;
  readonly taskDefinitionArn: string;
  /** Whether tasks that it starts from now on can be exec'd; running ones may differ. */
  readonly enableExecuteCommand: boolean;
  /** Of deployments with Service Connect, the primary one first. */
  readonly serviceConnect: readonly ServiceConnect[];
}

/** What one deployment says of Service Connect. */
export interface ServiceConnect {
  /** `ecs-svc/…`: `startedBy` of its tasks. */
  readonly deploymentId: string;
  /** Of the proxy that ECS adds to its tasks; its task definition does not have that. */
  readonly log?: LogConfiguration;
}

/** Parses DescribeClusters' cluster. */
export function parseCluster(cluster: OnWire<Sdk.Cluster>): Cluster {
  return {
    name: cluster.clusterName ?? "",
    clusterArn: cluster.clusterArn ?? "",
    status: cluster.status ?? "UNKNOWN",
    runningTasks: cluster.runningTasksCount ?? 0,
    activeServices: cluster.activeServicesCount ?? 0,
  };
}

/** Parses DescribeServices' service. */
export function parseService(service: OnWire<Sdk.Service>): Service {
  return {
    name: service.serviceName ?? "",
    serviceArn: service.serviceArn ?? "",
    clusterArn: service.clusterArn ?? "",
    status: service.status ?? "UNKNOWN",
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    taskDefinitionArn: service.taskDefinition ?? "",
    enableExecuteCommand: service.enableExecuteCommand ?? false,
    serviceConnect: (service.deployments ?? []).flatMap((deployment) => {
      const { enabled, logConfiguration } = deployment.serviceConnectConfiguration ?? {};
      if (enabled !== true) return [];
      const log = parseLog(logConfiguration);
      const deploymentId = deployment.id ?? "";
      const isPrimary = deployment.status === "PRIMARY";
      return [{ isPrimary, deploymentId, ...(log !== undefined ? { log } : {}) }];
    }).sort((a, b) => Number(b.isPrimary) - Number(a.isPrimary))
      .map(({ isPrimary: _, ...connect }) => connect),
  };
}
