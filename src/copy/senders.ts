// The sessions of one upload: a piece goes by one that is idle, or by another as long as there may be
// more of them.
import type { Piece, Seen } from "./piece.ts";
import { Sender, type Sending } from "./sender.ts";

/** Up to `most` senders side by side. */
export class Senders {
  readonly #sending: Sending;
  readonly #most: number;
  readonly #all: Sender[] = [];
  readonly #idle: Sender[] = [];
  /** Pieces under way; a failed one fails the copy. */
  readonly #under = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(sending: Sending, most: number) {
    this.#sending = sending;
    this.#most = most;
  }

  /** The one that {@link begin} opened. */
  get first(): Sender | undefined {
    return this.#all[0];
  }

  /** Opens the first one; gives what is there. Throws an EcsinError where there is no way in. */
  async begin(): Promise<Seen> {
    const sender = new Sender(this.#sending, 0);
    const seen = await sender.begin();
    this.#all.push(sender);
    this.#idle.push(sender);
    return seen;
  }

  /** One more, that belongs to whoever asks. */
  another(signal: AbortSignal): Sender {
    return new Sender({ ...this.#sending, signal }, this.#all.length);
  }

  /** Hands a piece over; resolves when there is room for another. Throws what a piece failed with. */
  async send(piece: Piece): Promise<void> {
    while (this.#idle.length === 0 && this.#all.length >= this.#most) {
      await Promise.race(this.#under);
      this.#rethrow();
    }
    let sender = this.#idle.shift();
    if (sender === undefined) {
      sender = new Sender(this.#sending, this.#all.length);
      this.#all.push(sender);
    }
    const own = sender;
    const under = own.send(piece).then(
      () => void this.#idle.push(own),
      (error) => void (this.#failure ??= { error }),
    ).finally(() => this.#under.delete(under));
    this.#under.add(under);
  }

  /** Resolves when all pieces are there; throws what one failed with. */
  async settled(): Promise<void> {
    await Promise.all(this.#under);
    this.#rethrow();
  }

  /** Nothing more comes. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((sender) => sender.close()));
  }

  /** Ends all sessions as they are. */
  async stop(): Promise<void> {
    for (const sender of this.#all) sender.stop();
    await Promise.allSettled(this.#under);
  }

  #rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
