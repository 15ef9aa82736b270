/**
 * The agent's Port plugin with real TCP behind it (amazon-ssm-agent 3.3, agent/session/plugins/port:
 * port.go, port_mux.go, port_basic.go): many connections by smux, one at a time for old agents, or a
 * single raw one.
 */
import type { Taken } from "./inbox.ts";
import { dial, isDenied, type Network } from "./port_dial.ts";
import type { PortFaults } from "./port_faults.ts";
import { SmuxSession, type SmuxStream } from "./port_smux.ts";
import { type Frame, PAYLOAD } from "./wire.ts";

/** `Properties` of a port session's handshake; every value is a text. */
export type PortProperties = Readonly<Record<string, string>>;

/** What a plugin is started with. */
export interface PortTask {
  readonly properties: PortProperties;
  readonly network: () => Network;
  readonly clientVersion: string;
  readonly agentVersion: string;
  readonly faults: PortFaults;
  readonly log: PortLog;
  /** Sends a stream message; resolves when the next may come. */
  readonly send: (payloadType: number, payload: Uint8Array) => Promise<void>;
}

/** What happened in port sessions, for tests. */
export interface PortLog {
  /** Connections tried to the target, and those that came to be. */
  dials: number;
  connections: number;
  /** Open now, and most at once. */
  open: number;
  mostOpen: number;
}

/** A running plugin. */
export interface PortPlugin {
  take(frame: Frame): Promise<Taken>;
  /** Runs to the session's end; gives the agent's last words, often none. */
  run(): Promise<string>;
  close(): void;
}

/** As the agent decides; both sides have to come to the same answer. */
export function startPortPlugin(task: PortTask): PortPlugin {
  if (task.properties["type"] !== "LocalPortForwarding") return new SinglePlugin(task, false);
  const isMux = isAtLeast(task.clientVersion, "1.1.70") &&
    isAtLeast(task.agentVersion, "3.0.196.1");
  return isMux ? new MuxPlugin(task) : new SinglePlugin(task, true);
}

const flag = { disconnect: 1, terminate: 2, connectError: 3 };

function flagOf({ payload }: Frame): number {
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0);
}

