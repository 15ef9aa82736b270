// A target as a line for AWS's own CLI (`--print`), as whom and where included.
import type { Ecs } from "../aws/ecs.ts";
import { awsLine } from "../aws/line.ts";
import type { Target } from "../place/target.ts";

/** `aws ecs execute-command …`, ready to paste. */
export function executeLine({ cluster, task, container, command }: Target, ecs: Ecs): string {
  return awsLine(
    ecs,
    ...["ecs", "execute-command", "--cluster", cluster, "--task", task],
    ...["--container", container, "--interactive", "--command", command],
  );
}
