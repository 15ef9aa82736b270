// Amazon ECS's side of the calls that ecsin makes: page sizes, filters, limits and error names as
// AWS has them (API reference); the words of messages are AWS's where users have quoted them.
import { ApiError } from "./api_call.ts";
import { describeInstance, describeTaskDefinition, taskJson } from "./ecs_shapes.ts";
import { serviceJson } from "./ecs_service_shape.ts";
import { lookAtService, lookAtTask } from "./ecs_motion.ts";
import type { Sessions } from "./sessions.ts";
import { arnOf, type FakeCluster, type FakeTask, type World } from "./world.ts";

/** What a call was asked with. */
export type Input = Readonly<Record<string, unknown>>;
/** What a call does. */
export type Action = (input: Input, world: World, sessions: Sessions) => Record<string, unknown>;

/** The actions that are served, by name. */
export const ECS_ACTIONS: Readonly<Record<string, Action>> = {
  ListClusters(input, world) {
    const { items, nextToken } = page(world.clusters, input, 100, 100);
    return { clusterArns: items.map(({ name }) => arnOf(world, "cluster", name)), nextToken };
  },

  ListServices(input, world) {
    const cluster = clusterOf(input, world);
    const all = world.services.filter((each) => each.cluster === cluster.name);
    const { items, nextToken } = page(all, input, 10, 100);
    return {
      serviceArns: items.map(({ name }) => arnOf(world, "service", `${cluster.name}/${name}`)),
      nextToken,
    };
  },

  ListTasks(input, world) {
    const cluster = clusterOf(input, world);
    const { serviceName, family, startedBy, desiredStatus = "RUNNING" } = input;
    if (serviceName !== undefined && family !== undefined) {
      throw new ApiError(
        "InvalidParameterException",
        "Cannot specify both family and serviceName in the request",
      );
    }
    if (serviceName !== undefined && serviceOf(world, cluster, serviceName) === undefined) {
      throw new ApiError("ServiceNotFoundException", "Service not found.");
    }
    const all = world.tasks.filter((task) =>
      task.cluster === cluster.name && task.desiredStatus === desiredStatus &&
      (serviceName === undefined || task.group === `service:${lastPart(serviceName)}`) &&
      (family === undefined || task.family === family) &&
      (startedBy === undefined || task.startedBy === startedBy)
    );
    const { items, nextToken } = page(all, input, 100, 100);
    return { taskArns: items.map((task) => taskArn(world, task)), nextToken };
  },

  DescribeClusters(input, world) {
    const names = textsOf(input["clusters"] ?? ["default"], 100, "clusters");
    const found = names.map((name) =>
      world.clusters.find((each) => each.name === lastPart(name)) ?? name
    );
    return {
      clusters: found.flatMap((each) => typeof each === "string" ? [] : [clusterJson(each, world)]),
      failures: found.flatMap((each) =>
        typeof each === "string"
          ? [{ arn: arnOf(world, "cluster", lastPart(each)), reason: "MISSING" }]
          : []
      ),
    };
  },

  DescribeServices(input, world) {
    const cluster = clusterOf(input, world);
    const names = textsOf(input["services"], 10, "services");
    const found = names.map((name) => serviceOf(world, cluster, name) ?? name);
    for (const each of found) if (typeof each !== "string") lookAtService(each);
    const includes = Array.isArray(input["include"]) && input["include"].includes("TAGS");
    return {
      services: found.flatMap((each) =>
        typeof each === "string" ? [] : [serviceJson(each, world, includes)]
      ),
      failures: found.flatMap((each) =>
        typeof each === "string" ? [{ arn: each, reason: "MISSING" }] : []
      ),
    };
  },

  DescribeTasks(input, world) {
    const cluster = clusterOf(input, world);
    const ids = textsOf(input["tasks"], 100, "tasks");
    const wanted = new Set(ids.map(lastPart));
    // One pass: a large account must not make the fake the slow part of a measurement.
    const known = new Map(
      world.tasks.filter((each) => each.cluster === cluster.name && wanted.has(each.taskId))
        .map((each) => [each.taskId, each]),
    );
    const found = ids.map((id) => known.get(lastPart(id)) ?? id);
    for (const each of found) if (typeof each !== "string") lookAtTask(each);
    return {
      tasks: found.flatMap((each) => typeof each === "string" ? [] : [taskJson(each, world)]),
      failures: found.flatMap((each) =>
        typeof each === "string"
          ? [{
            arn: arnOf(world, "task", `${cluster.name}/${lastPart(each)}`),
            reason: "MISSING",
          }]
          : []
      ),
    };
  },

  DescribeTaskDefinition(input, world) {
    return { taskDefinition: describeTaskDefinition(lastPart(input["taskDefinition"]), world) };
  },

  DescribeContainerInstances(input, world) {
    clusterOf(input, world);
    const ids = textsOf(input["containerInstances"], 100, "containerInstances");
    return { containerInstances: ids.map((id) => describeInstance(lastPart(id), world)) };
  },

  ExecuteCommand(input, world, sessions) {
    const cluster = clusterOf(input, world);
    const task = taskOf(world, cluster, input["task"]);
    if (input["interactive"] !== true) {
      throw new ApiError("InvalidParameterException", "Interactive is the only mode supported.");
    }
    if (task === undefined || task.lastStatus === "STOPPED") {
      throw new ApiError("InvalidParameterException", "The specified task was not found.");
    }
    const named = input["container"];
    if (named === undefined && task.containers.length > 1) {
      throw new ApiError(
        "InvalidParameterException",
        "Must specify a container name when the task has more than one container.",
      );
    }
    const container = named === undefined
      ? task.containers[0]
      : task.containers.find((each) => each.name === named);
    if (container === undefined) {
      throw new ApiError("InvalidParameterException", "The container name does not exist.");
    }
    if (!task.enableExecuteCommand || container.agent !== "RUNNING") {
      throw new ApiError(
        "InvalidParameterException",
        "The execute command failed because execute command was not enabled when the task was " +
          "run or the execute command agent isn’t running. Wait and try again or run a new task " +
          "with execute command enabled and try again.",
      );
    }
    if (container.notConnected === true) {
      throw new ApiError(
        "TargetNotConnectedException",
        "The execute command failed due to an internal error. Try again later.",
      );
    }
    const { sessionId, streamUrl, tokenValue } = sessions.start({
      cluster: cluster.name,
      taskId: task.taskId,
      runtimeId: container.runtimeId,
      container,
      command: String(input["command"]),
      ...(cluster.kmsKeyId !== undefined ? { kmsKeyId: cluster.kmsKeyId } : {}),
    });
    return {
      clusterArn: arnOf(world, "cluster", cluster.name),
      containerArn: arnOf(world, "container", `${cluster.name}/${task.taskId}/${container.name}`),
      containerName: container.name,
      interactive: true,
      session: { sessionId, streamUrl, tokenValue },
      taskArn: taskArn(world, task),
    };
  },
};

