// What has come from the agent, in order: the handshake's messages are answered, the others are
// opened where the session is encrypted and handed to who uses the channel, those that came together
// together; the gateway's last word ends it.
import type { Arrival } from "./arrivals.ts";
import type { Reply } from "./handshake.ts";
import type { Message } from "./message.ts";
import type { Opening } from "./opening.ts";
import type { ChannelUser } from "./options.ts";

/** What an {@link Incoming} needs. */
export interface IncomingOptions {
  readonly opening: Opening;
  readonly user: ChannelUser;
  /** An answer of the handshake, to be sent at once. */
  readonly reply: (reply: Reply) => void;
  /** The session cannot be had, in words. */
  readonly failed: (why: string) => Promise<void>;
  /** The gateway closed the channel, with the agent's last words. */
  readonly closed: (output: string) => void;
}

/** Takes what arrives. */
export class Incoming {
  readonly #options: IncomingOptions;

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  /** Takes a batch; the next one waits for it. */
  async take(batch: readonly Arrival[]): Promise<void> {
    const { opening, user, closed } = this.#options;
    let together: Message[] = [];
    const handOn = async () => {
      const messages = together;
      together = [];
      if (messages.length > 0) await user.take(messages);
    };
    for (const item of batch) {
      if ("closed" in item) {
        await handOn();
        return closed(item.closed);
      }
      // Nothing is awaited for what most messages are.
      if (opening.isPlain(item)) together.push(item);
      else if (!await this.#isOfHandshake(item)) together.push(await opening.unsealed(item));
    }
    await handOn();
  }

  /** Does what a message of the handshake asks for. */
  async #isOfHandshake(message: Message): Promise<boolean> {
    const { opening, user, reply, failed } = this.#options;
    const came = await opening.take(message);
    if (came === undefined) return false;
    if (came.words !== undefined) user.remark(came.words);
    if (came.reply !== undefined) reply(came.reply);
    if (opening.failure !== undefined) await failed(opening.failure);
    return true;
  }
}
