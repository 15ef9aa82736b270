// A program in a real pseudo-terminal whose output goes through a terminal emulator, so that a
// story reads what a person would see: the screen. Nothing here sleeps: whoever waits is woken by
// output, and a wait that comes to nothing fails with the screen as it was.
import xterm from "@xterm/headless";
import { constants } from "node:os";
import { killSession } from "../fake_aws/processes.ts";
import { Pty } from "../fake_aws/pty.ts";
import { cleanEnvironment, Home, type Surroundings } from "./home.ts";

/** How a program in a terminal is started. */
export interface TerminalOptions extends Surroundings {
  /** 100 columns by default. */
  readonly columns?: number;
  /** 30 rows by default. */
  readonly rows?: number;
  /** How long one wait may take before it fails; 30,000 by default. */
  readonly deadlineMs?: number;
}

/** How a program ended; `signal` by name, where one ended it. */
export interface Ended {
  readonly code: number;
  readonly signal: string | undefined;
}

/** One character cell of the screen. */
export interface Cell {
  readonly text: string;
  /** 2 for a wide character, 0 for the cell behind it. */
  readonly width: number;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  /** The palette's number or 0xRRGGBB; undefined for the terminal's own colour. */
  readonly color: number | undefined;
}

/** A place on the screen; both count from 0. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

/** What keys send. */
export const KEY = {
  enter: "\r",
  escape: "\x1b",
  tab: "\t",
  backspace: "\x7f",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  pageUp: "\x1b[5~",
  pageDown: "\x1b[6~",
  delete: "\x1b[3~",
  ctrlA: "\x01",
  ctrlC: "\x03",
  ctrlD: "\x04",
  ctrlE: "\x05",
  ctrlN: "\x0e",
  ctrlP: "\x10",
  ctrlU: "\x15",
  ctrlW: "\x17",
  ctrlZ: "\x1a",
  ctrlBackslash: "\x1c",
} as const;

/** What bracketed paste sends for a text. */
export function pasted(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}

/** Starts a program in a terminal of its own. */
export async function openTerminal(
  argv: readonly string[],
  options: TerminalOptions = {},
): Promise<Terminal> {
  const home = options.home ?? await Home.make();
  const size = { cols: options.columns ?? 100, rows: options.rows ?? 30 };
  const env = cleanEnvironment(home, options);
  const pty = await Pty.start(argv, env, options.cwd ?? home.path, size);
  return new Terminal(pty, argv, home, options);
}

/** A running program and its screen. */
export class Terminal implements AsyncDisposable {
  readonly pid: number;
  readonly home: Home;
  readonly #argv: readonly string[];
  readonly #pty: Pty;
  readonly #emulator: xterm.Terminal;
  readonly #deadlineMs: number;
  readonly #ownsHome: boolean;
  readonly #drained: Promise<void>;
  readonly #decoder = new TextDecoder();
  readonly #bytes: Uint8Array<ArrayBuffer>[] = [];
  #output = "";
  readonly #watchers = new Set<() => void>();
  #ended: Ended | undefined;
  #closed = false;

