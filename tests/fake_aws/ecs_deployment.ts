// A deployment of the fake ECS, step by step: new tasks, old ones gone, steady state; or tasks that
// fail, the circuit breaker, the way back; or a pause until somebody says to go on. The words of the
// events are AWS's where users have quoted them.
import {
  addEvent,
  newId,
  nowSeconds,
  revisionArn,
  startTask,
  stopTask,
  taskOf,
  tasksOf,
} from "./ecs_motion.ts";
import { arnOf, type FakeService, type World } from "./world.ts";

/** A record of the API that is changed as time goes on. */
type Json = Record<string, unknown>;

/** Rounds of tasks that fail before the circuit breaker has had enough. */
const FAILED_ROUNDS = 3;

/** The deployments of a service; a quiet one has one that is COMPLETED. */
export function deploymentsOf(service: FakeService, world: World): Json[] {
  return service.deployments ??= [{
    ...deployment(service, world),
    createdAt: nowSeconds() - 86_400,
    updatedAt: nowSeconds() - 86_300,
    rolloutState: "COMPLETED",
    rolloutStateReason: "ECS deployment ecs-svc/1 completed.",
    runningCount: service.desiredCount,
  }];
}

function deployment(service: FakeService, world: World): Json {
  const id = newId("ecs-svc/");
  return {
    id,
    status: "PRIMARY",
    taskDefinition: arnOf(world, "task-definition", `${service.family}:${service.revision}`),
    desiredCount: service.desiredCount,
    pendingCount: 0,
    runningCount: 0,
    failedTasks: 0,
    createdAt: nowSeconds(),
    updatedAt: nowSeconds(),
    rolloutState: "IN_PROGRESS",
    rolloutStateReason: `ECS deployment ${id} in progress.`,
  };
}

/** Begins a deployment of the service as it is now; it goes on with each look. */
export function deploy(service: FakeService, world: World): void {
  const before = deploymentsOf(service, world).filter(({ status }) => status === "PRIMARY");
  const now = deployment(service, world);
  const record = serviceDeployment(service, world);
  const old = tasksOf(world, service).map((each) => each);
  service.deployments = [now, ...before.map((each) => ({ ...each, status: "ACTIVE" }))];
  service.serviceDeployments = [record, ...service.serviceDeployments ?? []];
  const count = service.desiredCount;
  const started: string[] = [];
  const fate = world.fates.get(service.family) ?? {};
  const name = `(service ${service.name})`;
  const finish = () => {
    addEvent(service, `${name} (deployment ${now["id"]}) deployment completed.`);
    addEvent(service, `${name} has reached a steady state.`);
    now["rolloutState"] = "COMPLETED";
    now["rolloutStateReason"] = `ECS deployment ${now["id"]} completed.`;
    service.deployments = [now];
    Object.assign(record, { status: "SUCCESSFUL", finishedAt: nowSeconds() });
  };
  const start = () => {
    if (fate.notPlaced !== undefined) {
      addEvent(service, `${name} was unable to place a task. Reason: ${fate.notPlaced}.`);
      return;
    }
    for (let task = 0; task < count; task++) {
      const { taskId } = startTask(
        world,
        service.cluster,
        `service:${service.name}`,
        taskOf(service),
      );
      started.push(taskId);
    }
    const ids = started.slice(-count).map((id) => `(task ${id})`).join(" ");
    addEvent(service, `${name} has started ${count} tasks: ${ids}.`);
    now["pendingCount"] = count;
  };
  if (fate.failsToStart !== undefined || (fate.exits !== undefined && failsOn(fate.exits))) {
    service.coming = failing(service, world, { now, record, start, started });
    return;
  }
  if (fate.notPlaced !== undefined) {
    service.coming = [start];
    return;
  }
  service.coming = [
    start,
    () => settle(world, started, now),
    ...(service.pauses === true ? [() => pause(service, record)] : []),
    () => {
      for (const task of old) {
        stopTask(
          task,
          world,
          "ServiceSchedulerInitiated",
          `Scaling activity initiated by ` +
            `(deployment ${now["id"]})`,
        );
      }
      const ids = old.map(({ taskId }) => `(task ${taskId})`).join(" ");
      addEvent(service, `${name} has stopped ${old.length} running tasks: ${ids}.`);
    },
    finish,
  ];
}

function failsOn(exits: Readonly<Record<string, number>>): boolean {
  return Object.values(exits).some((code) => code !== 0);
}

/** The new tasks run, whether somebody has looked at each or not. */
function settle(world: World, ids: readonly string[], now: Json): void {
  for (const task of world.tasks.filter(({ taskId }) => ids.includes(taskId))) {
    while (task.lastStatus !== "RUNNING" && task.coming?.length) task.coming.shift()?.();
  }
  Object.assign(now, { pendingCount: 0, runningCount: ids.length, updatedAt: nowSeconds() });
}

interface Failing {
  readonly now: Json;
  readonly record: Json;
  readonly start: () => void;
  readonly started: readonly string[];
}

