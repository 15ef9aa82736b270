// Where keys come from: stdin where that is a terminal, else the terminal itself where only stdin is
// something else (`echo 1 | ecsin exec …`), and why there may be nobody to ask. Deno opens /dev/tty
// for programs with every permission alone, so `sh`, `stty` and `dd` have it for ecsin.
import { environment } from "./environment.ts";
import { safeSearch } from "./paths.ts";

/** What is read of it. */
export interface Keyboard {
  /** What is typed on a terminal that is not stdin; undefined: stdin has it. */
  read(): Promise<Uint8Array | null> | undefined;
  setRaw(on: boolean, options?: { readonly cbreak: boolean }): void;
  close(): void;
}

/** Opens it; undefined where nobody types. */
export function openKeyboard(): Keyboard | undefined {
  if (Deno.stdin.isTerminal()) {
    return {
      read: () => undefined,
      setRaw: (on, options) => Deno.stdin.setRaw(on, options),
      close() {},
    };
  }
  // Where stderr is no terminal either, the person reads nothing here, or there is none.
  if (Deno.build.os === "windows" || !Deno.stderr.isTerminal()) return undefined;
  const saved = byShell(`${IS_DATA} && stty -g </dev/tty`);
  return saved === undefined || saved === "" ? undefined : besides(saved);
}

/** Whether stdin is a pipe or a file: `</dev/null` says that nobody answers. */
const IS_DATA = "{ [ -p /dev/stdin ] || [ -f /dev/stdin ] || [ -S /dev/stdin ]; }";

/** The terminal beside stdin; `saved` are its settings. */
function besides(saved: string): Keyboard {
  let reading: Deno.ChildProcess | undefined;
  return {
    async read() {
      // One read and no more: what follows an answer stays in the terminal.
      reading = shell("exec dd bs=4096 count=1 2>/dev/null </dev/tty", "null").spawn();
      const { stdout } = await reading.output();
      reading = undefined;
      return stdout.length === 0 ? null : stdout;
    },
    setRaw(on, { cbreak } = { cbreak: false }) {
      const signals = cbreak ? "isig" : "-isig -iexten -ixon";
      const raw = `-icanon -echo -icrnl ${signals} min 1 time 0`;
      byShell(`stty ${on ? raw : saved} </dev/tty`);
    },
    close() {
      try {
        reading?.kill();
      } catch {
        // It has ended meanwhile.
      }
    },
  };
}

function shell(script: string, stdin: "inherit" | "null"): Deno.Command {
  const env = safeSearch();
  const args = ["-c", script];
  return new Deno.Command("sh", { args, env, stdin, stdout: "piped", stderr: "null" });
}

/** What a line of sh prints; undefined where it fails, or there is no sh. */
function byShell(script: string): string | undefined {
  try {
    const { success, stdout } = shell(script, "inherit").outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Why nobody can be asked, as the end of a sentence; it is only asked where that is so. */
export function whyNobodyIsAsked(): string {
  if (environment("TERM") === "dumb") return "TERM=dumb is no terminal to ask on";
  return environment("CI") === undefined
    ? "there is no terminal to ask on"
    : "there is no terminal to ask on in CI";
}
