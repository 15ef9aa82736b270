// Files on their way into a container: gathered into pieces, sent by one session or several, and put
// in their places by a last script when all of them are verified.
import { joined } from "../bytes.ts";
import { gzipped } from "./compressed.ts";
import type { Kind } from "./destination.ts";
import { digestOf, startDigest, weaker } from "./digest.ts";
import {
  type DigestTool,
  type Entry,
  fail,
  type FileEntry,
  FileFailure,
  type Sink,
  type Tally,
} from "./entry.ts";
import { lastWords } from "./listing.ts";
import { notOwned, unplaced } from "./lost.ts";
import { fieldText } from "./marks.ts";
import { pack, PACK_BYTES, PACK_FILES, type SmallFile } from "./pack.ts";
import type { Piece } from "./piece.ts";
import type { Sender, Sending } from "./sender.ts";
import { Senders } from "./senders.ts";
import { type PlacedFile, placeScript, type Placing } from "./place_script.ts";
import { quoted } from "./quoted.ts";
import type { Remote } from "./remote.ts";
import { checkRoom } from "./room.ts";
import { unsafePath } from "./safe_name.ts";
import { sharedBytes } from "./shared_bytes.ts";

/** Most bytes of one piece of a large file: whole MiB, as dd counts them. */
const PIECE_BYTES = 8 << 20;
const MIB = 1 << 20;
/** Files of fewer bytes travel in packs. */
const SMALL_BYTES = 1 << 20;
/** How long a session that takes back what was begun may last. */
const DROP_MS = 20_000;

/** What a {@link RemoteSink} is made with. */
export interface RemoteSinkOptions {
  readonly overwrite: boolean;
  readonly owner: string | undefined;
  readonly tally: Tally;
  readonly parallel: number;
  readonly signal: AbortSignal;
}

/** Writes below `path` of a container. */
export class RemoteSink implements Sink {
  readonly #options: RemoteSinkOptions;
  readonly #sending: Sending;
  readonly #senders: Senders;
  /** By path: of two of one name, as a tar may have them, the later one counts. */
  readonly #files = new Map<string, PlacedFile>();
  readonly #folders: Placing["folders"][number][] = [];
  readonly #links: Placing["links"][number][] = [];
  #small: SmallFile[] = [];
  #smallBytes = 0;
  #pieces = 0;
  #packs = 0;
  #isPlaced = false;
  #tool: DigestTool = "size";
  #action: "tar" | "cut" = "cut";
  #hasGzip = false;
  #kind: Kind = "nothing";

