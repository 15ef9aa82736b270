// Amazon ECS behind ecsin's own types. Every call goes through `call`, which bounds how many run
// at once; call.ts logs for --debug and turns AWS's errors into words. Lists give a page at a time.
import type { ECSClient } from "@aws-sdk/client-ecs";
import type { Session } from "../session/session.ts";
import { Buckets } from "./bucket.ts";
import { type DebugLog, logged } from "./call.ts";
import {
  type ContainerInstance,
  type ExecConfiguration,
  parseContainerInstance,
  parseExecConfiguration,
} from "./exec_facts.ts";
import type { Env, Identity } from "./identity.ts";
import { explainRefusal } from "./refusal.ts";
import type { AskMfaCode, SdkConfig } from "./sdk.ts";
import { type Cluster, parseCluster, parseService, type Service } from "./service.ts";
import { parseTask, type Task } from "./task.ts";
import { parseTaskDefinition, type TaskDefinition } from "./task_definition.ts";

/** Calls under way at once; ECS refills reads at 20 a second (peers' figures in docs). */
const PARALLEL_CALLS = 8;
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
  readonly $metadata: { attempts?: number; requestId?: string };
  readonly nextToken?: string | undefined;
}

/** The ECS calls that ecsin makes, as one identity in one region. */
export class Ecs {
  readonly #client: ECSClient;
  readonly #sdk: typeof import("@aws-sdk/client-ecs");
  readonly #identity: Identity;
  readonly #debug: DebugLog;
  readonly #buckets = new Buckets();
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  private constructor(
    sdk: typeof import("@aws-sdk/client-ecs"),
    readonly config: SdkConfig,
    identity: Identity,
    debug: DebugLog,
  ) {
    this.#sdk = sdk;
    this.#identity = identity;
    this.#debug = debug;
    this.#client = new sdk.ECSClient(config);
    // Below the SDK's retries: each try waits for its turn.
    this.#client.middlewareStack.add(
      (next, { commandName = "" }) => (args) =>
        this.#buckets.paced(commandName.replace(/Command$/, ""), () => next(args)),
      { step: "finalizeRequest", priority: "low", name: "ecsinBuckets" },
    );
  }

  /** Loads the SDK and makes the client; asks no network. */
  static async open(
    identity: Identity,
    env: Env,
    debug: DebugLog,
    askMfaCode?: AskMfaCode,
  ): Promise<Ecs> {
    const sdk = import("@aws-sdk/client-ecs");
    const { openSdk } = await import("./sdk.ts");
    try {
      const config = await openSdk(identity, env, askMfaCode);
      return new Ecs(await sdk, config, identity, debug);
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
    const pages = this.#pages(
      "ListClusters",
      {},
      (input) => this.#client.send(new this.#sdk.ListClustersCommand(input)),
    );
    for await (const page of pages) yield page.clusterArns ?? [];
  }

  /** Pages of service ARNs. */
  async *listServices(cluster: string): AsyncGenerator<readonly string[]> {
    const pages = this.#pages(
      "ListServices",
      { cluster },
      (input) => this.#client.send(new this.#sdk.ListServicesCommand(input)),
    );
    for await (const page of pages) yield page.serviceArns ?? [];
  }

  /** Pages of ARNs of the tasks that are to run; without a filter all of the cluster. */
  async *listTasks(cluster: string, filter: TaskFilter = {}): AsyncGenerator<readonly string[]> {
    const wanted = {
      cluster,
      ...(filter.service !== undefined ? { serviceName: filter.service } : {}),
      ...(filter.family !== undefined ? { family: filter.family } : {}),
    };
    const pages = this.#pages(
      "ListTasks",
      wanted,
      (input) => this.#client.send(new this.#sdk.ListTasksCommand(input)),
    );
    for await (const page of pages) yield page.taskArns ?? [];
  }

  /** Describes up to 100 clusters. */
  async describeClusters(clusters: readonly string[]): Promise<readonly Cluster[]> {
    const input = { clusters: [...clusters] };
    const answer = await this.#call(
      "DescribeClusters",
      input,
      () => this.#client.send(new this.#sdk.DescribeClustersCommand(input)),
    );
    return (answer.clusters ?? []).map(parseCluster);
  }

  /** Describes up to 10 services. */
  async describeServices(
    cluster: string,
    services: readonly string[],
  ): Promise<readonly Service[]> {
    const input = { cluster, services: [...services] };
    const answer = await this.#call(
      "DescribeServices",
      input,
      () => this.#client.send(new this.#sdk.DescribeServicesCommand(input)),
    );
    return (answer.services ?? []).map(parseService);
  }

  /** Describes up to 100 tasks; those that are gone meanwhile are left out. */
  async describeTasks(cluster: string, tasks: readonly string[]): Promise<readonly Task[]> {
    const input = { cluster, tasks: [...tasks] };
    const answer = await this.#call(
      "DescribeTasks",
      input,
      () => this.#client.send(new this.#sdk.DescribeTasksCommand(input)),
    );
    return (answer.tasks ?? []).flatMap((task) => parseTask(task) ?? []);
  }

  /** The task definition of a task; undefined when ECS answers without one. */
  async describeTaskDefinition(taskDefinition: string): Promise<TaskDefinition | undefined> {
    const input = { taskDefinition };
    const answer = await this.#call(
      "DescribeTaskDefinition",
      input,
      () => this.#client.send(new this.#sdk.DescribeTaskDefinitionCommand(input)),
    );
    return answer.taskDefinition && parseTaskDefinition(answer.taskDefinition);
  }

  /** How a cluster encrypts and logs ECS Exec sessions; undefined when it is gone. */
  async describeExecConfiguration(cluster: string): Promise<ExecConfiguration | undefined> {
    const input = { clusters: [cluster], include: ["CONFIGURATIONS" as const] };
    const { clusters: [found] = [] } = await this.#call(
      "DescribeClusters",
      input,
      () => this.#client.send(new this.#sdk.DescribeClustersCommand(input)),
    );
    return found && parseExecConfiguration(found);
  }

  /** The machine that an EC2 task runs on; undefined when it is gone. */
  async describeContainerInstance(
    cluster: string,
    containerInstance: string,
  ): Promise<ContainerInstance | undefined> {
    const input = { cluster, containerInstances: [containerInstance] };
    const { containerInstances: [found] = [] } = await this.#call(
      "DescribeContainerInstances",
      input,
      () => this.#client.send(new this.#sdk.DescribeContainerInstancesCommand(input)),
    );
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
    const { session } = await this.#call(
      "ExecuteCommand",
      input,
      () => this.#client.send(new this.#sdk.ExecuteCommandCommand({ ...input, interactive: true })),
    );
    const { sessionId, streamUrl, tokenValue } = session ?? {};
    if (sessionId === undefined || streamUrl === undefined || tokenValue === undefined) {
      throw explainRefusal(new Error("ExecuteCommand answered without a session"), {
        action: "ExecuteCommand",
        input,
        identity: this.#identity,
      });
    }
    return { sessionId, streamUrl, tokenValue };
  }

  /**
   * The SSM endpoint of this region, for the session client: the configured one, or the ECS
   * endpoint that the SDK resolves (partition, FIPS, dual stack) with the service's name exchanged.
   */
  async ssmEndpoint(env: Env): Promise<string> {
    const configured = this.#identity.endpointUrl ?? env("AWS_ENDPOINT_URL_SSM") ??
      env("AWS_ENDPOINT_URL");
    if (configured !== undefined) return configured;
    const url = await this.#resolvedEndpoint();
    return `${url.protocol}//${url.host.replace(/^ecs/, "ssm")}`;
  }

  /** The URL that ECS is asked at. */
  async endpoint(env: Env): Promise<string> {
    const configured = this.#identity.endpointUrl ?? env("AWS_ENDPOINT_URL_ECS") ??
      env("AWS_ENDPOINT_URL");
    return configured ?? String(await this.#resolvedEndpoint());
  }

  async #resolvedEndpoint(): Promise<URL> {
    const { config } = this.#client;
    const { url } = config.endpointProvider({
      Region: this.region,
      UseFIPS: await config.useFipsEndpoint(),
      UseDualStack: await config.useDualstackEndpoint(),
    });
    return url;
  }

  async *#pages<I extends object, T extends Page>(
    action: string,
    wanted: I,
    send: (input: I & { readonly maxResults: number; readonly nextToken?: string }) => Promise<T>,
  ): AsyncGenerator<T> {
    let nextToken: string | undefined;
    do {
      const token = nextToken !== undefined ? { nextToken } : {};
      const input = { ...wanted, maxResults: PAGE, ...token };
      const page: T = await this.#call(action, input, () => send(input));
      yield page;
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  async #call<T extends { $metadata: { attempts?: number; requestId?: string } }>(
    action: string,
    input: object,
    send: () => Promise<T>,
  ): Promise<T> {
    while (this.#running >= PARALLEL_CALLS) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#running++;
    const call = { service: "ecs", action, input, identity: this.#identity, debug: this.#debug };
    try {
      return await logged(call, send);
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
