// The two numbered streams of a data channel. Pure: frames in, frames out, the time is handed in.
// It numbers in one place, acknowledges (duplicates again: the agent repeats only its oldest
// message), puts in order, and repeats what was not acknowledged. It knows no websocket and
// survives any number of them.
import {
  acknowledge,
  decodeMessage,
  encodeMessage,
  MESSAGE,
  type Message,
  readAcknowledgement,
  readJson,
} from "./message.ts";

/** Largest payload that both sides send. */
export const PAYLOAD_MOST_BYTES = 1024;
/** Messages under way to the agent; more wait with the caller, so memory stays small. */
const WINDOW = 256;
/** Messages of the agent that are ahead of their turn and kept (the plugin's figure). */
const AHEAD_MOST = 10_000;
/** As many bytes as those usually have. */
const AHEAD_MOST_BYTES = AHEAD_MOST * PAYLOAD_MOST_BYTES;

// Repetition as both real sides do it (session-manager-plugin, src/config): in milliseconds.
const START_ROUND_TRIP = 100;
const START_TIMEOUT = 200;
const TIMEOUT_MOST = 1_000;
/** Of a round trip that was measured to take longer, on a slow uplink with a full window. */
const MEASURED_MOST = 10_000;
/**
 * Times that a message was overtaken on its websocket by later ones that the agent acknowledged,
 * after which it has arrived: agents before 3.2.985.0 do not acknowledge again what they have
 * already. Eight losses in a row of one message, and of no later one, are no accident of a link.
 */
const OVERTAKEN_MOST = 8;
const CLOCK_GRANULARITY = 10;

/** What came of a frame from the gateway. */
export interface Received {
  /** Frames to send at once. */
  readonly send: readonly Uint8Array<ArrayBuffer>[];
  /** Messages of the agent whose turn has come. */
  readonly messages: readonly Message[];
  /** It came from the agent, not from the gateway. */
  readonly isAgents: boolean;
  /** The gateway closed the channel; what it said about it, often nothing. */
  readonly closed?: string;
}

interface Pending {
  readonly sequenceNumber: number;
  readonly messageId: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** When it was last sent. */
  sentAt: number;
  tries: number;
  /** Order of its last sending among all sendings, and of its first one. */
  turn: number;
  firstTurn: number;
  /** Times that {@link Channel.repeat} found it overtaken. */
  overtaken: number;
}

const NOTHING: Received = { send: [], messages: [], isAgents: false };

/** One session's streams. */
export class Channel {
  #expected = 0;
  readonly #ahead = new Map<number, Message>();
  #aheadBytes = 0;
  #next = 0;
  /** In order of their numbers. */
  readonly #pending = new Map<number, Pending>();
  #turn = 0;
  /** Highest turn that was acknowledged: what was sent before and is not, was lost. */
  #acknowledgedTurn = 0;
  #roundTrip = START_ROUND_TRIP;
  #variation = 0;
  #timeout = START_TIMEOUT;

  /** Whether {@link send} may be called without growing the window. */
  get hasRoom(): boolean {
    return this.#pending.size < WINDOW;
  }

  /** Messages that the agent has not acknowledged. */
  get unacknowledged(): number {
    return this.#pending.size;
  }

  /** Whether the message of this number has been acknowledged. */
  isAcknowledged(sequenceNumber: number): boolean {
    return sequenceNumber < this.#next && !this.#pending.has(sequenceNumber);
  }

