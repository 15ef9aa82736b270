// The frames of smux version 1, in which many connections share one byte stream. Pure: bytes in,
// frames out, and back. Layout: version, command, length and stream id, little-endian; source:
// xtaci/smux v1.5.15 (frame.go), as amazon-ssm-agent 3.3 carries it.

/** What a frame is for; a fifth one is of version 2 and ends a session of version 1. */
export const COMMAND = { open: 0, finish: 1, data: 2, nothing: 3 } as const;

/** Bytes before a frame's data. */
export const HEAD_BYTES = 8;
/** Most data of one frame that the agent's side sends (smux.DefaultConfig); 65,535 can be said. */
export const DATA_MOST_BYTES = 32_768;

const VERSION = 1;

/** A frame, or for data a part of one: data is handed on as it comes. */
export type SmuxFrame =
  | { readonly kind: "open" | "finish"; readonly streamId: number }
  | { readonly kind: "data"; readonly streamId: number; readonly bytes: Uint8Array }
  | { readonly kind: "nothing" };

/** Bytes that are no frame: the stream is lost, since nothing tells where the next one begins. */
export class SmuxFault extends Error {
  override readonly name = "SmuxFault";
}

/** The bytes of a frame. Data has at least one byte and at most {@link DATA_MOST_BYTES}. */
export function encodeFrame(frame: SmuxFrame): Uint8Array<ArrayBuffer> {
  const data = frame.kind === "data" ? frame.bytes : undefined;
  const length = data?.length ?? 0;
  if (data !== undefined && (length === 0 || length > DATA_MOST_BYTES)) {
    throw new RangeError(`a frame of ${length} bytes of data`);
  }
  const bytes = new Uint8Array(HEAD_BYTES + length);
  const view = new DataView(bytes.buffer);
  bytes[0] = VERSION;
  bytes[1] = COMMAND[frame.kind];
  view.setUint16(2, length, true);
  view.setUint32(4, frame.kind === "nothing" ? 0 : frame.streamId, true);
  if (data !== undefined) bytes.set(data, HEAD_BYTES);
  return bytes;
}

/** Reads frames out of a byte stream that is cut anywhere. */
export class SmuxReader {
  readonly #head = new Uint8Array(HEAD_BYTES);
  readonly #view = new DataView(this.#head.buffer);
  #headBytes = 0;
  #streamId = 0;
  /** Data of the frame under way that has not come yet. */
  #missing = 0;
  #skips = false;

  /**
   * Takes the next bytes. Data points into them: who keeps it copies it.
   * Throws a {@link SmuxFault} for what the agent's own library ends the session for.
   */
  push(bytes: Uint8Array): SmuxFrame[] {
    const frames: SmuxFrame[] = [];
    let at = 0;
    while (at < bytes.length) {
      if (this.#missing > 0) {
        const piece = bytes.subarray(at, at + this.#missing);
        this.#missing -= piece.length;
        at += piece.length;
        if (!this.#skips) frames.push({ kind: "data", streamId: this.#streamId, bytes: piece });
        continue;
      }
      const part = bytes.subarray(at, at + HEAD_BYTES - this.#headBytes);
      this.#head.set(part, this.#headBytes);
      this.#headBytes += part.length;
      at += part.length;
      if (this.#headBytes < HEAD_BYTES) break;
      this.#headBytes = 0;
      const frame = this.#begin();
      if (frame !== undefined) frames.push(frame);
    }
    return frames;
  }

  /** Reads the head that is whole now; undefined where its data is still to come. */
  #begin(): SmuxFrame | undefined {
    const [version, command] = this.#head;
    const length = this.#view.getUint16(2, true);
    const streamId = this.#view.getUint32(4, true);
    if (version !== VERSION) throw new SmuxFault(`smux version ${version}, not ${VERSION}`);
    this.#streamId = streamId;
    this.#missing = length;
    this.#skips = command !== COMMAND.data;
    switch (command) {
      case COMMAND.open:
        return { kind: "open", streamId };
      case COMMAND.finish:
        return { kind: "finish", streamId };
      case COMMAND.nothing:
        return { kind: "nothing" };
      case COMMAND.data:
        return undefined;
      default:
        throw new SmuxFault(`smux command ${command} is unknown`);
    }
  }
}
