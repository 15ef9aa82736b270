// Files and folders of this machine, on their way in. Files are written into a folder of their own
// beside the destination and renamed once they are whole; no existing link is ever written through.
import { type Entry, fail, type FileEntry, FileFailure, type Sink, type Tally } from "./entry.ts";
import { below, folderOf } from "../paths.ts";
import { reason } from "./local_source.ts";
import { unwritten, writePart } from "./part_file.ts";
import { quoted } from "./quoted.ts";
import { foldedPath, unsafeLink, unsafePath, wayOf } from "./safe_name.ts";

interface Staged {
  /** Its name in the folder of parts. */
  readonly part: string;
  readonly path: string;
  readonly mode: number;
  readonly mtime: number | undefined;
}

/** Writes below `path`. */
export class LocalSink implements Sink {
  readonly #path: string;
  readonly #overwrite: boolean;
  readonly #tally: Tally;
  readonly #os: typeof Deno.build.os;
  readonly #staged: Staged[] = [];
  readonly #folders: Extract<Entry, { kind: "folder" }>[] = [];
  readonly #links: Extract<Entry, { kind: "link" }>[] = [];
  /** Folded path → path as it was first seen. */
  readonly #seen = new Map<string, string>();
  /** Folders that were not there before. */
  readonly #made = new Set<string>();
  #parts: string | undefined;
  #count = 0;
  #isFolder = false;

  constructor(
    path: string,
    given: {
      readonly overwrite: boolean;
      readonly tally: Tally;
      /** Whose rules for names are kept; this machine's by default. */
      readonly os?: typeof Deno.build.os;
    },
  ) {
    this.#path = path;
    this.#overwrite = given.overwrite;
    this.#tally = given.tally;
    this.#os = given.os ?? Deno.build.os;
  }

