/**
 * The agent in the container, for one session: shakes hands, starts the command in a pty, and
 * carries bytes both ways (amazon-ssm-agent 3.3, agent/session: datachannel, sessionplugin, shell).
 *
 * Memory stays bounded: no reading from the terminal while `faults.window` messages wait for an
 * acknowledgement, and no acknowledgement of input before the terminal has taken it.
 */
import type { ChannelFaults } from "./channel_faults.ts";
import type { ChannelLog } from "./channel_log.ts";
import { commandWords, startInPty, type Surroundings } from "./command.ts";
import { Handshake } from "./handshake.ts";
import { Inbox, type Taken } from "./inbox.ts";
import { Outbox } from "./outbox.ts";
import { type PortPlugin, type PortTask, startPortPlugin } from "./port_plugin.ts";
import { killSession } from "./processes.ts";
import type { Pty } from "./pty.ts";
import { Sleeps } from "./sleeps.ts";
import { Utf8Pieces } from "./utf8_pieces.ts";
import { decodeAcknowledge, encodeAcknowledge, type Frame, jsonObject, PAYLOAD } from "./wire.ts";

/** What an agent is told about its session. */
export interface AgentTask {
  readonly sessionId: string;
  readonly targetId: string;
  readonly command: string;
  readonly kmsKeyId: string | undefined;
  readonly surroundings: () => Promise<Surroundings>;
  /** Of a port session, which runs no command. */
  readonly port?: PortTask["properties"] | undefined;
  readonly network?: PortTask["network"];
}

/** Title of an error in the Output of a session (agent/…/iohandler.go). */
const errorTitle = "\n----------ERROR-------\n";
/** Bytes read from the terminal at a time (mgsConfig.StreamDataPayloadSize). */
const readBytes = 1024;
/** The end waits so long for acknowledgements (PrepareToCloseChannel). */
const lastAcknowledgementsMs = 2000;

export class Agent {
  readonly #outbox: Outbox;
  readonly #inbox: Inbox;
  readonly #handshake: Handshake;
  readonly #over = Promise.withResolvers<void>();
  readonly #started = Promise.withResolvers<void>();
  #isOver = false;
  #talking = false;
  #encrypted = false;
  #pty: Pty | undefined;
  #port: PortPlugin | undefined;
  #began = false;
  readonly #sleeps = new Sleeps();

