// How a session ended, in words and as an exit code.
import { shellLine } from "../session/remote_command.ts";
import type { SessionEnd } from "../session/session.ts";
import { type Target, targetFlags } from "../place/target.ts";
import { EcsinError, EXIT } from "../error.ts";
import { pasteable } from "./context.ts";
import { ecsinLine, type Whom } from "../aws/line.ts";

/** What shells use: 128 and the signal's number. */
const SIGNAL_CODES: Partial<Record<Deno.Signal, number>> = {
  SIGBREAK: 149,
  SIGHUP: 129,
  SIGINT: 130,
  SIGPIPE: 141,
  SIGTERM: 143,
};

/** The exit code of a process that this signal ended. */
export function signalCode(signal: Deno.Signal): number {
  return SIGNAL_CODES[signal] ?? EXIT.failure;
}

/**
 * The exit code of an interactive session's end; throws what the person has to know. A session
 * that the person left is a good end.
 */
export function tellEnd(
  end: SessionEnd,
  target: Target,
  whom: Whom,
  rerun: (flag: string) => string,
  say: (text: string) => void,
): number {
  switch (end.kind) {
    case "left":
      if (end.signal !== undefined) return signalCode(end.signal);
      say("session ended");
      return EXIT.done;
    case "closed":
      if (end.task !== undefined) say(`the task is stopping: ${end.task}`);
      return end.output.trim() === ""
        ? EXIT.done
        : tellLastWords(end.output, target, whom, rerun, say);
    case "lost":
      throw new EcsinError({
        id: "session-lost",
        what: `the session in container "${target.container}" was lost: ${end.why}`,
        ...(end.task !== undefined ? { why: `the task is stopping: ${end.task}` } : {}),
        next: doctorFor(target, whom),
        exitCode: EXIT.failure,
      });
  }
}

function doctorFor(target: Target, whom: Whom): string {
  return ecsinLine(whom, "doctor", ...targetFlags(target));
}

/** The agent said something when it closed the channel: a command that could not start, mostly. */
function tellLastWords(
  output: string,
  target: Target,
  whom: Whom,
  rerun: (flag: string) => string,
  say: (text: string) => void,
): number {
  const words = output.replaceAll(/-{5,}[A-Z]*-{5,}/g, "").trim();
  if (/encryption is not set up/i.test(words)) throw logGroupNotEncrypted(words, target, whom);
  if (!/unable to start command/i.test(words)) {
    say(words);
    return EXIT.done;
  }
  throw startFailure(words, target, { rerun });
}

/** The cluster wants its session logs encrypted, and the agent found that they would not be. */
function logGroupNotEncrypted(words: string, target: Target, whom: Whom): EcsinError {
  return new EcsinError({
    id: "session-log-not-encrypted",
    what: `the agent in container "${target.container}" refused the session`,
    why: [
      words,
      "the cluster asks for encrypted session logs: the log group or bucket is not encrypted, or " +
      "the task role may not look (logs:DescribeLogGroups on *, s3:GetEncryptionConfiguration)",
    ],
    next: doctorFor(target, whom),
    exitCode: EXIT.failure,
  });
}

/** The agent could not start the command; `whom`: it was one of `ecsin exec`, which has no --shell. */
export function startFailure(
  words: string,
  target: Target,
  again: { readonly rerun: (flag: string) => string } | { readonly whom: Whom },
): EcsinError {
  const { container, command } = target;
  const missing = /(?:fork\/exec|exec:) "?([^\s":]+)"?: (?:no such file|executable file not found)/
    .exec(words)?.[1];
  return new EcsinError({
    id: missing === undefined ? "command-not-started" : "shell-missing",
    what: missing === undefined
      ? `the command could not be started in container "${container}"`
      : `there is no ${missing} in container "${container}"`,
    why: [
      words,
      ...(missing === undefined || missing.endsWith(command)
        ? []
        : [`the command was: ${command.slice(0, 100)}`]),
    ],
    next: [
      // ExecuteCommand splits words and runs them without a shell.
      ..."whom" in again ? [doctorFor(target, again.whom)] : [
        again.rerun(
          // A line that an sh runs already needs another sh.
          `--shell ${
            /[=|&;<>$`]/.test(command) && !/^(\S*\/)?sh -c /.test(command)
              ? pasteable(shellLine(command))
              : "/busybox/sh"
          }`,
        ),
      ],
      "an image without any shell (distroless, scratch) can only run its own programs: " +
      "ecsin exec … -- PROGRAM",
    ],
    exitCode: EXIT.failure,
  });
}
