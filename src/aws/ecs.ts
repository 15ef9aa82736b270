// Amazon ECS behind ecsin's own types. Every call goes through `call`, which bounds how many run
// at once; call.ts logs for --debug and turns AWS's errors into words. Lists give a page at a time.
import { keepSecret } from "../secrets.ts";
import type * as Sdk from "@aws-sdk/client-ecs";
import type { Session } from "../session/session.ts";
import { phase } from "../trace.ts";
import { Buckets } from "./api/bucket.ts";
import { type DebugLog, logged } from "./api/call.ts";
import type { Asking } from "./credentials/site.ts";
import {
  type ContainerInstance,
  type ExecConfiguration,
  parseContainerInstance,
  parseExecConfiguration,
} from "./exec_facts.ts";
import type { Identity } from "./credentials/identity.ts";
import type { Env } from "../environment.ts";
import { explainRefusal } from "./api/refusal.ts";
import { ecsEndpoint } from "./api/endpoint.ts";
import { JsonApi, type OnWire } from "./api/json_api.ts";
import { Retries } from "./api/retry.ts";
import { openSdk, type SdkConfig } from "./credentials/sdk.ts";
import type { Metadata } from "./api/signed_api.ts";
import { type Cluster, parseCluster, parseService, type Service } from "./service.ts";
import { parseTask, type Task } from "./task.ts";
import { parseTaskDefinition, type TaskDefinition } from "./task_definition.ts";

/** Calls under way at once; ECS refills reads at 20 a second (peers' figures in docs). */
const PARALLEL_CALLS = 8;
/** The API's name on the wire. */
const TARGET = "AmazonEC2ContainerServiceV20141113";
/** AWS's largest page for ListClusters, ListServices (10 unless asked) and ListTasks. */
const PAGE = 100;
/** AWS's most services in one DescribeServices. */
export const DESCRIBE_SERVICES_MOST = 10;

/** Which tasks ListTasks gives; ECS does not take a service and a family together. */
export interface TaskFilter {
  readonly service?: string;
  readonly family?: string;
}

interface Page {
  readonly nextToken?: string | undefined;
}