/** Tasks that end as soon as they are there, again and again. */
function failing(
  service: FakeService,
  world: World,
  { now, record, start, started }: Failing,
): (() => void)[] {
  const name = `(service ${service.name})`;
  const breaker = breakerOf(service);
  const end = () => {
    for (const task of world.tasks.filter(({ taskId }) => started.includes(taskId))) {
      while (task.coming?.length) task.coming.shift()?.();
    }
    now["failedTasks"] = started.length;
    now["pendingCount"] = 0;
    if (breaker.enable) {
      record["deploymentCircuitBreaker"] = {
        status: "MONITORING",
        failureCount: started.length,
        threshold: FAILED_ROUNDS * service.desiredCount,
      };
    }
  };
  const rounds = Array.from({ length: FAILED_ROUNDS }, () => [start, end]).flat();
  if (!breaker.enable) {
    return [...rounds, () =>
      addEvent(
        service,
        `${name} is unable to consistently start tasks successfully. For more information, see ` +
          "the Troubleshooting section of the Amazon ECS Developer Guide.",
      )];
  }
  return [...rounds, () => {
    addEvent(
      service,
      `${name} (deployment ${now["id"]}) deployment failed: tasks failed to start.`,
    );
    const [, ...older] = service.deployments ?? [];
    const last = older[0];
    Object.assign(now, {
      rolloutState: "FAILED",
      rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
    });
    if (!breaker.rollback || last === undefined) {
      Object.assign(record, {
        status: "STOPPED",
        finishedAt: nowSeconds(),
        statusReason: "Service deployment circuit breaker was triggered.",
      });
      return;
    }
    const back = {
      ...last,
      id: newId("ecs-svc/"),
      status: "PRIMARY",
      createdAt: nowSeconds(),
      rolloutState: "IN_PROGRESS",
      rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${
        last["id"]
      }.`,
    };
    addEvent(service, `${name} rolling back to deployment ${last["id"]}.`);
    service.deployments = [back, { ...now, status: "ACTIVE" }];
    const [family = "", revision = "1"] = String(last["taskDefinition"]).split("/").at(-1)
      ?.split(":") ?? [];
    Object.assign(service, { family, revision: Number(revision) });
    Object.assign(record, {
      status: "ROLLBACK_IN_PROGRESS",
      statusReason: "Service deployment rolled back because the circuit breaker was triggered.",
      rollback: {
        reason: "Service deployment rolled back because the circuit breaker was triggered.",
        startedAt: nowSeconds(),
      },
    });
    service.coming = [() => {
      Object.assign(back, {
        rolloutState: "COMPLETED",
        rolloutStateReason: `ECS deployment ${back.id} completed.`,
      });
      service.deployments = [back];
      Object.assign(record, { status: "ROLLBACK_SUCCESSFUL", finishedAt: nowSeconds() });
      addEvent(service, `${name} has reached a steady state.`);
    }];
  }];
}

function breakerOf({ more = {} }: FakeService): { enable: boolean; rollback: boolean } {
  const configuration: unknown = more["deploymentConfiguration"];
  const breaker: unknown = typeof configuration === "object" && configuration !== null
    ? Reflect.get(configuration, "deploymentCircuitBreaker")
    : undefined;
  const flag = (key: string) =>
    typeof breaker === "object" && breaker !== null && Reflect.get(breaker, key) === true;
  return { enable: flag("enable"), rollback: flag("rollback") };
}

/** A service deployment's record, as DescribeServiceDeployments gives it. */
function serviceDeployment(service: FakeService, world: World): Json {
  const id = newId("");
  return {
    serviceDeploymentArn: arnOf(
      world,
      "service-deployment",
      `${service.cluster}/${service.name}/${id}`,
    ),
    serviceArn: arnOf(world, "service", `${service.cluster}/${service.name}`),
    clusterArn: arnOf(world, "cluster", service.cluster),
    createdAt: nowSeconds(),
    startedAt: nowSeconds(),
    status: "IN_PROGRESS",
    targetServiceRevision: {
      arn: revisionArn(world, service, id),
      requestedTaskCount: service.desiredCount,
    },
  };
}

/** It waits for a person; what would come next is kept until then. */
function pause(service: FakeService, record: Json): void {
  const next = service.coming ?? [];
  service.coming = [];
  Object.assign(record, {
    lifecycleStage: "POST_TEST_TRAFFIC_SHIFT",
    lifecycleHookDetails: [{
      hookId: newId("ecs-pause-"),
      targetType: "PAUSE",
      status: "AWAITING_ACTION",
      expiresAt: nowSeconds() + 3_600,
      timeoutAction: "ROLLBACK",
    }],
  });
  PAUSED.set(record, () => {
    service.coming = [...next];
  });
}

const PAUSED = new WeakMap<Json, () => void>();

/** ContinueServiceDeployment: lets it go on; false when it does not wait. */
export function goOn(record: Json): boolean {
  const resume = PAUSED.get(record);
  if (resume === undefined) return false;
  PAUSED.delete(record);
  delete record["lifecycleHookDetails"];
  record["lifecycleStage"] = "PRODUCTION_TRAFFIC_SHIFT";
  resume();
  return true;
}
