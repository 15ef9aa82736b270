// How tasks and services of the fake AWS move in time: a task one step at each look of DescribeTasks,
// a service one at each look of DescribeServices. No clock and no sleep: who does not look sees
// nothing happen, and a test that looks often enough sees all of it.
import { addTask, arnOf, type FakeService, type FakeTask, type Fate, type World } from "./world.ts";

/** AWS keeps so many of a service's events (API reference: Service). */
const EVENTS_MOST = 100;
let numbers = 0;

/** As ECS names deployments. */
export function newId(prefix: string): string {
  return `${prefix}${String(3_000_000_000_000 + ++numbers * 7_919)}`;
}

/** Seconds of the epoch, as JSON 1.1 has times. */
export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** One look at a task. */
export function lookAtTask(task: FakeTask): void {
  task.coming?.shift()?.();
}

/** One look at a service. */
export function lookAtService(service: FakeService): void {
  service.coming?.shift()?.();
}

/** A task from a task definition, PROVISIONING; it goes on as its family's fate is. */
export function startTask(
  world: World,
  cluster: string,
  group: string,
  given: Partial<FakeTask> & { readonly family: string },
): FakeTask {
  const { family } = given;
  const like = world.tasks.find((each) => each.family === family && each.cluster === cluster) ??
    world.tasks.find((each) => each.family === family);
  const names = definedNames(world, family, given.revision ?? 1) ??
    like?.containers.map(({ name }) => name) ?? ["app"];
  const task = addTask(world, cluster, group, family, {
    ...given,
    lastStatus: "PROVISIONING",
    desiredStatus: "RUNNING",
    healthStatus: "UNKNOWN",
    startedAt: new Date(),
    containers: names.map((name) => ({
      name,
      image: like?.containers.find((each) => each.name === name)?.image ?? `${name}:1`,
      lastStatus: "PENDING",
      healthStatus: "UNKNOWN",
      agent: undefined,
    })),
  });
  task.coming = life(task, world.fates.get(family) ?? {});
  return task;
}

/** Names of a definition's containers, where a test has given some. */
function definedNames(world: World, family: string, revision: number): string[] | undefined {
  const containers = world.taskDefinitions.get(`${family}:${revision}`)?.["containerDefinitions"];
  if (!Array.isArray(containers)) return undefined;
  return containers.map((each: { readonly name?: unknown }) => String(each.name));
}

/** The steps of a task from PROVISIONING on. */
function life(task: FakeTask, fate: Fate): (() => void)[] {
  const to = (lastStatus: string) => () => {
    task.lastStatus = lastStatus;
  };
  const { failsToStart, exits, looks = 1, agentLooks = 1 } = fate;
  if (failsToStart !== undefined) {
    return [to("PENDING"), () => {
      endTask(task, {
        stopCode: failsToStart.stopCode ?? "TaskFailedToStart",
        stoppedReason: failsToStart.stoppedReason,
        reasons: failsToStart.containers ?? {},
      });
    }];
  }
  const nothing = () => {};
  return [
    to("PENDING"),
    () => {
      task.lastStatus = "RUNNING";
      task.startedAt = new Date();
      for (const each of task.containers) {
        each.lastStatus = "RUNNING";
        if (task.enableExecuteCommand) each.agent = "PENDING";
      }
      fate.runs?.(task);
    },
    ...Array.from({ length: Math.max(0, agentLooks - 1) }, () => nothing),
    ...(agentLooks === 0 ? [] : [() => {
      task.healthStatus = "HEALTHY";
      for (const each of task.containers) {
        each.healthStatus = "HEALTHY";
        if (task.enableExecuteCommand) each.agent = "RUNNING";
      }
    }]),
    ...(exits === undefined ? [] : [
      ...Array.from({ length: Math.max(0, looks - 1) }, () => nothing),
      () => {
        task.desiredStatus = "STOPPED";
        task.lastStatus = "DEPROVISIONING";
        endContainers(task, exits, fate.reasons);
      },
      () =>
        endTask(task, {
          stopCode: "EssentialContainerExited",
          stoppedReason: fate.stoppedReason ?? "Essential container in task exited",
          exits,
          ...(fate.reasons !== undefined ? { reasons: fate.reasons } : {}),
        }),
    ]),
  ];
}

interface End {
  readonly stopCode: string;
  readonly stoppedReason: string;
  readonly exits?: Readonly<Record<string, number>>;
  readonly reasons?: Readonly<Record<string, string>>;
}

/** A task as it is once it has stopped. */
export function endTask(task: FakeTask, { stopCode, stoppedReason, exits, reasons }: End): void {
  task.lastStatus = "STOPPED";
  task.desiredStatus = "STOPPED";
  task.stopCode = stopCode;
  task.stoppedReason = stoppedReason;
  task.stoppedAt = new Date();
  endContainers(task, exits, reasons);
  task.coming = [];
}

function endContainers(task: FakeTask, exits: End["exits"], reasons: End["reasons"] = {}): void {
  for (const container of task.containers) {
    const { name } = container;
    container.lastStatus = "STOPPED";
    if (container.agent !== undefined) container.agent = "STOPPED";
    // What was only pulled down with the others ends by their SIGTERM.
    if (exits !== undefined) container.exitCode = exits[name] ?? 143;
    if (reasons[name] !== undefined) container.reason = reasons[name];
  }
}

/** StopTask, and what a service does to its own tasks. */
export function stopTask(task: FakeTask, world: World, stopCode: string, reason: string): void {
  if (task.desiredStatus === "STOPPED") return;
  task.desiredStatus = "STOPPED";
  task.stopCode = stopCode;
  task.stoppedReason = reason;
  const code = world.fates.get(task.family)?.stopsWith ?? 143;
  const hasRun = task.lastStatus === "RUNNING";
  const exits = Object.fromEntries(task.containers.map(({ name }) => [name, code]));
  task.coming = [
    () => {
      task.lastStatus = "STOPPING";
    },
    () => endTask(task, { stopCode, stoppedReason: reason, ...(hasRun ? { exits } : {}) }),
  ];
  const service = world.services.find((each) =>
    each.cluster === task.cluster && task.group === `service:${each.name}`
  );
  // Its service starts another one; a deployment under way does so anyway.
  if (service === undefined || stopCode !== "UserInitiated") return;
  (service.coming ??= []).push(() => {
    const started = startTask(world, service.cluster, task.group, taskOf(service));
    addEvent(service, `(service ${service.name}) has started 1 tasks: (task ${started.taskId}).`);
  });
}

/** What a service starts its tasks with. */
export function taskOf(service: FakeService): Partial<FakeTask> & { readonly family: string } {
  const { family, revision, enableExecuteCommand } = service;
  return { family, revision, enableExecuteCommand };
}

/** A service's running tasks, and those on their way. */
export function tasksOf(world: World, { cluster, name }: FakeService): readonly FakeTask[] {
  return world.tasks.filter((each) =>
    each.cluster === cluster && each.group === `service:${name}` && each.desiredStatus !== "STOPPED"
  );
}

/** Tells an event, newest first. */
export function addEvent(service: FakeService, message: string): void {
  service.events = [
    { id: crypto.randomUUID(), createdAt: nowSeconds(), message },
    ...service.events ?? [],
  ].slice(0, EVENTS_MOST);
}

/** ARN of a revision that DescribeServiceRevisions knows. */
export function revisionArn(world: World, service: FakeService, id: string): string {
  return arnOf(world, "service-revision", `${service.cluster}/${service.name}/${id}`);
}