/** The ECS calls that ecsin makes, as one identity in one region. */
export class Ecs {
  readonly #api: JsonApi;
  readonly #identity: Identity;
  readonly #debug: DebugLog;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  private constructor(
    readonly config: SdkConfig,
    /** The URL that ECS is asked at. */
    readonly endpoint: string,
    identity: Identity,
    debug: DebugLog,
  ) {
    this.#identity = identity;
    this.#debug = debug;
    const retries = new Retries(config.settings.maxAttempts);
    const buckets = new Buckets();
    this.#api = new JsonApi({
      ...config,
      endpoint,
      service: "ecs",
      target: TARGET,
      retries,
      turn: (action, send) => buckets.paced(action, send),
    });
  }

  /** Decides how AWS is asked; asks no network, unless the person must be asked. */
  static async open(
    identity: Identity,
    env: Env,
    debug: DebugLog,
    asking?: Asking,
  ): Promise<Ecs> {
    phase("settings");
    try {
      const config = await openSdk(identity, env, debug, asking);
      const endpoint = await ecsEndpoint(config.region, config.settings);
      phase("resolve");
      return new Ecs(config, endpoint, identity, debug);
    } catch (error) {
      throw explainRefusal(error, { action: "configure", input: {}, identity });
    }
  }

  get region(): string {
    return this.config.region;
  }

  get identity(): Identity {
    return this.#identity;
  }

  /** Pages of cluster ARNs. */
  async *listClusters(): AsyncGenerator<readonly string[]> {
    const pages = this.#pages<Sdk.ListClustersResponse>("ListClusters", {});
    for await (const page of pages) yield page.clusterArns ?? [];
  }

  /** Pages of service ARNs. */
  async *listServices(cluster: string): AsyncGenerator<readonly string[]> {
    const pages = this.#pages<Sdk.ListServicesResponse>("ListServices", { cluster });
    for await (const page of pages) yield page.serviceArns ?? [];
  }

  /** Pages of ARNs of the tasks that are to run; without a filter all of the cluster. */
  async *listTasks(cluster: string, filter: TaskFilter = {}): AsyncGenerator<readonly string[]> {
    const wanted = {
      cluster,
      ...(filter.service !== undefined ? { serviceName: filter.service } : {}),
      ...(filter.family !== undefined ? { family: filter.family } : {}),
    };
    const pages = this.#pages<Sdk.ListTasksResponse>("ListTasks", wanted);
    for await (const page of pages) yield page.taskArns ?? [];
  }

  /** Describes up to 100 clusters. */
  async describeClusters(clusters: readonly string[]): Promise<readonly Cluster[]> {
    const input = { clusters: [...clusters] };
    const answer = await this.#call<Sdk.DescribeClustersResponse>("DescribeClusters", input);
    return (answer.clusters ?? []).map(parseCluster);
  }

  /** Describes up to 10 services. */
  async describeServices(
    cluster: string,
    services: readonly string[],
  ): Promise<readonly Service[]> {
    const input = { cluster, services: [...services] };
    const answer = await this.#call<Sdk.DescribeServicesResponse>("DescribeServices", input);
    return (answer.services ?? []).map(parseService);
  }

  /** Describes up to 100 tasks; those that are gone meanwhile are left out. */
  async describeTasks(cluster: string, tasks: readonly string[]): Promise<readonly Task[]> {
    const input = { cluster, tasks: [...tasks] };
    const answer = await this.#call<Sdk.DescribeTasksResponse>("DescribeTasks", input);
    return (answer.tasks ?? []).flatMap((task) => parseTask(task) ?? []);
  }

  /** The task definition of a task; undefined when ECS answers without one. */
  async describeTaskDefinition(taskDefinition: string): Promise<TaskDefinition | undefined> {
    const input = { taskDefinition };
    const answer = await this.#call<Sdk.DescribeTaskDefinitionResponse>(
      "DescribeTaskDefinition",
      input,
    );
    return answer.taskDefinition && parseTaskDefinition(answer.taskDefinition);
  }

  /** How a cluster encrypts and logs ECS Exec sessions; undefined when it is gone. */
  async describeExecConfiguration(cluster: string): Promise<ExecConfiguration | undefined> {
    const input = { clusters: [cluster], include: ["CONFIGURATIONS" as const] };
    const { clusters: [found] = [] } = await this.#call<Sdk.DescribeClustersResponse>(
      "DescribeClusters",
      input,
    );
    return found && parseExecConfiguration(found);
  }

  /** The machine that an EC2 task runs on; undefined when it is gone. */
  async describeContainerInstance(
    cluster: string,
    containerInstance: string,
  ): Promise<ContainerInstance | undefined> {
    const input = { cluster, containerInstances: [containerInstance] };
    const { containerInstances: [found] = [] } = await this.#call<
      Sdk.DescribeContainerInstancesResponse
    >("DescribeContainerInstances", input);
    return found && parseContainerInstance(found);
  }

  /** Starts a command in a container and gives the session to connect to. */
  async executeCommand(
    input: {
      readonly cluster: string;
      readonly task: string;
      readonly container: string;
      readonly command: string;
    },
  ): Promise<Session> {
    const { session } = await this.#call<Sdk.ExecuteCommandResponse>("ExecuteCommand", {
      ...input,
      interactive: true,
    });
    const { sessionId, streamUrl, tokenValue } = session ?? {};
    if (sessionId === undefined || streamUrl === undefined || tokenValue === undefined) {
      throw explainRefusal(new Error("ExecuteCommand answered without a session"), {
        action: "ExecuteCommand",
        input,
        identity: this.#identity,
      });
    }
    keepSecret(tokenValue);
    return { sessionId, streamUrl, tokenValue };
  }

  /** A call of an action that another file of this room knows (ecs_tasks.ts, ecs_deployments.ts). */
  ask<T>(action: string, input: object): Promise<OnWire<T>> {
    return this.#call<T>(action, input);
  }

  /**
   * The SSM endpoint of this region, for the session client: the configured one, or ECS's with the
   * service's name exchanged (partition, FIPS and dual stack are alike).
   */
  async ssmEndpoint(): Promise<string> {
    const { region, settings } = this.config;
    const configured = settings.endpointUrl("SSM");
    if (configured !== undefined) return configured;
    const ecs = await ecsEndpoint(region, { ...settings, endpointUrl: () => undefined });
    return ecs.replace(/^https:\/\/ecs/, "https://ssm");
  }

  async *#pages<T extends Page>(action: string, wanted: object): AsyncGenerator<OnWire<T>> {
    let nextToken: string | undefined;
    do {
      const token = nextToken !== undefined ? { nextToken } : {};
      const page = await this.#call<T>(action, { ...wanted, maxResults: PAGE, ...token });
      yield page;
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  async #call<T>(action: string, input: object): Promise<OnWire<T> & { $metadata: Metadata }> {
    while (this.#running >= PARALLEL_CALLS) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running++;
    const call = { service: "ecs", action, input, identity: this.#identity, debug: this.#debug };
    try {
      return await logged(call, () => this.#api.call<T>(action, input));
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
