// `ecsin cp` once its words are read: finds the containers, passes their guards, copies, and tells
// what arrived.
import { copy, type From } from "../../copy/copy.ts";
import { newTally, type Tally } from "../../copy/entry.ts";
import { LocalSink } from "../../copy/local_sink.ts";
import { LocalSource } from "../../copy/local_source.ts";
import { type Location, readPath } from "../../copy/location.ts";
import { lastLine, progressLine } from "../../copy/progress.ts";
import type { Remote } from "../../copy/remote.ts";
import { RemoteSink } from "../../copy/remote_sink.ts";
import { RemoteSource } from "../../copy/remote_source.ts";
import { StdinSource, StdoutSink } from "../../copy/stdio.ts";
import { abortBySignals } from "../../entry/connect.ts";
import type { Context } from "../../entry/context.ts";
import { enter, type Entry } from "../../entry/enter.ts";
import { rememberOpened } from "../../entry/recent_target.ts";
import { signalCode } from "../../entry/tell_end.ts";
import { EXIT, Left } from "../../error.ts";
import { writeAll } from "../../output.ts";
import { say } from "../../terminal/say.ts";
import { openStatus } from "../../terminal/status.ts";
import type { CpFlags } from "./flags.ts";
import { remoteOf } from "./remote.ts";
import { type CpWords, readWords } from "./words.ts";

/** Names on this machine are parted by these. */
const SEPARATORS = Deno.build.os === "windows" ? /[\\/]/ : /[/]/;

/** Copies by flags and words; sets the process's exit code. */
export async function runCp(
  context: Context,
  flags: CpFlags,
  typed: readonly string[],
): Promise<void> {
  const words = readWords(typed, flags);
  const pick = flags.all ? { pick: "newest" as const } : {};
  const entries = new Map<string, Entry>();
  for (const side of [...words.from, words.to]) {
    if (side.kind !== "remote" || entries.has(side.target)) continue;
    const name = side.target === "" ? undefined : side.target;
    const needs = { place: "container", state: "enterable", guard: true } as const;
    entries.set(side.target, await enter(context, { ...flags, ...pick }, name, needs));
  }
  if (flags.all) {
    const { copyAll } = await import("./all.ts");
    const [entry] = entries.values();
    if (entry !== undefined) context.process.exitCode = await copyAll(flags, words, entry);
    return;
  }
  for (const entry of entries.values()) {
    if (!flags.quiet) entry.say(entry.place);
    await entry.pass(entry.place, actOf(words));
  }
  const remotes = new Map<string, Remote>();
  for (const [target, entry] of entries) {
    remotes.set(target, remoteOf({ ...entry, waitMs: flags.wait }, entry.place, flags.user));
  }
  const remoteFor = (target: string): Remote => {
    const remote = remotes.get(target);
    if (remote === undefined) throw new Error("every target was entered");
    return remote;
  };
  const tally = newTally((text) => say(text));
  context.process.exitCode = await showing(flags, words, tally, async (signal) => {
    await copyOnce(words, flags, { remoteFor, tally, signal });
  });
  for (const entry of entries.values()) {
    await rememberOpened(context, entry.reached, entry.place);
  }
}

/** What one copy is made with. */
export interface CopySite {
  readonly remoteFor: (target: string) => Remote;
  readonly tally: Tally;
  readonly signal: AbortSignal;
  /** A folder of this machine instead of the destination. */
  readonly into?: string;
}

/** One copy, from the sources to the destination. */
export async function copyOnce(
  words: CpWords,
  flags: CpFlags,
  { remoteFor, tally, signal, into }: CopySite,
): Promise<void> {
  const parallel = flags.all ? 1 : flags.parallel ?? 1;
  const toRemote = words.to.kind === "remote";
  const from = words.from.map((location): From => {
    if (location.kind === "stdio") {
      return { source: new StdinSource(Deno.stdin.readable, tally), contents: false };
    }
    const path = readPath(location.path, location.kind === "local" ? SEPARATORS : /[/]/);
    const given = { ...path, follow: flags.followLinks, tally };
    const source = location.kind === "local"
      ? new LocalSource(path.path, given)
      : new RemoteSource(remoteFor(location.target), path.path, {
        ...given,
        parallel,
        signal,
        counts: !toRemote,
      });
    return { source, contents: path.contents };
  });
  const overwrite = !flags.noClobber;
  const to = words.to;
  const label = into ?? words.typed.to;
  if (to.kind === "stdio") {
    const write = async (bytes: Uint8Array) => {
      try {
        await writeAll(Deno.stdout, bytes);
      } catch (error) {
        if (error instanceof Deno.errors.BrokenPipe) throw new Left(signalCode("SIGPIPE"));
        throw error;
      }
    };
    return await copy(from, { sink: new StdoutSink(write, tally), label, isFolder: false }, tally);
  }
  const path = to.kind === "local" && into !== undefined
    ? { path: into, isFolder: true }
    : readPath(to.path, to.kind === "local" ? SEPARATORS : /[/]/);
  const sink = to.kind === "local"
    ? new LocalSink(path.path, { overwrite, tally })
    : new RemoteSink(remoteFor(to.target), path.path, {
      overwrite,
      owner: flags.chown,
      tally,
      parallel,
      signal,
    });
  await copy(from, { sink, label, isFolder: path.isFolder }, tally);
}

/** Runs a copy while its progress is shown, and tells its end; gives the exit code. */
export async function showing(
  flags: CpFlags,
  words: CpWords,
  tally: Tally,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const { abort, stop } = abortBySignals();
  const began = performance.now();
  const elapsedMs = () => performance.now() - began;
  const isLeaving = () => abort.signal.aborted;
  const status = flags.quiet ? undefined : openStatus((width) => [
    isLeaving()
      ? "ecsin: taking back what was begun …".slice(0, width)
      : progressLine({ ...tally, elapsedMs: elapsedMs() }, width),
  ]);
  const left = () => status?.update();
  abort.signal.addEventListener("abort", left);
  try {
    await work(abort.signal);
  } catch (error) {
    if (!isLeaving()) throw error;
    throw new Left(signalCode(abort.signal.reason));
  } finally {
    stop();
    status?.end();
  }
  if (!flags.quiet && Deno.stderr.isTerminal()) say(lastLine(tally, verbOf(words), elapsedMs()));
  return tally.failed > 0 ? EXIT.problem : EXIT.done;
}

function verbOf({ from, to }: CpWords): "sent" | "received" | "copied" {
  if (to.kind !== "remote") return "received";
  return from.some(({ kind }) => kind === "remote") ? "copied" : "sent";
}

/** What is about to happen, for the guard. */
export function actOf({ to, typed }: CpWords): string {
  const isRemote = (each: Location) => each.kind === "remote";
  return isRemote(to)
    ? `copying ${typed.from.join(" ")} to ${typed.to}`
    : `copying ${typed.from.join(" ")} out of it`;
}
