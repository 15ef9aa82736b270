// ^Z as a terminal gives it: the whole process group stops, a script or launcher around ecsin with
// it, and goes on by `fg` of the shell that they were started from.

/** A group that no shell watches is not stopped by the kernel (POSIX: orphaned): it goes on at once. */
const NOT_STOPPED_MS = 300;

/** Stops this process group; resolves when it was told to go on. */
export async function stopAndGoOn(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  Deno.addSignalListener("SIGCONT", resolve);
  // 0 is this process's own group (kill(2)).
  Deno.kill(0, "SIGTSTP");
  const timer = setTimeout(resolve, NOT_STOPPED_MS);
  await promise;
  clearTimeout(timer);
  Deno.removeSignalListener("SIGCONT", resolve);
}
