// One command of `ecsin exec` in one container: its ends are ecsin's own stdin, stdout and stderr, ^C
// is the command's, and --timeout ends it. What could not be learned is 255 with the reason, never 0.
import { ENDING } from "../../signals.ts";
import { withoutInput } from "../../pasteable.ts";
import type { Task } from "../../aws/task.ts";
import { EcsinError, EXIT } from "../../error.ts";
import {
  isShellMissing,
  newNonce,
  resultOf,
  type RunOptions,
  type RunResult,
  type RunSite,
  runWrapped,
  startCommand,
} from "../../entry/run_command.ts";
import { startFailure } from "../../entry/tell_end.ts";
import type { Target } from "../../place/target.ts";
import type { ExecEnds } from "../../session/exec/ends.ts";
import { isIgnored, lookAtSignals } from "../../terminal/ignored.ts";
import type { Wrapped } from "../../session/exec/wrapped.ts";
import type { ExecFlags } from "./flags.ts";

/** What every command of one `ecsin exec` shares. */
export interface ExecSite extends RunSite {
  readonly flags: ExecFlags;
  readonly command: readonly string[];
  /** The person's own command line, to paste. */
  readonly typed: string;
}

/** As GNU timeout ends. */
const TIMED_OUT = 124;
/** How long an image without sh is kept waiting to see whether there is any stdin. */
const SILENT_MS = 200;

/** Runs the command with pipes. */
export async function execOne(
  site: ExecSite,
  target: Target,
  described: Task | undefined,
  ends: ExecEnds,
): Promise<RunResult> {
  const { flags, command } = site;
  let ownSignals = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isTimedOut = false;
  let isOver = false;
  // Beside what is asked of AWS: it takes another program, and is known before a session is there.
  const looking = lookAtSignals();
  const running = (wrapped: Pick<Wrapped, "signal" | "stop">) => {
    void looking.then(() => {
      if (!isOver) ownSignals = passSignals(wrapped);
    });
    if (flags.timeout === undefined) return;
    timer = setTimeout(() => {
      isTimedOut = true;
      void wrapped.stop();
    }, flags.timeout);
  };
  try {
    const options = { ...runOptions(flags), running };
    const ran = await runWrapped(site, target, described, command, ends, options);
    if (isTimedOut) return timedOut(flags);
    if (isShellMissing(ran)) return await execUnwrapped(site, target, described, ends);
    return resultOf(ran, site, target);
  } finally {
    isOver = true;
    clearTimeout(timer);
    ownSignals();
  }
}

/** Runs the command on the person's terminal (`-t`). */
export async function execOnTerminal(
  site: ExecSite,
  target: Target,
  described: Task | undefined,
): Promise<RunResult> {
  const { flags, command } = site;
  const [{ TerminalExecIo }, { wrapOnTerminal }, { connectTerminal }] = await Promise.all([
    import("../../session/exec/terminal.ts"),
    import("../../session/exec/wrapper.ts"),
    import("../../entry/connect.ts"),
  ]);
  const nonce = newNonce();
  const line = wrapOnTerminal(command, { ...runOptions(flags), nonce });
  const started = await startCommand(site, { ...target, command: line }, described);
  let io: InstanceType<typeof TerminalExecIo> | undefined;
  const end = await connectTerminal(
    { kind: "native" },
    { ...site, started, target },
    flags.escape,
    (terminal) => io = new TerminalExecIo(nonce, terminal),
  );
  return resultOf(
    { end, outcome: io?.outcome ?? { started: false }, lineBytes: line.length },
    site,
    target,
  );
}

/** No sh in the image: the words as they are, their status unknown. */
async function execUnwrapped(
  site: ExecSite,
  target: Target,
  described: Task | undefined,
  ends: ExecEnds,
): Promise<RunResult> {
  const { flags, command } = site;
  const noShell = `there is no sh in container "${target.container}"`;
  const needs = await whatNeedsShell(flags, ends);
  if (needs !== undefined) {
    throw new EcsinError({
      id: "exec-needs-shell",
      what: `${noShell}, and ${needs} needs one`,
      why: "the command was not run",
      ...(needs === "stdin" ? { next: withoutInput(site.typed) } : {}),
      exitCode: EXIT.failure,
    });
  }
  const [{ quoteWords }, { PlainIo }, { say }, { connectNative, abortBySignals }] = await Promise
    .all([
      import("../../session/remote_command.ts"),
      import("../../session/exec/plain.ts"),
      import("../../terminal/say.ts"),
      import("../../entry/connect.ts"),
    ]);
  say(`${noShell}: the command runs unwrapped`);
  const line = { ...target, command: quoteWords(command) };
  const started = await startCommand(site, line, described);
  const { abort, stop } = await abortBySignals();
  const timer = flags.timeout === undefined
    ? undefined
    : setTimeout(() => abort.abort("timeout"), flags.timeout);
  try {
    const io = new PlainIo(ends, (text) => say(text));
    const end = await connectNative({ ...site, started, target }, io, { abort: abort.signal });
    await io.end();
    if (abort.signal.reason === "timeout") return timedOut(flags);
    if (end.kind !== "closed") {
      return resultOf({ end, outcome: { started: false }, lineBytes: 0 }, site, target);
    }
    if (/unable to start command/i.test(end.output)) {
      throw startFailure(end.output, target, { whom: site.ecs });
    }
    return { code: EXIT.failure, why: "its exit status is not known: only an sh could tell it" };
  } finally {
    clearTimeout(timer);
    stop();
  }
}

async function whatNeedsShell(flags: ExecFlags, ends: ExecEnds): Promise<string | undefined> {
  if (flags.command !== undefined) return "-c";
  if (ends.readStdin !== undefined && !await endsAtOnce(ends.readStdin)) return "stdin";
  if (flags.workdir !== undefined) return "--workdir";
  if (flags.user !== undefined) return "--user";
  return flags.envFromPid1 ? "--env-from-pid1" : undefined;
}

function runOptions(
  { mergeStderr, envFromPid1, user, workdir }: ExecFlags,
): Omit<RunOptions, "abort" | "running"> {
  return {
    mergeStderr,
    envFromPid1,
    ...(user !== undefined ? { user } : {}),
    ...(workdir !== undefined ? { workdir } : {}),
  };
}

function timedOut({ timeout = 0 }: ExecFlags): RunResult {
  return { code: TIMED_OUT, why: `timed out after ${timeout / 1000} s` };
}

/** Whether stdin ends at once, as /dev/null does; one that stays silent may still say something. */
async function endsAtOnce(read: () => Promise<Uint8Array | null>): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), SILENT_MS);
  });
  const first = await Promise.race([read(), silent]);
  clearTimeout(timer);
  return first === null;
}

/** The first ^C is the command's; a second one, SIGTERM and SIGHUP end it. Gives what stops that. */
function passSignals(wrapped: Pick<Wrapped, "signal" | "stop">): () => void {
  let interrupts = 0;
  const handlers: [Deno.Signal, () => void][] = [
    ["SIGINT", () => {
      if (++interrupts === 1) wrapped.signal("SIGINT");
      else void wrapped.stop("SIGINT");
    }],
  ];
  for (const signal of ENDING) handlers.push([signal, () => void wrapped.stop(signal)]);
  const heard = handlers.filter(([signal]) => !isIgnored(signal));
  for (const [signal, handler] of heard) Deno.addSignalListener(signal, handler);
  return () => {
    for (const [signal, handler] of heard) Deno.removeSignalListener(signal, handler);
  };
}
