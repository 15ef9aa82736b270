// `-`: bytes from stdin or to stdout; a folder goes as a tar.
import { createTarPacker } from "modern-tar";
import { EcsinError, EXIT } from "../error.ts";
import { type Entry, fail, type FileEntry, FileFailure, type Sink, type Source } from "./entry.ts";
import type { Tally } from "./entry.ts";
import { reason } from "./local_source.ts";
import { quoted } from "./quoted.ts";
import { tarEntries } from "./stdin_tar.ts";
import { tarTime } from "./tar_time.ts";

/** stdin: the bytes of one file, or with {@link asTar} what a tar holds. */
export class StdinSource implements Source {
  readonly #bytes: ReadableStream<Uint8Array>;
  readonly #tally: Tally;
  #isTar = false;

  constructor(bytes: ReadableStream<Uint8Array>, tally: Tally) {
    this.#bytes = bytes;
    this.#tally = tally;
  }

  /** It is to be unpacked: its destination is a folder. */
  asTar(): void {
    this.#isTar = true;
  }

  look() {
    return Promise.resolve({ kind: this.#isTar ? "folder" as const : "file" as const, name: "" });
  }

  async *entries(): AsyncGenerator<Entry> {
    if (!this.#isTar) {
      yield { kind: "file", path: "", mode: 0o644, content: this.#bytes };
      return;
    }
    try {
      yield* tarEntries(this.#bytes, this.#tally);
    } catch (error) {
      if (error instanceof EcsinError || error instanceof FileFailure) throw error;
      throw new EcsinError({
        id: "copy-tar",
        what: "stdin is not a readable tar archive",
        why: [
          reason(error),
          "into a folder, - is unpacked; for a file of these bytes name the file: web:/folder/name",
        ],
        next: "tar c FOLDER | ecsin cp - TARGET:/folder/",
        exitCode: EXIT.usage,
      });
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** stdout: a file's bytes as they are, a folder as a tar. */
export class StdoutSink implements Sink {
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  readonly #tally: Tally;
  #packer: ReturnType<typeof createTarPacker> | undefined;
  #written: Promise<void> | undefined;
  /** What stdout failed with: what the packer says then is only that it was stopped. */
  #failure: { readonly error: unknown } | undefined;

  constructor(write: (bytes: Uint8Array) => Promise<void>, tally: Tally) {
    this.#write = write;
    this.#tally = tally;
  }

  look() {
    return Promise.resolve({ kind: "nothing" as const, hasParent: true });
  }

  keeps(): Promise<boolean> {
    return Promise.resolve(false);
  }

  async put(entry: Entry, path: string): Promise<void> {
    try {
      await this.#put(entry, path);
    } catch (error) {
      throw this.#failure?.error ?? error;
    }
  }

  async #put(entry: Entry, path: string): Promise<void> {
    if (entry.kind !== "file") return await this.#putWhole(entry, path);
    let content;
    try {
      content = await begun(entry.content);
    } catch (error) {
      if (!(error instanceof FileFailure)) throw error;
      return fail(this.#tally, error.message);
    }
    try {
      await this.#putWhole({ ...entry, content }, path);
    } catch (error) {
      throw error instanceof FileFailure ? notWhole(error) : error;
    }
  }

  async #putWhole(entry: Entry, path: string): Promise<void> {
    if (path === "" && entry.kind === "file") {
      for await (const bytes of entry.content) await this.#write(bytes);
      this.#tally.files++;
      return;
    }
    if (entry.kind === "link" && path === "") {
      throw new EcsinError({
        id: "copy-source",
        what: `the source is a link to ${quoted(entry.target)}, and stdout takes bytes`,
        next: "ecsin cp -L …",
        exitCode: EXIT.usage,
      });
    }
    const { controller } = this.#open();
    const time = tarTime("mtime" in entry ? entry.mtime : undefined);
    if (entry.kind === "folder") {
      const name = path === "" ? "./" : `${path}/`;
      const header = { name, type: "directory" as const, size: 0, mode: entry.mode, ...time };
      return await controller.add(header).close();
    }
    if (entry.kind === "link") {
      const header = { name: path, type: "symlink" as const, linkname: entry.target, size: 0 };
      await controller.add(header).close();
      this.#tally.files++;
      return;
    }
    await this.#file(entry, path, time);
  }

  async #file(
    entry: FileEntry,
    path: string,
    time: ReturnType<typeof tarTime>,
  ): Promise<void> {
    const { controller } = this.#open();
    // A tar tells a size first: what it is not known of is read first.
    const held: Uint8Array[] = [];
    if (entry.size === undefined || entry.size === 0) {
      for await (const bytes of entry.content) held.push(bytes);
    }
    const size = entry.size || held.reduce((sum, { length }) => sum + length, 0);
    const writer = controller.add({ name: path, size, mode: entry.mode, ...time }).getWriter();
    let left = size;
    for await (const bytes of held.length > 0 || size === 0 ? held : entry.content) {
      const fits = bytes.subarray(0, left);
      left -= fits.length;
      if (fits.length > 0) await writer.write(fits);
    }
    if (left > 0) {
      fail(
        this.#tally,
        `${quoted(path)} became shorter while it was read: zeros stand for the rest`,
      );
      for (; left > 0; left -= Math.min(left, 65_536)) {
        await writer.write(new Uint8Array(Math.min(left, 65_536)));
      }
    } else this.#tally.files++;
    await writer.close();
  }

  #open(): ReturnType<typeof createTarPacker> {
    if (this.#packer !== undefined) return this.#packer;
    const packer = createTarPacker();
    this.#written = (async () => {
      for await (const bytes of packer.readable) {
        await this.#write(bytes).catch((error) => {
          this.#failure = { error };
          throw error;
        });
      }
    })();
    this.#written.catch((error) => packer.controller.error(error));
    return this.#packer = packer;
  }

  async finish(): Promise<void> {
    try {
      this.#packer?.controller.finalize();
      await this.#written;
    } catch (error) {
      throw this.#failure?.error ?? error;
    }
  }

  abandon(): Promise<void> {
    return Promise.resolve();
  }
}

/** The content once its first bytes are there: what cannot be read at all is left out. */
async function begun(content: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const pieces = content[Symbol.asyncIterator]();
  const first = await pieces.next();
  return (async function* () {
    for (let each = first; each.done !== true; each = await pieces.next()) yield each.value;
  })();
}

/** What is on stdout cannot be taken back. */
function notWhole({ message }: FileFailure): EcsinError {
  return new EcsinError({
    id: "copy-cut",
    what: message,
    why: "a part of it is on stdout already, and is not to be used",
    next: "ecsin cp TARGET:/file FILE",
    exitCode: EXIT.failure,
  });
}
