/**
 * The agent's outgoing half: numbers its messages, keeps each until it is acknowledged, and repeats
 * only the *oldest* one when its time is up (amazon-ssm-agent 3.3, datachannel.go).
 */
import { encodeFrame } from "./wire.ts";

interface Sent {
  readonly bytes: Uint8Array<ArrayBuffer>;
  lastSentMs: number;
}

/** Milliseconds, from agent/session/config/config.go. */
const start = { roundTrip: 100, variation: 0, timeout: 200 };
const clockGranularityMs = 10;
const maxTimeoutMs = 1000;

export class Outbox {
  /** The gateway paused publication: messages are kept, not sent. */
  paused = false;
  #next = 0;
  readonly #unacknowledged = new Map<number, Sent>();
  #roundTrip = start.roundTrip;
  #variation = start.variation;
  #timeout = start.timeout;
  #waiting: (() => void)[] = [];

  constructor(
    readonly transmit: (bytes: Uint8Array<ArrayBuffer>) => void,
    readonly onResend: () => void,
  ) {}

  /** Messages not acknowledged yet. */
  get size(): number {
    return this.#unacknowledged.size;
  }

  /** Sends one stream message. Empty payloads are never sent. */
  send(payloadType: number, payload: Uint8Array): void {
    if (payload.length === 0) return;
    const sequenceNumber = this.#next++;
    const bytes = encodeFrame({
      messageType: "output_stream_data",
      sequenceNumber,
      flags: sequenceNumber === 0 ? 1 : 0,
      payloadType,
      payload,
    });
    this.#unacknowledged.set(sequenceNumber, { bytes, lastSentMs: performance.now() });
    if (!this.paused) this.transmit(bytes);
  }

  acknowledge(sequenceNumber: number): void {
    const sent = this.#unacknowledged.get(sequenceNumber);
    if (sent === undefined) return;
    this.#unacknowledged.delete(sequenceNumber);
    const sample = performance.now() - sent.lastSentMs;
    this.#variation = 0.75 * this.#variation + 0.25 * Math.abs(this.#roundTrip - sample);
    this.#roundTrip = 0.875 * this.#roundTrip + 0.125 * sample;
    this.#timeout = Math.min(
      maxTimeoutMs,
      this.#roundTrip + Math.max(clockGranularityMs, 4 * this.#variation),
    );
    this.wake();
  }

  /** To be called every 100 ms: repeats the oldest message if it has waited too long. */
  tick(): void {
    if (this.paused) return;
    for (const sent of this.#unacknowledged.values()) {
      if (performance.now() - sent.lastSentMs > this.#timeout) {
        this.transmit(sent.bytes);
        sent.lastSentMs = performance.now();
        this.onResend();
      }
      return;
    }
  }

  /** Settles at the next acknowledgement, resumption, or call of wake(). */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
