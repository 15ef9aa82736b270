// The many connections of a port session: bytes come and go at once, whatever a single connection's
// local side does. One that does not read is given up alone, once its buffer is full.
import { PAYLOAD_MOST_BYTES } from "../channel/channel.ts";
import { Mux } from "./mux.ts";
import { FLAG, type PortChannel, type PortSide } from "./side.ts";
import { PortStream, QUEUED_MOST_BYTES } from "./stream.ts";

/** How much of the far end's bytes may wait for slow local sides. */
export interface Limits {
  readonly streamBytes: number;
  readonly allBytes: number;
}

/** A minute of an agent's most, for one connection; four of them for all. */
export const LIMITS: Limits = { streamBytes: 64 << 20, allBytes: 256 << 20 };

/** A port session by smux. */
export class ManySide implements PortSide {
  readonly #channel: PortChannel;
  readonly #limits: Limits;
  readonly #mux = new Mux();
  readonly #streams = new Map<number, PortStream>();
  readonly #braked = new Set<number>();
  #bufferedBytes = 0;
  #isOver = false;
  #pumping = false;

  constructor(channel: PortChannel, limits: Limits = LIMITS) {
    this.#channel = channel;
    this.#limits = limits;
  }

  get size(): number {
    return this.#streams.size;
  }

  open(): PortStream | undefined {
    if (this.#isOver || this.#mux.isUsedUp) return undefined;
    const streamId = this.#mux.open();
    const stream: PortStream = new PortStream({
      write: (bytes) => {
        this.#mux.write(streamId, bytes);
        this.#pump();
        this.#braked.add(streamId);
      },
      queuedBytes: () => this.#mux.queuedBytes(streamId),
      finish: () => {
        this.#mux.finish(streamId);
        this.#forget(streamId);
      },
      drop: () => {
        this.#mux.drop(streamId);
        this.#bufferedBytes -= stream.bufferedBytes;
        this.#forget(streamId);
      },
      read: (bytes) => this.#bufferedBytes -= bytes,
      tellsEnd: true,
    });
    this.#streams.set(streamId, stream);
    this.#pump();
    return stream;
  }

  output(bytes: Uint8Array): void {
    for (const event of this.#mux.receive(bytes)) {
      const stream = this.#streams.get(event.streamId);
      if (event.kind === "data") {
        if (stream === undefined) continue;
        stream.push(event.bytes);
        this.#bufferedBytes += event.bytes.length;
        if (stream.bufferedBytes > this.#limits.streamBytes) this.#giveUp(event.streamId);
        else if (this.#bufferedBytes > this.#limits.allBytes) this.#giveUpLargest();
      } else {
        this.#streams.delete(event.streamId);
        this.#mux.finish(event.streamId);
        stream?.end(event.refused ? "refused" : "finished");
        this.#pump();
      }
    }
  }

  flag(flag: number): void {
    if (flag === FLAG.connectError) this.#mux.refused();
  }

  sayNothing(): void {
    this.#mux.sayNothing();
    this.#pump();
  }

  over(): void {
    this.#isOver = true;
    for (const [streamId, stream] of this.#streams) {
      this.#mux.drop(streamId);
      stream.end("lost");
    }
    this.#streams.clear();
    this.#pump();
  }

  /** Sends what there is, a message at a time: whose turn it is shows when there is room. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    const pump = async () => {
      for (let bytes; (bytes = this.#mux.take(PAYLOAD_MOST_BYTES)) !== undefined;) {
        // What there is room for goes out in one turn, and so in one system call.
        if (!this.#channel.sendNow(bytes)) await this.#channel.send(bytes);
        this.#releaseBrakes();
      }
      this.#pumping = false;
    };
    void pump();
  }

  #releaseBrakes(): void {
    for (const streamId of this.#braked) {
      if (this.#mux.queuedBytes(streamId) > QUEUED_MOST_BYTES) continue;
      this.#braked.delete(streamId);
      this.#streams.get(streamId)?.drained();
    }
  }

  #forget(streamId: number): void {
    this.#streams.delete(streamId);
    this.#braked.delete(streamId);
    this.#pump();
  }

  #giveUp(streamId: number): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    this.#bufferedBytes -= stream.bufferedBytes;
    this.#mux.drop(streamId);
    stream.end("overflowed");
    this.#forget(streamId);
  }

  #giveUpLargest(): void {
    const [largest] = [...this.#streams].sort(([, a], [, b]) => b.bufferedBytes - a.bufferedBytes);
    if (largest !== undefined) this.#giveUp(largest[0]);
  }
}
