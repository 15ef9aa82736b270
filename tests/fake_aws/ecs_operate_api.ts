// What changes an account of the fake ECS, and tells how that goes: tasks started and stopped,
// services updated, their deployments. Errors and their words are AWS's (API reference; words where
// users have quoted them).
import { ApiError } from "./api_call.ts";
import {
  type Action,
  clusterOf,
  type Input,
  lastPart,
  page,
  serviceOf,
  taskOf,
  textsOf,
} from "./ecs_api.ts";
import { deploy, goOn } from "./ecs_deployment.ts";
import { startTask, stopTask } from "./ecs_motion.ts";
import { serviceJson } from "./ecs_service_shape.ts";
import { describeTaskDefinition, taskJson } from "./ecs_shapes.ts";
import { arnOf, type FakeTask, type World } from "./world.ts";

/** API reference, RunTask: of `overrides`, "a maximum of 8192 characters". */
const OVERRIDES_MOST = 8_192;
/** Tasks by client token: who asks again is given what there is. */
const RUNS = new WeakMap<World, Map<string, readonly FakeTask[]>>();

/** The actions, by name. */
export const OPERATE_ACTIONS: Readonly<Record<string, Action>> = {
  RunTask(input, world) {
    const cluster = clusterOf(input, world);
    const name = lastPart(input["taskDefinition"]);
    const [family = ""] = name.split(":");
    const isKnown = [...world.tasks, ...world.services].some((each) => each.family === family) ||
      [...world.taskDefinitions.keys()].some((each) => each.startsWith(`${family}:`));
    if (!isKnown) throw new ApiError("ClientException", "TaskDefinition not found.");
    const definition = describeTaskDefinition(name, world);
    checkRun(input, definition);
    const token = String(input["clientToken"] ?? crypto.randomUUID());
    const runs = RUNS.get(world) ?? new Map<string, readonly FakeTask[]>();
    RUNS.set(world, runs);
    const reason = world.fates.get(family)?.notPlaced;
    if (reason !== undefined && !runs.has(token)) {
      return { tasks: [], failures: [{ arn: arnOf(world, "cluster", cluster.name), reason }] };
    }
    const tasks = runs.get(token) ?? Array.from(
      { length: Number(input["count"] ?? 1) },
      () =>
        startTask(world, cluster.name, `family:${family}`, {
          family,
          revision: Number(definition["revision"]),
          enableExecuteCommand: input["enableExecuteCommand"] === true,
          launchType: input["launchType"] === "EC2" ? "EC2" : "FARGATE",
          ...(typeof input["startedBy"] === "string" ? { startedBy: input["startedBy"] } : {}),
          ...(isRecord(input["overrides"]) ? { overrides: input["overrides"] } : {}),
        }),
    );
    runs.set(token, tasks);
    return { tasks: tasks.map((each) => taskJson(each, world)), failures: [] };
  },

  StopTask(input, world) {
    const cluster = clusterOf(input, world);
    const task = taskOf(world, cluster, input["task"]);
    if (task === undefined) {
      throw new ApiError("InvalidParameterException", "The referenced task was not found.");
    }
    stopTask(task, world, "UserInitiated", String(input["reason"] ?? "Task stopped by user"));
    return { task: taskJson(task, world) };
  },

  UpdateService(input, world) {
    const cluster = clusterOf(input, world);
    const service = serviceOf(world, cluster, input["service"]);
    if (service === undefined) throw new ApiError("ServiceNotFoundException", "Service not found.");
    if (service.more?.["status"] === "INACTIVE") {
      throw new ApiError("ServiceNotActiveException", "Service was not ACTIVE.");
    }
    const force = input["forceNewDeployment"] === true;
    const controller: unknown = service.more?.["deploymentController"];
    if (force && isRecord(controller) && controller["type"] === "CODE_DEPLOY") {
      throw new ApiError(
        "InvalidParameterException",
        "Cannot force a new deployment on services with a CODE_DEPLOY deployment controller. Use " +
          "AWS CodeDeploy to trigger a new deployment.",
      );
    }
    const definition = `${service.family}:${service.revision}`;
    const role: unknown = describeTaskDefinition(definition, world)["taskRoleArn"];
    if (input["enableExecuteCommand"] === true && typeof role !== "string") {
      throw new ApiError(
        "InvalidParameterException",
        "The service couldn't be updated because a valid taskRoleArn is not being used. Specify a " +
          "valid task role in your task definition and try again.",
      );
    }
    if (typeof input["enableExecuteCommand"] === "boolean") {
      service.enableExecuteCommand = input["enableExecuteCommand"];
    }
    if (typeof input["desiredCount"] === "number") service.desiredCount = input["desiredCount"];
    if (force) deploy(service, world);
    return { service: serviceJson(service, world) };
  },

  ListServiceDeployments(input, world) {
    const cluster = clusterOf(input, world);
    const service = serviceOf(world, cluster, input["service"]);
    if (service === undefined) throw new ApiError("ServiceNotFoundException", "Service not found.");
    const wanted = Array.isArray(input["status"]) ? input["status"] : undefined;
    const all = (service.serviceDeployments ?? []).filter(({ status }) =>
      wanted === undefined || wanted.includes(status)
    );
    const { items, nextToken } = page(all, input, 20, 100);
    return {
      serviceDeployments: items.map(({ targetServiceRevision, ...each }) => ({
        ...each,
        ...(isRecord(targetServiceRevision)
          ? { targetServiceRevisionArn: targetServiceRevision["arn"] }
          : {}),
      })),
      nextToken,
    };
  },

  DescribeServiceDeployments(input, world) {
    const arns = textsOf(input["serviceDeploymentArns"], 20, "serviceDeploymentArns");
    const all = world.services.flatMap(({ serviceDeployments = [] }) => serviceDeployments);
    const found = arns.map((arn) =>
      all.find((each) => each["serviceDeploymentArn"] === arn) ?? arn
    );
    return {
      serviceDeployments: found.filter((each) => typeof each !== "string"),
      failures: found.flatMap((each) =>
        typeof each === "string" ? [{ arn: each, reason: "MISSING" }] : []
      ),
    };
  },

  DescribeServiceRevisions(input, world) {
    const arns = textsOf(input["serviceRevisionArns"], 20, "serviceRevisionArns");
    return {
      serviceRevisions: arns.flatMap((arn) => {
        const [, name] = /service-revision\/[^/]+\/([^/]+)\//.exec(arn) ?? [];
        const service = world.services.find((each) => each.name === name);
        return service === undefined ? [] : [{
          serviceRevisionArn: arn,
          taskDefinition: arnOf(world, "task-definition", `${service.family}:${service.revision}`),
        }];
      }),
      failures: [],
    };
  },

  ContinueServiceDeployment(input, world) {
    const arn = input["serviceDeploymentArn"];
    const record = world.services.flatMap(({ serviceDeployments = [] }) => serviceDeployments)
      .find((each) => each["serviceDeploymentArn"] === arn);
    if (record === undefined) {
      throw new ApiError("ServiceDeploymentNotFoundException", "Service deployment not found.");
    }
    if (!goOn(record)) {
      throw new ApiError("InvalidParameterException", "The hook is not awaiting an action.");
    }
    return { serviceDeploymentArn: arn };
  },
};

