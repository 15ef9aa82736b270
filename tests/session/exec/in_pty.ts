// A wrapped command in a real pty, its command line split as the agent splits it, spoken with by the
// same Output and Input that a session has: everything of exec but the network.
import { Input } from "../../../src/session/exec/input.ts";
import { type Abilities, type Event, Output } from "../../../src/session/exec/output.ts";
import { wrap, type WrapOptions } from "../../../src/session/exec/wrapper.ts";
import { Pty } from "../../fake_aws/pty.ts";
import { splitCommand } from "../../fake_aws/shlex.ts";
import { pathOf, type Program } from "../../needs.ts";

/** The nonce of every test. */
export const NONCE = "0123456789abcdef";

/** Random, with everything in it that a terminal, an agent or a shell might change. */
export function anyBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, length)));
  }
  bytes.set([0xef, 0xbf, 0xbd, 0x1d, 0xef, 0x31, 0, 0x0a, 0x0d, 0x0a, 0x1e, 0x1f, 4, 3], 70);
  bytes.set([0xe2, 0x82], length - 2);
  return bytes;
}

/** What came of a command. */
export interface Result {
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly abilities: Abilities | undefined;
  readonly status: number | undefined;
  readonly failed: string | undefined;
  readonly fault: string | undefined;
  readonly batches: readonly number[];
}

/** How it is run. */
export interface InPtyOptions extends Partial<WrapOptions> {
  readonly input?: Uint8Array;
  /** Instead of `input`. */
  readonly read?: () => Promise<Uint8Array | null>;
  /** What becomes of each message to the pty: lost, doubled, as it is. */
  readonly onMessage?: (bytes: Uint8Array, index: number) => readonly Uint8Array[];
  /** Called for each event, with what writes a line to the wrapper. */
  readonly onEvent?: (event: Event, write: (line: string) => void) => void;
  /** Flags of the shell itself, before -c: `-u`. */
  readonly shellFlags?: readonly string[];
  /** A file that stands for /proc/1/environ. */
  readonly environ?: string;
}

/** Runs it to its end, and lets the wrapper go. */
export async function runInPty(
  path: string,
  words: readonly string[],
  options: InPtyOptions = {},
): Promise<Result> {
  const { input, onMessage, onEvent, shellFlags = [], environ, read, ...given } = options;
  const stdin = given.stdin ?? (input === undefined ? "none" : "pipe");
  const line = wrap(words, { ...given, nonce: NONCE, stdin });
  const [program, ...rest] = splitCommand(
    environ === undefined ? line : line.replaceAll("/proc/1/environ", environ),
  );
  const folder = path.split(":")[0] ?? "";
  const pty = await Pty.start([`${folder}/${program}`, ...shellFlags, ...rest], {
    PATH: path,
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
  }, "/tmp");
  const output = new Output(NONCE);
  const over = new AbortController();
  let messages = 0;
  let writing = Promise.resolve();
  const write = (bytes: Uint8Array) =>
    writing = writing.then(async () => {
      for (const each of onMessage?.(bytes, messages++) ?? [bytes]) await pty.write(each.slice());
    });
  const writeLine = (line: string) => void write(new TextEncoder().encode(`${line}\n`));
  const streams: Record<"stdout" | "stderr", Uint8Array[]> = { stdout: [], stderr: [] };
  const batches: number[] = [];
  let abilities: Abilities | undefined;
  let status: number | undefined;
  let failed: string | undefined;
  let fault: string | undefined;
  let carried: Input | undefined;
  let probing: ReturnType<typeof setInterval> | undefined;
  let stderrEnded = given.mergeStderr === true;
  const take = (event: Event) => {
    onEvent?.(event, writeLine);
    switch (event.kind) {
      case "stdout":
      case "stderr":
        if (status === undefined || !stderrEnded) streams[event.kind].push(event.bytes.slice());
        return;
      case "start": {
        abilities = event.abilities;
        if (stdin === "none") return;
        let rest: Uint8Array | null = input ?? new Uint8Array(0);
        carried = new Input({
          read: read ?? (() => {
            const chunk = rest?.subarray(0, 65_536) ?? null;
            rest = rest === null || rest.length <= 65_536 ? null : rest.subarray(65_536);
            return Promise.resolve(chunk?.length === 0 ? null : chunk);
          }),
          send: (messages) => Promise.all(messages.map(write)),
          isSummed: event.abilities.stdin === "sum",
          onFault: (why) => {
            fault = why;
            over.abort();
          },
          over: over.signal,
        });
        void carried.run();
        probing = setInterval(() => carried?.probe(), 500);
        return;
      }
      case "ready":
        // A terminal without stty would show the line.
        if (abilities?.exact !== true) return;
        return writeLine(`p ${abilities?.ownSession === true ? "-" : ""}${event.pid}`);
      case "exit":
        status = event.status;
        break;
      case "stderrEnd":
        stderrEnded = true;
        break;
      case "over":
        if (status === undefined) writeLine("q");
        return;
      case "fail":
        failed = event.what;
        return;
      case "took":
        return carried?.took(event);
      case "again":
        batches.push(event.batch);
        return carried?.again(event.batch);
    }
    if (status !== undefined && stderrEnded) writeLine("q");
  };
  try {
    while (fault === undefined) {
      const bytes = await pty.read(1024);
      for (const event of bytes === undefined ? output.end() : output.push(bytes)) take(event);
      if (bytes === undefined) break;
    }
  } finally {
    over.abort();
    clearInterval(probing);
    pty.kill("SIGKILL");
    pty.close();
  }
  const of = (kind: "stdout" | "stderr") =>
    new Uint8Array(streams[kind].flatMap((each) => [...each]));
  return {
    stdout: of("stdout"),
    stderr: of("stderr"),
    abilities,
    status,
    failed,
    fault,
    batches,
  };
}

/** A PATH folder in which `sh` is the shell under test, and only the named tools are there. */
export async function pathWith(
  [program, word]: readonly [Program, string?],
  tools: readonly Program[],
): Promise<string> {
  const folder = await Deno.makeTempDir();
  const link = async (from: Program, name: string) =>
    await Deno.symlink(pathOf(from) ?? "", `${folder}/${name}`);
  for (const tool of tools) await link(tool, tool);
  if (word?.startsWith("--") !== true) {
    if (word !== undefined) await link(program, program);
    await link(program, "sh");
    return folder;
  }
  const line = `#!/bin/sh\nexec ${pathOf(program)} ${word} "$@"\n`;
  await Deno.writeTextFile(`${folder}/sh`, line, { mode: 0o755 });
  return folder;
}
