// How `ecsin forward` ends: it is left by a signal, its command ends, the program that holds its stdin
// does, or its ports can never be had again. Everything is closed, in the container as well.
import { signalCode } from "../../entry/tell_end.ts";
import { EXIT } from "../../error.ts";
import { say } from "../../terminal/say.ts";
import { runChild } from "./child.ts";
import type { ForwardFlags } from "./flags.ts";
import type { Forwards } from "./open.ts";
import { endsOf } from "./ready.ts";
import { fillIn, portEnvironment } from "./words.ts";

/** For sessions to end that were just being opened. */
const LEAVE_MS = 2_000;

/** Ends what was being opened when the person left; not for long. */
export async function closed(
  opening: Promise<Pick<Forwards, "close">>,
  signal?: Deno.Signal,
): Promise<void> {
  const over = new AbortController();
  const late = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, LEAVE_MS);
    over.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  await Promise.race([opening.then((all) => all.close(signal), () => {}), late]);
  over.abort();
}

/** Waits for whatever ends it, closes everything, and gives the exit code. */
export async function untilEnd(
  flags: ForwardFlags,
  command: readonly string[],
  forwards: Forwards,
  abort: AbortSignal,
): Promise<number> {
  const ends = endsOf(forwards);
  const child = command.length === 0
    ? new Promise<never>(() => {})
    : runChild(fillIn(command, ends), portEnvironment(ends), abort);
  const stdin = flags.watchStdin ? stdinEnds() : new Promise<never>(() => {});
  let signal: Deno.Signal | undefined;
  try {
    const end = await Promise.race([
      child,
      stdin.then(() => EXIT.done),
      aborted(abort).then(async (name) => {
        signal = name;
        if (command.length > 0) await child.catch(() => {});
        return signalCode(name);
      }),
      forwards.failed.then((error) => {
        if (command.length === 0) throw error;
        // What is left of it is the command's to decide.
        say(error.failure.what);
        return child;
      }),
    ]);
    const lost = forwards.lost();
    if (end !== EXIT.done || lost === 0) return end;
    say(
      `bytes of ${lost === 1 ? "a connection" : `${lost} connections`} may be missing: ` +
        `exit status ${EXIT.failure} instead of 0`,
    );
    return EXIT.failure;
  } finally {
    await forwards.close(signal);
  }
}

/** Resolves with the signal's name. */
export function aborted(signal: AbortSignal): Promise<Deno.Signal> {
  return new Promise((resolve) => {
    const done = () => resolve(signal.reason);
    if (signal.aborted) done();
    signal.addEventListener("abort", done, { once: true });
  });
}

async function stdinEnds(): Promise<void> {
  const buffer = new Uint8Array(1024);
  try {
    while (await Deno.stdin.read(buffer) !== null);
  } catch {
    // Broken is ended.
  }
}
