// What a person sees of a copy: its progress while it goes on, and at the end what arrived.
import type { Tally } from "../../copy/entry.ts";
import { lastLine, progressLine } from "../../copy/progress.ts";
import { abortBySignals } from "../../entry/connect.ts";
import { signalCode } from "../../entry/tell_end.ts";
import { EXIT, Left } from "../../error.ts";
import { say } from "../../terminal/say.ts";
import { openStatus } from "../../terminal/status.ts";
import type { CpFlags } from "./flags.ts";
import type { CpWords } from "./words.ts";

/** Runs a copy while its progress is shown, and tells its end; gives the exit code. */
export async function showing(
  flags: CpFlags,
  words: CpWords,
  tally: Tally,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const { abort, stop } = await abortBySignals();
  const began = performance.now();
  const elapsedMs = () => performance.now() - began;
  const isLeaving = () => abort.signal.aborted;
  const status = flags.quiet ? undefined : openStatus((width) => [
    isLeaving()
      ? "ecsin: taking back what was begun …".slice(0, width)
      : progressLine({ ...tally, elapsedMs: elapsedMs() }, width),
  ]);
  const left = () => status?.update();
  abort.signal.addEventListener("abort", left);
  try {
    await work(abort.signal);
  } catch (error) {
    if (!isLeaving()) throw error;
    status?.end();
    if (!flags.quiet && !flags.all && tally.files === 0 && Deno.stderr.isTerminal()) {
      say("left before the end: what was begun is taken back");
    }
    throw new Left(signalCode(abort.signal.reason));
  } finally {
    stop();
    status?.end();
  }
  if (!flags.quiet && Deno.stderr.isTerminal()) say(lastLine(tally, verbOf(words), elapsedMs()));
  return tally.failed > 0 ? EXIT.problem : EXIT.done;
}

function verbOf({ from, to }: CpWords): "sent" | "received" | "copied" {
  if (to.kind !== "remote") return "received";
  return from.some(({ kind }) => kind === "remote") ? "copied" : "sent";
}

/** What is about to happen, for the guard. */
export function actOf({ to, typed }: CpWords): string {
  return to.kind === "remote"
    ? `copying ${typed.from.join(" ")} to ${typed.to}`
    : `copying ${typed.from.join(" ")} out of it`;
}