/** Four dotted numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const [have, want] = [version, least].map((each) => each.split(".").map(Number));
  for (let place = 0; place < 4; place++) {
    const difference = (have?.[place] ?? 0) - (want?.[place] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

abstract class Plugin implements PortPlugin {
  protected readonly over = new AbortController();
  protected readonly ended = Promise.withResolvers<string>();
  readonly #open = new Set<Deno.TcpConn>();
  #isReady = false;

  constructor(protected readonly task: PortTask) {}

  protected abstract handle(frame: Frame): Promise<Taken>;
  abstract begin(): Promise<void>;

  /** What comes before the agent's end is ready is not acknowledged. */
  async take(frame: Frame): Promise<Taken> {
    return this.#isReady ? await this.handle(frame) : "not ready";
  }

  async run(): Promise<string> {
    const { failStart } = this.task.faults;
    const { host } = this.task.properties;
    if (failStart !== undefined) return failStart;
    if (isDenied(host)) return `Forwarding to IP address ${host} is forbidden.`;
    this.#isReady = true;
    await this.begin();
    return await this.ended.promise;
  }

  close(): void {
    this.over.abort();
    this.ended.resolve("");
    for (const connection of [...this.#open]) this.shut(connection);
  }

  protected async connect(): Promise<Deno.TcpConn> {
    const { properties, network, faults, log } = this.task;
    log.dials++;
    if (faults.dialMs > 0) await this.wait(faults.dialMs);
    const { host, portNumber = "" } = properties;
    const connection = await dial(host, portNumber, network(), this.over.signal);
    log.connections++;
    log.open++;
    log.mostOpen = Math.max(log.mostOpen, log.open);
    this.#open.add(connection);
    return connection;
  }

  protected shut(connection: Deno.TcpConn): void {
    if (!this.#open.delete(connection)) return;
    this.task.log.open--;
    try {
      connection.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  protected wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      const { signal } = this.over;
      function done() {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      }
      signal.addEventListener("abort", done);
    });
  }
}

class MuxPlugin extends Plugin {
  readonly #accepted: SmuxStream[] = [];
  #dialling = false;
  readonly #mux = new SmuxSession(
    this.task.faults.receiveBufferBytes,
    (stream) => this.#accept(stream),
    (bytes) => this.#transmit(bytes),
  );
  #sending: Promise<void> = Promise.resolve();

  protected override async handle(frame: Frame): Promise<Taken> {
    if (frame.payloadType === PAYLOAD.output) {
      try {
        await this.#mux.receive(frame.payload);
      } catch (error) {
        this.ended.resolve(error instanceof Error ? error.message : String(error));
      }
    } else if (frame.payloadType === PAYLOAD.flag && flagOf(frame) === flag.terminate) {
      this.ended.resolve("");
    }
    return "taken";
  }

  override async begin(): Promise<void> {
    const { agentVersion, clientVersion } = this.task;
    const keepsAlive = !isAtLeast(agentVersion, "3.1.1511.1") ||
      !isAtLeast(clientVersion, "1.2.331.1");
    if (keepsAlive) void this.#keepAlive();
    await Promise.resolve();
  }

  override close(): void {
    super.close();
    this.#mux.close();
  }

  async #keepAlive(): Promise<void> {
    const { keepAliveMs, keepAliveTimeoutMs } = this.task.faults;
    while (!this.over.signal.aborted) {
      await this.wait(keepAliveMs);
      if (performance.now() - this.#mux.heardMs > keepAliveTimeoutMs) return this.ended.resolve("");
      await this.#mux.send(3, 0, new Uint8Array());
    }
  }

  /** The agent reads its side of the pipe a kilobyte at a time. */
  #transmit(bytes: Uint8Array): Promise<void> {
    const send = async () => {
      for (let at = 0; at < bytes.length && !this.over.signal.aborted; at += 1024) {
        await this.task.send(PAYLOAD.output, bytes.subarray(at, at + 1024));
      }
    };
    return this.#sending = this.#sending.then(send);
  }

  #accept(stream: SmuxStream): void {
    this.#accepted.push(stream);
    if (!this.#dialling) void this.#dialAll();
  }

  /** One after the other: a dial that nobody answers keeps all later streams waiting. */
  async #dialAll(): Promise<void> {
    this.#dialling = true;
    for (let stream; (stream = this.#accepted.shift()) !== undefined;) {
      try {
        const connection = await this.connect();
        void this.#carryIn(stream, connection);
        void this.#carryOut(stream, connection);
      } catch {
        if (this.over.signal.aborted) break;
        await this.task.send(PAYLOAD.flag, Uint8Array.of(0, 0, 0, flag.connectError));
        stream.close();
      }
    }
    this.#dialling = false;
  }

  /** What ends one direction closes the whole connection: there is no half-close. */
  async #carryIn(stream: SmuxStream, connection: Deno.TcpConn): Promise<void> {
    try {
      for (let bytes; (bytes = await stream.read()) !== undefined;) {
        await writeAll(connection, bytes);
      }
    } catch {
      // The server closed; its own direction tells the client.
    }
    this.shut(connection);
  }

  async #carryOut(stream: SmuxStream, connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(32_768);
    try {
      for (let count; (count = await connection.read(buffer)) !== null;) {
        await stream.write(buffer.slice(0, count));
      }
    } catch {
      // Closed on either side.
    }
    stream.close();
  }
}

/** One connection: the session's own (raw), or one after the other (old agents). */
class SinglePlugin extends Plugin {
  #connection: Deno.TcpConn | undefined;

  constructor(task: PortTask, readonly redials: boolean) {
    super(task);
  }

  protected override async handle(frame: Frame): Promise<Taken> {
    if (frame.payloadType === PAYLOAD.flag) {
      if (flagOf(frame) === flag.terminate) this.ended.resolve("");
      if (flagOf(frame) === flag.disconnect && this.#connection !== undefined) {
        this.shut(this.#connection);
        this.#connection = undefined;
      }
      return "taken";
    }
    if (frame.payloadType !== PAYLOAD.output) return "taken";
    if (this.#connection === undefined) await this.begin();
    try {
      if (this.#connection !== undefined) await writeAll(this.#connection, frame.payload);
    } catch {
      this.#connection = undefined;
    }
    return "taken";
  }

  override async begin(): Promise<void> {
    try {
      this.#connection = await this.connect();
      void this.#carryOut(this.#connection);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.ended.resolve(`Unable to connect to specified port: ${why}`);
    }
  }

  async #carryOut(connection: Deno.TcpConn): Promise<void> {
    const buffer = new Uint8Array(1024);
    try {
      for (let count; (count = await connection.read(buffer)) !== null;) {
        await this.task.send(PAYLOAD.output, buffer.slice(0, count));
      }
    } catch {
      // Closed on either side.
    }
    this.shut(connection);
    if (this.#connection === connection) this.#connection = undefined;
    // Old agents do not tell the client; a raw session is over.
    if (!this.redials) this.ended.resolve("");
  }
}

async function writeAll(connection: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}
