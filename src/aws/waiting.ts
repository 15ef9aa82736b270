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
  for (const work of works.splice(0)) setTimeout(work, SENT_MS);
}
