/**
 * The message gateway: takes a client's websocket, checks its token, and relays between it and the
 * agent of its session. A session outlives its websockets; the next one carries on.
 *
 * What belongs to AWS's closed gateway (close codes, timing of pause_publication) is a guess that
 * clients must not depend on; what a client sees otherwise follows the agent's source.
 */
import { Agent } from "./agent.ts";
import { type CableEnd, cableOf } from "./cable.ts";
import type { ChannelFaults } from "./channel_faults.ts";
import type { ChannelLog, Direction } from "./channel_log.ts";
import { FaultLine } from "./fault_line.ts";
import { removeScratch, type ServedSession, surroundingsOf } from "./surroundings.ts";

import { decodeFrame, encodeFrame, type Frame, jsonBytes, jsonObject } from "./wire.ts";

/** Close code for a token that is not the session's. */
const badTokenCode = 1008;
/** How often a gateway whose agent is gone says pause_publication (session-manager-plugin#22). */
const pauseEveryMs = 500;

const channels = new Map<ServedSession, Channel>();

/** Answers a websocket upgrade of a session's stream URL. */
export function serveDataChannel(
  request: Request,
  session: ServedSession,
  faults: ChannelFaults,
  log: ChannelLog,
): Response {
  const channel = channels.get(session) ?? new Channel(session, faults, log);
  channels.set(session, channel);
  const refusal = faults.refuseConnection ??
    (channel.connections > 0 ? faults.refuseReconnection : undefined);
  if (refusal !== undefined) return new Response(null, { status: refusal });
  // Headers cannot be read any more once the request is upgraded.
  const cable = cableOf(request);
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
  channel.accept(socket, cable);
  return response;
}

/** SSM TerminateSession: the agent kills the command, the client is told. */
export function terminateSession(session: ServedSession): void {
  session.terminated = true;
  channels.get(session)?.terminate();
}

/**
 * The task is stopped. Its processes die at once; the client hears channel_closed, or with
 * `silently`, as users report it of AWS, only pause_publication for ever.
 */
export async function stopSession(session: ServedSession, silently = false): Promise<void> {
  await channels.get(session)?.stop(silently);
}

/** Ends a session for good and leaves no process, socket or timer behind. */
export async function disposeSession(session: ServedSession): Promise<void> {
  await channels.get(session)?.stop(true);
  channels.get(session)?.dispose();
  channels.delete(session);
  await removeScratch(session.container);
}

class Channel {
  connections = 0;
  readonly #agent: Agent;
  readonly #toClient: FaultLine;
  readonly #fromClient: FaultLine;
  readonly #ticker: ReturnType<typeof setInterval>;
  #socket: WebSocket | undefined;
  #cable: CableEnd | undefined;
  #clientId = "";
  #ending: string | undefined;
  #agentGone = false;
  #lastInput = performance.now();
  #lastPause = 0;

