// Service Connect's proxy: a container that ECS adds to a service's tasks. Their task definition does not
// have it; where its lines go stands in the service's own `serviceConnectConfiguration` (API reference).
import type { Service } from "../aws/service.ts";
import type { Task } from "../aws/task.ts";
import type { DefinedContainer } from "../aws/task_definition.ts";

/** What its name begins with; some characters that nobody chose follow. */
export const SERVICE_CONNECT = "ecs-service-connect";

/** The proxies of a task, as containers without anything known of their logs. */
export function proxiesOf(
  { containers }: Pick<Task, "containers">,
  defined: readonly DefinedContainer[],
): readonly DefinedContainer[] {
  return containers.filter(({ name }) =>
    name.startsWith(SERVICE_CONNECT) && !defined.some((each) => each.name === name)
  ).map(({ name, image = "" }) => ({
    name,
    image,
    readonlyRootFilesystem: false,
    initProcessEnabled: false,
    environment: [],
    secrets: [],
    proxy: {},
    writableMounts: [],
    environmentFiles: false,
    ports: [],
  }));
}

/** Whether this is such a proxy. */
export function isProxy({ name }: Pick<DefinedContainer, "name">): boolean {
  return name.startsWith(SERVICE_CONNECT);
}

/** A proxy with its logs, as the task's own deployment says, or else the service's primary one. */
export function withServiceLog(
  proxy: DefinedContainer,
  { serviceConnect }: Pick<Service, "serviceConnect">,
  { startedBy }: Pick<Task, "startedBy">,
): DefinedContainer {
  const own = serviceConnect.find(({ deploymentId }) => deploymentId === startedBy);
  const { log } = own ?? serviceConnect[0] ?? {};
  return log === undefined ? proxy : { ...proxy, log };
}
