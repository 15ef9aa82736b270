// One connection through a port session, as its local side sees it: bytes to the far end with a
// brake, bytes of the far end from a buffer that may grow, because nothing in a port session can
// ask the far end to wait for one connection alone.
import { ByteQueue } from "./byte_queue.ts";

/** Bytes on the way to the far end before the local side waits. */
export const QUEUED_MOST_BYTES = 256 * 1024;

/** How a stream stands, and how it ended. */
export type StreamState =
  | "open"
  /** The far end closed; all that it sent can be read. */
  | "finished"
  /** The far end never came to be: nobody listens, the name is unknown, or the network is closed. */
  | "refused"
  /** The local side read so slowly that its buffer was full: bytes are lost. */
  | "overflowed"
  /** The session ended: bytes may be lost. */
  | "lost"
  /** Ended on this side. */
  | "left";

/** What a stream is carried by. */
export interface StreamCarrier {
  write(bytes: Uint8Array): void;
  queuedBytes(): number;
  /** Ends it after what is queued. */
  finish(): void;
  /** Ends it at once. */
  drop(): void;
  /** So many bytes were read from the buffer. */
  read(bytes: number): void;
  /** Whether the far end's closing is told; agents of 2019 do not. */
  readonly tellsEnd: boolean;
}

/** One connection. */
export class PortStream {
  #state: StreamState = "open";
  readonly #buffer = new ByteQueue();
  readonly #carrier: StreamCarrier;
  #heard = false;
  // Made when somebody waits: a connection that is open and idle should cost little.
  #ended: PromiseWithResolvers<StreamState> | undefined;
  #first: PromiseWithResolvers<void> | undefined;
  #came: PromiseWithResolvers<void> | undefined;
  #drained: PromiseWithResolvers<void> | undefined;

  constructor(carrier: StreamCarrier) {
    this.#carrier = carrier;
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Settles once, with how it ended. */
  get ended(): Promise<StreamState> {
    if (this.#state !== "open") return Promise.resolve(this.#state);
    return (this.#ended ??= Promise.withResolvers()).promise;
  }

  /** Resolves when the far end has said anything, or the stream has ended. */
  get firstBytes(): Promise<void> {
    if (this.#heard || this.#state !== "open") return Promise.resolve();
    return (this.#first ??= Promise.withResolvers()).promise;
  }

  /** Bytes of the far end that wait for the local side. */
  get bufferedBytes(): number {
    return this.#buffer.length;
  }

  get tellsEnd(): boolean {
    return this.#carrier.tellsEnd;
  }

  /** The next bytes of the far end; null once it has ended, whatever way, and all is read. */
  async read(): Promise<Uint8Array<ArrayBuffer> | null> {
    while (true) {
      const bytes = this.#buffer.take();
      if (bytes !== undefined) {
        this.#carrier.read(bytes.length);
        return bytes;
      }
      if (this.#state !== "open") return null;
      await (this.#came ??= Promise.withResolvers()).promise;
    }
  }

  /** Sends bytes, which belong to the stream from now on; resolves when more may come. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#state !== "open") return;
    this.#carrier.write(bytes);
    while (this.#state === "open" && this.#carrier.queuedBytes() > QUEUED_MOST_BYTES) {
      this.#drained ??= Promise.withResolvers();
      await this.#drained.promise;
    }
  }

  /** Ends it after what was written. The far end is closed whole: its answer is lost. */
  finish(): void {
    this.#carrier.finish();
    this.end("left");
  }

  /** Ends it at once; what waits is thrown away. */
  drop(): void {
    this.#carrier.drop();
    this.#buffer.clear();
    this.end("left");
  }

  // ---- by its session

  /** Bytes of the far end came. */
  push(bytes: Uint8Array): void {
    if (this.#state !== "open") return;
    this.#buffer.push(bytes);
    this.#heard = true;
    this.#first?.resolve();
    this.#tellReader();
  }

  /** More may be written. */
  drained(): void {
    this.#drained?.resolve();
    this.#drained = undefined;
  }

  /** Ends it; the first end counts. */
  end(state: Exclude<StreamState, "open">): void {
    if (this.#state !== "open") return;
    this.#state = state;
    if (state === "overflowed") this.#buffer.clear();
    this.#ended?.resolve(state);
    this.#first?.resolve();
    this.#tellReader();
    this.drained();
  }

  #tellReader(): void {
    this.#came?.resolve();
    this.#came = undefined;
  }
}
