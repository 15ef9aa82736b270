// A real shell in a real terminal, in which a story types what a person would: `stty -a`, a
// program, `stty -a` again. So it sees what the program leaves behind.
import { openTerminal, type Terminal, type TerminalOptions } from "./terminal.ts";

/** What a shell says when it is ready. */
export const PROMPT = "outer$ ";

/** What a shell is started with. */
export interface ShellOptions extends TerminalOptions {
  /**
   * `sh` by default: it edits no lines itself, so `stty` shows just what programs left. Or the words
   * that start a shell which takes its prompt from PS1.
   */
  readonly shell?: "sh" | "bash" | readonly string[];
}

/** Starts the shell and waits for its first prompt. */
export async function openShell(options: ShellOptions = {}): Promise<Shell> {
  // Bash's line editor would write control sequences around every line.
  const argv = options.shell === "bash"
    ? ["bash", "--norc", "--noprofile", "--noediting", "-i"]
    : options.shell === undefined || options.shell === "sh"
    ? ["sh", "-i"]
    : options.shell;
  const terminal = await openTerminal(argv, {
    ...options,
    env: { PS1: PROMPT, PS2: "more> ", ...options.env },
  });
  const shell = new Shell(terminal);
  await shell.prompted();
  return shell;
}

/** A shell at its prompt, or running what it was told. */
export class Shell implements AsyncDisposable {
  /** For all that happens while a program runs. */
  readonly terminal: Terminal;
  #since = 0;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  /** Waits for the prompt of the shell inside, which the line that was typed last has opened. */
  async inside(): Promise<void> {
    // Not this shell's own prompt, which is in front of the line.
    await this.terminal.waitForOutput(/[$#] $/, this.#since);
  }

  /** Types a line and does not wait for what it runs. */
  async start(line: string): Promise<void> {
    this.#since = this.terminal.mark();
    await this.terminal.type(`${line}\r`);
  }

  /** Waits for the next prompt; gives what was written since the line was typed, without both. */
  async prompted(): Promise<string> {
    await this.terminal.waitForOutput(PROMPT, this.#since);
    const written = this.terminal.output(this.#since).replaceAll("\r\n", "\n");
    const from = this.#since === 0 ? 0 : written.indexOf("\n") + 1;
    this.#since = this.terminal.mark();
    return withoutWeight(written.slice(from, written.lastIndexOf(PROMPT)));
  }

  /** Types a line, waits until it has run and gives what it wrote. */
  async line(line: string): Promise<string> {
    await this.start(line);
    return await this.prompted();
  }

  /** Empties the screen, as `clear` does, which not every machine has. */
  async clear(): Promise<void> {
    await this.line("printf '\\033[H\\033[2J\\033[3J'");
  }

  /** The terminal's settings, all of them, as `stty -a` tells. */
  settings(): Promise<string> {
    return this.line("stty -a");
  }

  /** The exit code of the last line. */
  async lastCode(): Promise<number> {
    return Number(await this.line("echo $?"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.terminal[Symbol.asyncDispose]();
  }
}

/** What a failure says, without the weight and colour that it has on a terminal. */
function withoutWeight(text: string): string {
  // deno-lint-ignore no-control-regex
  return text.replaceAll(/\x1b\[(?:1|2|1;31)m(.*?)\x1b\[0m/g, "$1");
}
