// How a task ended, in words: ECS's stop code and reason, each container's exit code and own words.
// ECS's words are kept whole: a reason may have 1,024 characters. Pure.
import type { Container, Task } from "../aws/task.ts";

/** Signals by the exit code that shells give them; those that a stopped task shows. */
const SIGNALS: Readonly<Record<number, string>> = {
  137: "SIGKILL",
  139: "SIGSEGV",
  143: "SIGTERM",
};

/** What SIGKILL may have come from, where ECS gives no reason. */
const KILLED = "out of memory, or still there after its stop timeout";

/** `app: exit 137 (SIGKILL), OutOfMemoryError: …`; undefined where it says nothing of itself. */
export function containerEnd(container: Container): string | undefined {
  const end = ownEnd(container);
  return end === undefined ? undefined : `${container.name}: ${end}`;
}

/** The same without its name. */
export function ownEnd({ exitCode, reason }: Container): string | undefined {
  const parts = [
    ...(exitCode === undefined ? [] : [exitWords(exitCode, reason)]),
    ...(reason === undefined ? [] : [reason]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

function exitWords(code: number, reason: string | undefined): string {
  const signal = SIGNALS[code];
  const guess = code === 137 && reason === undefined ? `: ${KILLED}` : "";
  return `exit ${code}${signal === undefined ? "" : ` (${signal}${guess})`}`;
}

/** `TaskFailedToStart: CannotPullContainerError: …`, then containers; one entry a line. */
export function endWords(task: Task): readonly string[] {
  const { stopCode, stoppedReason, containers } = task;
  const why = [stopCode, stoppedReason].filter((each) => each !== undefined).join(": ");
  const ends = containers.flatMap((each) => containerEnd(each) ?? []);
  return [...(why === "" ? ["ECS gives no reason"] : [why]), ...ends];
}

/** Whether the task ended as something is wrong, and not because it was told to, or was done. */
export function endedBadly({ stopCode, containers }: Task): boolean {
  if (stopCode === "ServiceSchedulerInitiated" || stopCode === "UserInitiated") return false;
  if (stopCode === "EssentialContainerExited") {
    return !containers.some(({ exitCode }) => exitCode === 0) ||
      containers.some(({ exitCode = 0 }) => exitCode !== 0 && exitCode !== 143);
  }
  return true;
}
