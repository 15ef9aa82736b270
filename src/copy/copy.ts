// A copy: sources into a sink. What comes of it is in the tally; what stops it is thrown, and then
// nothing of it is left but what had arrived whole before its container was lost.
import { EcsinError, EXIT } from "../error.ts";
import { type DestinationSeen, placeBelow } from "./destination.ts";
import { joinPath, type Sink, type Source, type Tally } from "./entry.ts";
import { LocalSink } from "./local_sink.ts";
import { LocalSource } from "./local_source.ts";
import { RemoteSink } from "./remote_sink.ts";
import { StdinSource, StdoutSink } from "./stdio.ts";

/** One source, and whether only what is in it is meant (`SRC/.`). */
export interface From {
  readonly source: Source;
  readonly contents: boolean;
}

/** Where it goes. */
export interface To {
  readonly sink: Sink;
  /** As the person wrote it. */
  readonly label: string;
  /** It was written with a slash at its end. */
  readonly isFolder: boolean;
}

/** Copies; the tally tells what arrived. */
export async function copy(from: readonly From[], to: To, tally: Tally): Promise<void> {
  try {
    const places = await look(from, to);
    if (to.sink instanceof RemoteSink) to.sink.checkRoom(tally.total);
    for (const [index, { source }] of from.entries()) {
      const place = places[index] ?? "";
      const kept = (path: string) => to.sink.keeps(joinPath(place, path));
      for await (const entry of source.entries(kept)) {
        const path = joinPath(place, entry.path);
        if (entry.kind === "file" && await to.sink.keeps(path)) {
          tally.kept++;
          continue;
        }
        await to.sink.put(entry, path);
      }
    }
    await to.sink.finish();
  } catch (error) {
    if (error instanceof EcsinError && error.failure.id === "copy-lost") await salvage(to, tally);
    await to.sink.abandon();
    throw error;
  } finally {
    await Promise.allSettled(from.map(({ source }) => source.close()));
  }
}

/** The path below the destination that each source becomes. */
async function look(from: readonly From[], to: To): Promise<string[]> {
  if (to.sink instanceof StdoutSink && from.length > 1) {
    throw new EcsinError({
      id: "copy-destination",
      what: "several sources cannot go to stdout",
      next: "ecsin cp SOURCE… FOLDER",
      exitCode: EXIT.usage,
    });
  }
  // What is here is looked at first: it takes no session.
  const looked = new Map<Source, Awaited<ReturnType<Source["look"]>>>();
  for (const { source } of from) {
    if (source instanceof LocalSource) looked.set(source, await source.look());
  }
  const seen = await to.sink.look();
  const destination: DestinationSeen = { label: to.label, isFolder: to.isFolder, ...seen };
  const places: string[] = [];
  for (const { source, contents } of from) {
    if (source instanceof StdinSource && (to.isFolder || seen.kind === "folder")) source.asTar();
    const own = looked.get(source) ?? await source.look();
    if (to.sink instanceof StdoutSink) {
      // As tar has it: a folder's own name stands before what is in it.
      places.push(own.kind === "folder" && !contents ? own.name : "");
    } else places.push(placeBelow({ ...own, contents }, destination, from.length > 1));
  }
  return places;
}

/** The container is gone: what had arrived whole is worth more than a clean table. */
async function salvage({ sink }: To, tally: Tally): Promise<void> {
  if (!(sink instanceof LocalSink) || !sink.hasWhole()) return;
  await sink.finish();
  tally.remark(
    tally.files === 1
      ? "1 file had arrived whole, and is kept"
      : `${tally.files} files had arrived whole, and are kept`,
  );
}
