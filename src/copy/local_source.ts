// Files and folders of this machine, on their way out.
import { EcsinError, EXIT } from "../error.ts";
import { folderRightsLine } from "../pasteable.ts";
import { below } from "../paths.ts";
import { quoted } from "./quoted.ts";
import { type Entry, fail, FileFailure, type Source, type Tally } from "./entry.ts";

const CHUNK_BYTES = 1 << 16;

/** Reads `path`, a file or a folder with all that is in it, in the order of names. */
export class LocalSource implements Source {
  readonly #path: string;
  readonly #name: string;
  readonly #follow: boolean;
  readonly #followFirst: boolean;
  readonly #tally: Tally;

  constructor(
    path: string,
    given: {
      readonly name: string;
      /** `-L`: what links lead to, not links. */
      readonly follow: boolean;
      /** A slash at its end: a link to a folder means the folder. */
      readonly isFolder: boolean;
      readonly tally: Tally;
    },
  ) {
    this.#path = path;
    this.#name = given.name;
    this.#follow = given.follow;
    this.#followFirst = given.follow || given.isFolder;
    this.#tally = given.tally;
  }

  async look(): Promise<{ readonly kind: "file" | "folder" | "link"; readonly name: string }> {
    const info = await this.#info(this.#path, this.#followFirst);
    const name = this.#name;
    this.#tally.total += await this.#bytes(this.#path, info, 0);
    if (info.isDirectory) return { kind: "folder", name };
    if (info.isFile) return { kind: "file", name };
    if (info.isSymlink) return { kind: "link", name };
    throw new EcsinError({
      id: "copy-source",
      what: `${quoted(this.#path)} is neither a file nor a folder`,
      next: folderRightsLine(this.#path),
      exitCode: EXIT.usage,
    });
  }

  async #info(path: string, follow: boolean): Promise<Deno.FileInfo> {
    try {
      return await (follow ? Deno.stat : Deno.lstat)(path);
    } catch (error) {
      throw new EcsinError({
        id: "copy-source",
        what: `${quoted(path)} cannot be read`,
        why: reason(error),
        next: folderRightsLine(path),
        exitCode: EXIT.usage,
      });
    }
  }

  /** For the progress line: links are not followed, so it may be fewer than come. */
  async #bytes(path: string, info: Deno.FileInfo, depth: number): Promise<number> {
    if (!info.isDirectory || depth > 40) return info.isFile ? info.size : 0;
    let bytes = 0;
    try {
      for await (const { name } of Deno.readDir(path)) {
        const whole = below(path, name);
        const child = await Deno.lstat(whole).catch(() => undefined);
        if (child !== undefined) bytes += await this.#bytes(whole, child, depth + 1);
      }
    } catch {
      // Told when it is read.
    }
    return bytes;
  }

  async *entries(): AsyncGenerator<Entry> {
    const info = await this.#info(this.#path, this.#followFirst);
    yield* this.#entry(this.#path, "", info, []);
  }

  async *#entry(
    path: string,
    inner: string,
    info: Deno.FileInfo,
    parents: readonly string[],
  ): AsyncGenerator<Entry> {
    // A date outside of what JavaScript can hold is none.
    const seconds = Math.floor((info.mtime?.getTime() ?? Number.NaN) / 1000);
    const times = Number.isNaN(seconds) ? {} : { mtime: seconds };
    if (info.isDirectory) {
      const real = this.#follow ? await Deno.realPath(path).catch(() => path) : path;
      if (parents.includes(real)) {
        return fail(this.#tally, `${quoted(path)} leads back to itself: left out`);
      }
      yield { kind: "folder", path: inner, mode: (info.mode ?? 0o755) & 0o7777, ...times };
      yield* this.#folder(path, inner, [...parents, real]);
    } else if (info.isFile) {
      const content = this.#read(path, info);
      const mode = (info.mode ?? 0o644) & 0o7777;
      yield { kind: "file", path: inner, mode, ...times, size: info.size, content };
    } else if (info.isSymlink) {
      const target = await Deno.readLink(path).catch((error: unknown) => {
        const isText = !(error instanceof Deno.errors.InvalidData);
        const why = isText ? reason(error) : "it leads to a name that is not UTF-8";
        fail(this.#tally, `${quoted(path)} cannot be read: ${why}`);
      });
      if (target !== undefined) yield { kind: "link", path: inner, target };
    } else this.#tally.remark(`${quoted(path)} is neither file, folder nor link: left out`);
  }

  async *#folder(path: string, inner: string, parents: readonly string[]): AsyncGenerator<Entry> {
    const names: string[] = [];
    try {
      for await (const { name } of Deno.readDir(path)) names.push(name);
    } catch (error) {
      return fail(this.#tally, `${quoted(path)} cannot be read: ${reason(error)}`);
    }
    for (const [at, name] of names.sort().entries()) {
      const whole = below(path, name);
      // No folder holds a name twice: one of them has U+FFFD, the other bytes that are no text.
      if (name === names[at - 1]) {
        fail(this.#tally, `${quoted(whole)} cannot be read: its name is not UTF-8`);
        continue;
      }
      let info: Deno.FileInfo;
      try {
        info = await (this.#follow ? Deno.stat : Deno.lstat)(whole);
      } catch (error) {
        const why = name.includes("\ufffd") ? "its name is not UTF-8" : reason(error);
        fail(this.#tally, `${quoted(whole)} cannot be read: ${why}`);
        continue;
      }
      yield* this.#entry(whole, inner === "" ? name : `${inner}/${name}`, info, parents);
    }
  }

  /** As many bytes as the file had when it was looked at: what grows meanwhile is cut there. */
  async *#read(path: string, info: Deno.FileInfo): AsyncGenerator<Uint8Array> {
    const read = async <Value>(work: Promise<Value>): Promise<Value> => {
      try {
        return await work;
      } catch (error) {
        throw new FileFailure(`${quoted(path)} cannot be read: ${reason(error)}`);
      }
    };
    using file = await read(Deno.open(path));
    let left = info.size;
    // Files of /proc say that they are empty, and are not.
    const isSized = info.size > 0;
    while (!isSized || left > 0) {
      const buffer = new Uint8Array(isSized ? Math.min(left, CHUNK_BYTES) : CHUNK_BYTES);
      const count = await read(file.read(buffer));
      if (count === null) break;
      left -= count;
      yield buffer.subarray(0, count);
    }
    const now = await file.stat();
    if (now.mtime?.getTime() !== info.mtime?.getTime() || now.size !== info.size) {
      this.#tally.remark(`${quoted(path)} changed while it was read`);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The system's own words, without the call that Deno puts behind them. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/ \(os error \d+\).*$/s, "");
}
