// The signals that end what ecsin does. Windows knows them too (Deno 2.9.6): SIGBREAK is Ctrl-Break,
// SIGHUP a window that was closed, SIGTERM a system that shuts down.

/** Somebody else ends ecsin, or its terminal is gone. */
export const ENDING: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGTERM", "SIGHUP", "SIGBREAK"]
  : ["SIGTERM", "SIGHUP"];

/** The same, and the person by Ctrl-C. */
export const LEAVING: readonly Deno.Signal[] = ["SIGINT", ...ENDING];

/** What nobody minds: a window that changed its size. Its default is nothing. */
const HARMLESS = "SIGWINCH";
/** So long at most a signal of our own takes to come back. */
const ECHO_MOST_MS = 1_000;

/**
 * Leaves signals of the terminal to a child in it, which gets them as well; gives what takes them
 * back. That waits until those that came with the child's end have been heard: Deno (2.9.6) hands
 * signals on from a thread of its own, and one that finds no listener any more ends the process.
 */
export function leaveToChild(signals: readonly Deno.Signal[]): () => Promise<void> {
  const ignore = () => {};
  for (const signal of signals) Deno.addSignalListener(signal, ignore);
  return async () => {
    await heardAll();
    for (const signal of signals) Deno.removeSignalListener(signal, ignore);
  };
}

/** A signal to ourselves comes after all earlier ones. */
async function heardAll(): Promise<void> {
  // Windows hands Ctrl-C on at once.
  if (Deno.build.os === "windows") return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const heard = () => resolve();
  Deno.addSignalListener(HARMLESS, heard);
  const timer = setTimeout(heard, ECHO_MOST_MS);
  try {
    Deno.kill(Deno.pid, HARMLESS);
    await promise;
  } finally {
    clearTimeout(timer);
    Deno.removeSignalListener(HARMLESS, heard);
  }
}
