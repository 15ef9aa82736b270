// `--print`: the lines that start the same sessions by AWS's own CLI.
import type { Entry } from "../../entry/enter.ts";
import type { PortFlags } from "../../entry/port_flags.ts";
import { sessionInput } from "../../entry/port_opener.ts";
import type { Forward } from "../../forward/spec.ts";
import { pasteable } from "../../pasteable.ts";
import { nameOf } from "../../place/arn.ts";
import { print } from "../../terminal/say.ts";

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
  const { source, endpointUrl } = ecs.identity;
  for (const { local, to } of forwards) {
    const { document, parameters } = sessionInput(to, flags.document);
    const port = local.kind === "port" ? String(local.port) : "0";
    const all = {
      ...parameters,
      ...("localPortNumber" in parameters ? { localPortNumber: port } : {}),
    };
    const lists = Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]]));
    print(`${
      [
        "aws ssm start-session",
        `--target ${pasteable(target)}`,
        `--document-name ${pasteable(document)}`,
        `--parameters ${pasteable(JSON.stringify(lists))}`,
        `--region ${ecs.region}`,
        ...(source.kind === "awsProfile" ? [`--profile ${pasteable(source.awsProfile)}`] : []),
        ...(endpointUrl !== undefined ? [`--endpoint-url ${pasteable(endpointUrl)}`] : []),
      ].join(" ")
    }\n`);
  }
}
