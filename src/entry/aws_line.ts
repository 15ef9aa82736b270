// A target as a line for AWS's own CLI (`--print`), as whom and where included.
import type { Ecs } from "../aws/ecs.ts";
import { pasteable } from "../pasteable.ts";
import type { Target } from "../place/target.ts";

/** `aws ecs execute-command …`, ready to paste. */
export function awsLine({ cluster, task, container, command }: Target, ecs: Ecs): string {
  const { source, endpointUrl } = ecs.identity;
  return [
    "aws ecs execute-command",
    `--cluster ${pasteable(cluster)}`,
    `--task ${pasteable(task)}`,
    `--container ${pasteable(container)}`,
    "--interactive",
    `--command ${pasteable(command)}`,
    `--region ${ecs.region}`,
    ...(source.kind === "awsProfile" ? [`--profile ${pasteable(source.awsProfile)}`] : []),
    ...(endpointUrl !== undefined ? [`--endpoint-url ${pasteable(endpointUrl)}`] : []),
  ].join(" ");
}
