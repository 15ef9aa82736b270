/**
 * What passed through the fake gateway, for tests to look at. Counts are complete; the list of
 * frames keeps the newest `keptFrames`, so that a session of any size stays small in memory.
 */
import type { PortLog } from "./port_plugin.ts";
import type { Frame } from "./wire.ts";
import { PAYLOAD } from "./wire.ts";

/** From the client to the agent, or the other way. */
export type Direction = "fromClient" | "toClient";

/** One frame as it reached the gateway (from the client) or was handed on (to the client). */
export interface LoggedFrame {
  readonly direction: Direction;
  readonly sessionId: string;
  readonly messageType: string;
  readonly sequenceNumber: number;
  readonly messageId: string;
  readonly payloadType: number;
  readonly flags: number;
  readonly payloadBytes: number;
  readonly digestValid: boolean;
}

/** A command as the container got it. */
export interface LoggedExec {
  readonly sessionId: string;
  /** The words after splitting, exactly as exec'd. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Undefined when the command could not be started. */
  readonly pid?: number;
}

/** A binary frame at most this old still counts when the client's numbering is checked. */
const rememberedNumbers = 20_000;

export class ChannelLog {
  readonly frames: LoggedFrame[] = [];
  /** Text frames (tokens), as they came. */
  readonly texts: { readonly sessionId: string; readonly text: string }[] = [];
  readonly execs: LoggedExec[] = [];
  /** Every binary frame from the client whole, with its bytes; on only when set to true. */
  keepBytes = false;
  readonly bytes: Uint8Array[] = [];
  /** Websockets accepted, first ones and later ones. */
  connections = 0;
  /** Websockets that a fault has cut. */
  cuts = 0;
  /** Frames from the client that cannot be read at all. */
  malformed = 0;
  /** Frames from the client whose digest does not fit. */
  badDigests = 0;
  /** Two different messages of the client under one sequence number. There must be none. */
  collisions = 0;
  /** Sequence numbers the client left out. There must be none. */
  gaps = 0;
  /** Stream messages of the client sent again, unchanged. */
  clientRetransmissions = 0;
  /** Messages of the agent sent again because no acknowledgement came in time. */
  agentRetransmissions = 0;
  /** Input that came before the handshake was complete: acknowledged and thrown away. */
  discardedInputs = 0;
  /** Messages the agent did not take: terminal not there yet, queue full, cannot be decrypted. */
  refusedInputs = 0;
  /** Terminal sizes in the order the agent applied them. */
  readonly sizes: { readonly cols: number; readonly rows: number }[] = [];
  /** Keyboard bytes the terminal has taken. */
  inputBytes = 0;
  /** Output bytes the agent has sent, each counted once. */
  outputBytes = 0;
  /** channel_closed messages' Output, in order. */
  readonly endings: { readonly sessionId: string; readonly output: string }[] = [];

  /** Of port sessions. */
  readonly port: PortLog = { dials: 0, connections: 0, open: 0, mostOpen: 0 };

  readonly #numbers = new Map<string, Map<number, string>>();

  constructor(readonly keptFrames = 20_000) {}

  /** Frames in order, of one direction if asked for. */
  of(direction: Direction): LoggedFrame[] {
    return this.frames.filter((frame) => frame.direction === direction);
  }

  note(direction: Direction, sessionId: string, frame: Frame): void {
    this.frames.push({
      direction,
      sessionId,
      messageType: frame.messageType,
      sequenceNumber: frame.sequenceNumber,
      messageId: frame.messageId,
      payloadType: frame.payloadType,
      flags: frame.flags,
      payloadBytes: frame.payload.length,
      digestValid: frame.digestValid,
    });
    if (this.frames.length > 2 * this.keptFrames) {
      this.frames.splice(0, this.frames.length - this.keptFrames);
    }
    if (direction === "fromClient") this.#checkClient(sessionId, frame);
  }

  #checkClient(sessionId: string, frame: Frame): void {
    if (!frame.digestValid) this.badDigests++;
    if (frame.messageType !== "input_stream_data") return;
    const numbers = this.#numbers.get(sessionId) ?? new Map<number, string>();
    this.#numbers.set(sessionId, numbers);
    const known = numbers.get(frame.sequenceNumber);
    if (known !== undefined) {
      if (known === frame.messageId) this.clientRetransmissions++;
      else this.collisions++;
      return;
    }
    const highest = this.#highest.get(sessionId) ?? -1;
    // A number long forgotten is a very late repetition, not a gap.
    if (frame.sequenceNumber > highest + 1) this.gaps += frame.sequenceNumber - highest - 1;
    if (frame.sequenceNumber > highest) this.#highest.set(sessionId, frame.sequenceNumber);
    numbers.set(frame.sequenceNumber, frame.messageId);
    if (numbers.size > rememberedNumbers) {
      for (const oldest of numbers.keys()) {
        numbers.delete(oldest);
        break;
      }
    }
  }
  readonly #highest = new Map<string, number>();
}

/** A payload type's name, for readable expectations. */
export function payloadName(payloadType: number): string {
  return Object.entries(PAYLOAD).find(([, number]) => number === payloadType)?.[0] ??
    `payload type ${payloadType}`;
}
