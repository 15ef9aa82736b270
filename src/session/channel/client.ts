// ecsin's own session client: a channel over one websocket after another, with this side of the
// session at its end. This file is the order of things; what is pure is in channel, handshake,
// escape and idle. The session's end is always a value, never an exception.
import { phase } from "../../trace.ts";
import type { SessionEnd } from "../session.ts";
import { joined } from "./bytes.ts";
import { Channel, PAYLOAD_MOST_BYTES } from "./channel.ts";
import { Connection } from "./connection.ts";
import { escapeList } from "../shell/escape.ts";
import { Handshake } from "./handshake.ts";
import { IdleCountdown } from "../shell/idle.ts";
import { endingsOf } from "./task_watch.ts";
import { type Message, PAYLOAD, readJson, sizeOf } from "./message.ts";
import type { NativeOptions, TaskEnding } from "./options.ts";
import { TIMING, type Timing } from "./timing.ts";
import { endThere, signalOf, TERMINATE } from "./leave.ts";
import { wordsOf } from "./words.ts";
import { Typed, type Wish } from "../shell/typed.ts";

/** Bytes of the agent that wait for this side before the network is told to wait as well. */
const QUEUED_MOST_BYTES = 1 << 20;
/** What AES-GCM adds: nonce and tag. */
const SEALED_BYTES = 28;
/** Runs a session to its end. */
export function openNative(options: NativeOptions): Promise<SessionEnd> {
  return new Client(options).run();
}

class Client {
  readonly #options: NativeOptions;
  readonly #timing: Timing;
  readonly #channel = new Channel();
  readonly #handshake: Handshake;
  readonly #connection: Connection;
  readonly #idle: IdleCountdown;
  readonly #typed: Typed;
  readonly #over = new AbortController();
  readonly #ended = Promise.withResolvers<SessionEnd>();
  readonly #started = Promise.withResolvers<void>();
  /** The gateway has closed the channel. */
  readonly #channelClosed = Promise.withResolvers<void>();
  #room = Promise.withResolvers<void>();
  #queue: (Message | { readonly closed: string })[] = [];
  #queuedBytes = 0;
  #consuming = false;
  #consumed = Promise.resolve();
  #handshaking = false;
  #hasStarted = false;
  #hasOutput = false;
  #leaving = false;
  #sizeNumber: number | undefined;
  #sizeTakenAt: number | undefined;
  #sentSize = "";
  #taskEnding: TaskEnding | undefined;

