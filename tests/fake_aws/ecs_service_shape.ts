// The fake's services in the JSON that ECS answers with (API reference: Service).
import { deploymentsOf } from "./ecs_deployment.ts";
import { tasksOf } from "./ecs_motion.ts";
import { arnOf, type FakeService, type World } from "./world.ts";

/** A service as DescribeServices and UpdateService give it; tags only where they were asked for. */
export function serviceJson(
  service: FakeService,
  world: World,
  withTags = false,
): Record<string, unknown> {
  const { tags, ...more } = service.more ?? {};
  const tasks = tasksOf(world, service);
  const current = service.serviceDeployments?.[0];
  return {
    serviceArn: arnOf(world, "service", `${service.cluster}/${service.name}`),
    serviceName: service.name,
    clusterArn: arnOf(world, "cluster", service.cluster),
    status: "ACTIVE",
    desiredCount: service.desiredCount,
    runningCount: tasks.filter(({ lastStatus }) => lastStatus === "RUNNING").length,
    pendingCount: tasks.filter(({ lastStatus }) => lastStatus !== "RUNNING").length,
    taskDefinition: arnOf(world, "task-definition", `${service.family}:${service.revision}`),
    launchType: "FARGATE",
    platformVersion: "LATEST",
    schedulingStrategy: "REPLICA",
    deploymentController: { type: "ECS" },
    networkConfiguration: {
      awsvpcConfiguration: {
        subnets: ["subnet-0a1b2c3d", "subnet-4e5f6a7b"],
        securityGroups: ["sg-0123456789abcdef0"],
        assignPublicIp: "DISABLED",
      },
    },
    createdAt: 1_767_225_600,
    deployments: deploymentsOf(service, world),
    events: service.events ?? [],
    enableExecuteCommand: service.enableExecuteCommand,
    propagateTags: "NONE",
    enableECSManagedTags: true,
    ...(isUnderWay(current?.["status"])
      ? { currentServiceDeployment: current?.["serviceDeploymentArn"] }
      : {}),
    ...more,
    ...(withTags && tags !== undefined ? { tags } : {}),
  };
}

function isUnderWay(status: unknown): boolean {
  return typeof status === "string" &&
    ["PENDING", "IN_PROGRESS", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "STOP_REQUESTED"]
      .includes(status);
}
