// stdin on its way into the container: numbered batches of base64 lines, each message whole lines,
// so that what an agent writes twice, or a terminal loses, is noticed there and everything is sent
// again from that batch on; and no more under way than the container holds, so that ^C always gets
// through. What the command's pipe was given comes back as counts and sums (`took`), which are
// compared with what was read here.
import { joined } from "../../bytes.ts";
import { cksum } from "./cksum.ts";

/** Bytes in a full line: 984 characters and the newline fit an encrypted message. */
const LINE_BYTES = 738;
const BATCH_LINES = 59;
/** The last line is always shorter than a full one, so that a batch's length tells a wrong line. */
const BATCH_MOST_BYTES = (BATCH_LINES - 1) * LINE_BYTES + LINE_BYTES / 2;
/**
 * Bytes that are sent and not yet given to the command: what the wrapper's four pipes hold when each
 * of their pages is but half full (pipe(7): 64 KiB each), and so certainly fits.
 */
const UNDER_WAY_MOST_BYTES = 4 * 32_768;
/** Bytes that are sure to be one message, also where it is encrypted (1,024 − 28). */
const MESSAGE_BYTES = 996;
/** Lines without a meaning, to end the wait for a whole batch of lost ones, and a question. */
const PROBE = `${"#\n".repeat(BATCH_LINES)}?\n`;
/** 128 + SIGPIPE: the command has closed its stdin, which is no fault. */
const CLOSED = 141;

/** A part of stdin as it was sent; offsets are from stdin's beginning. */
interface Batch {
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** What an {@link Input} needs. */
export interface InputOptions {
  /** The next bytes; null at the end. */
  readonly read: () => Promise<Uint8Array | null>;
  /** Sends messages, nothing else between them; resolves when there is room for more. */
  readonly send: (messages: readonly Uint8Array[]) => Promise<unknown>;
  /** False where the image has no cksum: only counts are compared. */
  readonly isSummed: boolean;
  /** What was read is not what the command was given; called once. */
  readonly onFault: (why: string) => void;
  readonly over: AbortSignal;
}

/** Carries stdin. */
export class Input {
  readonly #options: InputOptions;
  /** Read, and not yet given to the command; its first byte is at {@link Input.#taken}. */
  #kept: Uint8Array = new Uint8Array(0);
  #taken = 0;
  #cutTo = 0;
  /** Cut, and not wholly given to the command; the last one may be the end, which has no bytes. */
  #batches: Batch[] = [];
  /** The next batch to send; it is cut only once, so that what is sent again is the same. */
  #next = 1;
  #again: number | undefined;
  #isAtEnd = false;
  #hasEnd = false;
  #isOver = false;
  #wake = Promise.withResolvers<void>();
  #progress = 0;
  #probedAt = -1;

