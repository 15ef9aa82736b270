// What ECS Exec depends on outside of the task: the cluster's `executeCommandConfiguration` and the
// EC2 machine's ECS agent, parsed at the edge.
import type * as Sdk from "@aws-sdk/client-ecs";
import type { OnWire } from "./api/json_api.ts";
import { compact, lastPart } from "./task.ts";

/** A cluster's `executeCommandConfiguration`; absent in ECS's answer means DEFAULT logging. */
export interface ExecConfiguration {
  /** Key id, ARN or alias; set: sessions are encrypted with it as well. */
  readonly kmsKeyId?: string;
  /** DEFAULT: to the task's awslogs, if it has them; NONE; OVERRIDE: as configured here. */
  readonly logging: string;
  readonly logGroup?: string;
  readonly logGroupMustBeEncrypted: boolean;
  readonly bucket?: string;
  readonly bucketMustBeEncrypted: boolean;
}

/** An EC2 machine (or an external one) of a cluster. */
export interface ContainerInstance {
  /** The last part of its ARN. */
  readonly id: string;
  readonly ec2InstanceId?: string;
  /** Version of its ECS agent, such as `1.89.1`. */
  readonly agentVersion?: string;
  readonly agentConnected: boolean;
}

/** Parses DescribeClusters' cluster; it must have been asked for with CONFIGURATIONS. */
export function parseExecConfiguration(cluster: OnWire<Sdk.Cluster>): ExecConfiguration {
  const { kmsKeyId, logging, logConfiguration } =
    cluster.configuration?.executeCommandConfiguration ?? {};
  return compact<ExecConfiguration>({
    kmsKeyId: kmsKeyId || undefined,
    logging: logging ?? "DEFAULT",
    logGroup: logConfiguration?.cloudWatchLogGroupName || undefined,
    logGroupMustBeEncrypted: logConfiguration?.cloudWatchEncryptionEnabled ?? false,
    bucket: logConfiguration?.s3BucketName || undefined,
    bucketMustBeEncrypted: logConfiguration?.s3EncryptionEnabled ?? false,
  });
}

/** Parses DescribeContainerInstances' answer. */
export function parseContainerInstance(instance: OnWire<Sdk.ContainerInstance>): ContainerInstance {
  return compact<ContainerInstance>({
    id: lastPart(instance.containerInstanceArn ?? ""),
    ec2InstanceId: instance.ec2InstanceId,
    agentVersion: instance.versionInfo?.agentVersion,
    agentConnected: instance.agentConnected ?? false,
  });
}
