// What `ecsin run` will ask ECS for: found, read and put together; nothing is started here.
import { describeServiceState } from "../../aws/ecs_deployments.ts";
import { describeRunnable, type Runnable } from "../../aws/runnable.ts";
import type { ServiceState } from "../../aws/service_state.ts";
import { noSuchService } from "../../deployment/look.ts";
import type { Context } from "../../entry/context.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { EcsinError, EXIT } from "../../error.ts";
import { nameOf } from "../../place/arn.ts";
import { commandFor, keepAliveWords } from "../../run/command.ts";
import { chooseContainer, type Request, requestFor } from "../../run/request.ts";
import type { RunFlags } from "./flags.ts";
import { awsLine, type Whom } from "../../aws/line.ts";

/** Everything that is known before the task is started. */
export interface Planned extends Request {
  readonly entry: Entry<"service">;
  readonly definition: Runnable;
  readonly container: string;
  /** The person's own words; none: the definition's command, or with -i a shell. */
  readonly words: readonly string[];
}

/** Finds the service or family, and makes the request from it. */
export async function plan(
  context: Context,
  flags: RunFlags,
  target: string | undefined,
  words: readonly string[],
): Promise<Planned> {
  const asked = flags.taskDefinition ?? flags.family;
  // A family beside a service says which definition, not where.
  const { family, ...elsewhere } = flags;
  const isAlone = target === undefined && flags.service === undefined;
  const where = isAlone && family !== undefined ? flags : elsewhere;
  const needs = { place: "service", state: "any", guard: !flags.print } as const;
  const entry = await enter(context, where, target, needs);
  const { ecs, place: { cluster, group }, wanted, rerun } = entry;
  const known = asked === undefined ? undefined : describeRunnable(ecs, asked);
  // Its refusal is looked at below.
  known?.catch(() => {});
  let state: ServiceState | undefined;
  if (group?.kind === "service") {
    state = await describeServiceState(ecs, cluster, group.name, true);
    if (state === undefined && (!entry.reached.isTyped || asked !== undefined)) {
      throw noSuchService(ecs, cluster, group.name);
    }
  }
  const of = state?.runsAs.taskDefinition ?? group?.name;
  if (known === undefined && of === undefined) throw noDefinition(entry);
  const definition = await (known ?? describeRunnable(ecs, of ?? ""));
  const fromProfile = definition.containers.some(({ name }) => name === wanted.container)
    ? wanted.container
    : undefined;
  const { container, note } = chooseContainer(definition, flags.container ?? fromProfile, rerun);
  const given = flags.interactive ? flags.asIs ? [] : keepAliveWords(definition.isWindows) : words;
  const { command, remark } = given.length === 0
    ? { command: undefined, remark: undefined }
    : commandFor(container, given);
  const made = requestFor(definition, state?.runsAs, {
    cluster: nameOf(cluster),
    container: container.name,
    ...(command !== undefined ? { command } : {}),
    env: flags.env ?? [],
    ...(flags.cpu !== undefined ? { cpu: flags.cpu } : {}),
    ...(flags.memory !== undefined ? { memory: flags.memory } : {}),
    startedBy: `ecsin-${crypto.randomUUID().slice(0, 8)}`,
    clientToken: crypto.randomUUID(),
  });
  if (flags.interactive && !made.canExec) throw notEnterable(definition, ecs);
  const remarks = [
    ...(note === undefined ? [] : [`${container.name} (${note})`]),
    ...(remark === undefined ? [] : [remark]),
    ...made.remarks,
  ];
  return { ...made, remarks, entry, definition, container: container.name, words };
}

function notEnterable({ family, revision }: Runnable, whom: Whom): EcsinError {
  return new EcsinError({
    id: "no-task-role",
    what: `a task of ${family}:${revision} cannot be entered: it has no task role`,
    why: "ECS Exec works as the task's role, and RunTask takes no task without one",
    next: awsLine(
      whom,
      ...["ecs", "describe-task-definition", "--task-definition", `${family}:${revision}`],
    ),
    exitCode: EXIT.refused,
  });
}

function noDefinition({ rerun }: Entry<"service">): EcsinError {
  return new EcsinError({
    id: "no-definition",
    what: "it is not known what to run",
    why: "neither a service nor a task definition was named",
    next: [rerun("--service NAME"), rerun("--task-definition NAME")],
    exitCode: EXIT.usage,
  });
}
