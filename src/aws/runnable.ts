// A task definition as one who starts a task from it sees it: which containers, with which commands,
// on what. Values of environment variables are not kept: they hold people's secrets.
import type * as Sdk from "@aws-sdk/client-ecs";
import type { OnWire } from "./api/json_api.ts";
import type { Ecs } from "./ecs.ts";
import { compact } from "./task.ts";

/** A container that will be started. */
export interface RunnableContainer {
  readonly name: string;
  readonly image: string;
  /** Its end is the task's end; so unless it says otherwise. */
  readonly essential: boolean;
  /** Stands in front of the command, in place of the image's own; empty: the image's own. */
  readonly entryPoint: readonly string[];
  /** In place of the image's own; empty: the image's own. */
  readonly command: readonly string[];
  /** Log driver, such as `awslogs`; undefined: what it writes is lost. */
  readonly logDriver?: string;
}

/** A task definition that can be run. */
export interface Runnable {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  /** ACTIVE, INACTIVE or DELETE_IN_PROGRESS. */
  readonly status: string;
  /** `awsvpc` needs subnets. */
  readonly networkMode?: string;
  readonly taskRoleArn?: string;
  readonly isWindows: boolean;
  /** FARGATE, EC2, EXTERNAL, MANAGED_INSTANCES: what it was made for. */
  readonly compatibilities: readonly string[];
  readonly containers: readonly RunnableContainer[];
}

/** The definition of this `family`, `family:revision` or ARN; a family alone is its newest. */
export async function describeRunnable(ecs: Ecs, taskDefinition: string): Promise<Runnable> {
  const answer = await ecs.ask<Sdk.DescribeTaskDefinitionResponse>("DescribeTaskDefinition", {
    taskDefinition,
  });
  return parseRunnable(answer.taskDefinition ?? {});
}

function parseRunnable(definition: OnWire<Sdk.TaskDefinition>): Runnable {
  return compact<Runnable>({
    arn: definition.taskDefinitionArn ?? "",
    family: definition.family ?? "",
    revision: definition.revision ?? 0,
    status: definition.status ?? "ACTIVE",
    networkMode: definition.networkMode,
    taskRoleArn: definition.taskRoleArn || undefined,
    isWindows: definition.runtimePlatform?.operatingSystemFamily?.startsWith("WINDOWS") ?? false,
    compatibilities: definition.requiresCompatibilities ?? [],
    containers: (definition.containerDefinitions ?? []).map((container) =>
      compact<RunnableContainer>({
        name: container.name ?? "",
        image: container.image ?? "",
        essential: container.essential ?? true,
        entryPoint: container.entryPoint ?? [],
        command: container.command ?? [],
        logDriver: container.logConfiguration?.logDriver,
      })
    ),
  });
}