  constructor(options: NativeOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
    this.#handshake = new Handshake({ ...options, sessionId: options.session.sessionId });
    this.#typed = new Typed(options.io, options.escape);
    this.#idle = new IdleCountdown(this.#timing.idle, performance.now());
    this.#connection = new Connection({
      ...options,
      timing: this.#timing,
      remark: (text) => options.io.remark(text),
      onOpen: () => this.#opened(),
      onFrame: (bytes) => this.#receive(bytes),
    });
  }

  async run(): Promise<SessionEnd> {
    const { io, abort } = this.#options;
    const stopResize = io.onResize(() => this.#sendSize());
    const ticker = setInterval(() => this.#tick(), this.#timing.tick);
    const aborted = () => void this.#leave(signalOf(abort?.reason));
    abort?.addEventListener("abort", aborted);
    if (abort?.aborted === true) aborted();
    const fail = (error: unknown) => this.#end({ kind: "lost", why: wordsOf(error) });
    this.#connection.run(this.#over.signal).then((why) => this.#lost(why), fail);
    const { signal } = this.#over;
    this.#typed.read(signal, () => this.#idle.input(performance.now()), (wish) => this.#wish(wish))
      .catch(fail);
    this.#type().catch(fail);
    this.#watch().catch(fail);
    const end = await this.#ended.promise;
    clearInterval(ticker);
    abort?.removeEventListener("abort", aborted);
    stopResize();
    this.#connection.close();
    return end;
  }

  #end(end: SessionEnd): void {
    const task = this.#taskEnding?.why;
    this.#over.abort();
    this.#ended.resolve(end.kind === "left" || task === undefined ? end : { ...end, task });
  }

  /** After what came before it, which may be the end of the session. Who leaves ends it himself. */
  #lost(why: string): void {
    if (this.#leaving) return;
    const end = () => this.#end({ kind: "lost", why: this.#handshake.failure ?? why });
    this.#consumed.then(end, end);
  }

  // ---- from the container

  #opened(): void {
    for (const bytes of this.#channel.resend(performance.now())) this.#connection.send(bytes);
    this.#sentSize = "";
    this.#sendSize();
  }

  #receive(bytes: Uint8Array): void {
    const { send, messages, closed } = this.#channel.receive(bytes, performance.now());
    for (const each of send) this.#connection.send(each);
    for (const message of messages) {
      // The frame's bytes belong to the websocket's buffer; what waits is a copy.
      this.#queue.push({ ...message, payload: message.payload.slice() });
      this.#queuedBytes += sizeOf(message);
    }
    if (closed !== undefined) {
      this.#connection.finish();
      this.#channelClosed.resolve();
      this.#queue.push({ closed });
    }
    if (this.#channel.hasRoom) this.#room.resolve();
    if (this.#queuedBytes > QUEUED_MOST_BYTES) this.#connection.pause();
    if (!this.#consuming && this.#queue.length > 0) this.#consumed = this.#consume();
  }

  async #consume(): Promise<void> {
    this.#consuming = true;
    try {
      while (this.#queue.length > 0 && !this.#over.signal.aborted) {
        const batch = this.#queue;
        this.#queue = [];
        await this.#take(batch);
        this.#connection.resume();
      }
    } catch (error) {
      await this.#failed(error);
    }
    this.#consuming = false;
  }

  /** Messages in order; terminal bytes that came together are written together. */
  async #take(batch: readonly (Message | { readonly closed: string })[]): Promise<void> {
    let output: Uint8Array[] = [];
    const flush = async () => {
      const bytes = joined(output);
      output = [];
      if (bytes.length > 0) await this.#options.io.write(bytes);
    };
    for (const item of batch) {
      if ("closed" in item) {
        await flush();
        return this.#leaving ? undefined : this.#end({ kind: "closed", output: item.closed });
      }
      this.#queuedBytes -= sizeOf(item);
      if (item.payloadType === PAYLOAD.output || item.payloadType === PAYLOAD.stderr) {
        const { encryption } = this.#handshake;
        output.push(encryption === undefined ? item.payload : await encryption.open(item.payload));
        this.#outputCame();
      } else {
        await this.#control(item);
      }
    }
    await flush();
  }

  #outputCame(): void {
    if (this.#hasOutput) return;
    this.#hasOutput = true;
    phase();
    this.#start();
    // An agent may have thrown away the size that came before its terminal was there.
    this.#sentSize = "";
    this.#sendSize();
  }

  async #control(message: Message): Promise<void> {
    if (message.payloadType === PAYLOAD.handshakeComplete) {
      const words = readJson(message.payload)?.["CustomerMessage"];
      if (typeof words === "string" && words !== "") this.#options.io.remark(words);
      this.#start();
      this.#sentSize = "";
      return this.#sendSize();
    }
    if (message.payloadType === PAYLOAD.handshakeRequest) this.#handshaking = true;
    const reply = await this.#handshake.reply(message);
    if (reply !== undefined) this.#send(reply.payloadType, reply.payload);
    const { failure } = this.#handshake;
    if (failure !== undefined) await this.#giveUp(failure);
  }

  /** From now on the agent takes input. */
  #start(): void {
    this.#hasStarted = true;
    this.#started.resolve();
  }

  // ---- to the container

  #send(payloadType: number, payload: Uint8Array): number {
    const { bytes, sequenceNumber } = this.#channel.send(payloadType, payload, performance.now());
    this.#connection.send(bytes);
    return sequenceNumber;
  }

  #sendSize(): void {
    const size = this.#options.io.size();
    if (size === undefined || !this.#connection.isOpen) return;
    const body = JSON.stringify({ cols: size.columns, rows: size.rows });
    if (body === this.#sentSize) return;
    this.#sentSize = body;
    const number = this.#send(PAYLOAD.size, new TextEncoder().encode(body));
    this.#sizeNumber ??= number;
  }

  /** Sends what was read, in payloads as large as they may be. */
  async #type(): Promise<void> {
    await this.#started.promise;
    while (!this.#over.signal.aborted) {
      const bytes = await this.#typed.take();
      const { encryption } = this.#handshake;
      const most = PAYLOAD_MOST_BYTES - (encryption === undefined ? 0 : SEALED_BYTES);
      for (let at = 0; at < bytes.length; at += most) {
        while (!this.#channel.hasRoom) {
          await this.#room.promise;
          this.#room = Promise.withResolvers();
        }
        const piece = bytes.subarray(at, at + most);
        this.#send(PAYLOAD.output, await encryption?.seal(piece) ?? piece);
      }
    }
  }

  // ---- time

  #tick(): void {
    const now = performance.now();
    if (this.#connection.isOpen) {
      for (const bytes of this.#channel.repeat(now)) this.#connection.send(bytes);
    }
    const remark = this.#idle.remark(now);
    if (remark !== undefined) this.#options.io.remark(remark);
    if (this.#hasStarted || this.#handshaking || this.#sizeNumber === undefined) return;
    // The agent asks for a handshake before it takes anything. One that took the size and did not
    // ask is one without: it may stay silent for ever, as the terminal of `cat` does.
    if (this.#channel.isAcknowledged(this.#sizeNumber)) this.#sizeTakenAt ??= now;
    if (now - (this.#sizeTakenAt ?? now) > this.#timing.noHandshake) this.#start();
  }

  async #watch(): Promise<void> {
    const { watchTask, io, debug } = this.#options;
    if (watchTask === undefined) return;
    for await (const ending of endingsOf(watchTask, this.#timing.watch, this.#over.signal, debug)) {
      if (this.#taskEnding === undefined) io.remark(`the task is stopping: ${ending.why}`);
      this.#taskEnding = ending;
      if (ending.stopped) return this.#lost("the task has stopped");
    }
  }

  // ---- ends

  /** Ends the session in the container as well. */
  async #leave(signal?: Deno.Signal): Promise<void> {
    if (this.#leaving) return;
    this.#leaving = true;
    await this.#terminate();
    this.#end({ kind: "left", ...(signal !== undefined ? { signal } : {}) });
  }

  #wish(wish: Wish): void {
    const { escape = "", io } = this.#options;
    if (wish === "leave") void this.#leave();
    else for (const line of escapeList(escape)) io.remark(line);
  }

  async #giveUp(why: string): Promise<void> {
    this.#leaving = true;
    await this.#terminate();
    this.#end({ kind: "lost", why });
  }

  async #terminate(): Promise<void> {
    if (this.#connection.isOpen) this.#send(PAYLOAD.flag, TERMINATE);
    const { terminate, io } = this.#options;
    const unanswered = await endThere(this.#channelClosed.promise, terminate, this.#timing.leave);
    if (unanswered !== undefined) io.remark(`the remote side may still run: ${unanswered}`);
  }

  /** This side takes no more output, or a message could not be opened. */
  async #failed(error: unknown): Promise<void> {
    if (error instanceof Deno.errors.BrokenPipe) return await this.#leave("SIGPIPE");
    await this.#giveUp(wordsOf(error));
  }
}
