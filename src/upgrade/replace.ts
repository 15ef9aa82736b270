// Puts a new program in the place of an old one: written beside it, started once to see that it
// works here, then exchanged as a whole. Whatever goes wrong, the old one stays.
import { LEAVING } from "../signals.ts";
import { EcsinError, EXIT } from "../error.ts";
import { pasteable, spaceLine } from "../pasteable.ts";
import { below, folderOf, nameOf } from "../paths.ts";

/** A new program starts within this time, or it does not. */
const START_MS = 30_000;

/** Throws an EcsinError where nothing can be written beside the program; leaves nothing behind. */
export async function checkWritable(program: string): Promise<void> {
  const temporary = beside(program);
  try {
    await Deno.writeFile(temporary, new Uint8Array(), { createNew: true });
    await Deno.remove(temporary);
  } catch (error) {
    throw notWritable(program, error);
  }
}

/** Replaces the program by the bytes of one that says it is `version`. */
export async function replaceProgram(
  program: string,
  bytes: Uint8Array,
  version: string,
): Promise<void> {
  const temporary = beside(program);
  const resume = holdSignals();
  try {
    await writeProgram(temporary, bytes, program);
    await checkStarts(temporary, program, version);
    await exchange(temporary, program);
  } finally {
    await removeIfThere(temporary);
    resume();
  }
}

/** A Ctrl-C does not stop in the middle of this, and leaves no half program behind. */
function holdSignals(): () => void {
  const hold = () => {};
  for (const signal of LEAVING) Deno.addSignalListener(signal, hold);
  return () => {
    for (const signal of LEAVING) Deno.removeSignalListener(signal, hold);
  };
}

async function writeProgram(path: string, bytes: Uint8Array, like: string): Promise<void> {
  try {
    const { mode } = await Deno.stat(like);
    using file = await Deno.open(path, { write: true, createNew: true, mode: 0o700 });
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await file.write(rest));
    await file.sync();
    if (Deno.build.os !== "windows") await Deno.chmod(path, (mode ?? 0o755) & 0o777 | 0o100);
  } catch (error) {
    throw notWritable(like, error);
  }
}

async function checkStarts(path: string, program: string, version: string): Promise<void> {
  let said: string;
  try {
    const { success, stdout, stderr, code, signal } = await new Deno.Command(path, {
      args: ["--version"],
      stdin: "null",
      signal: AbortSignal.timeout(START_MS),
    }).output();
    const words = new TextDecoder().decode(success ? stdout : stderr).trim();
    if (success && words === version) return;
    said = success ? `it says that it is "${words}"` : words || `it ended with ${signal ?? code}`;
  } catch (error) {
    said = wordsOf(error);
  }
  throw new EcsinError({
    id: "upgrade-does-not-start",
    what: `ecsin ${version} does not start on this system, and the one you have is kept`,
    why: said.split("\n").slice(0, 3),
    next: `${pasteable(program)} --version`,
    exitCode: EXIT.failure,
  });
}

/** On Windows a running program cannot be replaced, but it can be renamed. */
async function exchange(temporary: string, program: string): Promise<void> {
  if (Deno.build.os !== "windows") return await Deno.rename(temporary, program);
  const old = await freeName(program);
  try {
    await Deno.rename(program, old);
  } catch (error) {
    throw notWritable(program, error);
  }
  try {
    await Deno.rename(temporary, program);
  } catch (error) {
    await Deno.rename(old, program);
    throw notWritable(program, error);
  }
}

/**
 * A name for the old program. One of the upgrade before may still run, and cannot be removed then:
 * what is left of those goes when it can.
 */
async function freeName(program: string): Promise<string> {
  const folder = folderOf(program);
  for await (const each of Deno.readDir(folder)) {
    if (!each.name.startsWith(`${nameOf(program)}.`) || !each.name.endsWith(".old")) continue;
    await Deno.remove(below(folder, each.name)).catch(() => {});
  }
  const plain = `${program}.old`;
  const isFree = await Deno.lstat(plain).then(() => false, () => true);
  return isFree ? plain : `${program}.${crypto.randomUUID()}.old`;
}

function beside(program: string): string {
  const ending = program.endsWith(".exe") ? ".exe" : "";
  return below(folderOf(program), `.ecsin-${crypto.randomUUID()}${ending}`);
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function notWritable(program: string, error: unknown): EcsinError {
  return new EcsinError({
    id: "upgrade-not-writable",
    what: `${program} cannot be replaced`,
    why: wordsOf(error),
    next: remedy(program, error),
    exitCode: EXIT.failure,
  });
}

/** A full disk or a used-up quota: no other user writes there either. */
const FULL = /no space left|quota|not enough space|disk full/i;

function remedy(program: string, error: unknown): string {
  if (FULL.test(wordsOf(error))) return spaceLine(folderOf(program));
  return Deno.build.os === "windows" ? "ecsin upgrade" : `sudo ${pasteable(program)} upgrade`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
