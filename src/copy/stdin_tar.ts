// A tar on stdin, on its way into a container: what is in it, entry by entry. What it holds may come
// from anywhere; what its names may be is for the sink to say.
import { createTarDecoder } from "modern-tar";
import { type Entry, fail, type FolderEntry, type Tally } from "./entry.ts";
import { quoted } from "./quoted.ts";

const BLOCK_BYTES = 512;
/** Where a header has its type, and where the word that only GNU's has (tar(5), "GNU tar"). */
const TYPE_AT = 156;
const MAGIC_AT = 257;
const GNU_MAGIC = "ustar  ";
/** A sparse file, and the rest of a file of another tape: their bytes are not the file's. */
const GNU_PARTS = "SM";

/** The entries of a tar, folders before what is in them; throws where it is none, or breaks off. */
export async function* tarEntries(
  bytes: ReadableStream<Uint8Array>,
  tally: Tally,
): AsyncGenerator<Entry> {
  const watch = new Watch();
  const entries = bytes.pipeThrough(watch.stream()).pipeThrough(createTarDecoder({ strict: true }));
  const folders = new Set<string>([""]);
  for await (const { header, body } of entries) {
    if (Object.keys(header.pax ?? {}).some((key) => key.startsWith("GNU.sparse."))) {
      throw sparse();
    }
    const path = pathOf(header.name);
    const seconds = Math.floor((header.mtime?.getTime() ?? Number.NaN) / 1000);
    const mtime = Number.isNaN(seconds) ? {} : { mtime: seconds };
    const mode = (header.mode ?? 0o644) & 0o7777;
    for (const folder of missing(path, folders)) yield folder;
    switch (header.type ?? "file") {
      case "file":
        yield { kind: "file", path, mode, ...mtime, size: header.size, content: body };
        break;
      case "directory":
        folders.add(path);
        yield { kind: "folder", path, mode, ...mtime };
        break;
      case "symlink":
        yield { kind: "link", path, target: header.linkname ?? "" };
        break;
      case "link":
        yield { kind: "link", path, target: pathOf(header.linkname ?? ""), isHard: true };
        break;
      default:
        fail(tally, `${quoted(path)} is left out: a ${header.type} in a tar is not copied`);
    }
    // What nobody read is passed over.
    if (!body.locked) await body.cancel();
  }
  watch.end();
}

/** Without `./` or `/` in front, and without a slash at the end; empty for the destination. */
function pathOf(name: string): string {
  return name.replace(/^(\.?\/)+/, "").replace(/\/+$/, "").replace(/^\.$/, "");
}

/** Folders on the way to a path that the tar has not told of: tar makes those too. */
function* missing(path: string, folders: Set<string>): Generator<FolderEntry> {
  const names = path.split("/");
  if (names.includes("..")) return;
  for (let count = 1; count < names.length; count++) {
    const folder = names.slice(0, count).join("/");
    if (folders.has(folder)) continue;
    folders.add(folder);
    yield { kind: "folder", path: folder, mode: 0o755, isImplied: true };
  }
}

function sparse(): Error {
  return new Error("it holds sparse files (tar -S) or parts of files, which only GNU tar unpacks");
}

/** Watches a tar for what its decoder does not ask for: its end, and files that are none. */
class Watch {
  #zeros = 0;
  #rest: Uint8Array = new Uint8Array(0);

  /** Throws where the tar broke off. */
  end(): void {
    if (this.#zeros < BLOCK_BYTES) {
      throw new Error("it breaks off: the end of a tar is 512 zeros at least");
    }
  }

  stream(): TransformStream<Uint8Array, Uint8Array> {
    return new TransformStream({
      transform: (bytes, controller) => {
        this.#look(bytes);
        let last = bytes.length;
        while (last > 0 && bytes[last - 1] === 0) last--;
        this.#zeros = last === 0 ? this.#zeros + bytes.length : bytes.length - last;
        controller.enqueue(bytes);
      },
    });
  }

  /** Every block that could be such a header is taken for one: in a tar of tars it may be none. */
  #look(bytes: Uint8Array): void {
    const all = new Uint8Array(this.#rest.length + bytes.length);
    all.set(this.#rest);
    all.set(bytes, this.#rest.length);
    let at = 0;
    for (; at + BLOCK_BYTES <= all.length; at += BLOCK_BYTES) {
      if (!GNU_PARTS.includes(String.fromCharCode(all[at + TYPE_AT] ?? 0))) continue;
      const magic = all.subarray(at + MAGIC_AT, at + MAGIC_AT + GNU_MAGIC.length);
      if (String.fromCharCode(...magic) === GNU_MAGIC) throw sparse();
    }
    this.#rest = all.slice(at);
  }
}
