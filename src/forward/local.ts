// A connection of a program of this machine, as a forward needs it: half-open, with a brake in both
// directions, and with an end that is not taken for a good one where bytes were lost. Node's sockets
// and not Deno's own: those cannot be reset.
import type { Socket } from "node:net";

/** The near end of a carried connection. */
export interface LocalConnection {
  /** The next bytes; null: no more will come. Throws when the connection is broken. */
  read(): Promise<Uint8Array | null>;
  /** Resolves when more may come. Throws when the connection is broken. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes are written; resolves once those that were are with the system. */
  endWriting(): Promise<void>;
  /** Ends it. */
  close(): void;
  /** Ends it so that the program sees a failure and no end of its data. */
  reset(): void;
  /** Whether the program has closed it whole; undefined: nobody can tell. */
  isGone?(): Promise<boolean | undefined>;
}

/** Bytes of a program that wait here before it is told to wait. */
const HELD_MOST_BYTES = 65_536;

/** Bytes for a program that the system has not taken before the session's buffer keeps the rest. */
const UNTAKEN_MOST_BYTES = 262_144;

/** A socket as a {@link LocalConnection}. */
export function localConnection(
  socket: Socket,
  isGone?: () => Promise<boolean | undefined>,
): LocalConnection {
  let failure: Error | undefined;
  let ended = false;
  let closed = false;
  let waiting: (() => void)[] = [];
  const wake = () => {
    const all = waiting;
    waiting = [];
    for (const each of all) each();
  };
  // Flowing, with a brake of our own: `readable` takes a turn of the loop more each time.
  const chunks: Uint8Array[] = [];
  let heldBytes = 0;
  socket.on("data", (bytes: Uint8Array) => {
    chunks.push(bytes);
    heldBytes += bytes.length;
    if (heldBytes >= HELD_MOST_BYTES) socket.pause();
    wake();
  });
  socket.on("drain", wake);
  socket.on("end", () => {
    ended = true;
    wake();
  });
  socket.on("error", (error: Error) => {
    failure ??= error;
    wake();
  });
  socket.on("close", () => {
    closed = true;
    wake();
  });
  const change = () => new Promise<void>((resolve) => waiting.push(resolve));
  const broken = () => failure ?? new Error("the connection was closed");
  return {
    async read() {
      while (true) {
        const bytes = chunks.shift();
        if (bytes !== undefined) {
          heldBytes -= bytes.length;
          if (heldBytes < HELD_MOST_BYTES && socket.isPaused()) socket.resume();
          return bytes;
        }
        if (ended) return null;
        if (failure !== undefined || closed) throw broken();
        await change();
      }
    },
    async write(bytes) {
      if (failure !== undefined || closed) throw broken();
      socket.write(bytes);
      // Node's own mark would cost a turn of the loop for each 32 KiB.
      while (socket.writableLength > UNTAKEN_MOST_BYTES && socket.writableNeedDrain) {
        if (failure !== undefined || closed) throw broken();
        await change();
      }
    },
    async endWriting() {
      let finished = false;
      socket.end(() => {
        finished = true;
        wake();
      });
      while (!finished && failure === undefined && !closed) await change();
    },
    close: () => void socket.destroy(),
    reset: () => {
      // A unix socket knows no reset; its end is the same either way.
      if (socket.remoteAddress === undefined) socket.destroy();
      else socket.resetAndDestroy();
    },
    ...(isGone !== undefined ? { isGone } : {}),
  };
}
