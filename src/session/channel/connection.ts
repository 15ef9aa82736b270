// A session's websockets, one after the other: the next one opens with a token of ResumeSession
// when the last one broke, after waits that double, and not for ever.
import type { Session } from "../session.ts";
import type { ChannelUser } from "./options.ts";
import type { Network } from "./network.ts";
import { Socket } from "./socket.ts";
import { delay, type Timing } from "./timing.ts";
import { wordsOf } from "./words.ts";

/** A connection is back when it has lasted this part of the time in which a loss is not told. */
const STEADY_PART = 4;

/** What keeps a session connected. */
export interface ConnectionOptions {
  readonly session: Session;
  /** A new token; undefined: the session is over. Throws when AWS refuses. */
  readonly resume: () => Promise<string | undefined>;
  readonly timing: Timing;
  readonly network?: Network;
  readonly remark: ChannelUser["remark"];
  readonly debug: (line: string) => void;
  readonly onOpen: () => void;
  readonly onFrame: (bytes: Uint8Array) => void;
}

/** The connection of a session. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #clientId = crypto.randomUUID();
  #socket: Socket | undefined;
  #tokenValue: string;
  #tokenUsed = false;
  #finished = false;
  #paused = false;
  /** Frames came over this websocket. */
  #heard = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#tokenValue = options.session.tokenValue;
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  /** Bytes that were sent and have not left this machine. */
  get backlogBytes(): number {
    return this.#socket?.backlogBytes ?? 0;
  }

  /** Sends a frame, or drops it while there is no websocket: the channel repeats it. */
  send(bytes: Uint8Array): void {
    this.#socket?.send(bytes);
  }

  /** Asks the gateway to wait, by taking nothing from the network. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#socket?.pause();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#socket?.resume();
  }

  /** The channel is closed: the websocket's end is no loss any more. */
  finish(): void {
    this.#finished = true;
  }

  close(): void {
    this.finish();
    this.#socket?.close();
  }

  /** Keeps connected until the session is over; gives why it is lost, if it is. */
  async run(over: AbortSignal): Promise<string> {
    const { timing, debug } = this.#options;
    let silent = 0;
    const away = new Away(timing.quiet, this.#options.remark);
    over.addEventListener("abort", () => away.forget());
    while (true) {
      const why = await this.#connectOnce(() => {
        away.back();
        silent = 0;
      });
      if (this.#finished || over.aborted) return why;
      debug(`connection: ${why}`);
      if (silent === 0 && this.#heard) away.lost(why);
      if (++silent >= (this.#heard ? timing.tries : timing.firstTries)) {
        away.forget();
        const hint = this.#heard ? "" : ", as it does with a token that it refuses";
        return `${why}${hint}; ${silent} tries`;
      }
      await delay(Math.min(timing.retryMost, timing.retryFirst * 2 ** (silent - 1)), over);
      if (over.aborted) return why;
      const refused = await this.#renewToken();
      if (refused !== undefined) return refused;
    }
  }

  /** One websocket from its opening to its end; gives the reason of the end. */
  async #connectOnce(onHeard: () => void): Promise<string> {
    const { session, timing, network, onOpen, onFrame } = this.#options;
    let heard = false;
    try {
      const socket = await Socket.open({
        url: session.streamUrl,
        tokenValue: this.#tokenValue,
        clientId: this.#clientId,
        timing,
        ...(network !== undefined ? { network } : {}),
        onFrame: (bytes) => {
          if (!heard) onHeard();
          heard = this.#heard = true;
          onFrame(bytes);
        },
      });
      this.#tokenUsed = true;
      this.#socket = socket;
      if (this.#finished) socket.close();
      if (this.#paused) socket.pause();
      onOpen();
      return await socket.closed;
    } catch (error) {
      return wordsOf(error);
    } finally {
      this.#socket = undefined;
    }
  }

  /** A token is good for one websocket. Gives the reason when there is no further one. */
  async #renewToken(): Promise<string | undefined> {
    if (!this.#tokenUsed) return undefined;
    try {
      const tokenValue = await this.#options.resume();
      if (tokenValue === undefined) return "the session ended while the connection was away";
      this.#tokenValue = tokenValue;
      this.#tokenUsed = false;
      return undefined;
    } catch (error) {
      const refused = error instanceof Error && Reflect.get(error, "exitCode") === 254;
      const words = wordsOf(error);
      // Without a network SSM cannot be reached either: that is worth another try.
      this.#options.debug(`ResumeSession: ${words}`);
      return refused ? `AWS does not resume the session: ${words}` : undefined;
    }
  }
}

/**
 * Says that the connection is away, and back: nothing of what is mended at once. One that comes for a
 * moment and breaks again is not back: it counts from its first loss.
 */
class Away {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lostAt: number | undefined;
  #isSaid = false;

  constructor(readonly quietMs: number, readonly remark: ChannelUser["remark"]) {}

  lost(why: string): void {
    clearTimeout(this.#timer);
    this.#lostAt ??= performance.now();
    if (this.#isSaid) return;
    this.#timer = setTimeout(() => {
      this.#isSaid = true;
      this.remark(`connection lost (${why}), trying again`, "away");
    }, Math.max(0, this.#lostAt + this.quietMs - performance.now()));
  }

  back(): void {
    if (this.#lostAt === undefined) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#lostAt = undefined;
      if (this.#isSaid) this.remark("connected again", "back");
      this.#isSaid = false;
    }, this.quietMs / STEADY_PART);
  }

  forget(): void {
    clearTimeout(this.#timer);
  }
}
