// One command in one container, with pipes as with ssh: for `exec`, and for every other command that
// runs something there (cp, rsh). Give it words, where its stdin comes from and where its output
// goes; it gives back the command's own exit status, or says in words why that is not known.
//
//   const { code, why } = await runCommand(site, target, task, ["tar", "xf", "-"], {
//     readStdin, writeStdout, writeStderr }, { abort });
//
// - Bytes are exact both ways, both directions flow at once, and both wait for each other: readStdin
//   is asked for more only as the command takes it, and the container waits while a write has not
//   resolved. writeStdout may throw Deno.errors.BrokenPipe: the command is then ended.
// - What the command's stdin was given is counted and summed there; a difference is 255 with words,
//   never the command's own status. A command that closes its stdin early is no fault.
// - `abort` ends the command (TERM to its process group, 2 s later KILL) and its session; the result
//   has then the reason's signal, or 255.
// - Status 0 means that every byte arrived.
import { LEAVING } from "../signals.ts";
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";
import { whileWaiting } from "../aws/api/waiting.ts";
import { EcsinError, EXIT } from "../error.ts";
import type { Target } from "../place/target.ts";
import type { ExecEnds } from "../session/exec/ends.ts";
import type { Wrapped, WrappedEnd } from "../session/exec/wrapped.ts";
import type { WrapOptions } from "../session/exec/wrapper.ts";
import type { Started } from "./execute.ts";
import { signalCode, startFailure } from "./tell_end.ts";

/** With whom, and how it is said. */
export interface RunSite {
  readonly ecs: Ecs;
  /** One line for --debug. */
  readonly debug: (line: string) => void;
  /** The person's own command line with one more flag, to paste. */
  readonly rerun: (flag: string) => string;
  /** Milliseconds that an agent that is not there yet is waited for. */
  readonly waitMs: number;
  /** Nothing is said while the session starts: other output is on the screen already. */
  readonly isQuiet?: boolean;
}

/** How the command runs. */
export interface RunOptions
  extends Pick<WrapOptions, "mergeStderr" | "user" | "workdir" | "envFromPid1"> {
  /** Ends the command; its reason is a signal's name where one did it. */
  readonly abort?: AbortSignal;
  /** The command is about to run: to send it signals, or end it. */
  readonly running?: (running: Pick<Wrapped, "signal" | "stop">) => void;
}

/** An exit code, and in words what the code alone does not tell. */
export interface RunResult {
  readonly code: number;
  readonly why?: string;
}

/** How a command and its session ended. */
export interface CommandEnd extends WrappedEnd {
  /** Bytes of the command line that ECS was given. */
  readonly lineBytes: number;
}

/** Runs it to its end. Throws an EcsinError when it could not be started. */
export async function runCommand(
  site: RunSite,
  target: Target,
  described: Task | undefined,
  words: readonly string[],
  ends: ExecEnds,
  options: RunOptions = {},
): Promise<RunResult> {
  const ran = await runWrapped(site, target, described, words, ends, options);
  return resultOf(ran, site, target);
}

/** The same, with what is known of the end as plain values. */
export async function runWrapped(
  site: RunSite,
  target: Target,
  described: Task | undefined,
  words: readonly string[],
  ends: ExecEnds,
  { abort, running, ...given }: RunOptions,
): Promise<CommandEnd> {
  const [{ Wrapped }, { wrap }, { channelOptions }, { say }] = await Promise.all([
    import("../session/exec/wrapped.ts"),
    import("../session/exec/wrapper.ts"),
    import("./connect.ts"),
    import("../terminal/say.ts"),
  ]);
  const nonce = newNonce();
  const stdin = ends.readStdin === undefined ? "none" : "pipe";
  const command = wrap(words, { ...given, nonce, stdin });
  const started = await startCommand(site, { ...target, command }, described);
  const channel = await channelOptions({ ...site, started, target });
  const mergeStderr = given.mergeStderr === true;
  const wrapped = new Wrapped({ channel, nonce, ends, mergeStderr, remark: (text) => say(text) });
  running?.(wrapped);
  const aborted = () => void wrapped.stop(signalOfReason(abort?.reason));
  abort?.addEventListener("abort", aborted);
  if (abort?.aborted === true) aborted();
  try {
    return { ...await wrapped.run(), lineBytes: bytesOf(command) };
  } finally {
    abort?.removeEventListener("abort", aborted);
  }
}

