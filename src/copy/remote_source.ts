// Files of a container, on their way out: listed once, then fetched by one session or several.
import { EcsinError, EXIT } from "../error.ts";
import { digestTool, weaker } from "./digest.ts";
import { type DigestTool, type Entry, fail, type Source, type Tally } from "./entry.ts";
import { fetchJobs } from "./fetch_jobs.ts";
import { type Job, type JobResult, jobsOf, partsOf } from "./jobs.ts";
import { PartsReading, taken } from "./parts_reading.ts";
import { GIVE_SCRIPT } from "./give_script.ts";
import { type Listed, type ListedFile, readListed } from "./listing.ts";
import { lostError } from "./lost.ts";
import { fieldText } from "./marks.ts";
import { quoted } from "./quoted.ts";
import type { Remote } from "./remote.ts";
import { newNonce, ScriptRun } from "./script_run.ts";

/** Sessions that are begun before a listing is given up. */
const MOST_TRIES = 4;

/** What a {@link RemoteSource} is made with. */
export interface RemoteSourceOptions {
  /** Its last name; empty for `/`. */
  readonly name: string;
  /** `-L`: what links lead to, not links. */
  readonly follow: boolean;
  /** A slash at its end: a link to a folder means the folder. */
  readonly isFolder: boolean;
  readonly tally: Tally;
  /** How many sessions at once. */
  readonly parallel: number;
  readonly signal: AbortSignal;
  /** What came is counted here; what goes on to another container is counted there. */
  readonly counts: boolean;
}

/** Reads `path` of a container. */
export class RemoteSource implements Source {
  readonly #remote: Remote;
  readonly #path: string;
  readonly #given: RemoteSourceOptions;
  #session: ScriptRun | undefined;
  #hasStdin = true;
  #tool: DigestTool = "size";
  #kind = "";
  #listed: Listed[] = [];

  constructor(remote: Remote, path: string, given: RemoteSourceOptions) {
    this.#remote = remote;
    this.#path = path;
    this.#given = given;
  }

