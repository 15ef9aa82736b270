// How a session begins: with a handshake, or without one, and when the agent takes input. An agent
// acknowledges and throws away what comes before its HandshakeComplete, and one that encrypts ends
// for good by it, so nothing may be sent too early, and nobody may wait for what never comes.
import { phase } from "../../trace.ts";
import type { Encryption } from "./encryption.ts";
import { type Agreed, Handshake, type HandshakeOptions, type Reply } from "./handshake.ts";
import { type Message, PAYLOAD, readJson } from "./message.ts";

/** What the agent sends sealed where the session is encrypted. */
const SEALED_TYPES: readonly number[] = [PAYLOAD.output, PAYLOAD.stderr, PAYLOAD.exitCode];
/** Never sealed, and done by the opening itself. */
const OF_HANDSHAKE: ReadonlySet<number> = new Set([
  PAYLOAD.handshakeRequest,
  PAYLOAD.handshakeComplete,
  PAYLOAD.challengeRequest,
]);

/** A session's beginning, and the ciphers that came of it. */
export class Opening {
  readonly #handshake: Handshake;
  readonly #ready = Promise.withResolvers<void>();
  #isReady = false;
  #handshaking = false;
  #takenAt: number | undefined;

  /** `noHandshakeMs`: patience with an agent that takes messages and asks for nothing. */
  constructor(options: HandshakeOptions, readonly noHandshakeMs: number) {
    this.#handshake = new Handshake(options);
  }

  /** Resolves when the agent takes input. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get agreed(): Agreed | undefined {
    return this.#handshake.agreed;
  }

  get encryption(): Encryption | undefined {
    return this.#handshake.encryption;
  }

  /** Why the session cannot be had. */
  get failure(): string | undefined {
    return this.#handshake.failure;
  }

  /** Takes a message of the handshake; undefined when it is none. */
  async take(
    message: Message,
  ): Promise<{ readonly reply?: Reply; readonly words?: string } | undefined> {
    if (message.payloadType === PAYLOAD.handshakeComplete) {
      const words = readJson(message.payload)?.["CustomerMessage"];
      this.#nowReady();
      return typeof words === "string" && words !== "" ? { words } : {};
    }
    if (message.payloadType === PAYLOAD.handshakeRequest) this.#handshaking = true;
    else if (message.payloadType !== PAYLOAD.challengeRequest) return undefined;
    const reply = await this.#handshake.reply(message);
    return reply === undefined ? {} : { reply };
  }

  /** Nothing is to be done to a message: it is not of the handshake, and nothing is sealed. */
  isPlain({ payloadType }: Message): boolean {
    return this.#isReady && this.#handshake.encryption === undefined &&
      !OF_HANDSHAKE.has(payloadType);
  }

  /** Input may go out, and as it is. */
  get takesPlain(): boolean {
    return this.#isReady && this.#handshake.encryption === undefined;
  }

  /** A message for this side, opened where it is sealed. */
  async unsealed(message: Message): Promise<Message> {
    // An agent that does not shake hands begins with output.
    if (message.payloadType === PAYLOAD.output) this.#nowReady();
    const { encryption } = this.#handshake;
    if (encryption === undefined || !SEALED_TYPES.includes(message.payloadType)) return message;
    return { ...message, payload: await encryption.open(message.payload) };
  }

  /**
   * The agent has taken this side's first message (a size). It asks for a handshake before it takes
   * anything; one that did not ask is one without, and may stay silent for ever, as the terminal of
   * `cat` does. To be called now and then.
   */
  firstTaken(now: number): void {
    if (this.#isReady || this.#handshaking) return;
    this.#takenAt ??= now;
    if (now - this.#takenAt > this.noHandshakeMs) this.#nowReady();
  }

  #nowReady(): void {
    if (this.#isReady) return;
    this.#isReady = true;
    phase();
    this.#ready.resolve();
  }
}
