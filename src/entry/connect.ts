// Hands the terminal to a session, by the way that was decided on, and gets it back as it was.
import { LEAVING } from "../signals.ts";
import { readCaBundle } from "../aws/api/ca_bundle.ts";
import type { Ecs } from "../aws/ecs.ts";
import type { ChannelOptions, TaskEnding } from "../session/channel/options.ts";
import type { SessionIo } from "../session/shell/io.ts";
import type { Way } from "../session/open.ts";
import type { SessionEnd } from "../session/session.ts";
import type { Started } from "./execute.ts";
import type { Target } from "../place/target.ts";
import { environment, wholeEnvironment } from "../environment.ts";
import { isIgnored, lookAtSignals } from "../terminal/ignored.ts";
import { say } from "../terminal/say.ts";
import { phase } from "../trace.ts";

/** A started session and what belongs to it. */
export interface Connecting {
  readonly started: Started;
  readonly target: Target;
  readonly ecs: Ecs;
  readonly debug: (line: string) => void;
}

/** Connects the terminal to a started session until it ends. */
export async function connectTerminal(
  way: Way,
  connecting: Connecting,
  escape: string | undefined,
  wrapIo: (terminal: SessionIo) => SessionIo = (terminal) => terminal,
): Promise<SessionEnd> {
  phase("terminal");
  const [{ passFlowControl, passOutputThrough, saveTerminal }, { takeTypedAhead }] = await Promise
    .all([import("../terminal/tty.ts"), import("../terminal/picker/terminal.ts")]);
  const [restore] = await Promise.all([saveTerminal(), lookAtSignals()]);
  const typedAhead = takeTypedAhead();
  // The plugin reads the terminal itself: what was typed ahead can only reach ecsin's own client.
  const isPlugin = way.kind === "plugin" && (typedAhead === undefined || way.isDemanded);
  try {
    if (isPlugin) {
      const { runPlugin } = await import("../session/plugin.ts");
      if (typedAhead !== undefined) say("the plugin does not get what was typed ahead");
      await passFlowControl();
      phase();
      return await runPlugin(way.plugin, await pluginRequest(connecting));
    }
    const { openRawTerminal } = await import("../terminal/raw.ts");
    const { abort, stop } = await abortBySignals();
    const settings = { restore, take: passOutputThrough };
    const terminal = openRawTerminal(typedAhead, () => abort.abort("SIGHUP"), settings);
    try {
      await passOutputThrough();
      const character = escape === "none" || !Deno.stdin.isTerminal() ? undefined : escape ?? "~";
      return await connectNative(connecting, wrapIo(terminal), {
        abort: abort.signal,
        ...(character !== undefined ? { escape: character } : {}),
      });
    } finally {
      stop();
      terminal.close();
    }
  } finally {
    await restore();
  }
}

/** Runs ecsin's own client on `io`. */
export async function connectNative(
  connecting: Connecting,
  io: SessionIo,
  given: { readonly abort?: AbortSignal; readonly escape?: string },
): Promise<SessionEnd> {
  phase("socket");
  const [{ openShell }, options] = await Promise.all([
    import("../session/shell/shell.ts"),
    channelOptions(connecting),
  ]);
  return await openShell({ ...given, ...options, io });
}

/** What the channel of a started session needs of AWS, whoever uses it. */
export async function channelOptions(
  { started, target, ecs, debug }: Connecting,
): Promise<ChannelOptions> {
  const [{ proxyFor }, { sessionCalls }] = await Promise.all([
    import("../session/channel/network.ts"),
    import("../aws/ssm.ts"),
  ]);
  const { config, identity } = ecs;
  const { caBundle } = config.settings;
  const proxy = proxyFor(started.session.streamUrl, environment);
  return {
    ...started,
    ...sessionCalls(config, identity, debug, started.session.sessionId),
    debug,
    network: {
      ...(proxy !== undefined ? { proxy } : {}),
      ...(caBundle !== undefined ? { ca: readCaBundle(caBundle).join("") } : {}),
    },
    generateDataKey: async (keyId, context) => {
      const { generateDataKey } = await import("../aws/kms.ts");
      return await generateDataKey(config, identity, debug, keyId, context);
    },
    watchTask: () => watchTask(ecs, target),
  };
}

/**
 * Signals that end a session here and there; `signal` names the one that came. Those that ecsin was
 * started to ignore stay ignored: `nohup ecsin …`.
 */
export async function abortBySignals(
  signals: readonly Deno.Signal[] = LEAVING,
): Promise<{ readonly abort: AbortController; readonly stop: () => void }> {
  if (signals.length > 0) await lookAtSignals();
  const abort = new AbortController();
  const handlers = signals.filter((signal) => !isIgnored(signal))
    .map((signal) => ({ signal, handler: () => abort.abort(signal) }));
  for (const { signal, handler } of handlers) Deno.addSignalListener(signal, handler);
  return {
    abort,
    stop: () => {
      for (const { signal, handler } of handlers) Deno.removeSignalListener(signal, handler);
    },
  };
}

/** How a task that is going away looks; undefined while it stays. */
export async function watchTask(
  ecs: Ecs,
  { cluster, task }: Pick<Target, "cluster" | "task">,
): Promise<TaskEnding | undefined> {
  const [seen] = await ecs.describeTasks(cluster, [task]);
  if (seen === undefined) return { why: "ECS does not know the task any more", stopped: true };
  if (seen.desiredStatus !== "STOPPED") return undefined;
  const why = [seen.stopCode, seen.stoppedReason].filter((each) => each !== undefined).join(": ");
  return { why: why || "ECS gives no reason", stopped: seen.lastStatus === "STOPPED" };
}

/** What the plugin is told about a started session. */
async function pluginRequest({ started, ecs }: Connecting) {
  const { source } = ecs.identity;
  return {
    ...started,
    region: ecs.region,
    ssmEndpoint: await ecs.ssmEndpoint(),
    ...(source.kind === "awsProfile" ? { awsProfile: source.awsProfile } : {}),
    env: wholeEnvironment(),
  };
}
