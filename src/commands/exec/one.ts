// One command in one container: wrapped, run by ecsin's own client, its streams carried, its exit
// status learned. What could not be learned is 255 with the reason, never 0.
import type { Ecs } from "../../aws/ecs.ts";
import type { Task } from "../../aws/task.ts";
import { whileWaiting } from "../../aws/api/waiting.ts";
import { EcsinError, EXIT } from "../../error.ts";
import type { ExecEnds, ExecOutcome } from "../../session/exec/io.ts";
import type { SessionEnd } from "../../session/session.ts";
import type { WrapOptions } from "../../session/exec/wrapper.ts";
import type { Target } from "../../place/target.ts";
import { type Context, typedLine } from "../../entry/context.ts";
import type { ExecFlags } from "./flags.ts";
import { signalCode, startFailure } from "../../entry/tell_end.ts";

/** What every command of one `ecsin exec` shares. */
export interface ExecSite {
  readonly context: Context;
  readonly ecs: Ecs;
  readonly debug: (line: string) => void;
  readonly flags: ExecFlags;
  readonly command: readonly string[];
  readonly rerun: (flag: string) => string;
}

/** An exit code, and in words what the code alone does not tell. */
export interface ExecResult {
  readonly code: number;
  readonly why?: string;
}

/** As GNU timeout ends. */
const TIMED_OUT = 124;
/** How long an image without sh is kept waiting to see whether there is any stdin. */
const SILENT_MS = 200;
/** ECS takes a longer command line without a word, and the session then ends at once. */
const COMMAND_MOST_BYTES = 8_192;

/** Runs the command with pipes. */
export async function execOne(
  site: ExecSite,
  target: Target,
  described: Task | undefined,
  ends: ExecEnds = ownEnds(site.flags),
): Promise<ExecResult> {
  const { flags, command } = site;
  const [{ ExecIo }, { wrap }, { say }, { connectNative, abortBySignals }] = await Promise.all([
    import("../../session/exec/io.ts"),
    import("../../session/exec/wrapper.ts"),
    import("../../terminal/say.ts"),
    import("../../entry/connect.ts"),
  ]);
  const options: WrapOptions = {
    ...wrapOptions(flags),
    stdin: ends.readStdin === undefined ? "none" : "pipe",
    escape: !Deno.stdout.isTerminal() && !flags.all,
  };
  const started = await start(site, { ...target, command: wrap(command, options) }, described);
  const io = new ExecIo(options.nonce, ends, say);
  const { abort, stop } = abortBySignals(["SIGTERM", "SIGHUP"]);
  const stopInterrupt = onInterrupt(() => io.interrupt(), () => abort.abort("SIGINT"));
  const timer = timeoutOf(flags, abort);
  try {
    const end = await connectNative({ ...site, started, target }, io, { abort: abort.signal });
    const outcome = await io.end();
    if (isShellMissing(end, outcome)) return await execUnwrapped(site, target, described, ends);
    return resultOf(end, outcome, flags, site, target);
  } finally {
    clearTimeout(timer);
    stopInterrupt();
    stop();
  }
}

/** Runs the command on the person's terminal (`-t`). */
export async function execOnTerminal(
  site: ExecSite,
  target: Target,
  described: Task | undefined,
): Promise<ExecResult> {
  const { flags, command } = site;
  const [{ TerminalExecIo }, { wrap }, { connectTerminal }] = await Promise.all([
    import("../../session/exec/io.ts"),
    import("../../session/exec/wrapper.ts"),
    import("../../entry/connect.ts"),
  ]);
  const options: WrapOptions = { ...wrapOptions(flags), stdin: "tty" };
  const started = await start(site, { ...target, command: wrap(command, options) }, described);
  let io: InstanceType<typeof TerminalExecIo> | undefined;
  const end = await connectTerminal(
    { kind: "native" },
    { ...site, started, target },
    flags.escape,
    (terminal) => io = new TerminalExecIo(options.nonce, terminal),
  );
  return resultOf(end, io?.outcome ?? { started: false, exact: false }, flags, site, target);
}

/** No sh in the image: the words as they are, their status unknown. */
async function execUnwrapped(
  site: ExecSite,
  target: Target,
  described: Task | undefined,
  ends: ExecEnds,
): Promise<ExecResult> {
  const { flags, command } = site;
  const noShell = `there is no sh in container "${target.container}"`;
  const needs = flags.command !== undefined
    ? "-c"
    : ends.readStdin !== undefined && !await endsAtOnce(ends.readStdin)
    ? "stdin"
    : flags.workdir !== undefined
    ? "--workdir"
    : flags.user !== undefined
    ? "--user"
    : flags.envFromPid1
    ? "--env-from-pid1"
    : flags.splitStderr
    ? "--split-stderr"
    : undefined;
  if (needs !== undefined) {
    throw new EcsinError({
      id: "exec-needs-shell",
      what: `${noShell}, and ${needs} needs one`,
      why: "the command was not run",
      ...(needs === "stdin" ? { next: `${typedLine(site.context.argv)} < /dev/null` } : {}),
      exitCode: EXIT.failure,
    });
  }
  const [{ quoteWords }, { PlainIo }, { say }, { connectNative, abortBySignals }] = await Promise
    .all([
      import("../../session/remote_command.ts"),
      import("../../session/exec/io.ts"),
      import("../../terminal/say.ts"),
      import("../../entry/connect.ts"),
    ]);
  say(`${noShell}: the command runs unwrapped`);
  const started = await start(site, { ...target, command: quoteWords(command) }, described);
  const { abort, stop } = abortBySignals();
  const timer = timeoutOf(flags, abort);
  try {
    const io = new PlainIo(ends, say);
    const end = await connectNative({ ...site, started, target }, io, { abort: abort.signal });
    await io.end();
    if (end.kind !== "closed") {
      return resultOf(end, { started: false, exact: false }, flags, site, target);
    }
    if (/unable to start command/i.test(end.output)) {
      throw startFailure(end.output, target, site.rerun);
    }
    return { code: EXIT.failure, why: "its exit status is not known: only an sh could tell it" };
  } finally {
    clearTimeout(timer);
    stop();
  }
}

