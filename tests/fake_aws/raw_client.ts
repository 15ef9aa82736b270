/**
 * A bare websocket client for tests of the fake gateway: it sends exactly what it is told and keeps
 * what comes. It has no session logic of its own beyond numbering and, unless told not to, acking.
 */
import { randomUUID } from "node:crypto";
import { decodeFrame, encodeAcknowledge, encodeFrame, type Frame, jsonBytes } from "./wire.ts";

/** How long a test waits for something that must come; generous, the machines are slow. */
const deadlineMs = 30_000;

export interface RawClientOptions {
  readonly token: string;
  /** Acknowledge every stream message at once. Default true. */
  readonly acknowledge?: boolean;
  /** The first sequence number to use; for a second connection of a session. Default 0. */
  readonly firstNumber?: number;
}

export class RawClient {
  /** Stream messages, channel_closed and the rest, in order of arrival; acknowledgements too. */
  readonly frames: Frame[] = [];
  readonly socket: WebSocket;
  closed: CloseEvent | undefined;
  acknowledge: boolean;
  #next: number;
  #waiting: (() => void)[] = [];

  private constructor(url: string, options: RawClientOptions) {
    this.acknowledge = options.acknowledge ?? true;
    this.#next = options.firstNumber ?? 0;
    this.socket = new WebSocket(url);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = () => {
      this.socket.send(JSON.stringify({
        MessageSchemaVersion: "1.0",
        RequestId: randomUUID(),
        TokenValue: options.token,
        ClientId: randomUUID(),
        ClientVersion: "1.3.0.0",
      }));
      this.#wake();
    };
    this.socket.onmessage = ({ data }) => {
      if (!(data instanceof ArrayBuffer)) throw new Error("the gateway sent text");
      const frame = decodeFrame(new Uint8Array(data));
      this.frames.push(frame);
      if (this.acknowledge && frame.messageType === "output_stream_data" && frame.digestValid) {
        this.acknowledgeFrame(frame);
      }
      this.#wake();
    };
    this.socket.onclose = (event) => {
      this.closed = event;
      this.#wake();
    };
    this.socket.onerror = () => this.#wake();
  }

  /** Connects and sends the token. A refused connection shows as `closed`. */
  static async connect(url: string, options: RawClientOptions): Promise<RawClient> {
    const client = new RawClient(url, options);
    await client.until(() => client.socket.readyState !== WebSocket.CONNECTING);
    return client;
  }

  /** Sends a stream message under the next number; answers the frame's bytes for sending again. */
  send(
    payloadType: number,
    payload: Uint8Array,
    sequenceNumber = this.#next++,
  ): Uint8Array<ArrayBuffer> {
    const bytes = encodeFrame({
      messageType: "input_stream_data",
      sequenceNumber,
      payloadType,
      payload,
    });
    this.socket.send(bytes);
    return bytes;
  }

  type(text: string): Uint8Array<ArrayBuffer> {
    return this.send(1, new TextEncoder().encode(text));
  }

  size(cols: number, rows: number): void {
    this.send(3, jsonBytes({ cols, rows }));
  }

  acknowledgeFrame(frame: Frame): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(encodeAcknowledge(frame));
  }

  /** Answers the agent's HandshakeRequest with success for the session type; waits for the end. */
  async shakeHands(): Promise<void> {
    await this.message(5);
    this.send(
      6,
      jsonBytes({
        ClientVersion: "1.3.0.0",
        ProcessedClientActions: [
          { ActionType: "SessionType", ActionStatus: 1, ActionResult: null, Error: "" },
        ],
        Errors: null,
      }),
    );
    await this.message(7);
  }

  /** The first stream message of that payload type, once it is there. */
  async message(payloadType: number): Promise<Frame> {
    return await this.frame((frame) =>
      frame.messageType === "output_stream_data" && frame.payloadType === payloadType
    );
  }

  /** The first frame that fits, once it is there. */
  async frame(fits: (frame: Frame) => boolean): Promise<Frame> {
    await this.until(() => this.frames.some(fits));
    const found = this.frames.find(fits);
    if (found === undefined) throw new Error("frame is gone");
    return found;
  }

  /** Output so far as the terminal would show it: each sequence number once, in order. */
  get output(): string {
    const pieces = new Map<number, Uint8Array>();
    for (const frame of this.frames) {
      if (frame.messageType === "output_stream_data" && frame.payloadType === 1) {
        if (frame.digestValid) pieces.set(frame.sequenceNumber, frame.payload);
      }
    }
    const ordered = [...pieces].sort(([a], [b]) => a - b).map(([, bytes]) => bytes);
    return new TextDecoder().decode(Uint8Array.from(ordered.flatMap((bytes) => [...bytes])));
  }

  async see(text: string): Promise<void> {
    await this.until(() => this.output.includes(text), () => `"${text}" in ${this.output}`);
  }

  /** The Output of channel_closed, once the session has ended. */
  async ending(): Promise<string> {
    const frame = await this.frame(({ messageType }) => messageType === "channel_closed");
    const body: { Output: string } = JSON.parse(new TextDecoder().decode(frame.payload));
    await this.until(() => this.closed !== undefined);
    return body.Output;
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.until(() => this.closed !== undefined);
  }

  /** Waits until something holds; looks again at every event of the socket and now and then. */
  async until(holds: () => boolean, what: () => string = () => String(holds)): Promise<void> {
    const started = performance.now();
    while (!holds()) {
      const left = deadlineMs - (performance.now() - started);
      if (left <= 0) throw new Error(`waited ${deadlineMs} ms in vain for ${what()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 50));
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