/** What RunTask refuses before it looks for a place. */
function checkRun(input: Input, definition: Input): void {
  const refuse = (words: string) => {
    throw new ApiError("InvalidParameterException", words);
  };
  if (input["launchType"] !== undefined && input["capacityProviderStrategy"] !== undefined) {
    refuse(
      "Specifying both a launch type and capacity provider strategy is not supported. " +
        "Remove one and try again.",
    );
  }
  if (definition["networkMode"] === "awsvpc" && input["networkConfiguration"] === undefined) {
    refuse("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if (input["enableExecuteCommand"] === true && typeof definition["taskRoleArn"] !== "string") {
    refuse(
      "The task couldn't be run because a valid taskRoleArn is not being used. Specify a " +
        "valid task role in your task definition and try again.",
    );
  }
  const { overrides = {} } = input;
  if (JSON.stringify(overrides).length > OVERRIDES_MOST) {
    refuse(`Container Overrides length must be at most ${OVERRIDES_MOST}`);
  }
  const known = Array.isArray(definition["containerDefinitions"])
    ? definition["containerDefinitions"].map((each: { readonly name?: unknown }) => each.name)
    : [];
  const given = isRecord(overrides) && Array.isArray(overrides["containerOverrides"])
    ? overrides["containerOverrides"]
    : [];
  for (const { name } of given) {
    if (!known.includes(name)) {
      refuse(`Override for container named ${name} is not a container in the TaskDefinition.`);
    }
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