/** Unguessable, for the marks of one wrapped command. */
export function newNonce(): string {
  return crypto.getRandomValues(new Uint8Array(8)).toHex();
}

/** Starts a session of `target.command`; it waits for an agent that is only not there yet. */
export async function startCommand(
  { ecs, rerun, waitMs, isQuiet }: RunSite,
  target: Target,
  described: Task | undefined,
): Promise<Started> {
  const [{ execute }, { say }, { whileSaying }] = await Promise.all([
    import("./execute.ts"),
    import("../terminal/say.ts"),
    import("../terminal/waiting.ts"),
  ]);
  whileWaiting(() => void import("../session/channel/life.ts"));
  const run = () => execute(target, { ecs, known: described, waitMs, say, rerun });
  try {
    return await (isQuiet === true ? run() : whileSaying("ecsin: starting the session …", run));
  } catch (error) {
    throw withLength(error, target);
  }
}

/** There is no sh in the image: the wrapper, and so the command, did not run. */
export function isShellMissing({ end, outcome }: WrappedEnd): boolean {
  return end.kind === "closed" && !outcome.started && /unable to start command/i.test(end.output) &&
    /\bsh"?:/.test(end.output);
}

const FAILED: Readonly<Record<string, string>> = {
  workdir: "there is no such folder for --workdir",
  user: "the image has no setpriv, su-exec, gosu or su for --user",
  nouser: "there is no such user for --user",
  environ: "/proc/1/environ may not be read for --env-from-pid1",
};

/** What is known of a command's end as an exit code; throws when it could not be started. */
export function resultOf(
  { end, outcome, lineBytes }: CommandEnd,
  { ecs }: Pick<RunSite, "ecs">,
  target: Target,
): RunResult {
  const { status, failed, stdinFault, started } = outcome;
  if (stdinFault !== undefined) {
    const why = `stdin did not arrive whole: ${stdinFault}; the command was ended`;
    return { code: EXIT.failure, why };
  }
  if (end.kind === "left" && end.signal !== undefined) return { code: signalCode(end.signal) };
  if (status !== undefined) return { code: status };
  const unknown = (why: string) => ({
    code: EXIT.failure,
    why: started
      ? `the command's exit status is not known: ${why}`
      : `it is not known whether the command ran: ${why}`,
  });
  if (failed !== undefined) {
    const stdin = "stdin cannot be carried without stty, base64, dd and tee in the image";
    const why = FAILED[failed] ?? (failed.startsWith("stdin") ? stdin : failed);
    return { code: EXIT.failure, why: `the command was not run: ${why}` };
  }
  if (end.kind === "left") return unknown("the session was left");
  if (end.kind === "lost") {
    return unknown(end.why + (end.task === undefined ? "" : `: ${end.task}`));
  }
  if (/unable to start command/i.test(end.output)) {
    throw startFailure(end.output, target, { whom: ecs });
  }
  if (end.task !== undefined) return unknown(`the task is stopping: ${end.task}`);
  const hint = started || lineBytes <= LONG_BYTES ? "" : `; ${tooLong(lineBytes)}`;
  return unknown((end.output.trim() || "the session ended before it was told") + hint);
}

/**
 * Command lines of this many bytes and more are thought of when AWS or the session refuses one. Their
 * limit is not documented; another tool sends 37 KB.
 */
const LONG_BYTES = 8_192;

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function tooLong(length: number): string {
  return `the command line has ${length} bytes, which may be too many: ` +
    "ecsin exec … -- sh < script.sh";
}

/** The same refusal, with the length as its possible reason. */
function withLength(error: unknown, { command }: Target): unknown {
  const length = bytesOf(command);
  if (!(error instanceof EcsinError) || length <= LONG_BYTES) return error;
  const { why = [], ...failure } = error.failure;
  return new EcsinError({ ...failure, why: [why, tooLong(length)].flat() }, { cause: error });
}

function signalOfReason(reason: unknown): Deno.Signal | undefined {
  const known: readonly Deno.Signal[] = LEAVING;
  return known.find((each) => each === reason);
}
