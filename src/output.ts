// The one way by which bytes get onto stdout and stderr: whole, once, and in order, whatever the
// other end is. It imports nothing, so that `--help` and `--version` can use it.
//
// A pipe or terminal that somebody else has made non-blocking (ssh, Node and many a test runner do)
// refuses bytes when it is full: EAGAIN, `WouldBlock` here. What then has to be sent again is not
// plain on stdout, which Rust's `LineWriter` buffers (std/src/io/buffered/linewritershim.rs, 1024
// bytes) and Deno flushes after each write. So what is written at once is cut such that it is plain:
// - below 1024 bytes without a newline: all is in the buffer when the flush fails, and writing
//   nothing flushes again;
// - ends in its last newline: goes past the empty buffer. A pipe takes up to PIPE_BUF whole or not
//   at all, so all is to be written again;
// - a terminal may take a part, so where it is non-blocking a newline is a piece of its own.
// Seen on Deno 2.9.6: to repeat what `writeSync` failed at writes lines twice, and never ends.

/** Where bytes go: `Deno.stdout`, `Deno.stderr`, or a file. */
export interface Sink {
  writeSync(bytes: Uint8Array): number;
  write(bytes: Uint8Array): Promise<number>;
  isTerminal(): boolean;
}

/** What a pipe takes whole or not at all; POSIX promises 512 bytes, Linux 4096 (pipe(7)). */
const PIPE_BUF_BYTES = Deno.build.os === "linux" ? 4096 : 512;
/** Of the line buffer in Rust's standard library. */
const LINE_BUFFER_BYTES = 1024;
const NEWLINE = 0x0a;
/** Linux's, on every processor that ecsin is built for. */
const O_NONBLOCK = 0o4000;
const NOTHING = new Uint8Array();
/** How long a full pipe is left to its reader before it is tried again. */
const PAUSE_MS = 3;

/** Writes all bytes before it returns. Throws what Deno does, but never `WouldBlock`. */
export function writeAllSync(to: Sink, bytes: Uint8Array): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (const piece of piecesOf(bytes, to)) {
    for (let rest = piece; rest.length > 0;) {
      try {
        rest = rest.subarray(to.writeSync(rest));
      } catch (error) {
        rest = afterFull(to, rest, error);
        Atomics.wait(pause, 0, 0, PAUSE_MS);
        while (rest.length === 0 && !flushedSync(to)) Atomics.wait(pause, 0, 0, PAUSE_MS);
      }
    }
  }
}

/** The same, for while other things go on; calls for one sink must not overlap. */
export async function writeAll(to: Sink, bytes: Uint8Array): Promise<void> {
  for (const piece of piecesOf(bytes, to)) {
    for (let rest = piece; rest.length > 0;) {
      try {
        rest = rest.subarray(await to.write(rest));
      } catch (error) {
        rest = afterFull(to, rest, error);
        await paused();
        while (rest.length === 0 && !flushedSync(to)) await paused();
      }
    }
  }
}

/** What is still to be written after a refusal; throws where it is another error. */
function afterFull(to: Sink, piece: Uint8Array, error: unknown): Uint8Array {
  if (!(error instanceof Deno.errors.WouldBlock)) throw error;
  const isBuffered = to === Deno.stdout && piece.length < LINE_BUFFER_BYTES &&
    !piece.includes(NEWLINE);
  return isBuffered ? NOTHING : piece;
}

function flushedSync(to: Sink): boolean {
  try {
    to.writeSync(NOTHING);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.WouldBlock) return false;
    throw error;
  }
}

function paused(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
}

/** Pieces of which it is known what a refusal means; only stdout is buffered. */
function* piecesOf(bytes: Uint8Array, to: Sink): Generator<Uint8Array> {
  if (Deno.build.os === "windows") return yield consoleBytes(bytes, to);
  if (to !== Deno.stdout) return yield bytes;
  const isTerminal = to.isTerminal();
  // Whole where that is plain: a large piece in the middle of much costs as little as a small one.
  if ((isTerminal || bytes.length > PIPE_BUF_BYTES) && isBlocking()) return yield bytes;
  for (let rest = bytes; rest.length > 0;) {
    const part = rest.subarray(0, PIPE_BUF_BYTES);
    const newline = isTerminal ? part.indexOf(NEWLINE) : part.lastIndexOf(NEWLINE);
    const end = newline === -1 ? part.length : isTerminal ? Math.max(newline, 1) : newline + 1;
    yield rest.subarray(0, end);
    rest = rest.subarray(end);
  }
}

/** What has come of a letter whose other bytes are still to come, by the console. */
const decoders = new Map<Sink, TextDecoder>();

/**
 * A Windows console takes letters, and Deno refuses what is no UTF-8, then and ever after: there the
 * sign for it, U+FFFD, stands in its place. A letter may come in two pieces.
 */
function consoleBytes(bytes: Uint8Array, to: Sink): Uint8Array {
  if (!to.isTerminal()) return bytes;
  const decoder = decoders.get(to) ?? new TextDecoder("utf-8", { ignoreBOM: true });
  decoders.set(to, decoder);
  return new TextEncoder().encode(decoder.decode(bytes, { stream: true }));
}

/** Whether stdout waits by itself; as far as the system tells, which Linux does (proc(5)). */
function isBlocking(): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(Deno.readTextFileSync("/proc/self/fdinfo/1"))?.[1];
    return flags !== undefined && (parseInt(flags, 8) & O_NONBLOCK) === 0;
  } catch {
    return false;
  }
}
