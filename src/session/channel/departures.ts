// What goes to the agent: in order, sealed where the session is encrypted, and never more under way
// than a window and what the socket takes at once.
import type { Channel } from "./channel.ts";
import { PAYLOAD_MOST_BYTES } from "./channel.ts";
import type { Connection } from "./connection.ts";
import { PAYLOAD } from "./message.ts";
import type { Opening } from "./opening.ts";

/** Bytes in the socket above which nothing more is sent: they would only wait there. */
const BACKLOG_MOST_BYTES = 1 << 16;
/** What AES-GCM adds: nonce and tag. */
const SEALED_BYTES = 28;

/** The way out of a session. */
export class Departures {
  #moved = Promise.withResolvers<void>();
  #sending = Promise.resolve();
  #firstNumber: number | undefined;
  /** Calls of {@link send} that are not done. */
  #waiting = 0;

  constructor(
    readonly channel: Channel,
    readonly connection: Connection,
    readonly opening: Opening,
    readonly over: AbortSignal,
  ) {
    over.addEventListener("abort", () => this.moved());
  }

  /** The number of the very first message. */
  get firstNumber(): number | undefined {
    return this.#firstNumber;
  }

  /** Most bytes of one message. */
  get mostBytes(): number {
    return PAYLOAD_MOST_BYTES - (this.opening.encryption === undefined ? 0 : SEALED_BYTES);
  }

  /**
   * Input, after all earlier calls; resolves with the number of its last message once it is sent. No
   * message has bytes of two of the pieces, and what there is room for goes out together.
   */
  send(...pieces: readonly Uint8Array[]): Promise<number> {
    this.#waiting++;
    const sent = this.#sending.then(() => this.#sendInTurn(pieces));
    const done = () => void this.#waiting--;
    this.#sending = sent.then(done, done);
    return sent;
  }

  /** One message of input at once; false where it has to wait. */
  sendNow(bytes: Uint8Array): boolean {
    const isFree = this.#waiting === 0 && this.opening.takesPlain && this.#hasRoom;
    if (!isFree || bytes.length > this.mostBytes) return false;
    this.tell(PAYLOAD.output, bytes);
    return true;
  }

  /** One message, at once. */
  tell(payloadType: number, payload: Uint8Array): number {
    const { bytes, sequenceNumber } = this.channel.send(payloadType, payload, performance.now());
    this.connection.send(bytes);
    this.#firstNumber ??= sequenceNumber;
    return sequenceNumber;
  }

  /** Resolves when the agent has taken the message of that number, or the session is over. */
  async acknowledged(number: number): Promise<void> {
    while (!this.channel.isAcknowledged(number) && !this.over.aborted) await this.#moved.promise;
  }

  /** Something was acknowledged, or left the socket: there may be room. */
  moved(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  /** A new websocket: all that was not acknowledged goes over it. */
  resend(now: number): void {
    for (const bytes of this.channel.resend(now)) this.connection.send(bytes);
  }

  /** To be called now and then: what was lost goes again. */
  repeat(now: number): void {
    this.moved();
    // What has not left this machine cannot be lost.
    if (!this.connection.isOpen || this.connection.backlogBytes > 0) return;
    for (const bytes of this.channel.repeat(now)) this.connection.send(bytes);
  }

  async #sendInTurn(pieces: readonly Uint8Array[]): Promise<number> {
    await this.opening.ready;
    const { encryption } = this.opening;
    let number = -1;
    for (const bytes of pieces) {
      for (let at = 0; at < bytes.length; at += this.mostBytes) {
        while (!this.#hasRoom && !this.over.aborted) await this.#moved.promise;
        const piece = bytes.subarray(at, at + this.mostBytes);
        // Without encryption nothing is awaited: one turn, and so one system call (socket.ts).
        const payload = encryption === undefined ? piece : await encryption.seal(piece);
        number = this.tell(PAYLOAD.output, payload);
      }
    }
    return number;
  }

  get #hasRoom(): boolean {
    return this.channel.hasRoom && this.connection.backlogBytes < BACKLOG_MOST_BYTES;
  }
}