  async look() {
    const info = await Deno.stat(this.#path).catch(() => undefined);
    const parent = await Deno.stat(this.#parent()).catch(() => undefined);
    this.#isFolder = info?.isDirectory === true;
    const hasParent = parent?.isDirectory === true;
    if (info === undefined) return { kind: "nothing" as const, hasParent };
    // /dev/stdout is a link, and may lead to a file.
    const isFile = info.isFile && folderOf(this.#path) !== "/dev";
    const kind = info.isDirectory ? "folder" : isFile ? "file" : "other";
    return { kind, hasParent } as const;
  }

  async keeps(path: string): Promise<boolean> {
    return !this.#overwrite && await exists(this.#below(path));
  }

  async put(entry: Entry, path: string): Promise<void> {
    const placed = { ...entry, path };
    const why = unsafePath(path, this.#os) ?? this.#folds(path) ??
      (entry.kind === "link" ? unsafeLink(path, entry.target) : undefined);
    if (why !== undefined) {
      const own = quoted(path === "" ? this.#path : path);
      const name = entry.kind === "link" ? `${own} → ${quoted(entry.target)}` : own;
      return fail(this.#tally, `${name} is left out: ${why}`);
    }
    if (placed.kind === "folder") this.#folders.push(placed);
    else if (placed.kind === "link") this.#links.push(placed);
    else await this.#file(placed);
  }

  async #file(entry: FileEntry): Promise<void> {
    const target = this.#below(entry.path);
    if (!this.#overwrite && await exists(target)) {
      this.#tally.kept++;
      return;
    }
    this.#parts ??= await this.#makeParts();
    const part = below(this.#parts, String(this.#count++));
    try {
      await writePart(part, entry.content, target);
    } catch (error) {
      if (!(error instanceof FileFailure)) throw error;
      await Deno.remove(part);
      return fail(this.#tally, error.message);
    }
    this.#staged.push({ part, path: entry.path, mode: entry.mode, mtime: entry.mtime });
  }

  /** Whether files wait for their places. */
  hasWhole(): boolean {
    return this.#staged.length > 0;
  }

  async finish(): Promise<void> {
    for (const { path } of this.#folders) await this.#try(path, () => this.#makeFolder(path));
    for (const staged of this.#staged) {
      await this.#try(staged.path, async () => {
        const target = await this.#checked(staged.path);
        if (!this.#overwrite && await exists(target)) {
          this.#tally.kept++;
          return;
        }
        await mayReplace(target);
        if (this.#os !== "windows") await Deno.chmod(staged.part, staged.mode & 0o777);
        if (staged.mtime !== undefined) await Deno.utime(staged.part, staged.mtime, staged.mtime);
        await Deno.rename(staged.part, target);
        this.#tally.files++;
      });
    }
    for (const link of this.#links) await this.#try(link.path, () => this.#makeLink(link));
    // At the end: what is put into a folder changes its time, and its mode may forbid to put any.
    for (const { path, mode, mtime } of this.#folders.toReversed()) {
      if (path === "" && !this.#made.has(path)) continue;
      await this.#try(path, async () => {
        const folder = this.#below(path);
        if (this.#os !== "windows") await Deno.chmod(folder, mode & 0o777);
        if (mtime !== undefined) await Deno.utime(folder, mtime, mtime);
      });
    }
    await this.abandon();
  }

  async abandon(): Promise<void> {
    if (this.#parts !== undefined) await Deno.remove(this.#parts, { recursive: true });
    this.#parts = undefined;
  }

  async #try(path: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      fail(this.#tally, `${quoted(this.#below(path))} could not be made: ${reason(error)}`);
    }
  }

  async #makeFolder(path: string): Promise<void> {
    const target = await this.#checked(path);
    const info = await Deno.lstat(target).catch(() => undefined);
    if (info?.isDirectory === true || path === "" && this.#isFolder) return;
    // Open while it is filled; its own mode comes at the end.
    await Deno.mkdir(target, { mode: 0o700 });
    this.#made.add(path);
  }

  async #makeLink({ path, target }: Extract<Entry, { kind: "link" }>): Promise<void> {
    const place = await this.#checked(path);
    for (const passed of wayOf(path, target)) {
      const isLink = this.#links.some((link) => this.#isOne(link.path, passed)) ||
        await Deno.lstat(this.#below(passed)).then(({ isSymlink }) => isSymlink, () => false);
      if (isLink) throw new Error("it goes through another link and up from there");
    }
    const info = await Deno.lstat(place).catch(() => undefined);
    if (info !== undefined && !this.#overwrite) {
      this.#tally.kept++;
      return;
    }
    await mayReplace(place);
    if (info !== undefined) await Deno.remove(place);
    await Deno.symlink(target, place);
    this.#tally.files++;
  }

  /** The path, once no folder on the way to it is a link that leads elsewhere. */
  async #checked(path: string): Promise<string> {
    const names = path.split("/");
    for (let count = 1; count < names.length; count++) {
      const folder = this.#below(names.slice(0, count).join("/"));
      const info = await Deno.lstat(folder);
      if (!info.isDirectory) throw new Error(`${quoted(folder)} is a link or a file there`);
    }
    return this.#below(path);
  }

  #below(path: string): string {
    return path === "" ? this.#path : below(this.#path, path);
  }

  #parent(): string {
    return folderOf(this.#path);
  }

  #isOne(path: string, other: string): boolean {
    return foldedPath(path, this.#os) === foldedPath(other, this.#os);
  }

  #folds(path: string): string | undefined {
    const folded = foldedPath(path, this.#os);
    const first = this.#seen.get(folded);
    if (first === undefined) this.#seen.set(folded, path);
    return first === undefined || first === path
      ? undefined
      : `this file system takes it for ${quoted(first)}`;
  }

  async #makeParts(): Promise<string> {
    const beside = this.#isFolder ? this.#path : this.#parent();
    const name = `.ecsin-${crypto.randomUUID().slice(0, 8)}.part`;
    const parts = below(beside, name);
    try {
      await Deno.mkdir(parts, { mode: 0o700 });
    } catch (error) {
      throw unwritten(beside, error);
    }
    return parts;
  }
}

/** Throws where something is that a file must not take the place of. */
async function mayReplace(path: string): Promise<void> {
  const info = await Deno.lstat(path).catch(() => undefined);
  if (info === undefined || info.isFile || info.isSymlink) return;
  throw new Error(info.isDirectory ? "a folder is there" : "a device, pipe or socket is there");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