  constructor(remote: Remote, path: string, options: RemoteSinkOptions) {
    this.#options = options;
    this.#sending = {
      remote,
      path,
      id: crypto.getRandomValues(new Uint8Array(4)).toHex(),
      signal: options.signal,
      count: (bytes) => void (options.tally.bytes += bytes),
      hasStdin: true,
    };
    this.#senders = new Senders(this.#sending, options.parallel);
  }

  async look() {
    const seen = await this.#senders.begin();
    const { tally, owner } = this.#options;
    this.#tool = seen.tool;
    tally.digest = weaker(tally.digest, this.#tool);
    tally.owner = owner ?? seen.owner;
    this.#action = seen.hasTar && this.#sending.hasStdin ? "tar" : "cut";
    this.#hasGzip = seen.hasGzip;
    this.#kind = seen.kind;
    return { kind: seen.kind, hasParent: seen.hasParent };
  }

  keeps(path: string): Promise<boolean> {
    return Promise.resolve(path === "" && this.#kind === "file" && !this.#options.overwrite);
  }

  /** Throws an EcsinError (`copy-no-room`) where df knows of fewer free bytes. */
  checkRoom(bytes: number): void {
    const { remote, path } = this.#sending;
    checkRoom(this.#senders.first?.seen?.df ?? "", bytes, remote, path);
  }

  async put(entry: Entry, path: string): Promise<void> {
    // Of another container, or of a tar on stdin: neither is trusted.
    const { tally } = this.#options;
    const other = entry.kind === "link" && entry.isHard === true ? entry.target : "";
    const why = unsafePath(path, "linux") ?? unsafePath(other, "linux");
    if (why !== undefined) return fail(tally, `${quoted(path)} is left out: ${why}`);
    if (entry.kind === "folder") this.#folders.push({ ...entry, path });
    else if (entry.kind === "link") this.#links.push({ ...entry, path });
    else await this.#file(entry, path);
  }

  async #file({ content, mode, mtime, size = 0 }: FileEntry, path: string): Promise<void> {
    const big = this.#packs++;
    const whole = startDigest(this.#tool);
    const times = mtime === undefined ? {} : { mtime };
    const pieceBytes = sharedBytes(size, this.#options.parallel, PIECE_BYTES);
    let parts: Uint8Array[] = [];
    let length = 0;
    let offset = 0;
    const send = async (bytes: Uint8Array) => {
      const action = `at ${big} ${offset / MIB}`;
      offset += bytes.length;
      await this.#send(bytes, action);
    };
    try {
      for await (const bytes of content) {
        parts.push(bytes);
        length += bytes.length;
        while (length >= pieceBytes) {
          const all = joined(parts);
          const piece = all.subarray(0, pieceBytes);
          whole.update(piece);
          await send(piece);
          parts = [all.subarray(pieceBytes)];
          length -= pieceBytes;
        }
      }
    } catch (error) {
      if (!(error instanceof FileFailure)) throw error;
      return fail(this.#options.tally, error.message);
    }
    const rest = joined(parts);
    if (offset === 0 && rest.length < SMALL_BYTES) {
      return await this.#smallFile({ path, mode, ...times, bytes: rest });
    }
    whole.update(rest);
    if (rest.length > 0) await send(rest);
    this.#files.set(path, { part: `f${big}`, path, mode, ...times, digest: whole.value() });
  }

  async #smallFile(file: SmallFile): Promise<void> {
    const most = this.#sending.hasStdin ? PACK_BYTES[this.#action] : PACK_BYTES.cut / 4;
    if (this.#smallBytes + file.bytes.length > most || this.#small.length >= PACK_FILES) {
      await this.#sendPack();
    }
    this.#small.push(file);
    this.#smallBytes += file.bytes.length;
  }

  async #sendPack(): Promise<void> {
    if (this.#small.length === 0) return;
    const number = this.#packs++;
    const { bytes, action, script, files } = await pack(
      number,
      this.#small,
      this.#action,
      this.#tool,
    );
    const rawBytes = this.#smallBytes;
    this.#small = [];
    this.#smallBytes = 0;
    for (const file of files) this.#files.set(file.path, file);
    await this.#send(bytes, `${action} ${number} ${script}`, { rawBytes });
  }

  /** Hands a piece over; resolves when there is room for another. */
  async #send(
    bytes: Uint8Array,
    action: string,
    given: Partial<Pick<Piece, "rawBytes" | "onRecord">> = {},
  ): Promise<void> {
    const packed = this.#hasGzip ? await gzipped(bytes) : undefined;
    const piece: Piece = {
      number: this.#pieces++,
      wire: packed ?? bytes,
      isGzip: packed !== undefined,
      digest: digestOf(this.#tool, bytes),
      rawBytes: bytes.length,
      action,
      ...given,
    };
    await this.#senders.send(piece);
  }

  async finish(): Promise<void> {
    await this.#sendPack();
    await this.#senders.settled();
    const { tally, overwrite, owner } = this.#options;
    const { remote, path } = this.#sending;
    const count = this.#files.size + this.#links.length;
    if (count + this.#folders.length > 0) {
      let refused = 0;
      let kept: number | undefined;
      const script = placeScript({
        folders: this.#folders,
        files: [...this.#files.values()],
        links: this.#links,
        overwrite,
        owner,
        tool: this.#tool,
      });
      const onRecord: Piece["onRecord"] = (name, fields) => {
        const [words = "", path = ""] = fields.map(fieldText);
        if (name === "kept") kept = Number(words);
        if (name === "owner") throw notOwned(remote, owner ?? "", lastWords(words));
        if (name !== "x") return;
        refused++;
        fail(tally, `${quoted(path)} could not be made: ${lastWords(words)}`);
      };
      await this.#send(new TextEncoder().encode(script), "go 0 0", { rawBytes: 0, onRecord });
      await this.#senders.settled();
      if (kept === undefined) throw unplaced(remote, path);
      tally.files += Math.max(0, count - refused - kept);
      tally.kept += kept;
    }
    this.#isPlaced = true;
    await this.#drop(this.#senders.first);
    await this.#senders.close();
  }

  async abandon(): Promise<void> {
    if (this.#isPlaced) return;
    this.#isPlaced = true;
    await this.#senders.stop();
    await this.#drop(undefined);
  }

  /** Removes the folder of parts, by a session that is there or by another. */
  async #drop(sender: Sender | undefined): Promise<void> {
    if (this.#pieces === 0) return;
    if (await sender?.drop().catch(() => false) === true) return;
    const signal = AbortSignal.timeout(DROP_MS);
    const another = this.#senders.another(signal);
    if (await another.drop().catch(() => false)) return;
    const parts = this.#senders.first?.seen?.parts ?? this.#sending.path;
    this.#options.tally.remark(
      `${quoted(parts)} may be left behind in ${this.#sending.remote.label}`,
    );
  }
}
