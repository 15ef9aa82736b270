// The far end of a forward: one session or several to the same host and port, over which connections
// are spread. A session that ends is opened anew while the local end stays, with pauses that grow; one
// that nobody used when AWS ended it comes back with the next connection.
import { EcsinError } from "../error.ts";
import { delay } from "../session/channel/timing.ts";
import type { PortSession } from "../session/port/session.ts";
import type { PortStream, StreamState } from "../session/port/stream.ts";
import type { SessionEnd } from "../session/session.ts";
import { type Destination, destinationWords } from "./spec.ts";

/** What a far end needs of the world outside. */
export interface RemoteOptions {
  /** Starts a session and connects to it; throws an EcsinError in words. */
  readonly open: (to: Destination) => Promise<PortSession>;
  /** Why a session that ended just after its start cannot be had. */
  readonly explain: (to: Destination, end: SessionEnd) => EcsinError;
  /** Sessions side by side; each carries less than 1 MB/s from the container. */
  readonly sessions: number;
  readonly say: (text: string) => void;
  /** Something changed that is shown. */
  readonly onChange: () => void;
  /** Sends a meaningless frame so often, in milliseconds; undefined: never. */
  readonly keepAliveMs?: number;
}

/** Before the second try to open a session; doubled for each further one. */
const RETRY_FIRST_MS = 500;
const RETRY_MOST_MS = 30_000;
/** About eight minutes: then the next connection has to ask for it. */
const TRIES = 20;
/** A session that ends earlier was never a good one. */
const GOOD_MS = 10_000;
/** How long a connection waits for a session that is being opened. */
const PATIENCE_MS = 30_000;
/** How long a probe waits before it counts as connected: servers need not speak first. */
const PROBE_MS = 1_500;
/** Nothing that time mends; see aws/api/refusal.ts and entry/start_port.ts. */
const FINAL =
  /^(access-denied|port-session-denied|port-document-unknown|task-gone|forward-forbidden)$/;

interface Slot {
  session?: PortSession;
  /** Undefined when nobody is opening it. */
  opening?: Promise<void>;
  /** Sessions in a row that could not be had, or ended just after their start. */
  failures: number;
}

/** How the far end stands. */
export type RemoteState = "up" | "opening" | "asleep" | "down";

/** One far end. */
export class Remote {
  readonly to: Destination;
  readonly #options: RemoteOptions;
  readonly #slots: Slot[];
  readonly #over = new AbortController();
  readonly #failed = Promise.withResolvers<EcsinError>();
  #wasSingle = false;
  #failure: EcsinError | undefined;
  /** AWS or a bound on tries ended it: the next connection opens it. */
  #rest: "asleep" | "down" = "asleep";

  constructor(to: Destination, options: RemoteOptions) {
    this.to = to;
    this.#options = options;
    this.#slots = Array.from({ length: options.sessions }, () => ({ failures: 0 }));
  }

  /** Resolves when it can never be had again. */
  get failed(): Promise<EcsinError> {
    return this.#failed.promise;
  }

  /** Why the last session ended just after its start, where one did. */
  get failure(): EcsinError | undefined {
    return this.#failure;
  }

  get state(): RemoteState {
    if (this.#slots.some(({ session }) => session !== undefined)) return "up";
    return this.#slots.some(({ opening }) => opening !== undefined) ? "opening" : this.#rest;
  }

  /** Opens the first session, or throws; further ones are opened beside it. */
  async start(): Promise<void> {
    const [first, ...others] = this.#slots;
    if (first === undefined) return;
    this.#took(first, await this.#options.open(this.to));
    for (const slot of others) this.#reopen(slot);
  }

  /** A new connection; undefined when no session could be had in time. */
  async connect(): Promise<PortStream | undefined> {
    return this.#open() ?? await this.#openLater();
  }

  /** A stream of the session that has the fewest; undefined where none takes any. */
  #open(): PortStream | undefined {
    const up = this.#slots.flatMap(({ session }) => session ?? []);
    if (up.length > 1) up.sort((a, b) => a.size - b.size);
    for (const session of up) {
      const stream = session.open();
      if (stream !== undefined) return stream;
    }
    return undefined;
  }

