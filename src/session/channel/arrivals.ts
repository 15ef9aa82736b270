// What came from the agent and waits for this side to take it, in order: while too much waits, the
// network is told to wait as well.
import { type Message, sizeOf } from "./message.ts";

/** The agent's last words, at their place behind its messages. */
export interface Closing {
  readonly closed: string;
}

/** What arrives. */
export type Arrival = Message | Closing;

/** Bytes that wait before the network is told to wait. */
const WAITING_MOST_BYTES = 1 << 20;

/** What {@link Arrivals} needs. */
export interface ArrivalsOptions {
  /** Takes what has come, in order; the next call waits for it. */
  readonly take: (batch: readonly Arrival[]) => Promise<void>;
  /** A take threw. */
  readonly failed: (error: unknown) => Promise<void>;
  readonly over: AbortSignal;
  /** The network waits, or goes on. */
  readonly pause: () => void;
  readonly resume: () => void;
}

/** The queue between the network and whoever uses the channel. */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  #queue: Arrival[] = [];
  #bytes = 0;
  #taking = false;
  /** Resolves when everything that has come so far is taken. */
  taken = Promise.resolve();

  constructor(options: ArrivalsOptions) {
    this.#options = options;
  }

  push(messages: readonly Message[], closed: string | undefined): void {
    for (const message of messages) {
      // Its payload is a view of what the network brought, which nobody writes over and which is
      // no longer than that: a copy would cost more than anything else that is done here.
      this.#queue.push(message);
      this.#bytes += sizeOf(message);
    }
    if (closed !== undefined) this.#queue.push({ closed });
    if (this.#bytes > WAITING_MOST_BYTES) this.#options.pause();
    if (!this.#taking && this.#queue.length > 0) this.taken = this.#takeAll();
  }

  async #takeAll(): Promise<void> {
    const { take, failed, over, resume } = this.#options;
    this.#taking = true;
    try {
      while (this.#queue.length > 0 && !over.aborted) {
        const batch = this.#queue;
        this.#queue = [];
        await take(batch);
        for (const item of batch) if (!("closed" in item)) this.#bytes -= sizeOf(item);
        resume();
      }
    } catch (error) {
      await failed(error);
    }
    this.#taking = false;
  }
}
