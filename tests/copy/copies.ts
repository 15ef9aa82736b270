// Copies between a folder of this machine and a container of shells.ts, and trees to compare.
import { copy } from "../../src/copy/copy.ts";
import { newTally, type Tally } from "../../src/copy/entry.ts";
import { LocalSink } from "../../src/copy/local_sink.ts";
import { LocalSource } from "../../src/copy/local_source.ts";
import { readPath } from "../../src/copy/location.ts";
import type { Remote } from "../../src/copy/remote.ts";
import { RemoteSink } from "../../src/copy/remote_sink.ts";
import { RemoteSource } from "../../src/copy/remote_source.ts";

/** How a copy is made. */
export interface CopyOptions {
  readonly follow?: boolean;
  readonly overwrite?: boolean;
  readonly parallel?: number;
  readonly owner?: string;
  readonly signal?: AbortSignal;
}

/** What a copy did, with its remarks. */
export type Copied = Tally & { readonly remarks: string[] };

/** Copies a local path into a container. */
export async function upload(
  from: string,
  remote: Remote,
  to: string,
  options: CopyOptions = {},
): Promise<Copied> {
  const { tally, remarks } = tallying();
  const source = readPath(from);
  const sink = readPath(to);
  await copy(
    [{
      source: new LocalSource(source.path, {
        ...source,
        follow: options.follow ?? false,
        tally,
      }),
      contents: source.contents,
    }],
    {
      sink: new RemoteSink(remote, sink.path, {
        overwrite: options.overwrite ?? true,
        owner: options.owner,
        tally,
        parallel: options.parallel ?? 1,
        signal: options.signal ?? new AbortController().signal,
      }),
      label: to,
      isFolder: sink.isFolder,
    },
    tally,
  );
  return { ...tally, remarks };
}

/** Copies a container's path to this machine. */
export async function download(
  remote: Remote,
  from: string,
  to: string,
  options: CopyOptions & { readonly os?: typeof Deno.build.os } = {},
): Promise<Copied> {
  const { tally, remarks } = tallying();
  const source = readPath(from);
  const sink = readPath(to);
  await copy(
    [{ source: remoteSource(remote, from, tally, options), contents: source.contents }],
    {
      sink: new LocalSink(sink.path, {
        overwrite: options.overwrite ?? true,
        tally,
        ...(options.os === undefined ? {} : { os: options.os }),
      }),
      label: to,
      isFolder: sink.isFolder,
    },
    tally,
  );
  return { ...tally, remarks };
}

/** A container's path as a source. */
export function remoteSource(
  remote: Remote,
  from: string,
  tally: Tally,
  options: CopyOptions = {},
): RemoteSource {
  const { path, name, isFolder } = readPath(from);
  return new RemoteSource(remote, path, {
    name,
    isFolder,
    follow: options.follow ?? false,
    tally,
    parallel: options.parallel ?? 1,
    signal: options.signal ?? new AbortController().signal,
    counts: true,
  });
}

/** A tally that keeps its remarks. */
export function tallying(): { readonly tally: Tally; readonly remarks: string[] } {
  const remarks: string[] = [];
  return { tally: newTally((text) => void remarks.push(text)), remarks };
}

/** All that is below a folder: path → what it is, to compare. */
export async function treeOf(root: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  const walk = async (folder: string, below: string) => {
    for await (const { name } of Deno.readDir(folder)) {
      const [whole, path] = [`${folder}/${name}`, below === "" ? name : `${below}/${name}`];
      const info = await Deno.lstat(whole);
      const mode = ((info.mode ?? 0) & 0o7777).toString(8);
      const time = Math.floor((info.mtime?.getTime() ?? 0) / 1000);
      if (info.isDirectory) {
        tree[path] = `folder ${mode} ${time}`;
        await walk(whole, path);
      } else if (info.isSymlink) tree[path] = `link ${await Deno.readLink(whole)}`;
      else tree[path] = `file ${mode} ${time} ${info.size} ${await sum(whole)}`;
    }
  };
  await walk(root, "");
  return tree;
}

async function sum(path: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", await Deno.readFile(path))).toHex();
}

/** A folder for a test, removed with it. */
export async function folder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir({ prefix: "ecsin-copy-" });
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}
