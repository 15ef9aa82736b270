// The life of a session's channel, apart from who uses it: one websocket after another, handshake,
// numbering and repetition, encryption, the watch over the task, the end. Who uses it (shell/,
// exec/, port/) is a ChannelUser: it gets messages in order, and sends by `send` and `tell`.
// What is pure is in channel, handshake and idle. The end is always a value, never an exception.
import { atFault } from "../../last_catch.ts";
import type { SessionEnd } from "../session.ts";
import { Arrivals } from "./arrivals.ts";
import { AgentWatch } from "./agent_watch.ts";
import { Channel } from "./channel.ts";
import { Connection } from "./connection.ts";
import { Departures } from "./departures.ts";
import type { Agreed } from "./handshake.ts";
import { IdleCountdown } from "./idle.ts";
import { Incoming } from "./incoming.ts";
import { endThere, signalOf, TERMINATE } from "./leave.ts";
import { PAYLOAD } from "./message.ts";
import { Opening } from "./opening.ts";
import type { ChannelOptions, ChannelUser, TaskEnding } from "./options.ts";
import { endingsOf } from "./task_watch.ts";
import { TIMING, type Timing } from "./timing.ts";
import { wordsOf } from "./words.ts";

/** A live channel. Made, it connects; {@link Life.end} resolves once, in any case. */
export class Life {
  readonly #options: ChannelOptions;
  readonly #user: ChannelUser;
  readonly #timing: Timing;
  readonly #channel = new Channel();
  readonly #opening: Opening;
  readonly #connection: Connection;
  readonly #arrivals: Arrivals;
  readonly #departures: Departures;
  readonly #agentWatch: AgentWatch;
  readonly #idle: IdleCountdown;
  readonly #over = new AbortController();
  readonly #ended = Promise.withResolvers<SessionEnd>();
  /** The gateway has closed the channel. */
  readonly #channelClosed = Promise.withResolvers<void>();
  #leaving = false;
  #taskEnding: TaskEnding | undefined;

