// Notices an agent that is gone for good: its process was killed, or it could not reconnect in its
// six tries (amazon-ssm-agent, datachannel.go). The gateway tells nobody; it shows by what stays
// unacknowledged over an open connection. Pure: time is handed in.

/** Looks now and then. */
export class AgentWatch {
  #waitedMs = 0;
  #lookedAt: number;
  #isTold = false;
  #isAsked = false;

  /** `patienceMs` without a sign of the agent; a look is due every `everyMs`. */
  constructor(readonly patienceMs: number, readonly everyMs: number, now: number) {
    this.#lookedAt = now;
  }

  /** The agent acknowledged or said something. */
  heard(): void {
    this.#waitedMs = 0;
    this.#isTold = false;
    this.#isAsked = false;
  }

  /** Half of the patience is over, told once: an agent may have taken all and not said so. */
  get isDoubtful(): boolean {
    if (this.#waitedMs < this.patienceMs / 2 || this.#isAsked) return false;
    this.#isAsked = true;
    return true;
  }

  /**
   * Tells once, in words, that the agent does not answer. Only time counts in which this program ran
   * (it may have been stopped, or the machine slept) and something waited for an answer.
   */
  look(now: number, isWaiting: boolean): string | undefined {
    const ran = Math.min(now - this.#lookedAt, 2 * this.everyMs);
    this.#lookedAt = now;
    this.#waitedMs = isWaiting ? this.#waitedMs + ran : 0;
    if (this.#waitedMs < this.patienceMs || this.#isTold) return undefined;
    this.#isTold = true;
    return `the agent in the container has not answered for ${
      Math.round(this.#waitedMs / 1_000)
    } s`;
  }
}
