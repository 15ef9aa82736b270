// The signals that end what ecsin does. Windows knows them too (Deno 2.9.6): SIGBREAK is Ctrl-Break,
// SIGHUP a window that was closed, SIGTERM a system that shuts down.

/** Somebody else ends ecsin, or its terminal is gone. */
export const ENDING: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGTERM", "SIGHUP", "SIGBREAK"]
  : ["SIGTERM", "SIGHUP"];

/** The same, and the person by Ctrl-C. */
export const LEAVING: readonly Deno.Signal[] = ["SIGINT", ...ENDING];
