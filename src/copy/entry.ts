// What is copied, on its way: a source gives entries one after the other, a sink takes them. Every
// source goes with every sink: files here, a container, a tar on stdin or stdout.

import type { Kind } from "./destination.ts";

/** A folder, before what is in it. */
export interface FolderEntry {
  readonly kind: "folder";
  /** Below the source, with `/`; empty for the source itself. */
  readonly path: string;
  /** Permission bits, 0–0o7777. */
  readonly mode: number;
  /** Seconds since 1970; undefined where it could not be learned. */
  readonly mtime?: number;
  /** The source did not tell of it: made where it is missing, and else left as it is. */
  readonly isImplied?: true;
}

/** A file and its bytes, which are read once and in order. */
export interface FileEntry {
  readonly kind: "file";
  readonly path: string;
  readonly mode: number;
  readonly mtime?: number;
  /** Bytes as far as was known before it was read; `content` decides. */
  readonly size?: number;
  /** Throws a {@link FileFailure} when what was read is not sure: then nothing of it may stay. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** A symbolic link. */
export interface LinkEntry {
  readonly kind: "link";
  readonly path: string;
  readonly target: string;
  /** One more name of a file that came before: of a tar on stdin, which only a container takes. */
  readonly isHard?: true;
}

/** One step of a copy. */
export type Entry = FolderEntry | FileEntry | LinkEntry;

/** Where entries come from. */
export interface Source {
  /** What it is; throws an EcsinError when there is nothing. */
  look(): Promise<{ readonly kind: "file" | "folder" | "link"; readonly name: string }>;
  /** `isKept` tells of what need not be read. */
  entries(isKept: (path: string) => Promise<boolean>): AsyncIterable<Entry>;
  /** Ends what is open; after {@link entries} or instead of it. */
  close(): Promise<void>;
}

/** Where entries go. */
export interface Sink {
  /** What is there already. */
  look(): Promise<{ readonly kind: Kind; readonly hasParent: boolean }>;
  /** Whether something is at `path` below the destination that is to be left alone. */
  keeps(path: string): Promise<boolean>;
  /** Takes an entry that is to stand at `path` below the destination. */
  put(entry: Entry, path: string): Promise<void>;
  /** Puts everything in its place. */
  finish(): Promise<void>;
  /** Takes back whatever is not in its place. */
  abandon(): Promise<void>;
}

/** What a copy did, as it does it. */
export interface Tally {
  /** Files that are in their place. */
  files: number;
  /** Bytes of files that are under way or arrived. */
  bytes: number;
  /** Bytes to come, as far as is known. */
  total: number;
  /** Left alone with -n. */
  kept: number;
  /** Files that did not arrive. */
  failed: number;
  /** By what it was verified; the weakest of all ends. */
  digest: DigestTool | undefined;
  /** Who owns the result in the container. */
  owner: string | undefined;
  readonly remark: (text: string) => void;
}

/** Programs of an image that give a digest, best first; `size` where there is none. */
export type DigestTool = "sha256sum" | "md5sum" | "cksum" | "size";

/** A tally of nothing. */
export function newTally(remark: (text: string) => void): Tally {
  return {
    files: 0,
    bytes: 0,
    total: 0,
    kept: 0,
    failed: 0,
    digest: undefined,
    owner: undefined,
    remark,
  };
}

/** One thing did not arrive; the rest goes on. */
export function fail(tally: Tally, text: string): void {
  tally.failed++;
  tally.remark(text);
}

/** One file could not be read to its end; what was written of it must go, the others go on. */
export class FileFailure extends Error {
  override readonly name = "FileFailure";
}

/** Joins two paths with `/`, either of which may be empty. */
export function joinPath(left: string, right: string): string {
  return left === "" ? right : right === "" ? left : `${left}/${right}`;
}