  async look(): Promise<{ readonly kind: "file" | "folder" | "link"; readonly name: string }> {
    for (let tries = 1; !await this.#list(); tries++) {
      const session = this.#session;
      const end = await session?.end ?? { kind: "lost", why: "it was left", final: true };
      if (end.kind === "no-stdin" && this.#hasStdin) this.#hasStdin = false;
      else if (tries >= MOST_TRIES || end.kind !== "lost" || end.final) {
        throw await lostError(this.#remote, end, session?.stderr ?? "");
      }
    }
    const { tally, name } = this.#given;
    tally.digest = weaker(tally.digest, this.#tool);
    if (this.#kind === "file" || this.#kind === "folder" || this.#kind === "link") {
      for (const each of this.#listed) if (each.kind === "file") tally.total += each.size;
      return { kind: this.#kind, name };
    }
    await this.close();
    throw new EcsinError({
      id: "copy-source",
      what: this.#kind === "nothing"
        ? `there is no ${quoted(this.#path)} in ${this.#remote.label}`
        : `${quoted(this.#path)} in ${this.#remote.label} is neither a file nor a folder`,
      next: this.#remote.exec("ls", "-ld", this.#path),
      exitCode: EXIT.failure,
    });
  }

  /** Whether the listing came to its end; the session then waits for requests. */
  async #list(): Promise<boolean> {
    const session = this.#session = this.#open("l", []);
    if (!this.#hasStdin) session.endInput();
    this.#listed = [];
    for (let piece; (piece = await session.next()) !== undefined;) {
      if (piece.kind === "bytes") continue;
      if (piece.name === "tools") this.#tool = digestTool(fieldText(piece.fields[0]));
      else if (piece.name === "root") this.#kind = fieldText(piece.fields[0]);
      else if (piece.name === "listed") return true;
      else this.#listed.push(...readListed(piece.name, piece.fields));
    }
    return false;
  }

  #open(flags: string, words: readonly string[]): ScriptRun {
    const { follow, isFolder, signal } = this.#given;
    const all = `${flags}${follow ? "L" : ""}${isFolder ? "f" : ""}-`;
    const nonce = newNonce();
    const given = [this.#path, all, ...words];
    return new ScriptRun(this.#remote, GIVE_SCRIPT, nonce, given, this.#hasStdin, signal);
  }

  async *entries(isKept: (path: string) => Promise<boolean>): AsyncGenerator<Entry> {
    const { tally } = this.#given;
    const files: ListedFile[] = [];
    // The one file of a file's listing is the source itself, as is a link's.
    const own = <T extends { readonly path: string }>(each: T): T =>
      this.#kind === "folder" ? each : { ...each, path: "" };
    const others: Entry[] = [];
    for (const each of this.#listed) {
      if (each.kind === "left") {
        const text = `${quoted(each.path)} is left out: ${each.why}`;
        if (each.failed) fail(tally, text);
        else tally.remark(text);
      } else if (each.kind === "file") {
        if (await isKept(own(each).path)) tally.kept++;
        else files.push(each);
      } else others.push(own(each));
    }
    yield* others;
    const single: ListedFile[] = [];
    const { parallel } = this.#given;
    for await (const entry of this.#fetch(jobsOf(files, parallel), single)) yield own(entry);
    // What changed between two looks at it is read once more, each file for itself.
    const again = single.flatMap((file) => partsOf(file, parallel));
    for await (const entry of this.#fetch(again, [])) yield own(entry);
    await this.close();
  }

  async *#fetch(jobs: readonly Job[], single: ListedFile[]): AsyncGenerator<Entry> {
    if (jobs.length === 0) return;
    const results = this.#results(jobs);
    try {
      for (let at = 0; at < jobs.length;) {
        const job = jobs[at];
        if (job === undefined) break;
        if (job.kind === "batch") {
          at++;
          yield* this.#batch(job.files, await taken(results), single);
          continue;
        }
        const count = jobs.slice(at).findIndex((each) =>
          each.kind === "batch" || each.file !== job.file
        );
        const parts = count === -1 ? jobs.length - at : count;
        at += parts;
        const reading = new PartsReading(job.file, parts, results, this.#given.tally);
        const { path, mode, mtime, size } = job.file;
        const content = reading.content();
        yield { kind: "file", path, mode, size, content, ...mtime === undefined ? {} : { mtime } };
        await reading.drop();
      }
    } finally {
      await results.return(undefined);
    }
  }

  *#batch(files: readonly ListedFile[], result: JobResult, single: ListedFile[]): Generator<Entry> {
    for (const [index, file] of files.entries()) {
      const content = result.kind === "batch" ? result.contents[index] : undefined;
      if (content === undefined) {
        single.push(file);
        continue;
      }
      const { path, mode, mtime, size } = file;
      yield {
        kind: "file",
        path,
        mode,
        size,
        content: once(content),
        ...mtime === undefined ? {} : { mtime },
      };
    }
  }

  /** Results in the order of jobs, by as many sessions as are wanted. */
  async *#results(jobs: readonly Job[]): AsyncGenerator<JobResult> {
    const { parallel, tally, counts } = this.#given;
    const workers = Math.min(parallel, jobs.length);
    const asking = {
      open: (words: readonly string[]) => this.#open("", words),
      hasStdin: this.#hasStdin,
      tool: this.#tool,
      count: (bytes: number) => void (tally.bytes += counts ? bytes : 0),
      lost: lostError.bind(undefined, this.#remote),
    };
    const first = this.#hasStdin ? this.#session : undefined;
    this.#session = undefined;
    const streams = Array.from({ length: workers }, (_, worker) =>
      fetchJobs(
        jobs.filter((_, index) => index % workers === worker),
        asking,
        worker === 0 ? first : undefined,
      ));
    // Each is asked for its next one at once: it works while the others are waited for.
    const ahead = streams.map((stream) => eager(stream));
    try {
      for (let at = 0; at < jobs.length; at++) {
        const worker = at % workers;
        const stream = streams[worker];
        const next = await ahead[worker];
        if (stream === undefined || next === undefined) return;
        if ("error" in next) throw next.error;
        if (next.done === true) return;
        ahead[worker] = eager(stream);
        yield next.value;
      }
    } finally {
      await Promise.all(streams.map((stream) => stream.return(undefined)));
    }
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.finish();
  }
}

type Ahead = IteratorResult<JobResult, void> | { readonly error: unknown };

async function eager(stream: AsyncGenerator<JobResult>): Promise<Ahead> {
  try {
    return await stream.next();
  } catch (error) {
    return { error };
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
