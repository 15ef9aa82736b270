// `--print`: the lines that start the same sessions by AWS's own CLI.
import type { Entry } from "../../entry/enter.ts";
import type { PortFlags } from "../../entry/port_flags.ts";
import { sessionInput } from "../../entry/port_opener.ts";
import type { Forward } from "../../forward/spec.ts";
import { nameOf } from "../../place/arn.ts";
import { print } from "../../terminal/say.ts";
import { awsLine } from "../../aws/line.ts";

/** Prints one line a forward. */
export async function printLines(
  { ecs, place }: Entry,
  flags: PortFlags,
  forwards: readonly Forward[],
): Promise<void> {
  const task = place.described ?? (await ecs.describeTasks(place.cluster, [place.task]))[0];
  const container = task?.containers.find(({ name }) => name === place.container);
  const taskId = nameOf(place.task);
  const target = `ecs:${nameOf(place.cluster)}_${taskId}_${container?.runtimeId ?? "RUNTIME_ID"}`;
  for (const { local, to } of forwards) {
    const { document, parameters } = sessionInput(to, flags.document);
    const port = local.kind === "port" ? String(local.port) : "0";
    const all = {
      ...parameters,
      ...("localPortNumber" in parameters ? { localPortNumber: port } : {}),
    };
    const lists = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]));
    const words = ["start-session", "--target", target, "--document-name", document];
    print(`${awsLine(ecs, "ssm", ...words, "--parameters", JSON.stringify(lists))}\n`);
  }
}