  constructor(
    readonly task: AgentTask,
    readonly faults: ChannelFaults,
    readonly log: ChannelLog,
    readonly transmit: (bytes: Uint8Array<ArrayBuffer>) => void,
    readonly onEnd: (output: string) => void,
  ) {
    this.#outbox = new Outbox(transmit, () => this.log.agentRetransmissions++);
    this.#inbox = new Inbox(
      (frame) => this.#take(frame),
      (frame) => this.transmit(encodeAcknowledge(frame)),
      () => this.log.refusedInputs++,
      faults,
    );
    this.#handshake = new Handshake(task, faults, (type, payload) => {
      this.#outbox.send(type, payload);
    });
  }

  /** Begins at the first call; later calls change nothing. */
  start(): void {
    if (this.#began) return;
    this.#began = true;
    void this.#run();
  }

  receive(frame: Frame): void {
    if (this.#isOver) return;
    if (frame.messageType === "acknowledge") {
      this.#inbox.inTurn(() => this.#acknowledged(frame));
    } else if (frame.messageType === "input_stream_data") {
      this.resume();
      this.#inbox.push(frame);
    }
  }

  #acknowledged(frame: Frame): void {
    this.resume();
    this.#outbox.acknowledge(decodeAcknowledge(frame.payload).sequenceNumber);
  }

  /** pause_publication: keeps messages instead of sending them, and stops reading the terminal. */
  pause(): void {
    this.#outbox.paused = true;
  }

  /** start_publication. */
  resume(): void {
    if (!this.#outbox.paused) return;
    this.#outbox.paused = false;
    this.#outbox.wake();
  }

  /** To be called every 100 ms. */
  tick(): void {
    if (!this.#isOver) this.#outbox.tick();
  }

  /** TerminateSession: kills the command alone and hangs up the terminal, as the agent does. */
  terminate(): void {
    this.#pty?.kill("SIGKILL");
    this.#end("");
  }

  /** The task is stopped: everything in the session dies, and nobody says a word. */
  async vanish(): Promise<void> {
    const leader = this.#pty?.pid;
    this.#finish();
    if (leader !== undefined) await killSession(leader);
  }

  async #run(): Promise<void> {
    await this.#sleeps.sleep(this.faults.agentStartMs);
    try {
      await this.#shakeHands();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return this.#end(`${errorTitle}Encountered error while initiating handshake. ${why}`);
    }
    if (this.#isOver) return;
    if (this.task.port !== undefined) return await this.#runPort(this.task.port);
    try {
      await this.#startCommand();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.#sleeps.sleep(this.faults.startFailureMs);
      return this.#end(`${errorTitle}Unable to start command: ${why}\n`);
    }
    await this.#carryOutput();
    await this.#lastAcknowledgements();
    this.#end("");
  }

  async #shakeHands(): Promise<void> {
    this.#encrypted = this.task.kmsKeyId !== undefined;
    if (this.task.port !== undefined || this.#encrypted || this.faults.handshake === "always") {
      await this.#handshake.perform();
    }
    this.#talking = true;
  }

  async #runPort(properties: PortTask["properties"]): Promise<void> {
    this.#port = startPortPlugin({
      properties,
      network: this.task.network ?? (() => ({})),
      clientVersion: this.#handshake.clientVersion,
      agentVersion: this.faults.agentVersion,
      faults: this.faults.port,
      log: this.log.port,
      send: (type, payload) => this.#sendPort(type, payload),
    });
    this.#started.resolve();
    const lastWords = await this.#port.run();
    await this.#lastAcknowledgements();
    this.#end(lastWords);
  }

  async #sendPort(type: number, payload: Uint8Array): Promise<void> {
    while (!this.#isOver && (this.#outbox.paused || this.#outbox.size >= this.faults.window)) {
      await this.#outbox.change();
    }
    if (!this.#isOver) this.#outbox.send(type, payload);
    if (this.faults.betweenReadsMs > 0) await this.#sleeps.sleep(this.faults.betweenReadsMs);
  }

  async #startCommand(): Promise<void> {
    const { sessionId, command } = this.task;
    const argv = commandWords(command);
    const where = await this.task.surroundings();
    const exec = { sessionId, argv, cwd: where.cwd, env: where.env };
    try {
      this.#pty = await startInPty(argv, where);
    } catch (error) {
      this.log.execs.push(exec);
      throw error;
    }
    this.log.execs.push({ ...exec, pid: this.#pty.pid });
    if (this.#isOver) this.#finish();
    this.#started.resolve();
  }

  async #carryOutput(): Promise<void> {
    const pieces = new Utf8Pieces();
    await this.#sleeps.sleep(this.faults.firstReadMs);
    while (!this.#isOver) {
      if (this.#outbox.paused || this.#outbox.size >= this.faults.window) {
        await this.#outbox.change();
        continue;
      }
      const bytes = await this.#pty?.read(readBytes);
      if (bytes === undefined) return;
      const piece = pieces.push(bytes);
      this.log.outputBytes += piece.length;
      const cipher = this.#handshake.cipher;
      this.#outbox.send(
        PAYLOAD.output,
        cipher === undefined || piece.length === 0 ? piece : cipher.encrypt(piece),
      );
      if (this.faults.betweenReadsMs > 0) await this.#sleeps.sleep(this.faults.betweenReadsMs);
    }
  }

  async #lastAcknowledgements(): Promise<void> {
    let late = false;
    const deadline = this.#sleeps.sleep(lastAcknowledgementsMs).then(() => {
      late = true;
      this.#outbox.wake();
    });
    while (!late && !this.#isOver && this.#outbox.size > 0) await this.#outbox.change();
    this.#sleeps.stop();
    await deadline;
  }

  async #take(frame: Frame): Promise<Taken> {
    if (frame.payloadType === PAYLOAD.handshakeResponse) {
      this.#handshake.takeResponse(frame.payload);
      return "taken";
    }
    if (frame.payloadType === PAYLOAD.encChallengeResponse) {
      this.#handshake.takeChallenge(frame.payload);
      return "taken";
    }
    if (!this.#talking) {
      this.log.discardedInputs++;
      return "taken";
    }
    if (this.#pty === undefined && this.#port === undefined) {
      if (this.faults.refuseUntilStarted) return "not ready";
      await this.#started.promise;
    }
    if (this.#port !== undefined) return await this.#port.take(frame);
    if (frame.payloadType === PAYLOAD.output) return await this.#type(frame.payload);
    if (frame.payloadType === PAYLOAD.size) this.#resize(frame.payload);
    // Every other type, the TerminateSession flag included, is acknowledged and ignored by a shell.
    return "taken";
  }

  async #type(payload: Uint8Array): Promise<Taken> {
    let bytes = new Uint8Array(payload);
    if (this.#encrypted) {
      try {
        bytes = this.#handshake.cipher?.decrypt(payload) ?? bytes;
      } catch {
        return "not ready";
      }
    }
    if (await this.#pty?.write(bytes) === true) this.log.inputBytes += bytes.length;
    return "taken";
  }

  #resize(payload: Uint8Array): void {
    const { cols, rows } = jsonObject(payload);
    if (typeof cols !== "number" || typeof rows !== "number") return;
    this.log.sizes.push({ cols, rows });
    this.#pty?.resize(cols, rows);
  }

  #end(output: string): void {
    if (this.#isOver) return;
    this.#finish();
    this.onEnd(output);
  }

  #finish(): void {
    this.#isOver = true;
    this.#pty?.close();
    this.#port?.close();
    this.#handshake.abandon();
    this.#started.resolve();
    this.#over.resolve();
    this.#outbox.wake();
    this.#sleeps.stop(true);
  }
}
