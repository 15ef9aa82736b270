// What RunTask is asked for, so that a task runs as the service's own tasks do: the same definition,
// network, capacity, platform, volumes and tags, with another command. Pure.
import type { Runnable, RunnableContainer } from "../aws/runnable.ts";
import type { RunRequest } from "../aws/ecs_tasks.ts";
import type { RunsAs } from "../aws/service_state.ts";
import { EcsinError, EXIT } from "../error.ts";

/** API reference, RunTask: all overrides together, as JSON. */
export const OVERRIDES_MOST = 8_192;

/** What the person wants of the task. */
export interface Wishes {
  readonly cluster: string;
  readonly container: string;
  /** Instead of the definition's command; undefined: as it is. */
  readonly command?: readonly string[];
  readonly env: readonly (readonly [name: string, value: string])[];
  /** For the whole task, in the API's words: `512` or `.5 vCPU`, `1024` or `1 GB`. */
  readonly cpu?: string;
  readonly memory?: string;
  /** By which it is found again, whatever happens to the answer; at most 128 characters. */
  readonly startedBy: string;
  readonly clientToken: string;
}

/** A request, and what the person has to know of it. */
export interface Request {
  readonly request: RunRequest;
  readonly remarks: readonly string[];
  /** It can be entered once it runs. */
  readonly canExec: boolean;
}

/** Makes it; throws where ECS would surely refuse. */
export function requestFor(
  definition: Runnable,
  runsAs: RunsAs | undefined,
  wishes: Wishes,
): Request {
  const { cluster, container, command, env, cpu, memory, startedBy, clientToken } = wishes;
  const remarks: string[] = [];
  if (definition.networkMode === "awsvpc" && runsAs?.networkConfiguration === undefined) {
    throw noNetwork(definition);
  }
  const canExec = definition.taskRoleArn !== undefined;
  if (!canExec) remarks.push("it cannot be entered: its task definition has no task role");
  const tags = runsAs?.propagateTags === "SERVICE"
    // Those that begin with aws: are AWS's own and not given by anybody.
    ? runsAs.tags.filter(({ key = "" }) => !key.startsWith("aws:"))
    : [];
  const overrides = {
    containerOverrides: [{
      name: container,
      ...(command !== undefined ? { command: [...command] } : {}),
      ...(env.length > 0 ? { environment: env.map(([name, value]) => ({ name, value })) } : {}),
    }],
    ...(cpu !== undefined ? { cpu } : {}),
    ...(memory !== undefined ? { memory } : {}),
  };
  const length = JSON.stringify(overrides).length;
  if (length > OVERRIDES_MOST) throw tooLong(length);
  return {
    remarks,
    canExec,
    request: {
      cluster,
      taskDefinition: definition.arn,
      count: 1,
      ...placing(runsAs),
      enableExecuteCommand: canExec,
      ...(tags.length > 0 ? { tags } : {}),
      ...(runsAs?.propagateTags === "TASK_DEFINITION"
        ? { propagateTags: "TASK_DEFINITION" as const }
        : {}),
      ...(runsAs?.enableECSManagedTags === true ? { enableECSManagedTags: true } : {}),
      overrides,
      startedBy,
      clientToken,
    },
  };
}

/** Where and on what: as the service says. */
function placing(runsAs: RunsAs | undefined): Partial<RunRequest> {
  if (runsAs === undefined) return {};
  const {
    networkConfiguration,
    capacityProviderStrategy,
    launchType,
    platformVersion,
    placementConstraints,
    placementStrategy,
    volumeConfigurations,
  } = runsAs;
  return {
    ...(networkConfiguration !== undefined ? { networkConfiguration } : {}),
    ...(capacityProviderStrategy !== undefined
      ? { capacityProviderStrategy }
      : launchType !== undefined
      ? { launchType }
      : {}),
    ...(platformVersion !== undefined && platformVersion !== "" ? { platformVersion } : {}),
    ...(placementConstraints !== undefined ? { placementConstraints } : {}),
    ...(placementStrategy !== undefined ? { placementStrategy } : {}),
    ...(volumeConfigurations !== undefined
      ? {
        volumeConfigurations: volumeConfigurations.map(({ name, managedEBSVolume }) => ({
          name,
          ...(managedEBSVolume !== undefined
            ? {
              managedEBSVolume: {
                ...managedEBSVolume,
                // A service's volumes go with their tasks; one left behind would cost money.
                terminationPolicy: { deleteOnTermination: true },
              },
            }
            : {}),
        })),
      }
      : {}),
  };
}

/** The container that gets the command: the named one, the only one, or the only essential one. */
export function chooseContainer(
  { family, revision, containers }: Runnable,
  named: string | undefined,
  rerun: (flag: string) => string,
): { readonly container: RunnableContainer; readonly note?: string } {
  const names = containers.map(({ name }) => name);
  if (named !== undefined) {
    const container = containers.find(({ name }) => name === named);
    if (container !== undefined) return { container };
    throw new EcsinError({
      id: "container-not-defined",
      what: `task definition ${family}:${revision} has no container "${named}"`,
      why: `it has: ${names.join(", ")}`,
      next: rerun(`--container ${names[0] ?? "NAME"}`),
      exitCode: EXIT.refused,
    });
  }
  const [only, second] = containers;
  if (only !== undefined && second === undefined) return { container: only };
  const essential = containers.filter((each) => each.essential);
  const [first] = essential;
  if (first !== undefined && essential.length === 1) {
    return { container: first, note: "container: the only essential one" };
  }
  throw new EcsinError({
    id: "container-not-named",
    what: `task definition ${family}:${revision} has several containers: which one runs it?`,
    why: `it has: ${names.join(", ")}`,
    next: names.slice(0, 3).map((name) => rerun(`--container ${name}`)),
    exitCode: EXIT.usage,
  });
}

function tooLong(length: number): EcsinError {
  return new EcsinError({
    id: "overrides-too-long",
    what: `command and variables are too long: ${length} characters of at most ${OVERRIDES_MOST}`,
    why: "nothing was started: ECS takes no more in a task's overrides",
    next: "put the script into the image, or have the command fetch it",
    exitCode: EXIT.usage,
  });
}

function noNetwork({ family, revision }: Runnable): EcsinError {
  return new EcsinError({
    id: "network-not-known",
    what: `it is not known in which subnets a task of ${family}:${revision} is to run`,
    why: "its network mode is awsvpc, and no service was named whose network it could take",
    again: "--service NAME",
    exitCode: EXIT.usage,
  });
}
