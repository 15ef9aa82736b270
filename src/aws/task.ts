// Tasks as ecsin sees them: the SDK's answer parsed at the edge into plain values with no holes.
import type * as Sdk from "@aws-sdk/client-ecs";
import type { OnWire } from "./api/json_api.ts";

type SdkTask = OnWire<Sdk.Task>;
type SdkContainer = OnWire<Sdk.Container>;

/** One container of a task. */
export interface Container {
  readonly name: string;
  /** Part of the SSM target; there once the container runs. */
  readonly runtimeId?: string;
  /** PENDING, RUNNING or STOPPED. */
  readonly lastStatus: string;
  /** HEALTHY, UNHEALTHY or UNKNOWN. */
  readonly healthStatus: string;
  readonly image?: string;
  readonly privateIp?: string;
  /** Status of its ExecuteCommandAgent: PENDING, RUNNING or STOPPED; undefined when it has none. */
  readonly agentStatus?: string;
  /** Why the agent is as it is, in ECS's words. */
  readonly agentReason?: string;
  readonly agentStartedAt?: Date;
  readonly imageDigest?: string;
  /** Of a stopped one: how its first process ended; missing where it never ran. */
  readonly exitCode?: number;
  /** Why it is not as it should be, in the agent's words; up to 1,024 characters. */
  readonly reason?: string;
}

/** One task. */
export interface Task {
  readonly taskArn: string;
  /** The last part of the ARN: 32 hex digits, or a UUID for old tasks. */
  readonly taskId: string;
  /** Cluster name. */
  readonly cluster: string;
  readonly clusterArn: string;
  /** The service that runs it; undefined for a standalone task. */
  readonly service?: string;
  /** Task definition family. */
  readonly family: string;
  readonly revision: number;
  readonly taskDefinitionArn: string;
  readonly lastStatus: string;
  readonly desiredStatus: string;
  readonly healthStatus: string;
  readonly startedAt?: Date;
  readonly createdAt?: Date;
  readonly availabilityZone?: string;
  readonly privateIp?: string;
  readonly launchType?: string;
  /** LINUX, or WINDOWS_SERVER_…; Fargate only. */
  readonly platformFamily?: string;
  readonly platformVersion?: string;
  readonly enableExecuteCommand: boolean;
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  readonly stoppedAt?: Date;
  readonly startedBy?: string;
  readonly containerInstanceArn?: string;
  /** A task role given at RunTask, over the task definition's. */
  readonly taskRoleOverride?: string;
  /** Only IPv6: ECS Exec does not work there. */
  readonly ipv6Only: boolean;
  readonly containers: readonly Container[];
}

/** `arn:…:task/prod/4f2c…` → `4f2c…`; anything else as it is. */
export function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

/** Parses DescribeTasks' task; undefined when AWS left out its ARN. */
export function parseTask(task: SdkTask): Task | undefined {
  if (task.taskArn === undefined) return undefined;
  const definition = lastPart(task.taskDefinitionArn ?? "unknown:0");
  const colon = definition.lastIndexOf(":");
  const service = task.group?.startsWith("service:") ? task.group.slice(8) : undefined;
  const attachmentIp = task.attachments
    ?.flatMap((attachment) => attachment.details ?? [])
    .find((detail) => detail.name === "privateIPv4Address")?.value;
  const containers = (task.containers ?? []).map(parseContainer);
  return compact<Task>({
    taskArn: task.taskArn,
    taskId: lastPart(task.taskArn),
    cluster: lastPart(task.clusterArn ?? ""),
    clusterArn: task.clusterArn ?? "",
    service,
    family: definition.slice(0, colon),
    revision: Number(definition.slice(colon + 1)),
    taskDefinitionArn: task.taskDefinitionArn ?? "",
    lastStatus: task.lastStatus ?? "UNKNOWN",
    desiredStatus: task.desiredStatus ?? "UNKNOWN",
    healthStatus: task.healthStatus ?? "UNKNOWN",
    startedAt: dateOf(task.startedAt),
    createdAt: dateOf(task.createdAt),
    availabilityZone: task.availabilityZone,
    privateIp: attachmentIp ?? containers.find((each) => each.privateIp)?.privateIp,
    launchType: task.launchType,
    platformFamily: task.platformFamily,
    platformVersion: task.platformVersion,
    enableExecuteCommand: task.enableExecuteCommand ?? false,
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    stoppedAt: dateOf(task.stoppedAt),
    startedBy: task.startedBy,
    containerInstanceArn: task.containerInstanceArn,
    taskRoleOverride: task.overrides?.taskRoleArn || undefined,
    ipv6Only: isIpv6Only(task.containers ?? []),
    containers,
  });
}

function isIpv6Only(containers: readonly SdkContainer[]): boolean {
  const interfaces = containers.flatMap((each) => each.networkInterfaces ?? []);
  return interfaces.some((each) => each.ipv6Address !== undefined) &&
    interfaces.every((each) => each.privateIpv4Address === undefined);
}

function parseContainer(container: SdkContainer): Container {
  const agent = container.managedAgents?.find((each) => each.name === "ExecuteCommandAgent");
  return compact<Container>({
    name: container.name ?? "",
    runtimeId: container.runtimeId,
    lastStatus: container.lastStatus ?? "UNKNOWN",
    healthStatus: container.healthStatus ?? "UNKNOWN",
    image: container.image,
    privateIp: container.networkInterfaces?.[0]?.privateIpv4Address,
    agentStatus: agent?.lastStatus,
    agentReason: agent?.reason,
    agentStartedAt: dateOf(agent?.lastStartedAt),
    imageDigest: container.imageDigest,
    exitCode: container.exitCode,
    reason: container.reason,
  });
}

/** A time as JSON 1.1 carries it, in seconds of the epoch. */
export function dateOf(seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}

/** Leaves out the keys that hold undefined, as exactOptionalPropertyTypes asks. */
export function compact<T extends object>(
  value: { [K in keyof T]: T[K] | (undefined extends T[K] ? undefined : never) },
): T;
export function compact(value: Readonly<Record<string, unknown>>): object {
  // Six times as quick as by Object.entries: a large account has 20,000 tasks.
  const kept: Record<string, unknown> = {};
  for (const key in value) {
    const each = value[key];
    if (each !== undefined) kept[key] = each;
  }
  return kept;
}
