// Opens port sessions in a place, any number of them, for as long as a command runs: in the task that
// was found, and when that one ends in another one of the same service, which is said.
import { EcsinError, EXIT } from "../error.ts";
import type { Task } from "../aws/task.ts";
import { forbiddenHost } from "../forward/forbidden.ts";
import type { Destination } from "../forward/spec.ts";
import { nameOf, shortId } from "../place/arn.ts";
import { containerRefusal } from "../place/readiness.ts";
import { type Place, resolvePlace } from "../place/resolve.ts";
import { targetOf } from "../place/target.ts";
import type { TaskEnding } from "../session/channel/options.ts";
import { PortSession, PortSessionFailed } from "../session/port/session.ts";
import type { SessionEnd } from "../session/session.ts";
import { say } from "../terminal/say.ts";
import { channelOptions } from "./connect.ts";
import type { Entry } from "./enter.ts";
import type { PortFlags } from "./port_flags.ts";
import { DOCUMENTS, explainFailed, explainStart, type PortAsked } from "./port_refusal.ts";
import { ecsinLine } from "../aws/line.ts";

/** Between two looks at the task, for all its sessions together. */
const LOOK_MS = 8_000;
const TRY_AGAIN_MS = 1_000;
const SAME_WORDS_MS = 2_000;

interface Looked {
  readonly taskArn: string;
  readonly at: number;
  readonly ending: Promise<TaskEnding | undefined>;
}

/** The document and its parameters for a destination. */
export function sessionInput(
  { host, port }: Destination,
  document: string | undefined,
): { readonly document: string; readonly parameters: Readonly<Record<string, string>> } {
  const portNumber = String(port);
  // AWS-StartSSHSession knows no other parameter; a company's own gets what it is likely to want.
  const isSsh = document === "AWS-StartSSHSession";
  return {
    document: document ?? (host === undefined ? DOCUMENTS.container : DOCUMENTS.host),
    parameters: {
      ...(host !== undefined ? { host } : {}),
      portNumber,
      // Where this side listens is nobody's business but ecsin's.
      ...(isSsh ? {} : { localPortNumber: "0" }),
    },
  };
}

/** Refuses what is forwarded to nobody. */
export function refuseForbidden({ host }: Destination): void {
  const why = host === undefined ? undefined : forbiddenHost(host);
  if (why === undefined) return;
  throw new EcsinError({
    id: "forward-forbidden",
    what: "ecsin does not forward to this address",
    why,
    next: "ecsin exec … -- sh -c 'env | grep ^AWS_' shows what the task has, in the task",
    exitCode: EXIT.usage,
  });
}

/** The way to one place's ports. */
export class PortOpener {
  readonly #entry: Entry;
  readonly #flags: PortFlags;
  #place: Place;
  /** Of the last look; thrown away when a session has ended. */
  #task: Task | undefined;
  #finding: Promise<Task> | undefined;
  #looked: Looked | undefined;
  readonly #said = new Map<string, number>();

  constructor(entry: Entry, flags: PortFlags) {
    this.#entry = entry;
    this.#flags = flags;
    this.#place = entry.place;
    this.#task = entry.place.described;
  }

  /** Where sessions are opened now. */
  get place(): Place {
    return this.#place;
  }

