// The program under test: ecsin from its source with exactly the permissions of `deno task ecsin`,
// or, where ECSIN_UNDER_TEST names one, a compiled ecsin or a bundle's main.js.
import { runPermissions } from "../../tools/permissions.ts";
import { cleanEnvironment, Home, type Surroundings } from "./home.ts";
import { openShell, type Shell, type ShellOptions } from "./shell.ts";
import { openTerminal, type Terminal, type TerminalOptions } from "./terminal.ts";

const ROOT = new URL("../../", import.meta.url);

/** What a program that had no terminal did. */
export interface Ran {
  readonly code: number;
  /** The signal that ended it, where one did. */
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program without a terminal is started with. */
export interface RunOptions extends Surroundings {
  /** What stands on its stdin, which then ends; nothing by default; null: stdin is /dev/null. */
  readonly stdin?: string | Uint8Array<ArrayBuffer> | null;
  /** Stops it, with SIGKILL, if it has not ended by then; 60,000 by default. */
  readonly deadlineMs?: number;
  /** stdout is given as hex digits. */
  readonly binary?: boolean;
}

let command: Promise<readonly string[]> | undefined;

/** The words that start the ecsin under test; its arguments follow. */
export function ecsinCommand(): Promise<readonly string[]> {
  return command ??= findCommand();
}

async function findCommand(): Promise<readonly string[]> {
  const named = Deno.env.get("ECSIN_UNDER_TEST");
  if (named !== undefined && named !== "" && !/\.[jt]s$/.test(named)) return [named];
  const main = named || new URL("main.ts", ROOT).pathname;
  // Dependencies are fetched here, with the tester's own registry settings; stories have none.
  const cached = await new Deno.Command(Deno.execPath(), { args: ["cache", main] }).output();
  if (!cached.success) throw new Error(new TextDecoder().decode(cached.stderr));
  const permissions = await runPermissions();
  return [Deno.execPath(), "run", "--quiet", "--cached-only", ...permissions, main];
}

/** The environment in which a Deno program finds what is cached on this machine. */
export async function denoEnvironment(): Promise<Record<string, string>> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const info: unknown = JSON.parse(new TextDecoder().decode(stdout));
  const folder = typeof info === "object" && info !== null && "denoDir" in info
    ? String(info.denoDir)
    : "";
  return { DENO_DIR: folder, DENO_NO_UPDATE_CHECK: "1" };
}

let denoEnv: Promise<Record<string, string>> | undefined;

/** Options with what a Deno program needs to find its cache. */
export async function withDeno<Options extends Surroundings>(options: Options): Promise<Options> {
  return { ...options, env: { ...await (denoEnv ??= denoEnvironment()), ...options.env } };
}

/** Runs ecsin in a terminal of its own. */
export async function openEcsin(
  args: readonly string[],
  options: TerminalOptions = {},
): Promise<Terminal> {
  return await openTerminal([...await ecsinCommand(), ...args], await withDeno(options));
}

/** A shell in a terminal in which a story types `ecsin …`. */
export async function openShellWithEcsin(options: ShellOptions = {}): Promise<Shell> {
  const shell = await openShell(await withDeno(options));
  const words = (await ecsinCommand()).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  await shell.terminal.home.program("ecsin", `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`);
  return shell;
}

/** Runs ecsin without a terminal, to its end. */
export async function runEcsin(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return await runProgram([...await ecsinCommand(), ...args], await withDeno(options));
}

/** Runs any program without a terminal, to its end. */
export async function runProgram(
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Ran> {
  const home = options.home ?? await Home.make();
  try {
    const child = new Deno.Command(argv[0] ?? "", {
      args: argv.slice(1),
      clearEnv: true,
      env: cleanEnvironment(home, options),
      cwd: options.cwd ?? home.path,
      stdin: options.stdin === null ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(options.deadlineMs ?? 60_000),
    }).spawn();
    const fed = options.stdin === null ? undefined : feed(child.stdin, options.stdin ?? "");
    const { code, signal, stdout, stderr } = await child.output();
    await fed;
    const text = new TextDecoder();
    return {
      code,
      signal: signal ?? undefined,
      stdout: options.binary === true ? stdout.toHex() : text.decode(stdout),
      stderr: text.decode(stderr),
    };
  } finally {
    if (options.home === undefined) await home[Symbol.asyncDispose]();
  }
}

async function feed(
  to: WritableStream<Uint8Array<ArrayBufferLike>>,
  input: string | Uint8Array<ArrayBuffer>,
): Promise<void> {
  const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
  const writer = to.getWriter();
  try {
    if (bytes.length > 0) await writer.write(bytes);
    await writer.close();
  } catch (error) {
    // A program may end without reading all of its stdin.
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}