function clusterJson(cluster: FakeCluster, world: World): Record<string, unknown> {
  const { executeCommandConfiguration } = cluster;
  return {
    clusterArn: arnOf(world, "cluster", cluster.name),
    clusterName: cluster.name,
    status: "ACTIVE",
    runningTasksCount:
      world.tasks.filter((task) => task.cluster === cluster.name && task.lastStatus === "RUNNING")
        .length,
    activeServicesCount: world.services.filter((each) => each.cluster === cluster.name).length,
    ...(executeCommandConfiguration !== undefined
      ? { configuration: { executeCommandConfiguration } }
      : {}),
  };
}

/** The cluster that is asked for; throws as ECS does. */
export function clusterOf(input: Input, world: World): FakeCluster {
  const name = lastPart(input["cluster"] ?? "default");
  const found = world.clusters.find((each) => each.name === name);
  if (found === undefined) throw new ApiError("ClusterNotFoundException", "Cluster not found.");
  return found;
}

/** The service of this name or ARN. */
export function serviceOf(world: World, cluster: FakeCluster, name: unknown) {
  return world.services.find((each) =>
    each.cluster === cluster.name && each.name === lastPart(name)
  );
}

/** The task of this id or ARN. */
export function taskOf(world: World, cluster: FakeCluster, id: unknown): FakeTask | undefined {
  return world.tasks.find((each) => each.cluster === cluster.name && each.taskId === lastPart(id));
}

function taskArn(world: World, task: FakeTask): string {
  return arnOf(world, "task", `${task.cluster}/${task.taskId}`);
}

/** What stands behind an ARN's last slash. */
export function lastPart(value: unknown): string {
  const text = String(value);
  return text.slice(text.lastIndexOf("/") + 1);
}

/** A list of at most `most` texts, as ECS demands it. */
export function textsOf(value: unknown, most: number, name: string): readonly string[] {
  const texts = Array.isArray(value) ? value.map(String) : [];
  if (texts.length === 0) {
    throw new ApiError("InvalidParameterException", `${name} cannot be empty.`);
  }
  if (texts.length > most) {
    throw new ApiError("InvalidParameterException", `${name} can have at most ${most} items.`);
  }
  return texts;
}

/** Each listed thing's place in the order in which they came. */
const ORDER = new WeakMap<object, number>();
let came = 0;

function orderOf(thing: object): number {
  const known = ORDER.get(thing) ?? ++came;
  ORDER.set(thing, known);
  return known;
}

/** One page; a token names the last thing of it, so that nothing is lost when others go meanwhile. */
export function page<T extends object>(
  all: readonly T[],
  input: Input,
  usual: number,
  most: number,
): { readonly items: readonly T[]; readonly nextToken?: string } {
  const size = Number(input["maxResults"] ?? usual);
  if (!(size >= 1 && size <= most)) {
    throw new ApiError("InvalidParameterException", `maxResults must be between 1 and ${most}.`);
  }
  const token = input["nextToken"];
  const after = token === undefined ? 0 : Number(/^after-(\d+)$/.exec(String(token))?.[1] ?? NaN);
  if (Number.isNaN(after)) throw new ApiError("InvalidParameterException", "Invalid token.");
  const left = all.filter((each) => orderOf(each) > after);
  const items = left.slice(0, size);
  const last = items.at(-1);
  return {
    items,
    ...(left.length > size && last !== undefined ? { nextToken: `after-${orderOf(last)}` } : {}),
  };
}
