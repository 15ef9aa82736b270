/** Sleeps that end early when their session does, so that no timer outlives it. */
export class Sleeps {
  readonly #wakers = new Set<() => void>();
  #isOver = false;

  sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#wakers.add(wake);
    });
  }

  /** Ends all that sleep now; with `forGood` there are no more. */
  stop(forGood = false): void {
    this.#isOver ||= forGood;
    for (const wake of [...this.#wakers]) wake();
  }
}
