// A port session: a channel whose agent connects to a port, and the connections that go through it.
import { Life } from "../channel/life.ts";
import { PAYLOAD } from "../channel/message.ts";
import type { ChannelOptions } from "../channel/options.ts";
import { delay } from "../channel/timing.ts";
import { wordsOf } from "../channel/words.ts";
import type { SessionEnd } from "../session.ts";
import { LIMITS, type Limits, ManySide } from "./many.ts";
import {
  KEEP_ALIVE_MS,
  modeOf,
  type PortChannel,
  type PortMode,
  type PortSide,
  wantsKeepAlive,
} from "./side.ts";
import { SingleSide } from "./single.ts";
import type { PortStream } from "./stream.ts";

/** What a port session is opened with. */
export interface PortSessionOptions extends ChannelOptions {
  /** One line for the person. */
  readonly remark: (text: string) => void;
  /** How much may wait for programs that do not read. */
  readonly limits?: Limits;
  /** How long the agent may take to begin, in milliseconds. */
  readonly beginMs?: number;
  /** The far end takes nothing for so long, in milliseconds: that is told. */
  readonly stalledMs?: number;
  /** How often an agent that wants it is told that this side lives, in milliseconds. */
  readonly keepAliveMs?: number;
}

/** The agent has 15 s for its handshake; a little more for the way. */
const BEGIN_MS = 30_000;
/** For the ends of open connections to go out before the session is ended. */
const FINISH_MS = 200;
const STALLED_MS = 15_000;
/** Looks in that time. */
const STALLED_LOOKS = 15;

/** A session that could not be had. */
export class PortSessionFailed extends Error {
  override readonly name = "PortSessionFailed";

  constructor(readonly end: SessionEnd) {
    super(end.kind === "closed" ? end.output : end.kind === "lost" ? end.why : "left");
  }
}

/** A live port session. */
export class PortSession {
  readonly #life: Life;
  readonly #side: PortSide;
  readonly #openedAt = performance.now();
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  #wasBusy = false;
  #endedAt: number | undefined;

  private constructor(
    life: Life,
    side: PortSide,
    /** How connections share it. */
    readonly mode: PortMode,
    readonly sessionId: string,
  ) {
    this.#life = life;
    this.#side = side;
    void life.end.then((end) => {
      for (const timer of this.#timers) clearInterval(timer);
      this.#wasBusy = side.size > 0;
      this.#endedAt = performance.now();
      side.over(end.kind === "closed" && end.output.trim() === "");
    });
  }

  /** Connects, and waits until connections may be opened; throws a {@link PortSessionFailed}. */
  static async open(options: PortSessionOptions): Promise<PortSession> {
    const { remark, limits = LIMITS, beginMs = BEGIN_MS, stalledMs = STALLED_MS } = options;
    const { keepAliveMs = KEEP_ALIVE_MS } = options;
    const held: { side?: PortSide } = {};
    let sendingSince: number | undefined;
    const early: Uint8Array[] = [];
    const life = new Life({
      ...options,
      // What AWS says of idle sessions is said by who opens the next one.
      timing: { ...options.timing, idle: Infinity },
    }, {
      sessionTypes: ["Port"],
      remark,
      // Bytes are kept a connection each: a slow program must not stop the others, nor the channel.
      take: (messages) => {
        for (const { payloadType, payload } of messages) {
          if (payloadType === PAYLOAD.output) {
            if (held.side === undefined) early.push(payload);
            else held.side.output(payload);
          } else if (payloadType === PAYLOAD.flag && payload.length >= 4) {
            held.side?.flag(new DataView(payload.buffer, payload.byteOffset).getUint32(0));
          }
        }
        return Promise.resolve();
      },
    });
    const channel: PortChannel = {
      sendNow: (bytes) => life.sendNow(bytes),
      send: async (bytes) => {
        sendingSince = performance.now();
        await life.send(bytes);
        sendingSince = undefined;
      },
      flag: (flag) => life.tell(PAYLOAD.flag, Uint8Array.of(0, 0, 0, flag)),
      isAcknowledged: (number) => life.isAcknowledged(number),
    };
    const begun = new AbortController();
    const late = delay(beginMs, begun.signal).then(() => "late" as const);
    const outcome = await Promise.race([
      life.ready.then(() => "ready" as const),
      life.end.then(() => "ended" as const),
      late,
    ]);
    begun.abort();
    if (outcome === "late") await life.giveUp("the agent does not begin the session");
    if (outcome !== "ready") throw new PortSessionFailed(await life.end);
    const { agentVersion = "", properties = {} } = life.agreed ?? {};
    const mode = modeOf(properties, agentVersion);
    const side: PortSide = mode === "many"
      ? new ManySide(channel, limits)
      : new SingleSide(channel, mode === "raw");
    held.side = side;
    for (const bytes of early) side.output(bytes);
    const session = new PortSession(life, side, mode, options.session.sessionId);
    if (mode === "many" && wantsKeepAlive(agentVersion)) session.keepAlive(keepAliveMs);
    let told = false;
    session.#every(stalledMs / STALLED_LOOKS, () => {
      const isStalled = sendingSince !== undefined && life.isOpen &&
        performance.now() - sendingSince > stalledMs;
      if (isStalled && !told) {
        remark(
          "the container takes nothing: a server that does not read stops all connections of its " +
            "session (--sessions N spreads them)",
        );
      }
      told = isStalled;
    });
    return session;
  }

  /** How it ended. */
  get end(): Promise<SessionEnd> {
    return this.#life.end;
  }

  /** Connections that are open. */
  get size(): number {
    return this.#side.size;
  }

  /** Connections were open when it ended. */
  get wasBusy(): boolean {
    return this.#wasBusy;
  }

  /** How long it has lived, in milliseconds. */
  get ageMs(): number {
    return (this.#endedAt ?? performance.now()) - this.#openedAt;
  }

  /** A new connection; undefined where this session takes none. */
  open(): PortStream | undefined {
    return this.#life.over.aborted ? undefined : this.#side.open();
  }

  /** Sends a frame without meaning every so often: agents ignore it, AWS's idle time begins anew. */
  keepAlive(everyMs: number): void {
    this.#every(everyMs, () => this.#side.sayNothing());
  }

  /** Ends its connections and itself, in the container as well. */
  async leave(signal?: Deno.Signal): Promise<void> {
    const isQuiet = this.#side.size === 0;
    this.#side.over(false);
    if (!isQuiet) await delay(FINISH_MS);
    await this.#life.leave(signal);
  }

  /** Ends it as lost. */
  async giveUp(error: unknown): Promise<void> {
    await this.#life.giveUp(wordsOf(error));
  }

  #every(ms: number, work: () => void): void {
    this.#timers.push(setInterval(work, ms));
  }
}
