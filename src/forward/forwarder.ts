// One forward at work: what connects to its local end is carried to its far end. What is lost is
// counted and told; nothing that was lost looks like the end of data.
import type { PortStream } from "../session/port/stream.ts";
import { carry, type CarryEnd } from "./carry.ts";
import type { Listener } from "./listen.ts";
import type { LocalConnection } from "./local.ts";
import type { Remote } from "./remote.ts";
import { type Destination, destinationWords } from "./spec.ts";
import { Traffic } from "./status.ts";
import { Rarely, refusedWords } from "./tell.ts";

/** What all forwards of a command share. */
export interface ForwarderOptions {
  /** See {@link carry}. */
  readonly lingerMs: number;
  readonly say: (text: string) => void;
  readonly debug: (line: string) => void;
}

/** Connections that ended together are told together. */
const TOGETHER_MS = 100;

/** Carries connections of one local end. */
export class Carrier {
  readonly traffic = new Traffic(performance.now());
  readonly #options: ForwarderOptions;
  readonly #rarely: Rarely;
  readonly #lost = new Map<string, number>();
  #isStopped = false;

  constructor(options: ForwarderOptions) {
    this.#options = options;
    this.#rarely = new Rarely(options.say);
  }

  /** Carries one connection to its end. */
  async carry(
    local: LocalConnection,
    to: Destination,
    open: () => Promise<PortStream | undefined>,
  ): Promise<void> {
    const { traffic } = this;
    const { lingerMs } = this.#options;
    traffic.open++;
    traffic.total++;
    try {
      const stream = await open();
      if (stream === undefined) {
        local.reset();
        return this.#say("none", `${destinationWords(to)}: no session for a new connection`);
      }
      const onBytes = (toFar: number, fromFar: number) => traffic.passed(toFar, fromFar);
      this.#ended(await carry(local, stream, { lingerMs, onBytes }), to);
    } finally {
      traffic.open--;
    }
  }

  #ended(end: CarryEnd, to: Destination): void {
    if (this.#isStopped) return;
    const name = destinationWords(to);
    switch (end) {
      case "refused":
        return this.#say(`refused ${name}`, refusedWords(to));
      case "overflowed":
        this.traffic.lost++;
        return this.#options.say(
          `${name}: a connection was given up, its program reads too slowly: bytes were lost`,
        );
      case "lost":
        this.traffic.lost++;
        return this.#tellLost(name);
      case "lingered":
        this.#options.debug(
          `${name}: closed, ${this.#options.lingerMs / 1000} s after its program stopped sending`,
        );
    }
  }

  #tellLost(name: string): void {
    this.#lost.set(name, (this.#lost.get(name) ?? 0) + 1);
    this.#telling ??= setTimeout(() => this.tell(), TOGETHER_MS);
  }
  #telling: ReturnType<typeof setTimeout> | undefined;

  /** What ends from now on was left by the person: nothing of it is told. */
  stop(): void {
    this.tell();
    this.#isStopped = true;
  }

  /** Tells now what was lost and not told yet. */
  tell(): void {
    clearTimeout(this.#telling);
    this.#telling = undefined;
    for (const [name, count] of this.#lost) {
      const words = count === 1
        ? "a connection that was open was"
        : `${count} open connections were`;
      this.#options.say(`${name}: ${words} lost with the session`);
    }
    this.#lost.clear();
  }

  #say(kind: string, text: string): void {
    this.#rarely.say(kind, text, performance.now());
  }
}

/** A local end that leads to one far end. */
export class Forwarder {
  readonly carrier: Carrier;

  constructor(
    readonly listener: Listener,
    readonly remote: Remote,
    options: ForwarderOptions,
  ) {
    this.carrier = new Carrier(options);
  }

  /** Takes connections from now on, those that wait too. */
  serve(): void {
    const { listener, remote, carrier } = this;
    listener.serve((local) => void carrier.carry(local, remote.to, () => remote.connect()));
  }
}
