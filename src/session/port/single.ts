// Port sessions without smux: the session's bytes are one connection's. With agents of 2019 the next
// connection follows after the flag DisconnectToPort; a raw session has just the one.
import { PAYLOAD_MOST_BYTES } from "../channel/channel.ts";
import { delay } from "../channel/timing.ts";
import { takeBytes } from "./mux.ts";
import { FLAG, type PortChannel, type PortSide } from "./side.ts";
import { PortStream, QUEUED_MOST_BYTES } from "./stream.ts";

/** Between looks whether the last connection's end was taken. */
const SETTLING_LOOK_MS = 20;

interface Waiting {
  readonly stream: PortStream;
  readonly pieces: Uint8Array[];
  queuedBytes: number;
  finishing: boolean;
}

/** A port session of one connection at a time. */
export class SingleSide implements PortSide {
  readonly #channel: PortChannel;
  readonly #isRaw: boolean;
  /** The first one has the session. */
  #row: Waiting[] = [];
  #opened = 0;
  #isOver = false;
  #pumping = false;
  /** Number of the flag that ended the last connection: what comes before its turn is old. */
  #disconnect: number | undefined;
  /** What came before anybody asked: a server may speak first. */
  #early: Uint8Array[] = [];

  constructor(channel: PortChannel, isRaw: boolean) {
    this.#channel = channel;
    this.#isRaw = isRaw;
  }

  get size(): number {
    return this.#row.length;
  }

  open(): PortStream | undefined {
    if (this.#isOver || (this.#isRaw && this.#opened > 0)) return undefined;
    this.#opened++;
    const waiting: Waiting = {
      stream: new PortStream({
        write: (bytes) => {
          waiting.pieces.push(bytes);
          waiting.queuedBytes += bytes.length;
          this.#pump();
        },
        queuedBytes: () => waiting.queuedBytes,
        finish: () => this.#finish(waiting),
        drop: () => {
          waiting.pieces.length = 0;
          waiting.queuedBytes = 0;
          this.#finish(waiting);
        },
        read: () => {},
        tellsEnd: this.#isRaw,
      }),
      pieces: [],
      queuedBytes: 0,
      finishing: false,
    };
    this.#row.push(waiting);
    if (this.#row.length === 1) {
      for (const bytes of this.#early.splice(0)) waiting.stream.push(bytes);
    }
    return waiting.stream;
  }

  output(bytes: Uint8Array): void {
    if (this.#isSettling()) return;
    const [current] = this.#row;
    if (current === undefined) this.#early.push(bytes.slice());
    else current.stream.push(bytes);
  }

  flag(): void {}

  sayNothing(): void {}

  over(isClean: boolean): void {
    this.#isOver = true;
    const state = this.#isRaw && isClean ? "finished" : "lost";
    for (const { stream } of this.#row.splice(0)) stream.end(state);
  }

  /** The agent has not taken the last connection's end yet. */
  #isSettling(): boolean {
    if (this.#disconnect === undefined) return false;
    if (!this.#channel.isAcknowledged(this.#disconnect)) return true;
    this.#disconnect = undefined;
    return false;
  }

  #finish(waiting: Waiting): void {
    waiting.finishing = true;
    if (waiting !== this.#row[0] && waiting.pieces.length === 0) {
      this.#row = this.#row.filter((each) => each !== waiting);
    }
    this.#pump();
  }

  #pump(): void {
    if (!this.#pumping) void this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    this.#pumping = true;
    for (let current; (current = this.#row[0]) !== undefined;) {
      while (!this.#isOver && this.#isSettling()) await delay(SETTLING_LOOK_MS);
      while (current.pieces.length > 0) {
        const bytes = takeBytes(current.pieces, PAYLOAD_MOST_BYTES);
        current.queuedBytes -= bytes.length;
        await this.#channel.send(bytes);
        if (current.queuedBytes <= QUEUED_MOST_BYTES) current.stream.drained();
      }
      if (!current.finishing || this.#row[0] !== current) break;
      this.#row.shift();
      if (this.#isRaw) break;
      this.#disconnect = this.#channel.flag(FLAG.disconnect);
    }
    this.#pumping = false;
  }
}
