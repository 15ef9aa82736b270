// A place typed as one word, where a profile's name may stand: `prod/web`, `prod/web/app`,
// `prod/web/4f2c…/app`, or an ARN. Names of ECS hold no slash, so the word can be taken apart.
import { isWholeTaskId, parseArn } from "./arn.ts";
import type { Wanted } from "./target.ts";

/**
 * `CLUSTER/SERVICE[/CONTAINER]`, `CLUSTER/SERVICE/TASK/CONTAINER` with a whole task id or the first
 * eight or more characters of one, or the ARN of a cluster, service or task; undefined for any other
 * word. A family may stand for the service.
 */
export function parseTypedPlace(word: string): Wanted | undefined {
  const arn = parseArn(word);
  if (arn !== undefined) {
    const { kind } = arn;
    return kind === "cluster" || kind === "service" || kind === "task"
      ? { [kind]: word }
      : undefined;
  }
  const parts = word.split("/");
  if (!parts.every((part) => /^[A-Za-z0-9_-]+$/.test(part))) return undefined;
  const [cluster = "", service = "", third, fourth] = parts;
  switch (parts.length) {
    case 2:
      return { cluster, service };
    case 3:
      return isWholeTaskId(third ?? "")
        ? { cluster, service, task: third ?? "" }
        : { cluster, service, container: third ?? "" };
    case 4:
      return /^[0-9a-f-]{8,36}$/.test(third ?? "")
        ? { cluster, service, task: third ?? "", container: fourth ?? "" }
        : undefined;
    default:
      return undefined;
  }
}
