// Which process has a port of this machine, by what the system's own tools say: a busy port is told
// with its holder. Processes of other users are not shown by them, and then nothing is said.
import { safeSearch } from "../paths.ts";

/** A process that listens. */
export interface Holder {
  readonly name: string;
  readonly pid: number;
}

/** The process that listens on a TCP port; undefined where nobody tells. */
export async function holderOf(port: number): Promise<Holder | undefined> {
  switch (Deno.build.os) {
    case "linux": {
      const filter = `sport = :${port}`;
      return readSs(await outputOf("ss", ["-Hltnp", filter])) ?? await byLsof(port);
    }
    case "windows": {
      const pid = readNetstat(await outputOf("netstat", ["-ano", "-p", "TCP"]), port);
      if (pid === undefined) return undefined;
      const list = await outputOf("tasklist", ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"]);
      return { name: /^"([^"]+)"/.exec(list)?.[1] ?? "a process", pid };
    }
    default:
      return await byLsof(port);
  }
}

async function byLsof(port: number): Promise<Holder | undefined> {
  return readLsof(await outputOf("lsof", ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"]));
}

/** `users:(("node",pid=123,fd=19))` of iproute2's ss. */
export function readSs(text: string): Holder | undefined {
  const [, name, pid] = /users:\(\("((?:[^"\\]|\\.)*)",pid=(\d+)/.exec(text) ?? [];
  return name === undefined ? undefined : { name, pid: Number(pid) };
}

/** Lines of lsof -F: `p123`, `cnode`. */
export function readLsof(text: string): Holder | undefined {
  const [, pid, name] = /^p(\d+)\r?\nc(.+)$/m.exec(text) ?? [];
  return name === undefined ? undefined : { name: name.trim(), pid: Number(pid) };
}

/** The pid in the last column of Windows' netstat, of the line that listens on the port. */
export function readNetstat(text: string, port: number): number | undefined {
  for (const line of text.split("\n")) {
    const [protocol, local, , state, pid] = line.trim().split(/\s+/);
    // The state's word is translated; a listener's far address is the one that is all zeros.
    if (protocol !== "TCP" || local === undefined || state === undefined) continue;
    if (
      local.endsWith(`:${port}`) && /^\d+$/.test(pid ?? "") && / (0\.0\.0\.0|\[::\]):0 /.test(line)
    ) {
      return Number(pid);
    }
  }
  return undefined;
}

/** What a program prints; nothing where it is not there or does not like the question. */
async function outputOf(program: string, args: string[]): Promise<string> {
  return await run(program, args) ?? "";
}

/** What a program of the system says; undefined where it is not there, or fails. */
export async function run(program: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, {
      args,
      env: safeSearch(),
      stdin: "null",
      stdout: "piped",
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch {
    // No such program, or it may not be run.
    return undefined;
  }
}
