// The countdown to AWS's idle cut: sessions without input for 20 minutes are ended, whatever they
// still print. Pure.

const MINUTE_MS = 60_000;
/** What is left when it is said, largest first. */
const SAID_AT_MS = [2 * MINUTE_MS, MINUTE_MS, 30_000, 10_000];

/** Tells once for each step of the countdown what is left. */
export class IdleCountdown {
  #lastInput: number;
  #said = 0;

  constructor(readonly idleMs: number, now: number) {
    this.#lastInput = now;
  }

  /** The person typed. */
  input(now: number): void {
    this.#lastInput = now;
    this.#said = 0;
  }

  /** The next remark, when it is time for one. */
  remark(now: number): string | undefined {
    const left = this.#lastInput + this.idleMs - now;
    const steps = SAID_AT_MS.filter((each) => each < this.idleMs);
    const due = steps.filter((each) => left <= each).length;
    if (due <= this.#said || left <= 0) return undefined;
    this.#said = due;
    const step = steps[due - 1] ?? 0;
    const words = step >= MINUTE_MS
      ? `${step / MINUTE_MS} minute${step === MINUTE_MS ? "" : "s"}`
      : `${step / 1000} seconds`;
    return `no input for long: AWS ends this session in ${words}, any key keeps it`;
  }
}
