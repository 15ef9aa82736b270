// The time in which a call waits for AWS, put to use: what comes later is loaded meanwhile. And that it
// waits because AWS throttles, for who tells what is waited for.
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

/** How many calls were refused twice because too much was asked, and are asked again. */
let refused = 0;
let tell: (isRefusing: boolean) => void = () => {};

/** Is told when AWS goes on refusing calls for their number, and when it does not any more. */
export function onThrottling(told: (isRefusing: boolean) => void): void {
  tell = told;
}

/** A call was refused twice; what it gives is called when it has ended, whichever way. */
export function throttledAgain(): () => void {
  if (++refused === 1) tell(true);
  return () => {
    if (--refused === 0) tell(false);
  };
}
