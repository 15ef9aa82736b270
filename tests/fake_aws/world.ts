// The pretend account: clusters, services, tasks and containers as plain, mutable objects. A test
// may change anything at any time; the API in ecs_api.ts reads it anew for each call.
import { LogStore } from "./log_store.ts";
import type { ContainerView } from "./surroundings.ts";

/** A container; also how its inside looks to the agent (see surroundings.ts). */
export interface FakeContainer extends ContainerView {
  readonly name: string;
  runtimeId: string;
  image: string;
  lastStatus: "PENDING" | "RUNNING" | "STOPPED";
  healthStatus: "HEALTHY" | "UNHEALTHY" | "UNKNOWN";
  /** Status of its ExecuteCommandAgent; undefined: it has none. */
  agent: "PENDING" | "RUNNING" | "STOPPED" | undefined;
  agentReason?: string;
  /** Of a stopped one: how its first process ended, and why it never ran, in AWS's words. */
  exitCode?: number;
  reason?: string;
  imageDigest?: string;
  /** Its agent runs but is not connected: TargetNotConnectedException. */
  notConnected?: boolean;
}

export interface FakeTask {
  readonly taskId: string;
  readonly cluster: string;
  /** `service:NAME` or `family:NAME`. */
  group: string;
  family: string;
  revision: number;
  lastStatus: string;
  desiredStatus: string;
  healthStatus: "HEALTHY" | "UNHEALTHY" | "UNKNOWN";
  startedAt: Date;
  availabilityZone: string;
  privateIp: string;
  launchType: "FARGATE" | "EC2";
  platformFamily: string;
  platformVersion: string;
  enableExecuteCommand: boolean;
  containerInstance?: string;
  stopCode?: string;
  stoppedReason?: string;
  stoppedAt?: Date;
  startedBy?: string;
  /** What RunTask gave over its task definition, as it gave it. */
  overrides?: Readonly<Record<string, unknown>>;
  capacityProviderName?: string;
  readonly containers: FakeContainer[];
  /** What happens to it next: one at each look of DescribeTasks. */
  coming?: (() => void)[];
}

/** What becomes of tasks that are started from a family, by RunTask or by a service. */
export interface Fate {
  /** None can be placed, for this reason: `RESOURCE:ENI`. */
  readonly notPlaced?: string;
  /** It ends before it runs: the task's words, and those of a container. */
  readonly failsToStart?: {
    readonly stopCode?: string;
    readonly stoppedReason: string;
    readonly containers?: Readonly<Record<string, string>>;
  };
  /** These containers exit so; undefined: it runs until it is stopped. */
  readonly exits?: Readonly<Record<string, number>>;
  /** Why, where it is not that an essential container exited. */
  readonly stoppedReason?: string;
  /** A container's own words, such as `OutOfMemoryError: …`, by name. */
  readonly reasons?: Readonly<Record<string, string>>;
  /** For how many looks it is RUNNING before it exits; 1 by default. */
  readonly looks?: number;
  /** Its exec agent is PENDING for so many looks at a running task; 1 by default, 0: for ever. */
  readonly agentLooks?: number;
  /** Is told when it runs: what it writes, say. */
  readonly runs?: (task: FakeTask) => void;
  /** How its containers end when they are stopped: 143 by default, 137 where SIGTERM is ignored. */
  readonly stopsWith?: number;
}

export interface FakeService {
  readonly name: string;
  readonly cluster: string;
  family: string;
  revision: number;
  desiredCount: number;
  enableExecuteCommand: boolean;
  /** More of DescribeServices' answer: `networkConfiguration`, `deploymentConfiguration`, … */
  more?: Readonly<Record<string, unknown>>;
  /** Newest first; one that is COMPLETED by default. */
  deployments?: Record<string, unknown>[];
  /** Newest first, as AWS keeps a hundred of them. */
  events?: { id: string; createdAt: number; message: string }[];
  /** Newest first, as ListServiceDeployments has them; none by default. */
  serviceDeployments?: Record<string, unknown>[];
  /** A deployment waits at a pause hook until ContinueServiceDeployment. */
  pauses?: boolean;
  /** What happens to it next: one at each look of DescribeServices. */
  coming?: (() => void)[];
}

export interface FakeCluster {
  readonly name: string;
  executeCommandConfiguration?: Readonly<Record<string, unknown>>;
  /** KMS key that sessions are encrypted with. */
  kmsKeyId?: string;
}

/** Everything the pretend account holds. */
export interface World {
  readonly accountId: string;
  readonly region: string;
  readonly clusters: FakeCluster[];
  readonly services: FakeService[];
  readonly tasks: FakeTask[];
  /** Task definitions by `family:revision`, merged over a plain default when described. */
  readonly taskDefinitions: Map<string, Readonly<Record<string, unknown>>>;
  /** SSM documents of the company's own; `{{ name }}` stands for a parameter of StartSession. */
  readonly documents: Map<string, Readonly<Record<string, string>>>;
  /** Container instances by id, merged over a plain default when described. */
  readonly containerInstances: Map<string, Readonly<Record<string, unknown>>>;
  /** What CloudWatch Logs holds. */
  readonly logs: LogStore;
  /** By family; what is started from others runs until it is stopped. */
  readonly fates: Map<string, Fate>;
}