  constructor(options: InputOptions) {
    this.#options = options;
    options.over.addEventListener("abort", () => this.#finish());
  }

  /** Reads and sends to the end, or until the command takes no more. */
  async run(): Promise<void> {
    await Promise.all([this.#readAll(), this.#sendAll()]);
  }

  /** The command was given so many bytes of that sum; `status` is that of the giving. */
  took({ status, sum, bytes }: {
    readonly status: number;
    readonly sum: number;
    readonly bytes: number;
  }): void {
    if (this.#isOver) return;
    this.#progress++;
    if (status !== 0) {
      // 1: SIGPIPE was ignored there, and the write failed.
      if (status !== CLOSED && status !== 1 && status < 256) {
        this.#fail(`what hands it to the command ended with ${status}`);
      }
      return this.#finish();
    }
    if (bytes === 0) {
      if (!this.#hasEnd || this.#kept.length > 0) this.#fail("its end came too early");
      return this.#finish();
    }
    if (bytes > this.#kept.length) return this.#fail("some of it came twice");
    const given = this.#kept.subarray(0, bytes);
    if (this.#options.isSummed && cksum(given) !== sum) return this.#fail("its sum differs");
    this.#kept = this.#kept.slice(bytes);
    this.#taken += bytes;
    this.#batches = this.#batches.filter(({ start, end }) => end > this.#taken || start === end);
    this.#wakeUp();
  }

  /** The container did not get batch `number` whole. */
  again(number: number): void {
    this.#progress++;
    this.#again = number;
    this.#wakeUp();
  }

  /** To be called every few seconds: finds out whether something was lost on the terminal. */
  probe(): void {
    const waits = this.#cutTo > this.#taken || this.#hasEnd;
    const stands = this.#progress === this.#probedAt;
    this.#probedAt = this.#progress;
    if (!this.#isOver && waits && stands) void this.#options.send([encoded(PROBE)]);
  }

  async #readAll(): Promise<void> {
    while (!this.#isOver) {
      if (this.#kept.length >= UNDER_WAY_MOST_BYTES + BATCH_MOST_BYTES) await this.#wake.promise;
      else {
        const chunk = await this.#options.read();
        if (chunk === null) this.#isAtEnd = true;
        else this.#kept = joined([this.#kept, chunk.slice()]);
        this.#wakeUp();
        if (chunk === null) return;
      }
    }
  }

  async #sendAll(): Promise<void> {
    while (!this.#isOver) {
      const again = this.#again;
      this.#again = undefined;
      // What is asked for twice may have come meanwhile: then the reader skips it.
      if (again !== undefined && again < this.#next) {
        this.#next = again;
        await this.#options.send([encoded(`s ${again}\n`)]);
      }
      const batch = this.#batches.find(({ number }) => number === this.#next) ?? this.#cut();
      if (batch !== undefined) {
        this.#next++;
        await this.#options.send(this.#messages(batch));
      } else if (this.#again === undefined && !this.#isOver) {
        await this.#wake.promise;
      }
    }
  }

  /** A new batch of what was read, or stdin's end; undefined while there is nothing, or no room. */
  #cut(): Batch | undefined {
    const end = this.#taken + this.#kept.length;
    const room = this.#taken + UNDER_WAY_MOST_BYTES - this.#cutTo;
    const ready = Math.min(end - this.#cutTo, BATCH_MOST_BYTES);
    // A batch that fits only in part waits: many small ones would cost the container more.
    const available = ready > room ? 0 : ready;
    if (available <= 0 && (this.#hasEnd || !this.#isAtEnd || this.#cutTo < end)) return undefined;
    this.#hasEnd = available === 0;
    const bytes = available - (this.#hasEnd || available % LINE_BYTES > 0 ? 0 : LINE_BYTES / 2);
    const batch = { number: this.#next, start: this.#cutTo, end: this.#cutTo + bytes };
    this.#batches.push(batch);
    this.#cutTo = batch.end;
    return batch;
  }

  /** Lines of the container's reader (wrapper.ts), each whole in one message. */
  #messages({ number, start, end }: Batch): readonly Uint8Array[] {
    if (start === end) return [encoded(`d ${number} 0 0\n`)];
    const raw = this.#kept.slice(start - this.#taken, end - this.#taken);
    const lines: string[] = [];
    for (let at = 0; at < raw.length; at += LINE_BYTES) {
      lines.push(raw.subarray(at, at + LINE_BYTES).toBase64());
    }
    const characters = lines.reduce((sum, line) => sum + line.length, lines.length - 1);
    const head = `d ${number} ${lines.length} ${characters}\n`;
    const [first = "", ...rest] = lines.map((line) => `${line}\n`);
    const isSmall = head.length + first.length <= MESSAGE_BYTES;
    return [...isSmall ? [head + first] : [head, first], ...rest].map(encoded);
  }

  #fail(why: string): void {
    this.#finish();
    this.#options.onFault(why);
  }

  #finish(): void {
    this.#isOver = true;
    this.#wakeUp();
  }

  #wakeUp(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