  async #openLater(): Promise<PortStream | undefined> {
    const deadline = new AbortController();
    const late = delay(PATIENCE_MS, AbortSignal.any([deadline.signal, this.#over.signal]));
    try {
      for (let isLate = false; !isLate && !this.#over.signal.aborted;) {
        const stream = this.#open();
        if (stream !== undefined) return stream;
        for (const slot of this.#slots) if (slot.session === undefined) this.#reopen(slot);
        const opening = this.#slots.flatMap((slot) => slot.opening ?? []);
        if (opening.length === 0) return undefined;
        const changed = this.#changed.promise;
        await Promise.race([changed, late.then(() => isLate = true)]);
      }
      return undefined;
    } finally {
      deadline.abort();
    }
  }
  #changed = Promise.withResolvers<void>();

  /**
   * Whether somebody answers at the far end, by a connection of its own: `open` when it did not fail
   * within a moment. Nothing is sent over it.
   */
  async probe(): Promise<StreamState> {
    const stream = await this.connect();
    if (stream === undefined) return "lost";
    const over = new AbortController();
    await Promise.race([stream.firstBytes, delay(PROBE_MS, over.signal)]);
    over.abort();
    const { state } = stream;
    if (state === "open") stream.drop();
    return state;
  }

  /** Ends all sessions, in the container as well. */
  async close(signal?: Deno.Signal): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#slots.map(async (slot) => await slot.session?.leave(signal)));
  }

  #took(slot: Slot, session: PortSession): void {
    slot.session = session;
    const { keepAliveMs, say } = this.#options;
    if (keepAliveMs !== undefined) session.keepAlive(keepAliveMs);
    if (session.mode === "single" && !this.#wasSingle) {
      this.#wasSingle = true;
      say("the agent in the container is of before 2021: it carries one connection at a time");
    }
    void session.end.then((end) => this.#lost(slot, session, end));
    this.#change();
  }

  #lost(slot: Slot, session: PortSession, end: SessionEnd): void {
    if (this.#over.signal.aborted) return;
    delete slot.session;
    const isClosed = end.kind === "closed" && end.task === undefined;
    const isYoung = session.ageMs < GOOD_MS;
    slot.failures = isYoung ? slot.failures + 1 : 0;
    const words = endWords(end);
    const name = destinationWords(this.to);
    if (isClosed && isYoung && end.output.trim() !== "") {
      this.#failure = this.#options.explain(this.to, end);
      if (FINAL.test(this.#failure.failure.id)) return this.#failed.resolve(this.#failure);
    }
    if (isClosed && !session.wasBusy) {
      this.#rest = "asleep";
      this.#options.say(
        `${name}: ${words}; nobody used it, and the next connection opens a new one`,
      );
    } else {
      this.#options.say(`${name}: ${words}; opening a new one`);
      this.#reopen(slot);
    }
    this.#change();
  }

  #reopen(slot: Slot): void {
    slot.opening ??= this.#openAgain(slot).finally(() => {
      delete slot.opening;
      this.#change();
    });
  }

  async #openAgain(slot: Slot): Promise<void> {
    const { open, say } = this.#options;
    const name = destinationWords(this.to);
    const pause = () =>
      delay(
        Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** (slot.failures - 1)),
        this.#over.signal,
      );
    if (slot.failures > 0) await pause();
    for (let tries = 1; !this.#over.signal.aborted; tries++) {
      try {
        const session = await open(this.to);
        if (this.#over.signal.aborted) return await session.leave();
        this.#took(slot, session);
        if (tries > 1) say(`${name}: connected again`);
        return;
      } catch (error) {
        if (!(error instanceof EcsinError)) throw error;
        if (FINAL.test(error.failure.id)) return this.#failed.resolve(error);
        if (tries === 1) say(`${name}: ${error.failure.what}; trying again`);
        if (tries >= TRIES) {
          this.#rest = "down";
          say(`${name}: ${error.failure.what}; given up until the next connection`);
          return;
        }
        slot.failures++;
        await pause();
      }
    }
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    this.#options.onChange();
  }
}

/** How a session ended, as a part of a sentence. */
export function endWords(end: SessionEnd): string {
  const task = end.kind !== "left" && end.task !== undefined
    ? ` (the task is stopping: ${end.task})`
    : "";
  if (end.kind === "closed") {
    const words = end.output.trim();
    return `${words === "" ? "the session was ended" : `the session was ended: ${words}`}${task}`;
  }
  return end.kind === "lost" ? `the session was lost: ${end.why}${task}` : "the session was left";
}