  constructor(
    readonly session: ServedSession,
    readonly faults: ChannelFaults,
    readonly log: ChannelLog,
  ) {
    const target = `ecs:${session.cluster}_${session.taskId}_${session.runtimeId}`;
    this.#agent = new Agent(
      {
        sessionId: session.sessionId,
        targetId: target,
        command: session.command,
        kmsKeyId: session.kmsKeyId,
        surroundings: () => surroundingsOf(session),
        port: session.port,
        network: () => session.container.network ?? {},
      },
      faults,
      log,
      (bytes) => {
        if (!faults.agentGone) this.#push("toClient", bytes);
      },
      (output) => this.#end(output),
    );
    this.#toClient = new FaultLine(() => faults.toClient, faults.seed, (bytes) => this.#say(bytes));
    this.#fromClient = new FaultLine(
      () => faults.fromClient,
      faults.seed + 1,
      (bytes) => this.#hear(bytes),
    );
    this.#ticker = setInterval(() => this.#tick(), faults.resendTickMs);
  }

  accept(socket: WebSocket, cable: CableEnd | undefined): void {
    this.connections++;
    this.log.connections++;
    socket.binaryType = "arraybuffer";
    if (this.faults.acceptAndClose > 0) {
      this.faults.acceptAndClose--;
      socket.onopen = () => socket.close();
      return;
    }
    socket.onmessage = ({ data }) => {
      if (this.faults.silent || this.#dead) return;
      if (typeof data === "string") this.#open(socket, cable, data);
      else if (data instanceof ArrayBuffer && socket === this.#socket) {
        this.#arrive(new Uint8Array(data));
      }
    };
    socket.onclose = () => this.#lose(socket);
    socket.onerror = () => this.#lose(socket);
  }

  terminate(): void {
    this.#agent.terminate();
  }

  async stop(silently: boolean): Promise<void> {
    this.#agentGone = true;
    await this.#agent.vanish();
    if (!silently) this.#end("");
  }

  dispose(): void {
    clearInterval(this.#ticker);
    this.#toClient.close();
    this.#fromClient.close();
    this.#cable?.pull();
    this.#socket?.close();
    this.#socket = undefined;
  }

  get #dead(): boolean {
    return this.faults.deadAfter !== undefined && this.#toClient.count >= this.faults.deadAfter;
  }

  /** The text frame that opens a connection: right token or good-bye. */
  #open(socket: WebSocket, cable: CableEnd | undefined, text: string): void {
    this.log.texts.push({ sessionId: this.session.sessionId, text });
    const body = readable(text);
    const right = !this.faults.refuseToken && body?.["TokenValue"] === this.session.tokenValue;
    if (!right) return socket.close(badTokenCode);
    this.#clientId = String(body?.["ClientId"] ?? "");
    const earlier = this.#socket;
    this.#socket = socket;
    this.#cable = cable;
    if (earlier !== undefined && earlier !== socket) earlier.close();
    socket.send(encodeFrame({ messageType: "start_publication", flags: 3 }));
    this.#lastInput = performance.now();
    if (this.#ending !== undefined) return this.#sayEnding(this.#ending);
    this.#agent.resume();
    this.#agent.start();
  }

  #lose(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    this.#cable = undefined;
    this.#agent.pause();
  }

  /** A binary frame from the client, before any fault. */
  #arrive(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.log.keepBytes) this.log.bytes.push(bytes);
    try {
      this.log.note("fromClient", this.session.sessionId, decodeFrame(bytes));
    } catch {
      this.log.malformed++;
      return;
    }
    this.#push("fromClient", bytes);
  }

  #push(direction: Direction, bytes: Uint8Array<ArrayBuffer>): void {
    const line = direction === "toClient" ? this.#toClient : this.#fromClient;
    const { cut } = this.faults;
    // Cut before it passes: the client loses this frame, or the acknowledgement of it.
    if (cut?.direction === direction && cut.nth.includes(line.count)) this.#cut(cut.closeFrame);
    line.push(bytes);
  }

  #cut(closeFrame: boolean): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    if (!closeFrame && this.#cable === undefined) {
      throw new Error("a cut without close frame needs a connection through a cable (cable.ts)");
    }
    if (closeFrame) socket.close();
    else this.#cable?.pull();
    this.log.cuts++;
    this.#lose(socket);
  }

  /** A frame that has come through from the client: to the agent, if its digest fits. */
  #hear(bytes: Uint8Array<ArrayBuffer>): void {
    const frame = decodeFrame(bytes);
    if (!frame.digestValid) return;
    if (this.faults.agentGone) return;
    if (this.#agentGone) return this.#pauseClient();
    if (frame.messageType === "input_stream_data") this.#lastInput = performance.now();
    this.#agent.receive(frame);
  }

  /** A frame that has come through to the client. */
  #say(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#dead) this.#cable?.freeze();
    const socket = this.#socket;
    if (socket === undefined || socket.readyState !== WebSocket.OPEN || this.#dead) return;
    this.log.note("toClient", this.session.sessionId, decodeFrame(bytes));
    socket.send(bytes);
  }

  #tick(): void {
    const idle = this.faults.idleTimeoutMs;
    if (this.session.terminated && this.#ending === undefined) this.terminate();
    if (idle !== undefined && performance.now() - this.#lastInput > idle) this.#timeOut();
    if (this.#agentGone && performance.now() - this.#lastPause > pauseEveryMs) this.#pauseClient();
    this.#agent.tick();
  }

  #timeOut(): void {
    if (this.#ending !== undefined) return;
    this.#end("Your session timed out due to inactivity");
    this.#agent.terminate();
  }

  #pauseClient(): void {
    this.#lastPause = performance.now();
    if (this.#ending !== undefined) return;
    this.#push("toClient", encodeFrame({ messageType: "pause_publication", flags: 3 }));
  }

  #end(output: string): void {
    if (this.#ending !== undefined) return;
    this.#ending = output;
    clearInterval(this.#ticker);
    this.log.endings.push({ sessionId: this.session.sessionId, output });
    this.#sayEnding(output);
  }

  #sayEnding(output: string): void {
    const messageId = crypto.randomUUID();
    const closed: Pick<Frame, "messageType" | "messageId" | "flags" | "payload"> = {
      messageType: "channel_closed",
      messageId,
      flags: 3,
      payload: jsonBytes({
        MessageId: messageId,
        CreatedDate: new Date().toISOString(),
        DestinationId: this.#clientId,
        SessionId: this.session.sessionId,
        MessageType: "channel_closed",
        SchemaVersion: 1,
        Output: output,
      }),
    };
    this.#toClient.after(() => {
      this.#say(encodeFrame(closed));
      if (!this.#dead) this.#socket?.close();
    });
  }
}

function readable(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return jsonObject(text);
  } catch {
    return undefined;
  }
}
