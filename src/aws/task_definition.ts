// Task definitions as the doctor sees them: only what decides whether ECS Exec can work. Values of
// environment variables hold people's secrets, so only names are kept; of the proxy settings the
// values too, with any password taken out.
import type * as Sdk from "@aws-sdk/client-ecs";
import type { OnWire } from "./api/json_api.ts";
import { compact } from "./task.ts";

/** A container as its task definition declares it. */
export interface DefinedContainer {
  readonly name: string;
  readonly image: string;
  readonly readonlyRootFilesystem: boolean;
  /** `linuxParameters.initProcessEnabled`. */
  readonly initProcessEnabled: boolean;
  /** Names of `environment`, then of `secrets`. */
  readonly environment: readonly string[];
  readonly secrets: readonly string[];
  /** HTTP_PROXY, HTTPS_PROXY and NO_PROXY (any case) by upper-case name. */
  readonly proxy: Readonly<Record<string, string>>;
  /** Paths in the container where a volume is mounted writable. */
  readonly writableMounts: readonly string[];
  /** Variables come from files in S3, which DescribeTaskDefinition does not show. */
  readonly environmentFiles: boolean;
  /** `logConfiguration`; undefined: it has none. */
  readonly log?: LogConfiguration;
  /** It routes the others' logs (`firelensConfiguration`): `fluentbit` or `fluentd`. */
  readonly logRouter?: string;
  /** TCP ports that it says it listens on; what listens need not be there. */
  readonly ports: readonly DefinedPort[];
}

/** A container's `logConfiguration`. */
export interface LogConfiguration {
  /** `awslogs`, `awsfirelens`, `splunk`, `fluentd`, … */
  readonly driver: string;
  /** Without those that may be secrets. */
  readonly options: Readonly<Record<string, string>>;
}

/** One of `portMappings`. */
export interface DefinedPort {
  readonly port: number;
  /** Such as `http`, of Service Connect. */
  readonly name?: string;
}

/** A task definition. */
export interface TaskDefinition {
  readonly family: string;
  readonly revision: number;
  readonly taskRoleArn?: string;
  /** `task` or `host`; undefined: each container has its own processes. */
  readonly pidMode?: string;
  /** `awsvpc` and `host`: its containers share one network, and so `localhost`. */
  readonly networkMode?: string;
  readonly containers: readonly DefinedContainer[];
}

/** Parses DescribeTaskDefinition's answer. */
export function parseTaskDefinition(definition: OnWire<Sdk.TaskDefinition>): TaskDefinition {
  return compact<TaskDefinition>({
    family: definition.family ?? "",
    revision: definition.revision ?? 0,
    taskRoleArn: definition.taskRoleArn || undefined,
    pidMode: definition.pidMode,
    networkMode: definition.networkMode,
    containers: (definition.containerDefinitions ?? []).map(parseContainer),
  });
}

function parseContainer(container: OnWire<Sdk.ContainerDefinition>): DefinedContainer {
  const environment = container.environment ?? [];
  const proxy = environment.flatMap(({ name = "", value = "" }) =>
    /^(https?|no)_proxy$/i.test(name) ? [[name.toUpperCase(), withoutPassword(value)]] : []
  );
  return compact<DefinedContainer>({
    name: container.name ?? "",
    image: container.image ?? "",
    readonlyRootFilesystem: container.readonlyRootFilesystem ?? false,
    initProcessEnabled: container.linuxParameters?.initProcessEnabled ?? false,
    environment: environment.map((each) => each.name ?? ""),
    secrets: (container.secrets ?? []).map((each) => each.name ?? ""),
    proxy: Object.fromEntries(proxy),
    writableMounts: (container.mountPoints ?? [])
      .filter((each) => each.readOnly !== true).map((each) => each.containerPath ?? ""),
    environmentFiles: (container.environmentFiles ?? []).length > 0,
    log: parseLog(container.logConfiguration),
    logRouter: container.firelensConfiguration?.type,
    ports: (container.portMappings ?? []).flatMap(({ containerPort, protocol, name }) =>
      containerPort === undefined || (protocol ?? "tcp") !== "tcp"
        ? []
        : [{ port: containerPort, ...(name !== undefined ? { name } : {}) }]
    ),
  });
}

/** Options that hold a secret where it is not in `secretOptions`: `splunk-token`, `apikey`. */
const SECRET = /token|key|password|passwd|secret|auth/i;

/** Parses a `logConfiguration`, of a container or of Service Connect. */
export function parseLog(
  log: OnWire<Sdk.LogConfiguration> | undefined,
): LogConfiguration | undefined {
  if (log?.logDriver === undefined) return undefined;
  const options = Object.entries(log.options ?? {}).filter(([name]) => !SECRET.test(name))
    .map(([name, value]) => [name, withoutPassword(value)]);
  return { driver: log.logDriver, options: Object.fromEntries(options) };
}

/** `http://user:secret@proxy:3128` → `http://…@proxy:3128`. */
export function withoutPassword(url: string): string {
  return url.replaceAll(/(^|\/\/)[^/@\s]*@/g, "$1…@");
}
