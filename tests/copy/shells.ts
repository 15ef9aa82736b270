// This machine's shells as containers: a PATH of links to just the programs that an image has, words
// run there with pipes, and the faults of the way in between.
import type { Remote, RemoteEnd, RunRemote } from "../../src/copy/remote.ts";

/** What becomes of the streams between ecsin and the shell. */
export interface Faults {
  /** Sessions are cut after so many bytes of stdout, one after the other; then none. */
  readonly cutOut?: number[];
  /** Sessions are cut after so many bytes of stdin. */
  readonly cutIn?: number[];
  /** So many bytes into stdin, the next kilobyte is given twice, once. */
  doubleIn?: number | undefined;
  /** No session can be had any more after the first cut: the task is stopped. */
  readonly isFinal?: boolean;
  /** There is no base64 in the image, as the wrapper of exec tells it. */
  readonly noStdin?: boolean;
  readonly noShell?: boolean;
  /** Sessions that were begun. */
  sessions?: number;
}

/** Programs that a small image has, as Alpine and Debian bring them. */
export const TOOLS = [
  // yash wants to see even what it has itself.
  "[",
  "echo",
  "pwd",
  "test",
  "true",
  "false",
  "cat",
  "chmod",
  "chown",
  "cp",
  "dd",
  "df",
  "gzip",
  "head",
  "id",
  "ln",
  "ls",
  "mkdir",
  "mv",
  "printf",
  "readlink",
  "rm",
  "sha256sum",
  "md5sum",
  "cksum",
  "stat",
  "tail",
  "tar",
  "tee",
  "touch",
  "wc",
] as const;

/** A container whose `sh` is `shell` and that has these programs. */
export async function imageOf(
  shell: readonly string[],
  tools: readonly string[],
): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "ecsin-image-" });
  const [program = "", applet] = shell;
  const isBusybox = applet !== undefined;
  for (const tool of tools) {
    await Deno.symlink(await find(isBusybox ? program : tool), `${path}/${tool}`);
  }
  await Deno.symlink(await find(program), `${path}/sh`);
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

/** The image as a container that can be copied from and to. */
export function remoteOf(
  path: string,
  faults: Faults = {},
  env: Record<string, string> = {},
): Remote {
  const run: RunRemote = async (words, ends, signal) => {
    faults.sessions = (faults.sessions ?? 0) + 1;
    if (faults.noShell === true) return { kind: "no-shell" };
    if (faults.noStdin === true && ends.readStdin !== undefined) return { kind: "no-stdin" };
    const [sh = "", ...args] = words;
    const child = new Deno.Command(`${path}/${sh}`, {
      args: ["-u", ...args],
      clearEnv: true,
      env: { PATH: path, ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    let lost: RemoteEnd | undefined;
    const cut = (why: string, final: boolean) => {
      lost ??= { kind: "lost", why, final };
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
    };
    const onAbort = () => cut("it was left", true);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort);
    const feeding = feed(child.stdin, ends, faults, () => cut("cut", faults.isFinal === true));
    const stderr = (async () => {
      for await (const bytes of child.stderr) await ends.writeStderr(bytes);
    })();
    let left = faults.cutOut?.shift() ?? Number.POSITIVE_INFINITY;
    for await (const bytes of child.stdout) {
      if (lost !== undefined) continue;
      for (let at = 0; at < bytes.length && left > 0; at += 1024) {
        const piece = bytes.subarray(at, Math.min(at + 1024, at + left));
        left -= piece.length;
        await ends.writeStdout(piece);
      }
      if (left <= 0) cut("cut", faults.isFinal === true);
    }
    await stderr;
    const { code } = await child.status;
    signal.removeEventListener("abort", onAbort);
    void feeding;
    return lost ?? { kind: "exit", status: code };
  };
  return {
    run,
    label: "task 1",
    doctor: "ecsin doctor",
    exec: (...words) => `ecsin exec -- ${words.join(" ")}`,
    image: () => Promise.resolve("example/app:1"),
  };
}

async function feed(
  stdin: WritableStream<Uint8Array>,
  ends: Parameters<RunRemote>[1],
  faults: Faults,
  cut: () => void,
): Promise<void> {
  const writer = stdin.getWriter();
  let left = faults.cutIn?.shift() ?? Number.POSITIVE_INFINITY;
  try {
    for (let given = 0;;) {
      const bytes = await ends.readStdin?.() ?? null;
      if (bytes === null) break;
      await writer.write(bytes.slice(0, Math.min(bytes.length, left)));
      left -= bytes.length;
      if (left <= 0) {
        cut();
        break;
      }
      given += bytes.length;
      if (faults.doubleIn !== undefined && given > faults.doubleIn) {
        faults.doubleIn = undefined;
        await writer.write(bytes.slice(-1024));
      }
    }
  } catch {
    // The script has ended, and reads no more.
  }
  // What the shell had started reads on otherwise.
  await writer.close().catch(() => {});
}

async function find(tool: string): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder}/${tool}`;
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  throw new Error(`this test needs ${tool}`);
}
