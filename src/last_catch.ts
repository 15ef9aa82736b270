// The last catch: what is thrown where nobody waits for it, in an event's handler, a timer, a promise
// that was let go. Without it Deno prints its own stack and ends at once, with the terminal as it
// happens to be and the session left open on AWS's side. With it whatever is under way is told to
// end, as by a signal; then the fault is told in ecsin's words.

/** What was thrown first; all that comes after is its consequence. */
export interface Fault {
  readonly error: unknown;
}

/** How long what is under way has for its end: a session's is one call to AWS. */
const END_MS = 15_000;

const first = Promise.withResolvers<Fault>();
let isCaught = false;
const endings = new Set<(error: unknown) => void>();

/** Calls `end` should a fault come; gives what takes it back. The last one is called first. */
export function atFault(end: (error: unknown) => void): () => void {
  endings.add(end);
  return () => endings.delete(end);
}

/** Rejects with the fault, should one come while `work` goes on; else it is as `work` is. */
export async function untilFault<T>(work: Promise<T>): Promise<T> {
  const fault = Promise.withResolvers<never>();
  const done = atFault(fault.reject);
  try {
    return await Promise.race([work, fault.promise]);
  } finally {
    done();
  }
}

/** Runs the whole program: what it gives, or the fault once everything has ended. */
export async function withLastCatch<T>(run: () => Promise<T>): Promise<T | Fault> {
  globalThis.addEventListener("error", (event) => {
    event.preventDefault();
    arrive(event.error);
  });
  globalThis.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    arrive(event.reason);
  });
  const running = run();
  const fault = await Promise.race([running.then(() => undefined, () => undefined), first.promise]);
  if (fault === undefined && !isCaught) return await running;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => timer = setTimeout(resolve, END_MS));
  await Promise.race([running.catch(() => undefined), late]);
  clearTimeout(timer);
  return await first.promise;
}

function arrive(error: unknown): void {
  if (isCaught) return;
  isCaught = true;
  first.resolve({ error });
  for (const end of [...endings].reverse()) {
    try {
      end(error);
    } catch {
      // One fault is told, the first.
    }
  }
}
