// A deployment that was begun here, told as it goes and followed to its end: 0 when it is stable,
// otherwise the reason. Restart and doctor --fix share it.
import { describeServiceState } from "../aws/ecs_deployments.ts";
import type { Task } from "../aws/task.ts";
import type { Deployment, ServiceState } from "../aws/service_state.ts";
import { serviceJson } from "../deployment/as_json.ts";
import { endedBadly } from "../deployment/ended.ts";
import { Events, looks } from "../deployment/follow.ts";
import { noSuchService } from "../deployment/look.ts";
import { type Outcome, outcomeOf } from "../deployment/outcome.ts";
import { eventWords } from "../deployment/verdict.ts";
import { EcsinError, EXIT, Left } from "../error.ts";
import { age } from "../place/age.ts";
import { nameOf, shortId } from "../place/arn.ts";
import { printable, printableJson } from "../printable.ts";
import { print, say } from "../terminal/say.ts";
import { whileSaying } from "../terminal/waiting.ts";
import { abortBySignals } from "./connect.ts";
import type { Entry } from "./enter.ts";
import { signalCode } from "./tell_end.ts";
import { awsLine, ecsinLine } from "../aws/line.ts";

/** How it is followed. */
export interface Following {
  readonly isJson: boolean;
  readonly timeoutMs: number;
}

/** The service of a place, as it is; throws where it is none that ECS itself deploys. */
export async function serviceToDeploy(
  { ecs, place, rerun }: Entry<"service">,
): Promise<ServiceState> {
  const { cluster, group } = place;
  if (group?.kind !== "service") {
    throw new EcsinError({
      id: "no-service",
      what: "there is no service here to restart",
      why: "tasks that no service runs are started one by one",
      next: [rerun("--service NAME"), "ecsin run --help"],
      exitCode: EXIT.usage,
    });
  }
  const service = await describeServiceState(ecs, cluster, group.name);
  if (service === undefined) throw noSuchService(ecs, cluster, group.name);
  if (service.controller === "ECS") return service;
  throw new EcsinError({
    id: "other-controller",
    what: `service "${service.name}" is not deployed by ECS itself`,
    why: `its deployment controller is ${service.controller}, which starts deployments on its own`,
    next: service.controller === "CODE_DEPLOY"
      ? awsLine(ecs, "deploy", "list-applications")
      : awsLine(
        ecs,
        ...["ecs", "describe-services", "--cluster", nameOf(cluster)],
        ...["--services", service.name, "--query", "services[].taskSets"],
      ),
    exitCode: EXIT.refused,
  });
}

/** The deployment that new tasks come from. */
export function primaryOf({ deployments, taskDefinitionArn }: ServiceState): Deployment {
  return deployments[0] ?? {
    id: "",
    status: "PRIMARY",
    definition: nameOf(taskDefinitionArn),
    desiredCount: 0,
    runningCount: 0,
    pendingCount: 0,
    failedTasks: 0,
  };
}

/** Follows the deployment `id`; `before` is the service before it began. */
export async function followDeployment(
  entry: Entry<"service">,
  before: ServiceState,
  id: string,
  { isJson, timeoutMs }: Following,
): Promise<void> {
  const { ecs, place } = entry;
  const watchLine = describeLine(entry, before.name, "--watch");
  const { abort, stop } = await abortBySignals();
  const timer = setTimeout(() => abort.abort("timeout"), timeoutMs);
  const events = new Events(before.events);
  let last: Outcome | undefined;
  let stopped: Task | undefined;
  let told = "";
  const work = async () => {
    for await (const look of looks(ecs, place.cluster, before.name, abort.signal)) {
      for (const event of events.take(look.service.events)) say(eventWords(event, before.name));
      last = outcomeOf(id, look, ecs);
      stopped = look.stopped.find(endedBadly) ?? stopped;
      const { standing, what, why, next } = last.verdict;
      // Each trouble once; that time goes by is no news, nor that the next task ends alike.
      const trouble = [standing, ...why].join("\n").replaceAll(/\b[0-9a-f]{8}\b/g, "");
      if (last.kind === "going" && standing !== "deploying" && trouble !== told) {
        told = trouble;
        for (const line of [what, ...why, ...next]) say(line);
      }
      if (last.kind === "going") continue;
      if (isJson) print(`${printableJson(serviceJson(look, last.verdict), 2)}\n`);
      return;
    }
  };
  try {
    await whileSaying(`ecsin: waiting for ${before.name} to be stable …`, work);
  } catch (error) {
    if (error instanceof Left) say(`left: the deployment goes on; to watch it: ${watchLine}`);
    throw error;
  } finally {
    clearTimeout(timer);
    stop();
  }
  if (last?.kind === "done") {
    if (!isJson) print(`${printable(last.verdict.what)}\n`);
    return;
  }
  if (last?.kind === "failed") {
    throw new EcsinError({
      id: "deployment-failed",
      what: `${last.what}: service "${before.name}"`,
      why: [last.verdict.what, ...last.verdict.why, ...await lastLines(entry, stopped)],
      next: [...last.verdict.next, describeLine(entry, before.name)],
      exitCode: EXIT.failure,
    });
  }
  if (abort.signal.reason !== "timeout") {
    say(`left: the deployment goes on; to watch it: ${watchLine}`);
    throw new Left(signalCode(abort.signal.reason));
  }
  throw new EcsinError({
    id: "deployment-not-done",
    what: `service "${before.name}" is not stable after ${age(new Date(0), new Date(timeoutMs))}`,
    why: [...last === undefined ? [] : [last.verdict.what, ...last.verdict.why], "it goes on"],
    next: [...last?.verdict.next ?? [], watchLine],
    exitCode: EXIT.failure,
  });
}

/** The line that describes the service: by the profile that led there, or by its names. */
export function describeLine(
  { ecs, place, reached: { profileName } }: Entry<"service">,
  service: string,
  ...more: readonly string[]
): string {
  const target = profileName ?? `${nameOf(place.cluster)}/${service}`;
  return ecsinLine(ecs, "describe", target, ...more);
}

/** What the container that failed said last, where it can be read. */
async function lastLines(
  { ecs, debug }: Entry<"service">,
  task: Task | undefined,
): Promise<readonly string[]> {
  if (task === undefined) return [];
  const bad = task.containers.find(({ exitCode = 0 }) => exitCode !== 0) ?? task.containers[0];
  if (bad === undefined) return [];
  const { lastWords } = await import("../logs/last_words.ts");
  const lines = await lastWords(ecs, task, bad.name, debug);
  return lines.length === 0 ? [] : [
    `last lines of ${bad.name} in task ${shortId(task.taskId)}:`,
    ...lines.map((line) => `  ${line}`),
  ];
}