  constructor(options: ChannelOptions, user: ChannelUser) {
    this.#options = options;
    this.#user = user;
    this.#timing = { ...TIMING, ...options.timing };
    const { sessionTypes, remark } = user;
    const handshake = { ...options, sessionTypes, sessionId: options.session.sessionId };
    this.#opening = new Opening(handshake, this.#timing.noHandshake);
    this.#idle = new IdleCountdown(this.#timing.idle, performance.now());
    this.#connection = new Connection({
      ...options,
      timing: this.#timing,
      remark,
      onOpen: () => this.#opened(),
      onFrame: (bytes) => this.#receive(bytes),
    });
    this.#departures = new Departures(this.#channel, this.#connection, this.#opening, this.over);
    const { unanswered, tick } = this.#timing;
    this.#agentWatch = new AgentWatch(unanswered, tick, performance.now());
    const incoming = new Incoming({
      opening: this.#opening,
      user,
      reply: ({ payloadType, payload }) => void this.tell(payloadType, payload),
      failed: (why) => this.giveUp(why),
      closed: (output) => this.#leaving ? undefined : this.#end({ kind: "closed", output }),
    });
    this.#arrivals = new Arrivals({
      take: (batch) => incoming.take(batch),
      failed: (error) => this.#failed(error),
      over: this.over,
      pause: () => this.#connection.pause(),
      resume: () => this.#connection.resume(),
    });
    void this.#run();
  }

  /** Resolves when the agent takes input; never, when the session ends before. */
  get ready(): Promise<void> {
    return this.#opening.ready;
  }

  /** How the session ended. */
  get end(): Promise<SessionEnd> {
    return this.#ended.promise;
  }

  /** Aborted when the session is over, whatever ended it. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** What the handshake said of the session: its type, properties and agent; set before ready. */
  get agreed(): Agreed | undefined {
    return this.#opening.agreed;
  }

  /** A websocket is open now. */
  get isOpen(): boolean {
    return this.#connection.isOpen;
  }

  /** Most bytes of one message of {@link send}. */
  get mostBytes(): number {
    return this.#departures.mostBytes;
  }

  /** Whether the agent has taken the message of that number. */
  isAcknowledged(sequenceNumber: number): boolean {
    return this.#channel.isAcknowledged(sequenceNumber);
  }

  /**
   * Sends bytes for the session once it is ready, sealed where it is encrypted, cut to
   * {@link mostBytes}, after all earlier calls. Resolves with the number of its last message when
   * that is under way: at most a window of messages is, so memory stays small. Counts as input.
   * Of several pieces each begins a message of its own.
   */
  send(...pieces: readonly Uint8Array[]): Promise<number> {
    this.#idle.input(performance.now());
    return this.#departures.send(...pieces);
  }

  /** One message of {@link send} at once; false where one waits, has no room, or is to be sealed. */
  sendNow(bytes: Uint8Array): boolean {
    this.#idle.input(performance.now());
    return this.#departures.sendNow(bytes);
  }

  /** Sends the last bytes of a session whose work is done; it is closed once the agent has them. */
  async sayLast(bytes: Uint8Array): Promise<void> {
    const number = await this.send(bytes);
    await this.#departures.acknowledged(number);
    this.#connection.finish();
    this.#end({ kind: "closed", output: "" });
  }

  /** Sends a message that is not input (a size, a flag) at once; gives its number. */
  tell(payloadType: number, payload: Uint8Array): number {
    return this.#departures.tell(payloadType, payload);
  }

  /** The person did something that will be input: AWS's idle time begins anew. */
  touch(): void {
    this.#idle.input(performance.now());
  }

  /** Ends the session, in the container as well. */
  async leave(signal?: Deno.Signal): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    await this.#terminate();
    this.#end({ kind: "left", ...(signal !== undefined ? { signal } : {}) });
  }

  /** Ends the session as lost, in the container as well. */
  async giveUp(why: string): Promise<void> {
    this.#leaving = true;
    await this.#terminate();
    this.#end({ kind: "lost", why });
  }

  async #run(): Promise<void> {
    const { abort } = this.#options;
    const ticker = setInterval(() => this.#tick(), this.#timing.tick);
    const aborted = () => void this.leave(signalOf(abort?.reason));
    abort?.addEventListener("abort", aborted);
    if (abort?.aborted === true) aborted();
    const takeBack = atFault(() => void this.leave("SIGTERM"));
    const fail = (error: unknown) => this.#end({ kind: "lost", why: wordsOf(error) });
    this.#connection.run(this.#over.signal).then((why) => this.#lost(why), fail);
    this.#watch().catch(fail);
    await this.#ended.promise;
    clearInterval(ticker);
    takeBack();
    abort?.removeEventListener("abort", aborted);
    this.#connection.close();
  }

  #end(end: SessionEnd): void {
    const task = this.#taskEnding?.why;
    this.#over.abort();
    this.#ended.resolve(end.kind === "left" || task === undefined ? end : { ...end, task });
  }

  /** After what came before it, which may be the end of the session. Who leaves ends it himself. */
  #lost(why: string): void {
    if (this.#leaving) return;
    const end = () => this.#end({ kind: "lost", why: this.#opening.failure ?? why });
    this.#arrivals.taken.then(end, end);
  }

  #opened(): void {
    this.#departures.resend(performance.now());
    this.#user.opened?.();
  }

  #receive(bytes: Uint8Array): void {
    const { send, messages, closed, isAgents } = this.#channel.receive(bytes, performance.now());
    for (const each of send) this.#connection.send(each);
    if (isAgents) this.#agentWatch.heard();
    if (closed !== undefined) {
      this.#connection.finish();
      this.#channelClosed.resolve();
    }
    this.#departures.moved();
    this.#arrivals.push(messages, closed);
  }

  /** This side takes no more output, or a message could not be opened. */
  async #failed(error: unknown): Promise<void> {
    if (error instanceof Deno.errors.BrokenPipe) await this.leave("SIGPIPE");
    else await this.giveUp(wordsOf(error));
  }

  #tick(): void {
    const now = performance.now();
    this.#departures.repeat(now);
    const isWaiting = this.#connection.isOpen && this.#channel.unacknowledged > 0;
    const words = this.#agentWatch.look(now, isWaiting);
    if (this.#agentWatch.isDoubtful) this.#user.probe?.();
    if (words !== undefined) this.#user.unanswered?.(words);
    if (words !== undefined && this.#user.unanswered === undefined) {
      this.#user.remark(`${words}: it is gone, or what runs there takes no input`);
    }
    const remark = this.#idle.remark(now);
    if (remark !== undefined) this.#user.remark(remark);
    const first = this.#departures.firstNumber;
    if (first !== undefined && this.isAcknowledged(first)) this.#opening.firstTaken(now);
  }

  async #watch(): Promise<void> {
    const { watchTask, debug } = this.#options;
    if (watchTask === undefined) return;
    for await (const ending of endingsOf(watchTask, this.#timing.watch, this.over, debug)) {
      if (this.#taskEnding === undefined) this.#user.remark(`the task is stopping: ${ending.why}`);
      this.#taskEnding = ending;
      if (ending.stopped) return this.#lost("the task has stopped");
    }
  }

  async #terminate(): Promise<void> {
    if (this.#connection.isOpen) this.tell(PAYLOAD.flag, TERMINATE);
    const { terminate } = this.#options;
    const unanswered = await endThere(this.#channelClosed.promise, terminate, this.#timing.leave);
    if (unanswered !== undefined) {
      this.#user.remark(`the remote side may still run: ${unanswered}`);
    }
  }
}