  /** Starts a session to the destination and connects to it. */
  async open(to: Destination): Promise<PortSession> {
    refuseForbidden(to);
    const { document, parameters } = sessionInput(to, this.#flags.document);
    const { startSession } = await import("../aws/ssm.ts");
    const { ecs, debug } = this.#entry;
    const began = performance.now();
    while (true) {
      const task = await (this.#finding ??= this.#find().finally(() => this.#finding = undefined));
      const target = targetOf(this.#place);
      const container = task.containers.find(({ name }) => name === target.container);
      const ssmTarget = `ecs:${nameOf(task.clusterArn)}_${task.taskId}_${container?.runtimeId}`;
      const asked = this.#asked(task.taskArn, document);
      try {
        const endpoint = await ecs.ssmEndpoint();
        const session = await startSession(
          { config: ecs.config, identity: ecs.identity, debug, endpoint },
          { target: ssmTarget, document, parameters, reason: "ecsin forward" },
        );
        const started = { session, ssmTarget };
        const options = await channelOptions({ started, target, ecs, debug });
        const opened = await PortSession.open({
          ...options,
          watchTask: () => this.#watch(task),
          remark: (text) => this.#remark(text),
        });
        void opened.end.then(() => this.#task = undefined);
        return opened;
      } catch (error) {
        this.#task = undefined;
        if (error instanceof PortSessionFailed) throw explainFailed(error, asked);
        const explained = explainStart(error, asked);
        const isComing = explained instanceof EcsinError &&
          explained.failure.id === "target-not-connected";
        if (!isComing) throw explained;
        if (performance.now() - began + TRY_AGAIN_MS > this.#flags.wait) {
          const { diagnose } = await import("../diagnosis/diagnose.ts");
          throw await diagnose(explained, ecs, { task, container: target.container });
        }
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
      }
    }
  }

  /** Why a session that ended just after its start cannot be had. */
  explain(to: Destination, end: SessionEnd): EcsinError {
    const { document } = sessionInput(to, this.#flags.document);
    return explainFailed(new PortSessionFailed(end), this.#asked(this.#place.task, document));
  }

  #asked(taskArn: string, document: string): PortAsked {
    const { cluster, task, container } = this.#place;
    const whom = this.#entry.ecs;
    const where = ["--cluster", nameOf(cluster), "--task", nameOf(task)];
    return { document, taskArn, container, whom, doctor: ecsinLine(whom, "doctor", ...where) };
  }

  /** The task that sessions are opened in: the last one, or its successor. */
  async #find(): Promise<Task> {
    if (this.#task !== undefined && this.#hasRuntime(this.#task)) return this.#task;
    const { ecs } = this.#entry;
    const look = async () => (await ecs.describeTasks(this.#place.cluster, [this.#place.task]))[0];
    let task = await look();
    if (task === undefined || task.desiredStatus === "STOPPED" || task.lastStatus === "STOPPED") {
      this.#place = await this.#next(task);
      this.#entry.say(this.#place);
      await this.#entry.pass(this.#place, "forwarded ports");
      task = this.#place.described ?? await look();
    }
    if (task === undefined) throw this.#gone(undefined);
    const { container } = this.#place;
    const found = task.containers.find(({ name }) => name === container);
    const refusal = found === undefined ? "it has no such container" : containerRefusal(found);
    if (refusal !== undefined) {
      throw new EcsinError({
        id: "port-session-failed",
        what: `container "${container}" of task ${shortId(task.taskId)} cannot be entered`,
        why: refusal,
        next: ecsinLine(
          this.#entry.ecs,
          ...["doctor", "--cluster", task.cluster, "--task", task.taskId],
        ),
        exitCode: EXIT.refused,
      });
    }
    return this.#task = task;
  }

  #hasRuntime(task: Task): boolean {
    const { container } = this.#place;
    return task.containers.some((each) =>
      each.name === container && containerRefusal(each) === undefined
    );
  }

  /** Another task of the same service or family. */
  async #next(last: Task | undefined): Promise<Place> {
    const { cluster, group, container } = this.#place;
    const { ecs, wanted, rerun } = this.#entry;
    if (this.#flags.follow === false || group === undefined || wanted.task !== undefined) {
      throw this.#gone(last);
    }
    return await resolvePlace(
      { cluster, [group.kind]: group.name, container, pick: "newest" },
      { ecs, ask: undefined, rerun },
      "container",
    );
  }

  #gone(last: Task | undefined): EcsinError {
    const reasons = [last?.stopCode, last?.stoppedReason].filter((each) => each !== undefined);
    const { wanted } = this.#entry;
    return new EcsinError({
      id: "task-gone",
      what: `task ${shortId(nameOf(this.#place.task))} has ended`,
      why: [
        ...(reasons.length > 0 ? [reasons.join(": ")] : []),
        wanted.task !== undefined
          ? "just this task was asked for"
          : this.#flags.follow !== false
          ? "it belongs to no service"
          : "--no-follow keeps to one task",
      ],
      next: ecsinLine(
        this.#entry.ecs,
        ...["list", "tasks", "--cluster", nameOf(this.#place.cluster)],
      ),
      exitCode: EXIT.refused,
    });
  }

  /** Whether the task is going away: one look for all of its sessions. */
  #watch(task: Task): Promise<TaskEnding | undefined> {
    const now = performance.now();
    const { taskArn } = task;
    const last = this.#looked;
    if (last?.taskArn === taskArn && now - last.at < LOOK_MS) return last.ending;
    const look = async (): Promise<TaskEnding | undefined> => {
      const { watchTask } = await import("./connect.ts");
      return await watchTask(this.#entry.ecs, { cluster: task.clusterArn, task: task.taskArn });
    };
    const ending = look();
    this.#looked = { taskArn, at: now, ending };
    return ending;
  }

  /** What several sessions have to say at once is said once. */
  #remark(text: string): void {
    const now = performance.now();
    if (now - (this.#said.get(text) ?? -Infinity) > SAME_WORDS_MS) say(text);
    this.#said.set(text, now);
  }
}
