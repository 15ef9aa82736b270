// One websocket to AWS's message gateway: opened in limited time, alive by answered pings, paused
// when nobody takes what it brings. `ws` and not Deno's own: that one cannot ping, cannot be paused,
// and an echo of 1 KB takes 44 ms on it against 0.02 (no TCP_NODELAY; Deno 2.9.6, loopback).
import type { Duplex } from "node:stream";
import { type RawData, WebSocket } from "ws";
import { phase } from "../../trace.ts";
import { CLIENT_VERSION } from "./handshake.ts";
import { type Network, socketOptions } from "./network.ts";
import type { Timing } from "./timing.ts";

/** No message of an agent is as large: payloads are 1 KiB, its last words a few. */
const MESSAGE_MOST_BYTES = 1 << 20;

/** What a socket is opened with. */
export interface SocketOptions {
  readonly url: string;
  /** A secret; it is sent in the first frame and nowhere else. */
  readonly tokenValue: string;
  /** Stays the same for all sockets of a session. */
  readonly clientId: string;
  readonly timing: Timing;
  readonly network?: Network;
  readonly onFrame: (bytes: Uint8Array) => void;
}

/** An open socket. */
export class Socket {
  readonly #socket: WebSocket;
  /** The connection below. */
  readonly #stream: Duplex | undefined;
  #gathering = false;
  readonly #timing: Timing;
  readonly #closed = Promise.withResolvers<string>();
  readonly #pinging: ReturnType<typeof setInterval>;
  #heard = performance.now();
  #pinged = performance.now();
  #answersPings = false;
  #paused = false;

  private constructor(
    socket: WebSocket,
    stream: Duplex | undefined,
    { timing, onFrame }: SocketOptions,
  ) {
    this.#socket = socket;
    this.#stream = stream;
    this.#timing = timing;
    socket.on("message", (data: RawData, isBinary: boolean) => {
      this.#heard = performance.now();
      if (isBinary) { for (const bytes of piecesOf(data)) onFrame(bytes); }
    });
    socket.on("pong", () => {
      this.#heard = performance.now();
      this.#answersPings = true;
    });
    socket.on("error", (error: Error) => this.#end(error.message));
    socket.on("close", (code: number) => this.#end(`the gateway closed the connection (${code})`));
    socket.ping("keepalive");
    this.#pinging = setInterval(() => this.#ping(), timing.ping);
  }

  /** Connects and sends the token; throws an Error in words when that cannot be done. */
  static open(options: SocketOptions): Promise<Socket> {
    const { url, tokenValue, clientId, timing } = options;
    const opened = Promise.withResolvers<Socket>();
    const socket = new WebSocket(url, {
      ...socketOptions(url, options.network ?? {}),
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: MESSAGE_MOST_BYTES,
    });
    socket.binaryType = "nodebuffer";
    // ws's own timeout begins anew with every byte that comes.
    const deadline = setTimeout(() => {
      opened.reject(new Error("the gateway's handshake does not end"));
      socket.terminate();
    }, timing.connect);
    let stream: Duplex | undefined;
    socket.on("upgrade", (response) => stream = response.socket);
    socket.on("error", (error: Error) => opened.reject(error));
    socket.once("open", () => {
      phase("prompt");
      socket.send(JSON.stringify({
        MessageSchemaVersion: "1.0",
        RequestId: crypto.randomUUID(),
        TokenValue: tokenValue,
        ClientId: clientId,
        ClientVersion: CLIENT_VERSION,
      }));
      opened.resolve(new Socket(socket, stream, options));
    });
    return opened.promise.finally(() => clearTimeout(deadline));
  }

  /** Resolves with the reason once the connection is gone. */
  get closed(): Promise<string> {
    return this.#closed.promise;
  }

  /** Sends one binary frame; what a closed socket does not take is sent again on the next one. */
  send(bytes: Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#gather();
    this.#socket.send(bytes, { binary: true });
  }

  /** What is sent in one turn goes out together: a batch of acknowledgements is one system call. */
  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#stream?.cork();
    queueMicrotask(() => {
      this.#gathering = false;
      this.#stream?.uncork();
    });
  }

  /** Bytes that were sent and have not left this machine. */
  get backlogBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Takes no more from the network until {@link resume}: the gateway then waits by TCP. */
  pause(): void {
    this.#paused = true;
    this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#heard = performance.now();
    this.#socket.resume();
  }

  /** Ends the connection at once. */
  close(): void {
    this.#socket.terminate();
    this.#end("closed by ecsin");
  }

  #ping(): void {
    const now = performance.now();
    // This program was stopped (^Z), or the machine slept: what waits in the socket is read first.
    if (now - this.#pinged > 2 * this.#timing.ping) this.#heard = now;
    this.#pinged = now;
    const silent = now - this.#heard;
    // A gateway that never answers pings is not taken for dead; a paused socket hears nothing.
    if (this.#answersPings && !this.#paused && silent > this.#timing.dead) {
      this.#socket.terminate();
      this.#end(`no sign of life for ${Math.round(silent / 1000)} s`);
      return;
    }
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping("keepalive");
  }

  #end(why: string): void {
    clearInterval(this.#pinging);
    this.#closed.resolve(why);
  }
}

function piecesOf(data: RawData): readonly Uint8Array[] {
  if (Array.isArray(data)) return data;
  return [data instanceof ArrayBuffer ? new Uint8Array(data) : data];
}
