// Many connections over one port session: which connection's bytes go next, and to which connection
// the bytes that came belong. Pure: calls in, bytes and events out. The client opens all streams,
// with odd numbers from 3 on (xtaci/smux v1.5.15, session.go); a stream sends in its turn, a piece
// at a time, so that a bulk transfer starves nobody.
import { encodeFrame, SmuxReader } from "./smux.ts";

/** Data of one stream before the next one's turn; the agent's side would send 32 KiB. */
export const TURN_BYTES = 4_096;
const FIRST_ID = 3;
const LAST_ID = 0xffff_ffff;

/** What the far end says. */
export type MuxEvent =
  | { readonly kind: "data"; readonly streamId: number; readonly bytes: Uint8Array }
  /** The far end's connection is closed; `refused`: it never came to be. */
  | { readonly kind: "finished"; readonly streamId: number; readonly refused: boolean };

interface Stream {
  readonly streamId: number;
  opened: boolean;
  readonly pieces: Uint8Array[];
  queuedBytes: number;
  finishing: boolean;
  /** Data came: its connection was made. */
  heard: boolean;
  /** It stands in the row of those that have something to send. */
  waits: boolean;
}

/** The streams of one session. */
export class Mux {
  readonly #reader = new SmuxReader();
  readonly #streams = new Map<number, Stream>();
  #row: Stream[] = [];
  #nextId = FIRST_ID;
  /** What is left of the frame under way; nothing may come between its bytes. */
  #frame: Uint8Array = new Uint8Array();
  #nothings = 0;
  /** Refusals that the agent has told and whose streams' ends have not come yet. */
  #refusals = 0;

  /** Streams that are open on this side. */
  get size(): number {
    return this.#streams.size;
  }

  /** No number is left: the next stream needs a new session. */
  get isUsedUp(): boolean {
    return this.#nextId > LAST_ID;
  }

  /** Opens a stream and gives its number; nobody answers to that. */
  open(): number {
    const streamId = this.#nextId;
    this.#nextId += 2;
    const stream: Stream = {
      streamId,
      opened: false,
      pieces: [],
      queuedBytes: 0,
      finishing: false,
      heard: false,
      waits: false,
    };
    this.#streams.set(streamId, stream);
    this.#wait(stream);
    return streamId;
  }

  /** Queues bytes; they belong to the queue from now on. A stream that is gone takes nothing. */
  write(streamId: number, bytes: Uint8Array): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined || stream.finishing || bytes.length === 0) return;
    stream.pieces.push(bytes);
    stream.queuedBytes += bytes.length;
    this.#wait(stream);
  }

  /** Bytes that wait for their turn. */
  queuedBytes(streamId: number): number {
    return this.#streams.get(streamId)?.queuedBytes ?? 0;
  }

  /**
   * Ends a stream after what is queued. The agent closes the whole connection at that: what the
   * server still says is lost.
   */
  finish(streamId: number): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    stream.finishing = true;
    this.#wait(stream);
  }

  /** Ends a stream at once; what was queued is thrown away. */
  drop(streamId: number): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    stream.pieces.length = 0;
    stream.queuedBytes = 0;
    this.finish(streamId);
  }

  /** Queues a frame that says nothing: life for the agent's keep-alive and the gateway's clock. */
  sayNothing(): void {
    this.#nothings++;
  }

  /** The agent's flag ConnectToPortError, which names no stream; its end follows. */
  refused(): void {
    this.#refusals++;
  }

  /** The next bytes for the far end, at most so many; undefined: there are none. */
  take(mostBytes: number): Uint8Array | undefined {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (length < mostBytes) {
      if (this.#frame.length === 0) this.#frame = this.#nextFrame() ?? this.#frame;
      if (this.#frame.length === 0) break;
      const part = this.#frame.subarray(0, mostBytes - length);
      parts.push(part);
      length += part.length;
      this.#frame = this.#frame.subarray(part.length);
    }
    return parts.length < 2 ? parts[0] : joined(parts, length);
  }

  /**
   * Takes bytes of the far end. Data points into them. Throws a SmuxFault when they are no frames;
   * the session is then lost.
   */
  receive(bytes: Uint8Array): MuxEvent[] {
    const events: MuxEvent[] = [];
    for (const frame of this.#reader.push(bytes)) {
      if (frame.kind === "nothing" || frame.kind === "open") continue;
      const stream = this.#streams.get(frame.streamId);
      // Data for a stream that is closed here was under way.
      if (stream === undefined || stream.finishing) continue;
      if (frame.kind === "data") {
        stream.heard = true;
        events.push(frame);
      } else {
        const refused = !stream.heard && this.#refusals > 0;
        if (refused) this.#refusals--;
        events.push({ kind: "finished", streamId: frame.streamId, refused });
      }
    }
    return events;
  }

  #wait(stream: Stream): void {
    if (stream.waits) return;
    stream.waits = true;
    this.#row.push(stream);
  }

  #nextFrame(): Uint8Array | undefined {
    if (this.#nothings > 0) {
      this.#nothings--;
      return encodeFrame({ kind: "nothing" });
    }
    const stream = this.#row.shift();
    if (stream === undefined) return undefined;
    const { streamId } = stream;
    if (!stream.opened) {
      stream.opened = true;
      // Its first data may follow at once.
      if (stream.pieces.length > 0 || stream.finishing) this.#row.unshift(stream);
      else stream.waits = false;
      return encodeFrame({ kind: "open", streamId });
    }
    if (stream.pieces.length === 0) {
      stream.waits = false;
      this.#streams.delete(streamId);
      return encodeFrame({ kind: "finish", streamId });
    }
    const bytes = takeBytes(stream.pieces, TURN_BYTES);
    stream.queuedBytes -= bytes.length;
    stream.waits = stream.pieces.length > 0 || stream.finishing;
    if (stream.waits) this.#row.push(stream);
    return encodeFrame({ kind: "data", streamId, bytes });
  }
}

/** At most so many bytes from the front of `pieces`; small pieces come together. */
export function takeBytes(pieces: Uint8Array[], mostBytes: number): Uint8Array {
  const [first] = pieces;
  if (first === undefined) return new Uint8Array();
  if (first.length >= mostBytes) {
    if (first.length === mostBytes) pieces.shift();
    else pieces[0] = first.subarray(mostBytes);
    return first.subarray(0, mostBytes);
  }
  const taken: Uint8Array[] = [];
  let length = 0;
  for (let piece; (piece = pieces[0]) !== undefined && length < mostBytes;) {
    const part = piece.subarray(0, mostBytes - length);
    if (part.length === piece.length) pieces.shift();
    else pieces[0] = piece.subarray(part.length);
    taken.push(part);
    length += part.length;
  }
  return joined(taken, length);
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
