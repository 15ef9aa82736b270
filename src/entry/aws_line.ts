// A target as a line for AWS's own CLI (`--print`), as whom and where included.
import type { Ecs } from "../aws/ecs.ts";
import { pasteable } from "../pasteable.ts";
import type { Target } from "../place/target.ts";

/** `aws ecs execute-command …`, ready to paste. */
export function awsLine({ cluster, task, container, command }: Target, ecs: Ecs): string {
  return [
    "aws ecs execute-command",
    `--cluster ${pasteable(cluster)}`,
    `--task ${pasteable(task)}`,
    `--container ${pasteable(container)}`,
    "--interactive",
    `--command ${pasteable(command)}${awsIdentity(ecs)}`,
  ].join(" ");
}

/** As whom and where, as the end of a line for AWS's CLI: ` --region eu-central-1 --profile prod`. */
export function awsIdentity({ region, identity: { source, endpointUrl } }: Ecs): string {
  return [
    ` --region ${region}`,
    ...(source.kind === "awsProfile" ? [`--profile ${pasteable(source.awsProfile)}`] : []),
    ...(endpointUrl !== undefined ? [`--endpoint-url ${pasteable(endpointUrl)}`] : []),
  ].join(" ");
}
