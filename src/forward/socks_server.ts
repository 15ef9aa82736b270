// A local end that leads wherever its programs say (SOCKS 5): each host and port gets a session of its
// own when it is first asked for, is kept while it is used, and their number is bounded.
import { EcsinError } from "../error.ts";
import { delay } from "../session/channel/timing.ts";
import type { PortStream } from "../session/port/stream.ts";
import { forbiddenHost } from "./forbidden.ts";
import { Carrier, type ForwarderOptions } from "./forwarder.ts";
import type { Listener } from "./listen.ts";
import type { LocalConnection } from "./local.ts";
import { Remote, type RemoteOptions } from "./remote.ts";
import { REPLY, replyOf, SocksReader } from "./socks.ts";
import { type Destination, destinationWords } from "./spec.ts";
import { Rarely } from "./tell.ts";

/** What a proxy is made of. */
export interface SocksOptions extends ForwarderOptions {
  readonly remote: RemoteOptions;
  /** Hosts and ports at once; each is a session in the container. */
  readonly most?: number;
  /** A session that nobody uses is ended after so long, in milliseconds. */
  readonly idleMs?: number;
}

const MOST = 16;
const IDLE_MS = 5 * 60_000;
/** How long the first connection to a place waits whether it is refused. */
const FIRST_MS = 1_000;

interface Place {
  readonly remote: Remote;
  readonly started: Promise<void>;
  users: number;
  /** A connection was not refused. */
  answered: boolean;
  idle: AbortController | undefined;
}

/** The proxy. */
export class SocksServer {
  readonly carrier: Carrier;
  readonly #options: SocksOptions;
  readonly #places = new Map<string, Place>();
  readonly #rarely: Rarely;

  constructor(readonly listener: Listener, options: SocksOptions) {
    this.#options = options;
    this.#rarely = new Rarely(options.say);
    this.carrier = new Carrier(options);
  }

  /** Hosts and ports that have a session. */
  get places(): readonly string[] {
    return [...this.#places.keys()];
  }

  serve(): void {
    this.listener.serve((local) => void this.#serve(local).catch(() => local.close()));
  }

  async close(signal?: Deno.Signal): Promise<void> {
    for (const { idle } of this.#places.values()) idle?.abort();
    await Promise.all([...this.#places.values()].map(({ remote }) => remote.close(signal)));
  }

  async #serve(local: LocalConnection): Promise<void> {
    const asked = await this.#ask(local);
    if (asked === undefined) return;
    const { to, rest } = asked;
    const refuse = async (reply: number, why: string) => {
      this.#say(`${destinationWords(to)}: ${why}`);
      await this.#end(local, replyOf(reply));
    };
    const forbidden = to.host === undefined ? undefined : forbiddenHost(to.host);
    if (forbidden !== undefined) return await refuse(REPLY.notAllowed, forbidden);
    const place = await this.#place(to);
    if (place === undefined) {
      return await refuse(REPLY.failure, `${this.#most} places are in use already`);
    }
    try {
      const stream = await this.#connect(place);
      if (stream === undefined || stream.state === "lost") {
        return await refuse(REPLY.failure, "no session for it");
      }
      if (stream.state === "refused") {
        return await refuse(REPLY.refused, "the container cannot connect to it");
      }
      await local.write(replyOf(REPLY.succeeded));
      if (rest.length > 0) await stream.write(rest);
      await this.carrier.carry(local, to, () => Promise.resolve(stream));
    } catch (error) {
      if (!(error instanceof EcsinError)) throw error;
      await refuse(REPLY.failure, error.failure.what);
    } finally {
      place.users--;
      if (place.users === 0) void this.#idle(destinationWords(to), place);
    }
  }

  /** Reads the client's request; undefined when it was refused. */
  async #ask(local: LocalConnection) {
    const reader = new SocksReader();
    for (let bytes; (bytes = await local.read()) !== null;) {
      let step = reader.push(bytes);
      while (step.kind === "answer") {
        await local.write(step.bytes);
        step = reader.push(new Uint8Array());
      }
      if (step.kind === "connect") {
        const { host, port, rest } = step;
        const isSelf = host.toLowerCase() === "localhost";
        return { to: isSelf ? { port } : { host, port }, rest };
      }
      if (step.kind === "refuse") {
        this.#say(step.why);
        return void await this.#end(local, step.bytes);
      }
    }
    return void local.close();
  }

  /** Once a second at most: a browser tries again and again. */
  #say(text: string): void {
    this.#rarely.say(text, `SOCKS: ${text}`, performance.now());
  }

  async #end(local: LocalConnection, bytes: Uint8Array): Promise<void> {
    if (bytes.length > 0) await local.write(bytes);
    await local.endWriting();
    local.close();
  }

  /** The first connection tells whether anybody is there; later ones do not wait. */
  async #connect(place: Place): Promise<PortStream | undefined> {
    await place.started;
    const stream = await place.remote.connect();
    if (stream === undefined || place.answered) return stream;
    const over = new AbortController();
    const came = stream.firstBytes.then(() => {});
    await Promise.race([stream.ended, came, delay(FIRST_MS, over.signal)]);
    over.abort();
    place.answered = stream.state === "open" || stream.state === "finished";
    return stream;
  }

  get #most(): number {
    return this.#options.most ?? MOST;
  }

  /** The place, with one user more: nobody else takes it for unused. */
  async #place(to: Destination): Promise<Place | undefined> {
    const name = destinationWords(to);
    const known = this.#places.get(name);
    if (known !== undefined) {
      known.users++;
      known.idle?.abort();
      return known;
    }
    if (this.#places.size >= this.#most) {
      const unused = [...this.#places].find(([, { users }]) => users === 0);
      if (unused === undefined) return undefined;
      await this.#drop(...unused);
      // Somebody else may have taken what became free.
      return await this.#place(to);
    }
    const remote = new Remote(to, this.#options.remote);
    const started = remote.start();
    const place: Place = { remote, started, users: 1, answered: false, idle: undefined };
    this.#places.set(name, place);
    const forget = () => {
      if (this.#places.get(name) === place) this.#places.delete(name);
    };
    started.catch(forget);
    void remote.failed.then(forget);
    return place;
  }

  async #idle(name: string, place: Place): Promise<void> {
    const over = new AbortController();
    place.idle = over;
    await delay(this.#options.idleMs ?? IDLE_MS, over.signal);
    if (!over.signal.aborted && place.users === 0) await this.#drop(name, place);
  }

  async #drop(name: string, place: Place): Promise<void> {
    if (this.#places.get(name) === place) this.#places.delete(name);
    place.idle?.abort();
    await place.remote.close();
  }
}
