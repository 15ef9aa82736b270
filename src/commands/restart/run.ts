// `ecsin restart` once its words are read: told, guarded, begun, and followed to its end.
import { updateService } from "../../aws/ecs_deployments.ts";
import type { Context } from "../../entry/context.ts";
import { refuseIdle } from "../../entry/idle_flags.ts";
import { enter } from "../../entry/enter.ts";
import {
  describeLine,
  followDeployment,
  primaryOf,
  serviceToDeploy,
} from "../../entry/follow_deployment.ts";
import { EXIT } from "../../error.ts";
import { print, say } from "../../terminal/say.ts";
import type { RestartFlags } from "./flags.ts";
import { awsLine } from "../../aws/line.ts";

/** Restarts by flags and what the person named; sets the process's exit code. */
export async function runRestart(
  context: Context,
  flags: RestartFlags,
  name: string | undefined,
): Promise<void> {
  refuseIdle(context.argv, [
    { flags: ["--timeout TIME"], when: flags.detach, why: "--detach waits for nothing" },
    {
      flags: ["--detach", "--timeout TIME", "-o, --output FORMAT"],
      when: flags.print,
      why: "--print begins nothing",
    },
  ]);
  const needs = { place: "service", state: "any", guard: true } as const;
  const entry = await enter(context, flags, name, needs);
  const { ecs, place } = entry;
  const service = await serviceToDeploy(entry);
  if (flags.print) {
    print(
      `${
        awsLine(
          ecs,
          ...["ecs", "update-service", "--cluster", place.cluster],
          ...["--service", service.name, "--force-new-deployment"],
        )
      }\n`,
    );
    return;
  }
  entry.say(place);
  const { definition } = primaryOf(service);
  const count = `${service.desiredCount} ${service.desiredCount === 1 ? "task" : "tasks"}`;
  const how = service.strategy === "ROLLING" ? "" : ` (${service.strategy})`;
  say(`a new deployment of ${definition}${how}: ${count} will be replaced`);
  await entry.pass(place, `a new deployment (${count} replaced)`);
  const changed = await updateService(ecs, place.cluster, service.name, {
    forceNewDeployment: true,
  });
  const { id } = primaryOf(changed ?? service);
  if (flags.detach) {
    say(
      `begun as ${id}; to watch it: ${describeLine(entry, service.name, "--watch")}`,
    );
    if (flags.output === "json") print(`${JSON.stringify({ deploymentId: id })}\n`);
    return;
  }
  await followDeployment(entry, service, id, {
    isJson: flags.output === "json",
    timeoutMs: flags.timeout,
  });
  context.process.exitCode = EXIT.done;
}
