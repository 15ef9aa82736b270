// One copy of `ecsin cp`: words and flags become sources and a sink.
import { copy, type From } from "../../copy/copy.ts";
import type { Tally } from "../../copy/entry.ts";
import { LocalSink } from "../../copy/local_sink.ts";
import { LocalSource } from "../../copy/local_source.ts";
import { readPath } from "../../copy/location.ts";
import type { Remote } from "../../copy/remote.ts";
import { RemoteSink } from "../../copy/remote_sink.ts";
import { RemoteSource } from "../../copy/remote_source.ts";
import { StdinSource, StdoutSink } from "../../copy/stdio.ts";
import { writeAll } from "../../output.ts";
import { separators } from "../../paths.ts";
import { unwritten } from "../../streams.ts";
import type { CpFlags } from "./flags.ts";
import type { CpWords } from "./words.ts";

/** Names on this machine are parted by these. */
const SEPARATORS = separators();

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
        throw unwritten(error);
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
