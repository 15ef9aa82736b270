// The time in which a call waits for AWS, put to use: what comes later is loaded meanwhile.
const works: (() => void)[] = [];

/** By then a request is sent; loading would keep it from being sent, the two share one thread. */
const SENT_MS = 10;

/** Does something while the next request waits for its answer. */
export function whileWaiting(work: () => void): void {
  works.push(work);
}

/** A request is on its way. */
export function waitingBegins(): void {
  // The first setTimeout loads Deno's Node layer, for 4 ms in which nothing is sent; this does not.
  for (const work of works.splice(0)) {
    AbortSignal.timeout(SENT_MS).addEventListener("abort", work);
  }
}
