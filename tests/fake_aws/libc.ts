/**
 * The few C library calls a pty needs besides fork: raw reads and writes on its master side that
 * say when they would block. (node-pty's own streams lose output when a reader is slow and the
 * process has ended for 200 ms, and its writes stop for good once the terminal is full.)
 */

/** Poll events, the same on Linux and macOS. */
const POLLIN = 1, POLLOUT = 4, POLLERR = 8, POLLHUP = 16, POLLNVAL = 32;
const F_SETFD = 2, FD_CLOEXEC = 1;
const gone = POLLERR | POLLHUP | POLLNVAL;

const open = () =>
  Deno.dlopen(Deno.build.os === "darwin" ? "libSystem.B.dylib" : "libc.so.6", {
    read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    write: { parameters: ["i32", "buffer", "usize"], result: "isize" },
    close: { parameters: ["i32"], result: "i32" },
    fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
    poll: { parameters: ["buffer", "usize", "i32"], result: "i32", nonblocking: true },
  }).symbols;
let loaded: ReturnType<typeof open> | undefined;
const libc = () => loaded ??= open();

/** Bytes read into `into`; -1 when nothing is there now, or never again. */
export function readNow(fd: number, into: Uint8Array<ArrayBuffer>): number {
  return Number(libc().read(fd, into, BigInt(into.length)));
}

/** Bytes taken; -1 when there is no room now, or never again. */
export function writeNow(fd: number, from: Uint8Array<ArrayBuffer>): number {
  return Number(libc().write(fd, from, BigInt(from.length)));
}

/**
 * Programs that are started later do not get this descriptor: else a terminal's window, once closed,
 * stays open in them. Linux only: elsewhere a variadic call needs another convention.
 */
export function closeOnExec(fd: number): void {
  if (Deno.build.os === "linux") libc().fcntl(fd, F_SETFD, FD_CLOEXEC);
}

export function closeNow(fd: number): void {
  libc().close(fd);
}

/**
 * Waits up to `timeoutMs` for bytes to read or room to write.
 * "closed" means neither will come again; "timeout" that one has to ask again.
 */
export async function waitFor(
  fd: number,
  what: "read" | "write",
  timeoutMs: number,
): Promise<"ready" | "closed" | "timeout"> {
  // struct pollfd { int fd; short events; short revents; }
  const pollfd = new Uint8Array(8);
  const view = new DataView(pollfd.buffer);
  const wanted = what === "read" ? POLLIN : POLLOUT;
  view.setInt32(0, fd, true);
  view.setInt16(4, wanted, true);
  await libc().poll(pollfd, 1n, timeoutMs);
  const got = view.getInt16(6, true);
  // A pty whose other side is closed still says POLLOUT: for a writer hang-up comes first.
  if (what === "write" && got & gone) return "closed";
  if (got & wanted) return "ready";
  return got & gone ? "closed" : "timeout";
}
