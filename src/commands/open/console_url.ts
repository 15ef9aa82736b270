// Addresses of pages of AWS's console.
import { consoleHost } from "../../aws/console_host.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { nameOf } from "../../place/arn.ts";
import type { Group } from "../../place/candidates.ts";

/** What has a page. */
export interface Page {
  readonly region: string;
  readonly cluster: string;
  readonly group?: Group;
  readonly taskId?: string;
}

/** The page of a task, a service, or the tasks of a cluster. */
export function consoleUrl({ region, cluster, group, taskId }: Page): string {
  const host = consoleHost(region);
  if (host === undefined) {
    throw new EcsinError({
      id: "console-not-known",
      what: `the address of AWS's console for region ${region} is not known`,
      why: "isolated partitions have addresses of their own",
      next: "ecsin describe --help",
      exitCode: EXIT.configuration,
    });
  }
  const base = `https://${region}.${host}/ecs/v2/clusters/${encodeURIComponent(nameOf(cluster))}`;
  const page = taskId !== undefined
    ? `/tasks/${encodeURIComponent(taskId)}/configuration`
    : group?.kind === "service"
    ? `/services/${encodeURIComponent(group.name)}/health`
    : "/tasks";
  return `${base}${page}?region=${region}`;
}