  constructor(pty: Pty, argv: readonly string[], home: Home, options: TerminalOptions) {
    this.#pty = pty;
    this.#argv = argv;
    this.pid = pty.pid;
    this.home = home;
    this.#ownsHome = options.home === undefined;
    this.#deadlineMs = options.deadlineMs ?? 30_000;
    this.#emulator = new xterm.Terminal({
      cols: options.columns ?? 100,
      rows: options.rows ?? 30,
      scrollback: 10_000,
      allowProposedApi: true,
    });
    // A real terminal answers questions such as "where is the cursor" (ESC [ 6 n).
    this.#emulator.onData((answer) => void this.type(answer));
    this.#drained = this.#follow();
  }

  /** The lines of the screen, without trailing blanks and without the empty lines at its end. */
  screen(): readonly string[] {
    const { baseY } = this.#emulator.buffer.active;
    return trimmed(this.#lines(baseY, baseY + this.#emulator.rows));
  }

  /** The same as one text. */
  text(): string {
    return this.screen().join("\n");
  }

  /** Every line since the start, also those that were scrolled off the screen. */
  history(): readonly string[] {
    return trimmed(this.#lines(0, this.#emulator.buffer.active.length));
  }

  /** Whether the program draws on the terminal's other screen, as full-screen programs do. */
  get onAlternateScreen(): boolean {
    return this.#emulator.buffer.active.type === "alternate";
  }

  get cursor(): Place {
    const { cursorX, cursorY } = this.#emulator.buffer.active;
    return { row: cursorY, column: cursorX };
  }

  /** One cell of the screen, with its looks. */
  cell({ row, column }: Place): Cell {
    const { active } = this.#emulator.buffer;
    const cell = active.getLine(active.baseY + row)?.getCell(column);
    if (cell === undefined) throw new RangeError(`no cell at row ${row}, column ${column}`);
    return {
      text: cell.getChars() || (cell.getWidth() === 0 ? "" : " "),
      width: cell.getWidth(),
      bold: cell.isBold() !== 0,
      dim: cell.isDim() !== 0,
      italic: cell.isItalic() !== 0,
      underline: cell.isUnderline() !== 0,
      inverse: cell.isInverse() !== 0,
      color: cell.isFgDefault() ? undefined : cell.getFgColor(),
    };
  }

  /** Where a text stands on the screen first; fails where it does not. */
  find(text: string): Place {
    const { active } = this.#emulator.buffer;
    for (let row = 0; row < this.#emulator.rows; row++) {
      // Column by column: a wide character is one letter and two cells.
      for (let column = 0; column < this.#emulator.cols; column++) {
        const rest = active.getLine(active.baseY + row)?.translateToString(false, column) ?? "";
        if (rest.startsWith(text) && this.cell({ row, column }).width > 0) return { row, column };
      }
    }
    throw this.#failure(`${JSON.stringify(text)} is not on the screen`);
  }

  /** All that the program wrote, control sequences and all, from a `mark()` on. */
  output(since = 0): string {
    return this.#output.slice(since);
  }

  /** All that the program wrote, byte for byte. */
  outputBytes(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(this.#bytes.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const chunk of this.#bytes) {
      all.set(chunk, at);
      at += chunk.length;
    }
    return all;
  }

  /** The end of the output until now, for `output` and `waitForOutput`. */
  mark(): number {
    return this.#output.length;
  }

  /**
   * Waits until the screen shows a text; a long line that the terminal broke counts as one.
   * Fails at the deadline, or as soon as the program ended without showing it.
   */
  async waitFor(pattern: string | RegExp, deadlineMs?: number): Promise<void> {
    await this.waitUntil(
      () => matches(pattern, this.text()) || matches(pattern, this.#unbroken()),
      `the screen to show ${nameOf(pattern)}`,
      deadlineMs,
    );
  }

  /** Waits until a text has gone from the screen. */
  async waitForGone(pattern: string | RegExp): Promise<void> {
    await this.waitUntil(
      () => !matches(pattern, this.text()) && !matches(pattern, this.#unbroken()),
      `the screen to be without ${nameOf(pattern)}`,
    );
  }

  /** Waits until what the program wrote since a mark has a text in it. */
  async waitForOutput(pattern: string | RegExp, since = 0): Promise<void> {
    await this.waitUntil(
      () => matches(pattern, this.output(since)),
      `the output to have ${nameOf(pattern)}`,
    );
  }

  /** Waits until a condition holds, looking again whenever there was output; `what` names it. */
  async waitUntil(
    condition: (terminal: Terminal) => boolean,
    what: string,
    deadlineMs = this.#deadlineMs,
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const look = () => {
      // The picker paints with wrapping off: until it is on again the screen is half an old one.
      if (!this.#emulator.modes.wraparoundMode && this.#ended === undefined) return;
      if (condition(this)) resolve();
      else if (this.#ended !== undefined) {
        reject(this.#failure(`the program ended before ${what.replace(" to ", " would ")}`));
      }
    };
    const deadline = setTimeout(() => {
      reject(this.#failure(`waited ${deadlineMs / 1000} s in vain for ${what}`));
    }, deadlineMs);
    this.#watchers.add(look);
    try {
      look();
      await promise;
    } finally {
      this.#watchers.delete(look);
      clearTimeout(deadline);
    }
  }

  /** Sends keys (see KEY), text or bytes; resolves when the terminal has taken them. */
  async type(keys: string | Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#pty.write(typeof keys === "string" ? new TextEncoder().encode(keys) : keys);
  }

  /** Gives the terminal another size, as dragging its window does. */
  resize(columns: number, rows: number): void {
    this.#emulator.resize(Math.max(columns, 2), Math.max(rows, 1));
    this.#pty.resize(columns, rows);
  }

  /** Sends a signal to the program alone, as `kill PID` does. */
  kill(signal: Deno.Signal = "SIGTERM"): void {
    this.#pty.kill(signal);
  }

  /** Closes the terminal under the program, as closing its window does: SIGHUP. */
  hangUp(): void {
    this.#pty.close();
  }

  /** Waits for the program's end and its last output; does not end it. */
  async exit(): Promise<Ended> {
    const { promise, reject } = Promise.withResolvers<never>();
    const deadline = setTimeout(() => {
      reject(this.#failure(`waited ${this.#deadlineMs / 1000} s in vain for the program's end`));
    }, this.#deadlineMs);
    try {
      await Promise.race([this.#drained, promise]);
    } finally {
      clearTimeout(deadline);
    }
    return this.#ended ?? { code: 0, signal: undefined };
  }

  /** Ends the program and everything it started in this terminal. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await killSession(this.pid);
    this.#pty.kill("SIGKILL");
    await this.#pty.exited;
    this.#pty.close();
    await this.#drained;
    this.#emulator.dispose();
    if (this.#ownsHome) await this.home[Symbol.asyncDispose]();
  }

  async #follow(): Promise<void> {
    for (;;) {
      const chunk = await this.#pty.read(4096);
      if (chunk === undefined) break;
      this.#bytes.push(chunk);
      this.#output += this.#decoder.decode(chunk, { stream: true });
      await new Promise<void>((taken) => this.#emulator.write(chunk, taken));
      this.#wake();
    }
    const { code, signal } = await this.#pty.exited;
    this.#ended = { code, signal: signalName(signal) };
    this.#wake();
  }

  #wake(): void {
    for (const look of this.#watchers) look();
  }

  #lines(from: number, to: number): string[] {
    const { active } = this.#emulator.buffer;
    return Array.from(
      { length: to - from },
      (_, index) => active.getLine(from + index)?.translateToString(true) ?? "",
    );
  }

  /** The screen with the lines that the terminal broke put together again. */
  #unbroken(): string {
    const { active } = this.#emulator.buffer;
    let text = "";
    for (let row = active.baseY; row < active.baseY + this.#emulator.rows; row++) {
      const line = active.getLine(row);
      const next = active.getLine(row + 1);
      const words = line?.translateToString(next?.isWrapped !== true) ?? "";
      text += line?.isWrapped === true || text === "" ? words : `\n${words}`;
    }
    return text;
  }

  #failure(what: string): Error {
    const { cols, rows } = this.#emulator;
    const state = this.#ended === undefined
      ? "running"
      : `ended with ${this.#ended.signal ?? `exit code ${this.#ended.code}`}`;
    const { row, column } = this.cursor;
    const recent = this.#output.slice(-300);
    return new Error([
      what,
      `program: ${this.#argv.join(" ")} (${state})`,
      `┌─ screen, ${cols} columns × ${rows} rows, cursor at row ${row}, column ${column}`,
      ...this.screen().map((line) => `│${line}`),
      "└─",
      `last output: ${JSON.stringify(recent)}`,
    ].join("\n"));
  }
}

function matches(pattern: string | RegExp, text: string): boolean {
  return typeof pattern === "string" ? text.includes(pattern) : text.search(pattern) >= 0;
}

function nameOf(pattern: string | RegExp): string {
  return typeof pattern === "string" ? JSON.stringify(pattern) : String(pattern);
}

function trimmed(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1);
}

function signalName(signal: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
}
