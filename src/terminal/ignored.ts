// Signals that ecsin was started to ignore (`nohup ecsin …`, a script's background job): no handler
// may be installed over them, or what was to survive is ended. Only Linux tells, and only to a
// program of its own: Deno may not read /proc here, but a child inherits what is ignored (signal(7)).
import { safeSearch } from "../paths.ts";

/** Numbers of those that ecsin listens to, the same on every processor that it is built for. */
const NUMBERS: Partial<Record<Deno.Signal, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGTERM: 15,
  SIGTSTP: 20,
};

let looking: Promise<void> | undefined;
let ignored = 0n;

/**
 * Finds out, once, and keeps what is ignored so; to be awaited before {@link isIgnored} is asked.
 * With the first listener of any signal Deno takes SIGHUP, SIGINT and SIGTERM for itself and ends by
 * those that nobody listens to (Deno 2.9.6): a listener that does nothing is what ignores them then.
 */
export async function lookAtSignals(): Promise<void> {
  if (Deno.build.os !== "linux") return;
  looking ??= readMask().then((mask) => {
    ignored = mask;
    for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"] as const) {
      if (isIgnored(signal)) Deno.addSignalListener(signal, () => {});
    }
  });
  await looking;
}

/** Whether ecsin was started to ignore it; false where the system does not tell. */
export function isIgnored(signal: Deno.Signal): boolean {
  const number = NUMBERS[signal];
  return number !== undefined && (ignored >> BigInt(number - 1) & 1n) === 1n;
}

async function readMask(): Promise<bigint> {
  try {
    const { stdout } = await new Deno.Command("cat", {
      env: safeSearch(),
      args: ["/proc/self/status"],
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(new TextDecoder().decode(stdout))?.[1];
    return mask === undefined ? 0n : BigInt(`0x${mask}`);
  } catch {
    // No cat, no /proc: handlers are installed as everywhere else.
    return 0n;
  }
}
