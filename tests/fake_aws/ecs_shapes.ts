// The fake's tasks, task definitions and machines in the JSON that ECS answers with (API reference:
// Task, Container, ManagedAgent, TaskDefinition, ContainerInstance). Times are epoch seconds.
import { arnOf, type FakeTask, type World } from "./world.ts";

/** A task as DescribeTasks gives it. */
export function taskJson(task: FakeTask, world: World): Record<string, unknown> {
  const startedAt = task.startedAt.getTime() / 1000;
  return {
    taskArn: arnOf(world, "task", `${task.cluster}/${task.taskId}`),
    clusterArn: arnOf(world, "cluster", task.cluster),
    taskDefinitionArn: arnOf(world, "task-definition", `${task.family}:${task.revision}`),
    group: task.group,
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: task.healthStatus,
    createdAt: startedAt - 30,
    ...(task.lastStatus === "RUNNING" ||
        // One that never ran was never started.
        task.containers.some(({ exitCode }) => exitCode !== undefined)
      ? { startedAt }
      : {}),
    ...(task.stoppedAt !== undefined ? { stoppedAt: task.stoppedAt.getTime() / 1000 } : {}),
    ...(task.startedBy !== undefined ? { startedBy: task.startedBy } : {}),
    ...(task.capacityProviderName !== undefined
      ? { capacityProviderName: task.capacityProviderName }
      : {}),
    availabilityZone: task.availabilityZone,
    launchType: task.launchType,
    ...(task.launchType === "FARGATE"
      ? { platformFamily: task.platformFamily, platformVersion: task.platformVersion }
      : {}),
    enableExecuteCommand: task.enableExecuteCommand,
    ...(task.stopCode !== undefined ? { stopCode: task.stopCode } : {}),
    ...(task.stoppedReason !== undefined ? { stoppedReason: task.stoppedReason } : {}),
    ...(task.containerInstance !== undefined
      ? {
        containerInstanceArn: arnOf(
          world,
          "container-instance",
          `${task.cluster}/${task.containerInstance}`,
        ),
      }
      : {}),
    attachments: [{
      type: "ElasticNetworkInterface",
      status: "ATTACHED",
      details: [{ name: "privateIPv4Address", value: task.privateIp }],
    }],
    overrides: task.overrides ?? { containerOverrides: [] },
    containers: task.containers.map((container) => ({
      name: container.name,
      image: container.image,
      ...(container.imageDigest !== undefined ? { imageDigest: container.imageDigest } : {}),
      ...(container.exitCode !== undefined ? { exitCode: container.exitCode } : {}),
      ...(container.reason !== undefined ? { reason: container.reason } : {}),
      lastStatus: container.lastStatus,
      healthStatus: container.healthStatus,
      ...(container.lastStatus === "PENDING" ? {} : { runtimeId: container.runtimeId }),
      networkInterfaces: [{ privateIpv4Address: task.privateIp }],
      ...(container.agent === undefined ? {} : {
        managedAgents: [{
          name: "ExecuteCommandAgent",
          lastStatus: container.agent,
          lastStartedAt: startedAt + 5,
          ...(container.agentReason !== undefined ? { reason: container.agentReason } : {}),
        }],
      }),
    })),
  };
}

/** A task definition `family:revision`: a plain one, with what the world says of it on top. */
export function describeTaskDefinition(name: string, world: World): Record<string, unknown> {
  const [family = "", given] = name.split(":");
  const revisions = [...world.tasks, ...world.services].filter((each) => each.family === family)
    .map((each) => each.revision);
  const revision = given ?? String(Math.max(1, ...revisions));
  const task = world.tasks.find((each) => each.family === family);
  return {
    taskDefinitionArn: arnOf(world, "task-definition", `${family}:${revision}`),
    family,
    revision: Number(revision),
    networkMode: "awsvpc",
    taskRoleArn: `arn:aws:iam::${world.accountId}:role/${family}-task`,
    requiresCompatibilities: [task?.launchType ?? "FARGATE"],
    containerDefinitions: (task?.containers ?? []).map(({ name, image }) => ({
      name,
      image,
      essential: true,
      linuxParameters: { initProcessEnabled: true },
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": `/ecs/${family}`,
          "awslogs-region": world.region,
          "awslogs-stream-prefix": "ecs",
        },
      },
    })),
    ...world.taskDefinitions.get(`${family}:${revision}`),
  };
}

/** A machine of a cluster. */
export function describeInstance(id: string, world: World): Record<string, unknown> {
  return {
    containerInstanceArn: arnOf(world, "container-instance", id),
    ec2InstanceId: "i-0123456789abcdef0",
    agentConnected: true,
    versionInfo: { agentVersion: "1.89.1" },
    ...world.containerInstances.get(id),
  };
}
