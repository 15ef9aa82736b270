/**
 * A process in a real pseudo-terminal, as the agent starts one: its own session, no window size
 * until one is set, reads and writes that wait, and nothing buffered beyond one read.
 */
import { createRequire } from "node:module";
import { closeNow, closeOnExec, readNow, waitFor, writeNow } from "./libc.ts";

/** The part of node-pty's native addon that is used: fork into a new pty, and set its size. */
interface NativePty {
  fork(
    file: string,
    args: readonly string[],
    env: readonly string[],
    cwd: string,
    cols: number,
    rows: number,
    uid: number,
    gid: number,
    utf8: boolean,
    helper: string,
    onExit: (code: number, signal: number) => void,
  ): { fd: number; pid: number };
  resize(fd: number, cols: number, rows: number): void;
}

let native: Promise<NativePty> | undefined;

async function loadNative(): Promise<NativePty> {
  const module = await import("@lydell/node-pty/requireBinary.js");
  return module.requireBinary("pty.node");
}

/** macOS starts the child through a little program that comes with the addon. */
function spawnHelper(): string {
  if (Deno.build.os !== "darwin") return "";
  const require = createRequire(import.meta.resolve("@lydell/node-pty"));
  return require.resolve(
    `@lydell/node-pty-darwin-${Deno.build.arch === "aarch64" ? "arm64" : "x64"}/spawn-helper`,
  );
}

export interface PtyExit {
  /** Exit status; 0 when a signal ended the process. */
  readonly code: number;
  /** Signal number; 0 when the process ended by itself. */
  readonly signal: number;
}

/** A running process and the master side of its terminal. */
export class Pty {
  readonly pid: number;
  /** When the process itself has ended; others may still hold the terminal. */
  readonly exited: Promise<PtyExit>;
  readonly #native: NativePty;
  readonly #fd: number;
  readonly #buffer = new Uint8Array(4096);
  #from = 0;
  #to = 0;
  #closed = false;
  #users = 0;

  private constructor(native: NativePty, fd: number, pid: number, exited: Promise<PtyExit>) {
    this.#native = native;
    this.#fd = fd;
    this.pid = pid;
    this.exited = exited;
  }

  /** Starts `argv` with exactly this environment. A program that cannot be started exits with 1. */
  static async start(
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
    cwd: string,
    size: { readonly cols: number; readonly rows: number } = { cols: 0, rows: 0 },
  ): Promise<Pty> {
    const addon = await (native ??= loadNative());
    const { promise, resolve } = Promise.withResolvers<PtyExit>();
    const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const { fd, pid } = addon.fork(
      argv[0] ?? "",
      argv.slice(1),
      words,
      cwd,
      size.cols,
      size.rows,
      -1,
      -1,
      false,
      spawnHelper(),
      (code, signal) => resolve({ code, signal }),
    );
    closeOnExec(fd);
    return new Pty(addon, fd, pid, promise);
  }

  /** Up to `max` bytes, as soon as there are some; undefined once the terminal is closed. */
  read(max: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#use(async () => {
      while (this.#from === this.#to) {
        if (this.#closed) return undefined;
        const count = readNow(this.#fd, this.#buffer);
        if (count > 0) {
          this.#from = 0;
          this.#to = count;
        } else if (await waitFor(this.#fd, "read", 250) === "closed") {
          return undefined;
        }
      }
      const end = Math.min(this.#to, this.#from + max);
      const bytes = this.#buffer.slice(this.#from, end);
      this.#from = end;
      return bytes;
    });
  }

  /** Writes all of it, waiting for room; false when the terminal closed first. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
    return this.#use(async () => {
      let done = 0;
      while (done < bytes.length) {
        if (this.#closed) return false;
        const count = writeNow(this.#fd, bytes.subarray(done));
        if (count > 0) done += count;
        else if (await waitFor(this.#fd, "write", 250) === "closed") return false;
      }
      return true;
    });
  }

  resize(cols: number, rows: number): void {
    if (!this.#closed) this.#native.resize(this.#fd, cols, rows);
  }

  /** Sends a signal to the process alone. */
  kill(signal: Deno.Signal): void {
    try {
      Deno.kill(this.pid, signal);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  /** Closes the master side: the kernel hangs up on whoever still uses the terminal. */
  close(): void {
    this.#closed = true;
    this.#release();
  }

  // The descriptor is closed only when no read or write waits on it: its number may be reused.
  async #use<T>(work: () => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await work();
    } finally {
      this.#users--;
      this.#release();
    }
  }

  #released = false;
  #release(): void {
    if (!this.#closed || this.#users > 0 || this.#released) return;
    this.#released = true;
    closeNow(this.#fd);
  }
}