async function start(site: ExecSite, target: Target, described: Task | undefined) {
  const bytes = new TextEncoder().encode(target.command).length;
  if (bytes > COMMAND_MOST_BYTES) {
    const { argv } = site.context;
    const end = argv.findIndex((word) => word === "--" || word === "-c");
    throw new EcsinError({
      id: "command-too-long",
      what:
        `the command is too long: ${bytes} bytes with its wrapper, ${COMMAND_MOST_BYTES} at most`,
      next: `${typedLine(end === -1 ? argv : argv.slice(0, end))} -- sh < script.sh`,
      exitCode: EXIT.usage,
    });
  }
  const [{ execute }, { say }, { whileSaying }] = await Promise.all([
    import("../../entry/execute.ts"),
    import("../../terminal/say.ts"),
    import("../../terminal/waiting.ts"),
  ]);
  const { ecs, flags, rerun } = site;
  whileWaiting(() => void import("../../session/shell/shell.ts"));
  const run = () => execute(target, { ecs, known: described, waitMs: flags.wait, say, rerun });
  // Of many at once the first ones' output is on the screen already.
  return await (flags.all ? run() : whileSaying("ecsin: starting the session …", run));
}

function wrapOptions(flags: ExecFlags): Omit<WrapOptions, "stdin"> {
  return {
    nonce: crypto.getRandomValues(new Uint8Array(8)).toHex(),
    splitStderr: flags.splitStderr,
    envFromPid1: flags.envFromPid1,
    ...(flags.user !== undefined ? { user: flags.user } : {}),
    ...(flags.workdir !== undefined ? { workdir: flags.workdir } : {}),
  };
}

/** ecsin's own stdin, stdout and stderr; stdin only from a pipe or file, or with -i. */
function ownEnds(flags: ExecFlags): ExecEnds {
  const buffer = new Uint8Array(65_536);
  const writeAll = async (to: typeof Deno.stdout, bytes: Uint8Array) => {
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await to.write(rest));
  };
  return {
    ...(flags.interactive || !Deno.stdin.isTerminal()
      ? {
        readStdin: async () => {
          const count = await Deno.stdin.read(buffer);
          return count === null ? null : buffer.subarray(0, count);
        },
      }
      : {}),
    writeStdout: (bytes) => writeAll(Deno.stdout, bytes),
    writeStderr: (bytes) => writeAll(Deno.stderr, bytes),
  };
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

/** ^C goes to the command; a second one ends the session. */
function onInterrupt(first: () => void, second: () => void): () => void {
  let count = 0;
  const handler = () => ++count === 1 ? first() : second();
  Deno.addSignalListener("SIGINT", handler);
  return () => Deno.removeSignalListener("SIGINT", handler);
}

function timeoutOf({ timeout }: ExecFlags, abort: AbortController) {
  return timeout === undefined ? undefined : setTimeout(() => abort.abort("timeout"), timeout);
}

function isShellMissing(end: SessionEnd, { started }: ExecOutcome): boolean {
  return end.kind === "closed" && !started && /unable to start command/i.test(end.output) &&
    /\bsh"?:/.test(end.output);
}

const FAILED: Readonly<Record<string, string>> = {
  workdir: "there is no such folder for --workdir",
  user: "the image has no setpriv, su-exec, gosu or su for --user",
  nouser: "there is no such user for --user",
  environ: "/proc/1/environ may not be read for --env-from-pid1",
};

function resultOf(
  end: SessionEnd,
  { status, failed, started }: ExecOutcome,
  flags: ExecFlags,
  { rerun }: ExecSite,
  target: Target,
): ExecResult {
  if (status !== undefined) return { code: status };
  const unknown = (why: string) => ({
    code: EXIT.failure,
    why: started
      ? `the command's exit status is not known: ${why}`
      : `it is not known whether the command ran: ${why}`,
  });
  if (failed !== undefined) {
    const stdin = "stdin cannot be carried without stty and base64 in the image";
    const why = FAILED[failed] ?? (failed.startsWith("stdin") ? stdin : failed);
    return { code: EXIT.failure, why: `the command was not run: ${why}` };
  }
  if (end.kind === "left") {
    if (end.signal !== undefined) return { code: signalCode(end.signal) };
    if (flags.timeout === undefined) return unknown("the session was left");
    return { code: TIMED_OUT, why: `timed out after ${flags.timeout / 1000} s` };
  }
  if (end.kind === "lost") {
    return unknown(end.why + (end.task === undefined ? "" : `: ${end.task}`));
  }
  if (/unable to start command/i.test(end.output)) throw startFailure(end.output, target, rerun);
  if (end.task !== undefined) return unknown(`the task is stopping: ${end.task}`);
  return unknown(end.output.trim() || "the session ended before it was told");
}
