// From a task to the streams of its containers, by its task definition, which is asked for once.
import type { Ecs } from "../aws/ecs.ts";
import type { Service } from "../aws/service.ts";
import type { Task } from "../aws/task.ts";
import type { DefinedContainer, TaskDefinition } from "../aws/task_definition.ts";
import { EcsinError, EXIT } from "../error.ts";
import { logPlaceOf } from "./log_place.ts";
import { isProxy, proxiesOf, SERVICE_CONNECT, withServiceLog } from "./service_connect.ts";
import { splitSidecars } from "./sidecars.ts";
import { type Wanted, wantedOf } from "./wanted.ts";

/** Which containers are read. */
export interface ContainerChoice {
  /** Just this one. */
  readonly container?: string;
  /** Those beside the app, too. */
  readonly all: boolean;
}

/** What there is to read of a task. */
export interface TaskLogs {
  readonly wanted: readonly Wanted[];
  /** The containers that are read, by name. */
  readonly containers: readonly string[];
  /** Those beside the app that are not. */
  readonly beside: readonly string[];
  /** What cannot be read, and where it is: one line a container. */
  readonly elsewhere: readonly string[];
}

/** What is asked of ECS; services only where a proxy of theirs is to be read. */
export type LogsEcs = Pick<Ecs, "describeTaskDefinition" | "describeServices" | "region">;

/** Knows the streams of tasks. */
export class TaskStreams {
  readonly #ecs: LogsEcs;
  readonly #choice: ContainerChoice;
  readonly #definitions = new Map<string, Promise<TaskDefinition | undefined>>();
  readonly #services = new Map<string, Promise<readonly Service[]>>();

  constructor(ecs: LogsEcs, choice: ContainerChoice) {
    this.#ecs = ecs;
    this.#choice = choice;
  }

  /** The streams of a task; throws where it has no container of that name. */
  async of(task: Task): Promise<TaskLogs> {
    const defined = (await this.definition(task.taskDefinitionArn))?.containers ?? [];
    const containers = [...defined, ...proxiesOf(task, defined)];
    const { chosen: named, beside } = this.#chosen(containers, task);
    const chosen = await Promise.all(
      named.map((each) => defined.includes(each) ? each : this.#proxy(each, task)),
    );
    const wanted: Wanted[] = [];
    const elsewhere: string[] = [];
    for (const each of chosen) {
      const place = logPlaceOf(each, task.launchType, this.#ecs.region);
      if (place.kind !== "cloudwatch") {
        elsewhere.push(`${each.name}: ${place.where}`);
        continue;
      }
      const one = wantedOf(place, each.name, task);
      if (one !== undefined) wanted.push(one);
      else elsewhere.push(`${each.name}: its container has not started, so its stream has no name`);
    }
    // What Fluent Bit itself says tells why nothing arrives where the app's lines go.
    const router = containers.find(({ logRouter }) => logRouter !== undefined);
    if (elsewhere.length > 0 && router !== undefined && !chosen.includes(router)) {
      elsewhere.push(`the router's own lines: --container ${router.name}`);
    }
    return { wanted, containers: chosen.map(({ name }) => name), beside, elsewhere };
  }

  /** The same of one of several tasks: one of another revision may have no container of that name. */
  async ofSome(task: Task): Promise<TaskLogs> {
    try {
      return await this.of(task);
    } catch (error) {
      const isOther = error instanceof EcsinError && error.failure.id === "container-not-found";
      if (!isOther) throw error;
      return { wanted: [], containers: [], beside: [], elsewhere: [error.message] };
    }
  }

  /** A task definition; a revision never changes. */
  async definition(arn: string): Promise<TaskDefinition | undefined> {
    const known = this.#definitions.get(arn) ?? this.#ecs.describeTaskDefinition(arn);
    this.#definitions.set(arn, known);
    return await known;
  }

  async #proxy(proxy: DefinedContainer, task: Task): Promise<DefinedContainer> {
    const { clusterArn, service } = task;
    if (service === undefined) return proxy;
    const known = this.#services.get(service) ?? this.#ecs.describeServices(clusterArn, [service]);
    this.#services.set(service, known);
    const [found] = await known;
    return found === undefined ? proxy : withServiceLog(proxy, found, task);
  }

  #chosen(
    containers: readonly DefinedContainer[],
    task: Task,
  ): { readonly chosen: readonly DefinedContainer[]; readonly beside: readonly string[] } {
    const { container, all } = this.#choice;
    if (container !== undefined) {
      const named = containers.find(({ name }) => name === container) ??
        (container === SERVICE_CONNECT ? containers.find(isProxy) : undefined);
      if (named !== undefined) return { chosen: [named], beside: [] };
      throw new EcsinError({
        id: "container-not-found",
        what: `task ${task.taskId.slice(0, 8)} has no container "${container}"`,
        why: `it has: ${containers.map(({ name }) => name).join(", ")}`,
        again: "--all-containers",
        exitCode: EXIT.refused,
      });
    }
    if (all) return { chosen: containers, beside: [] };
    const { app, beside } = splitSidecars(containers);
    return { chosen: app, beside: beside.map(({ name }) => name) };
  }
}
