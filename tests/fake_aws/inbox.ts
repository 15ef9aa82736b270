/**
 * The agent's incoming half: takes stream messages in order, one at a time, and acknowledges each
 * once it is taken (amazon-ssm-agent 3.3, datachannel.go, handleStreamDataMessage).
 */
import type { ChannelFaults } from "./channel_faults.ts";
import type { Frame } from "./wire.ts";

/** Whether the agent took a message; "not ready" leaves it to be sent again. */
export type Taken = "taken" | "not ready";

/** Messages ahead of their turn that are kept (mgsConfig.IncomingMessageBufferCapacity). */
const aheadCapacity = 100_000;
/**
 * Messages waiting while the terminal takes no input. In the real agent they wait in the TCP
 * connection; here the rest is dropped without acknowledgement, so the client sends it again.
 */
const queueCapacity = 20_000;

export class Inbox {
  #expected = 0;
  readonly #ahead = new Map<number, Frame>();
  #queue: (Frame | (() => void))[] = [];
  #working = false;

  /** `habits` are those of channel_faults.ts; they are read at each message. */
  constructor(
    readonly take: (frame: Frame) => Promise<Taken>,
    readonly acknowledge: (frame: Frame) => void,
    readonly onRefused: () => void,
    readonly habits: Pick<ChannelFaults, "oneReader" | "twice" | "silentOnRepeats">,
  ) {}

  /** The real agent's one reader takes acknowledgements in turn too, behind input that waits. */
  inTurn(take: () => void): void {
    if (!this.habits.oneReader || !this.#working) return take();
    this.#queue.push(take);
  }

  push(frame: Frame): void {
    if (this.#queue.length >= queueCapacity) return this.onRefused();
    this.#queue.push(frame);
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      for (const each of batch) {
        if (typeof each === "function") each();
        else await this.#handle(each);
      }
    }
    this.#working = false;
  }

  async #handle(frame: Frame): Promise<void> {
    if (frame.sequenceNumber < this.#expected) {
      if (!this.habits.silentOnRepeats) this.acknowledge(frame);
      return;
    }
    if (frame.sequenceNumber > this.#expected) {
      if (this.#ahead.size >= aheadCapacity) return this.onRefused();
      this.acknowledge(frame);
      this.#ahead.set(frame.sequenceNumber, frame);
      return;
    }
    if (await this.take(frame) === "not ready") return this.onRefused();
    // The agent's own websocket broke: the acknowledgement cannot be sent, and the number stays.
    const { twice } = this.habits;
    if (twice.delete(frame.sequenceNumber)) return;
    this.acknowledge(frame);
    this.#expected++;
    for (let next; (next = this.#ahead.get(this.#expected)) !== undefined; this.#expected++) {
      if (await this.take(next) === "not ready") return this.onRefused();
      this.#ahead.delete(this.#expected);
    }
  }
}
