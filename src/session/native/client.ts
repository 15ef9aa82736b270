// ecsin's own session client: a channel over one websocket after another, with this side of the
// session at its end. This file is the order of things; what is pure is in channel, handshake,
// escape and idle. The session's end is always a value, never an exception.
import type { EcsinError } from "../../error.ts";
import type { Session, SessionEnd } from "../session.ts";
import { Channel, PAYLOAD_MOST_BYTES } from "./channel.ts";
import { Connection } from "./connection.ts";
import { Escape, escapeList } from "./escape.ts";
import { type GenerateDataKey, Handshake } from "./handshake.ts";
import { IdleCountdown } from "./idle.ts";
import type { SessionIo } from "./io.ts";
import { type Message, PAYLOAD, readJson } from "./message.ts";
import { delay, TIMING, type Timing } from "./timing.ts";

/** How a task that is going away looks. */
export interface TaskEnding {
  /** ECS's stop code and reason. */
  readonly why: string;
  /** Nothing of it runs any more. */
  readonly stopped: boolean;
}

/** What the client is opened with. */
export interface NativeOptions {
  readonly session: Session;
  /** `ecs:<cluster>_<task id>_<runtime id>`. */
  readonly ssmTarget: string;
  readonly io: SessionIo;
  /** One character; without it nothing typed is an escape. */
  readonly escape?: string;
  /** A new token by ssm:ResumeSession; undefined: the session is over. Throws when refused. */
  readonly resume: () => Promise<string | undefined>;
  /** ssm:TerminateSession. */
  readonly terminate: () => Promise<void>;
  readonly generateDataKey: GenerateDataKey;
  /** Whether the task is going away. */
  readonly watchTask?: () => Promise<TaskEnding | undefined>;
  /** Ends the session here and there; its reason is the signal's name, if one did it. */
  readonly abort?: AbortSignal;
  readonly debug: (line: string) => void;
  readonly timing?: Partial<Timing>;
}

/** Bytes of the agent that wait for this side before the network is told to wait as well. */
const QUEUED_MOST_BYTES = 1 << 20;
/** Type-ahead that is read before the session takes it. */
const TYPED_MOST_BYTES = 1 << 18;
/** What AES-GCM adds: nonce and tag. */
const SEALED_BYTES = 28;
/** Flag TerminateSession, as uint32. */
const TERMINATE = Uint8Array.of(0, 0, 0, 2);

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
  readonly #over = new AbortController();
  readonly #ended = Promise.withResolvers<SessionEnd>();
  readonly #started = Promise.withResolvers<void>();
  /** The gateway has closed the channel. */
  readonly #channelClosed = Promise.withResolvers<void>();
  #room = Promise.withResolvers<void>();
  #typed: Uint8Array[] = [];
  #typedBytes = 0;
  #typedChanged = Promise.withResolvers<void>();
  #queue: (Message | { readonly closed: string })[] = [];
  #queuedBytes = 0;
  #consuming = false;
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
    this.#idle = new IdleCountdown(this.#timing.idle, performance.now());
    this.#connection = new Connection({
      session: options.session,
      resume: options.resume,
      timing: this.#timing,
      remark: (text) => options.io.remark(text),
      debug: options.debug,
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
    this.#read().catch(fail);
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

  #lost(why: string): void {
    this.#end({ kind: "lost", why: this.#handshake.failure ?? why });
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
      this.#queuedBytes += message.payload.length;
    }
    if (closed !== undefined) {
      this.#connection.finish();
      this.#channelClosed.resolve();
      this.#queue.push({ closed });
    }
    if (this.#channel.hasRoom) this.#room.resolve();
    if (this.#queuedBytes > QUEUED_MOST_BYTES) this.#connection.pause();
    if (!this.#consuming && this.#queue.length > 0) void this.#consume();
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
      this.#queuedBytes -= item.payload.length;
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

  /** Reads what is typed, also before the session takes it: an escape must always work. */
  async #read(): Promise<void> {
    const { io, escape } = this.#options;
    const watched = escape === undefined ? undefined : new Escape(escape);
    while (!this.#over.signal.aborted) {
      while (this.#typedBytes > TYPED_MOST_BYTES) await this.#typedChanged.promise;
      const input = await io.read();
      if (input === null || this.#over.signal.aborted) return;
      this.#idle.input(performance.now());
      const { bytes, wishes } = watched?.push(input) ?? { bytes: input, wishes: [] };
      if (bytes.length > 0) {
        this.#typed.push(bytes);
        this.#typedBytes += bytes.length;
        this.#wakeTyped();
      }
      for (const wish of wishes) {
        if (wish === "leave") return await this.#leave();
        for (const line of escapeList(escape ?? "")) io.remark(line);
      }
    }
  }

  /** Sends what was read, in payloads as large as they may be. */
  async #type(): Promise<void> {
    await this.#started.promise;
    while (!this.#over.signal.aborted) {
      if (this.#typed.length === 0) {
        await this.#typedChanged.promise;
        continue;
      }
      const bytes = joined(this.#typed);
      this.#typed = [];
      this.#typedBytes = 0;
      this.#wakeTyped();
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

  #wakeTyped(): void {
    this.#typedChanged.resolve();
    this.#typedChanged = Promise.withResolvers();
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
    while (true) {
      await delay(this.#timing.watch, this.#over.signal);
      if (this.#over.signal.aborted) return;
      try {
        const ending = await watchTask();
        if (ending === undefined) continue;
        if (this.#taskEnding === undefined) io.remark(`the task is stopping: ${ending.why}`);
        this.#taskEnding = ending;
        if (ending.stopped) return this.#lost("the task has stopped");
      } catch (error) {
        debug(`could not look at the task: ${wordsOf(error)}`);
      }
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

  async #giveUp(why: string): Promise<void> {
    this.#leaving = true;
    await this.#terminate();
    this.#end({ kind: "lost", why });
  }

  /** Asks the agent, then AWS. Agents ignore the flag in shell sessions (3.3, shell_unix.go). */
  async #terminate(): Promise<void> {
    const closed = this.#channelClosed.promise.then(() => true);
    if (this.#connection.isOpen) this.#send(PAYLOAD.flag, TERMINATE);
    if (await Promise.race([closed, delay(this.#timing.leave).then(() => false)])) return;
    try {
      await this.#options.terminate();
    } catch (error) {
      this.#options.io.remark(`the remote side may still run: ${wordsOf(error)}`);
    }
    await Promise.race([closed, delay(this.#timing.leave)]);
  }

  /** This side takes no more output, or a message could not be opened. */
  async #failed(error: unknown): Promise<void> {
    if (error instanceof Deno.errors.BrokenPipe) return await this.#leave("SIGPIPE");
    await this.#giveUp(wordsOf(error));
  }
}

function signalOf(reason: unknown): Deno.Signal | undefined {
  const known: readonly Deno.Signal[] = ["SIGTERM", "SIGHUP", "SIGINT"];
  return known.find((each) => each === reason);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error as Partial<EcsinError> & Error).message : String(error);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