  /** Numbers a payload and keeps it until it is acknowledged; `now` in ms of any steady clock. */
  send(
    payloadType: number,
    payload: Uint8Array,
    now: number,
    date: number = Date.now(),
  ): { readonly bytes: Uint8Array<ArrayBuffer>; readonly sequenceNumber: number } {
    const sequenceNumber = this.#next++;
    const messageId = crypto.randomUUID();
    const bytes = encodeMessage({
      messageType: MESSAGE.input,
      createdDate: date,
      sequenceNumber,
      flags: 0,
      messageId,
      payloadType,
      payload,
    });
    const turn = ++this.#turn;
    this.#pending.set(sequenceNumber, {
      sequenceNumber,
      messageId,
      bytes,
      sentAt: now,
      tries: 1,
      turn,
      firstTurn: turn,
      overtaken: 0,
    });
    return { bytes, sequenceNumber };
  }

  /** Takes one binary frame; what cannot be read, or is not for a client, is ignored. */
  receive(bytes: Uint8Array, now: number, date: number = Date.now()): Received {
    const message = decodeMessage(bytes);
    switch (message?.messageType) {
      case MESSAGE.acknowledge:
        this.#acknowledged(message, now);
        return { ...NOTHING, isAgents: true };
      case MESSAGE.output:
        return { ...this.#take(message, date), isAgents: true };
      case MESSAGE.channelClosed:
        return { ...NOTHING, closed: closingWords(message) };
      default:
        return NOTHING;
    }
  }

  /**
   * What is to be sent again now: the oldest message when its time is over, and every message that
   * was overtaken by an acknowledged one and so was lost.
   */
  repeat(now: number): readonly Uint8Array<ArrayBuffer>[] {
    const [oldest] = this.#pending.values();
    const again: Pending[] = [];
    for (const pending of this.#pending.values()) {
      const age = now - pending.sentAt;
      const most = Math.max(TIMEOUT_MOST, this.#timeout);
      const patience = Math.min(most, this.#timeout * 2 ** (pending.tries - 1));
      const overtaken = pending.turn < this.#acknowledgedTurn && age > this.#roundTrip;
      if (overtaken && ++pending.overtaken > OVERTAKEN_MOST) {
        this.#pending.delete(pending.sequenceNumber);
      } else if (overtaken || (pending === oldest && age > patience)) again.push(pending);
    }
    return again.map((pending) => this.#sendAgain(pending, now));
  }

  /** All that was not acknowledged, for a new websocket. */
  resend(now: number): readonly Uint8Array<ArrayBuffer>[] {
    return [...this.#pending.values()].map((pending) => this.#sendAgain(pending, now));
  }

  #sendAgain(pending: Pending, now: number): Uint8Array<ArrayBuffer> {
    pending.sentAt = now;
    pending.tries++;
    pending.turn = ++this.#turn;
    return pending.bytes;
  }

  #take(message: Message, date: number): Pick<Received, "send" | "messages"> {
    const { sequenceNumber } = message;
    const send = [acknowledge(message, date)];
    if (sequenceNumber < this.#expected) return { send, messages: [] };
    if (sequenceNumber > this.#expected) {
      if (this.#ahead.has(sequenceNumber)) return { send, messages: [] };
      const bytes = this.#aheadBytes + message.payload.length;
      if (this.#ahead.size >= AHEAD_MOST || bytes > AHEAD_MOST_BYTES) return NOTHING;
      this.#aheadBytes = bytes;
      // The frame's bytes belong to the websocket; what is kept is a copy.
      this.#ahead.set(sequenceNumber, { ...message, payload: message.payload.slice() });
      return { send, messages: [] };
    }
    const messages = [message];
    this.#expected++;
    for (let next; (next = this.#ahead.get(this.#expected)) !== undefined; this.#expected++) {
      this.#ahead.delete(this.#expected);
      this.#aheadBytes -= next.payload.length;
      messages.push(next);
    }
    return { send, messages };
  }

  #acknowledged(message: Message, now: number): void {
    const said = readAcknowledgement(message);
    const pending = said && this.#pending.get(said.sequenceNumber);
    if (pending === undefined || pending.messageId !== said?.messageId) return;
    this.#pending.delete(pending.sequenceNumber);
    // Of a message sent twice nobody knows which sending was acknowledged (Karn): it is most often
    // the first one, and says nothing of what was sent between the two.
    this.#acknowledgedTurn = Math.max(this.#acknowledgedTurn, pending.firstTurn);
    if (pending.tries > 1) return;
    const sample = now - pending.sentAt;
    this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#roundTrip - sample);
    this.#roundTrip = 0.875 * this.#roundTrip + 0.125 * sample;
    const patience = this.#roundTrip + Math.max(CLOCK_GRANULARITY, 4 * this.#variation);
    this.#timeout = Math.min(MEASURED_MOST, patience);
  }
}

/** channel_closed is JSON with the agent's last words in `Output`. */
function closingWords({ payload }: Message): string {
  const output = readJson(payload)?.["Output"];
  return typeof output === "string" ? output : "";
}
