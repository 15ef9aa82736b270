/**
 * The agent's end of smux version 1: streams over one byte stream, written by hand and apart from
 * `src/session/port`, so that two codecs check each other. As xtaci/smux v1.5.15 (session.go): no
 * window, one receive buffer for all streams, and nobody reads while it is full.
 */

/** Most data of a frame (MaxFrameSize). */
const frameMostBytes = 32_768;

/** One connection of the client. */
export class SmuxStream {
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  #ended = false;
  #closed = false;
  #changed = Promise.withResolvers<void>();

  constructor(readonly id: number, readonly session: SmuxSession) {}

  /** Next bytes of the client; undefined at its FIN, or when the session is over. */
  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    while (true) {
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.session.returnTokens(chunk.length);
        return chunk;
      }
      if (this.#ended || this.#closed) return undefined;
      await this.#changed.promise;
    }
  }

  /** Sends to the client, in frames; waits while the agent's output is full. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; at += frameMostBytes) {
      if (this.#closed) throw new Error("stream is closed");
      await this.session.send(2, this.id, bytes.subarray(at, at + frameMostBytes));
    }
  }

  /** Sends FIN and reads no more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const chunk of this.#chunks.splice(0)) this.session.returnTokens(chunk.length);
    void this.session.send(1, this.id, new Uint8Array());
    this.session.forget(this.id);
    this.#wake();
  }

  push(bytes: Uint8Array<ArrayBuffer>): void {
    this.#chunks.push(bytes);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/** The agent's end of a session's streams. */
export class SmuxSession {
  /** When the last frame came, on the monotonic clock. */
  heardMs = performance.now();
  readonly #streams = new Map<number, SmuxStream>();
  #tokens: number;
  #held = new Uint8Array();
  #isOver = false;
  #notify = Promise.withResolvers<void>();

  constructor(
    receiveBufferBytes: number,
    readonly accept: (stream: SmuxStream) => void,
    /** Takes bytes for the client; resolves when more may come. */
    readonly transmit: (bytes: Uint8Array) => Promise<void>,
  ) {
    this.#tokens = receiveBufferBytes;
  }

  /** Takes bytes of the client; does not return while the receive buffer is full. */
  async receive(bytes: Uint8Array): Promise<void> {
    const all = new Uint8Array(this.#held.length + bytes.length);
    all.set(this.#held);
    all.set(bytes, this.#held.length);
    let at = 0;
    const view = new DataView(all.buffer);
    while (all.length - at >= 8) {
      const length = view.getUint16(at + 2, true);
      if (all.length - at < 8 + length) break;
      while (this.#tokens <= 0 && !this.#isOver) await this.#notify.promise;
      const version = all[at];
      const command = all[at + 1];
      const id = view.getUint32(at + 4, true);
      if (version !== 1 || command === undefined || command > 3) {
        throw new Error("invalid protocol");
      }
      this.#handle(command, id, all.slice(at + 8, at + 8 + length));
      at += 8 + length;
    }
    this.#held = all.slice(at);
  }

  returnTokens(bytes: number): void {
    this.#tokens += bytes;
    this.#notify.resolve();
    this.#notify = Promise.withResolvers();
  }

  async send(command: number, id: number, data: Uint8Array): Promise<void> {
    if (this.#isOver) return;
    const frame = new Uint8Array(8 + data.length);
    frame[0] = 1;
    frame[1] = command;
    new DataView(frame.buffer).setUint16(2, data.length, true);
    new DataView(frame.buffer).setUint32(4, id, true);
    frame.set(data, 8);
    await this.transmit(frame);
  }

  forget(id: number): void {
    this.#streams.delete(id);
  }

  close(): void {
    this.#isOver = true;
    for (const stream of this.#streams.values()) stream.end();
    this.#notify.resolve();
  }

  #handle(command: number, id: number, data: Uint8Array<ArrayBuffer>): void {
    this.heardMs = performance.now();
    const known = this.#streams.get(id);
    if (command === 0 && known === undefined) {
      const stream = new SmuxStream(id, this);
      this.#streams.set(id, stream);
      this.accept(stream);
    } else if (command === 1) known?.end();
    else if (command === 2 && known !== undefined) {
      this.#tokens -= data.length;
      known.push(data);
    }
  }
}