/** What a test says of a task; the rest gets believable values. */
export interface TaskSpec extends Partial<Omit<FakeTask, "containers" | "cluster">> {
  /** Names, or more. */
  readonly containers?: readonly (string | (Partial<FakeContainer> & { readonly name: string }))[];
}

/** What a test says of a cluster. */
export interface ClusterSpec {
  readonly services?: Readonly<
    Record<string, readonly TaskSpec[] | (Partial<FakeService> & { tasks: readonly TaskSpec[] })>
  >;
  /** Standalone tasks by family. */
  readonly standalone?: Readonly<Record<string, readonly TaskSpec[]>>;
  readonly kmsKeyId?: string;
}

const MINUTE_MS = 60_000;

/** Builds a world from cluster names and what is in them; ids are made in order, so they repeat. */
export function buildWorld(
  clusters: Readonly<Record<string, ClusterSpec>>,
  now: Date = new Date(),
): World {
  const world: World = {
    accountId: "123456789012",
    region: "eu-central-1",
    clusters: [],
    services: [],
    tasks: [],
    taskDefinitions: new Map(),
    documents: new Map(),
    containerInstances: new Map(),
    logs: new LogStore(),
    fates: new Map(),
  };
  for (const [cluster, spec] of Object.entries(clusters)) {
    world.clusters.push({
      name: cluster,
      ...(spec.kmsKeyId !== undefined ? { kmsKeyId: spec.kmsKeyId } : {}),
    });
    for (const [name, given] of Object.entries(spec.services ?? {})) {
      const { tasks, ...service } = isTaskList(given) ? { tasks: given } : given;
      const [first] = tasks;
      world.services.push({
        name,
        cluster,
        family: first?.family ?? name,
        revision: first?.revision ?? 1,
        desiredCount: tasks.length,
        enableExecuteCommand: tasks.every((task) => task.enableExecuteCommand !== false),
        ...service,
      });
      for (const task of tasks) addTask(world, cluster, `service:${name}`, name, task, now);
    }
    for (const [family, tasks] of Object.entries(spec.standalone ?? {})) {
      for (const task of tasks) addTask(world, cluster, `family:${family}`, family, task, now);
    }
  }
  return world;
}

function isTaskList(
  given: readonly TaskSpec[] | { tasks: readonly TaskSpec[] },
): given is readonly TaskSpec[] {
  return Array.isArray(given);
}

/** Adds one task to a running world. */
export function addTask(
  world: World,
  cluster: string,
  group: string,
  family: string,
  spec: TaskSpec = {},
  now: Date = new Date(),
): FakeTask {
  const number = world.tasks.length;
  const taskId = spec.taskId ?? idFrom(number);
  const { containers = ["app"], ...rest } = spec;
  const zone = "abc"[number % 3] ?? "a";
  const task: FakeTask = {
    cluster,
    group,
    family,
    revision: 1,
    lastStatus: "RUNNING",
    desiredStatus: "RUNNING",
    healthStatus: "HEALTHY",
    startedAt: new Date(now.getTime() - (number + 1) * 7 * MINUTE_MS),
    availabilityZone: `${world.region}${zone}`,
    privateIp: `10.0.${Math.floor(number / 250)}.${number % 250 + 4}`,
    launchType: "FARGATE",
    platformFamily: "Linux",
    platformVersion: "1.4.0",
    enableExecuteCommand: true,
    ...rest,
    taskId,
    containers: containers.map((each, index) => {
      const given = typeof each === "string" ? { name: each } : each;
      return {
        runtimeId: `${taskId}-${2_531_612_879 + index}`,
        image: `registry.example/${given.name}:1`,
        lastStatus: "RUNNING",
        healthStatus: "HEALTHY",
        agent: spec.enableExecuteCommand === false ? undefined : "RUNNING",
        ...given,
      };
    }),
  };
  world.tasks.push(task);
  return task;
}

/** 32 hex digits, well spread, the same for the same number in every run (xorshift32, 4 words). */
function idFrom(number: number): string {
  let state = (number + 1) * 2_654_435_761 >>> 0;
  let id = "";
  for (let word = 0; word < 4; word++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    id += (state >>> 0).toString(16).padStart(8, "0");
  }
  return id;
}

/** A large account: `services` and `tasks` are spread evenly over `clusters`. */
export function generatedWorld(
  counts: { readonly clusters: number; readonly services: number; readonly tasks: number },
): World {
  const world = buildWorld({});
  const name = (kind: string, number: number) => `${kind}-${String(number).padStart(4, "0")}`;
  for (let number = 0; number < counts.clusters; number++) {
    world.clusters.push({ name: name("cluster", number) });
  }
  for (let number = 0; number < counts.services; number++) {
    world.services.push({
      name: name("service", number),
      cluster: name("cluster", number % counts.clusters),
      family: name("service", number),
      revision: 1,
      desiredCount: Math.ceil(counts.tasks / counts.services),
      enableExecuteCommand: true,
    });
  }
  const now = new Date();
  for (let number = 0; number < counts.tasks; number++) {
    const service = world.services[number % counts.services];
    if (service === undefined) break;
    addTask(world, service.cluster, `service:${service.name}`, service.name, {}, now);
  }
  return world;
}

/** ARNs as ECS makes them. */
export function arnOf(world: World, kind: string, path: string): string {
  return `arn:aws:ecs:${world.region}:${world.accountId}:${kind}/${path}`;
}
