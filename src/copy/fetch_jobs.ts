// What a session is asked for, one job after the other, and what comes of it. A job is a batch of
// small files or a part of a large one, small enough to be held until it is verified; a session that
// breaks is followed by another, which goes on inside the job where the first one stopped.
import { joined } from "../bytes.ts";
import { gunzipped } from "./compressed.ts";
import { digestOf, startDigest } from "./digest.ts";
import type { DigestTool } from "./entry.ts";
import { lastWords, type ListedFile, readStat, requestName } from "./listing.ts";
import { fieldText, type Piece } from "./marks.ts";
import type { RemoteEnd } from "./remote.ts";
import type { ScriptRun } from "./script_run.ts";
import { sharedBytes } from "./shared_bytes.ts";

/** Most bytes of one part of a large file. */
export const PART_BYTES = 4 << 20;
/** Files of fewer bytes travel in batches. */
export const SMALL_BYTES = 256 << 10;
const BATCH_BYTES = 1 << 20;
const BATCH_FILES = 100;
/** Sessions that bring nothing new, one after the other, before it is given up. */
const MOST_TRIES = 4;
/** Requests that fit into a command line, where the image cannot decode a stdin. */
const WORDS_BYTES = 2000;

/** Something to ask for. */
export type Job =
  | { readonly kind: "batch"; readonly files: readonly ListedFile[] }
  | {
    readonly kind: "part";
    readonly file: ListedFile;
    readonly offset: number;
    readonly length: number;
  };

/** What came of a job. */
export type JobResult =
  /** One for each file; undefined for one that has to be asked for alone. */
  | { readonly kind: "batch"; readonly contents: readonly (Uint8Array | undefined)[] }
  /** Verified bytes, fewer than were asked for at the file's end; and what it is like now. */
  | {
    readonly kind: "part";
    readonly bytes: Uint8Array;
    readonly now: { readonly size: number; readonly mtime?: number } | undefined;
  }
  | { readonly kind: "failed"; readonly why: string };

/** Jobs for files, in their order, for `parallel` sessions. */
export function jobsOf(files: readonly ListedFile[], parallel: number): Job[] {
  const jobs: Job[] = [];
  let batch: ListedFile[] = [];
  let bytes = 0;
  const close = () => {
    if (batch.length > 0) jobs.push({ kind: "batch", files: batch });
    batch = [];
    bytes = 0;
  };
  for (const file of files) {
    if (isSmall(file)) {
      if (bytes + file.size > BATCH_BYTES || batch.length === BATCH_FILES) close();
      batch.push(file);
      bytes += file.size;
      continue;
    }
    close();
    jobs.push(...partsOf(file, parallel));
  }
  close();
  return jobs;
}

/** One file, part by part; one that says that it is empty is asked all the same. */
export function partsOf(file: ListedFile, parallel: number): Job[] {
  const jobs: Job[] = [];
  const partBytes = sharedBytes(file.size, parallel, PART_BYTES);
  for (let offset = 0; offset < Math.max(1, file.size); offset += partBytes) {
    const length = file.size === 0 ? PART_BYTES : Math.min(partBytes, file.size - offset);
    jobs.push({ kind: "part", file, offset, length });
  }
  return jobs;
}

// A digest program escapes such names, and with that its whole line.
function isSmall({ size, path }: ListedFile): boolean {
  // deno-lint-ignore no-control-regex
  return size < SMALL_BYTES && !/[\x00-\x1f\x7f\\]/.test(path);
}

/** How jobs reach the container. */
export interface Asking {
  /** Opens a session that lists nothing; `words` are requests where there is no stdin. */
  readonly open: (words: readonly string[]) => ScriptRun;
  readonly hasStdin: boolean;
  readonly tool: DigestTool;
  /** Bytes came; negative where they have to come again. */
  readonly count: (bytes: number) => void;
  readonly lost: (end: RemoteEnd, stderr: string) => Promise<Error>;
}

/** Asks for jobs and gives their results in order, by as many sessions as it takes. */
export async function* fetchJobs(
  jobs: readonly Job[],
  asking: Asking,
  first: ScriptRun | undefined,
): AsyncGenerator<JobResult> {
  let run = first;
  let part = new Part(asking.tool);
  let tries = 0;
  for (let at = 0; at < jobs.length;) {
    const asked = asking.hasStdin ? jobs.slice(at) : fitting(jobs.slice(at));
    const requests = asked.flatMap((job, index) => requestsOf(job, index === 0 ? part : undefined));
    const session = run ?? asking.open(asking.hasStdin ? [] : requests);
    run = undefined;
    const before = at;
    const held = part.length;
    try {
      if (asking.hasStdin) {
        void session.send(new TextEncoder().encode(`${requests.join("\n")}\n`));
        session.endInput();
      }
      for (const job of asked) {
        const result = await readResult(job, session, part, asking);
        if (result === "again") break;
        part = new Part(asking.tool);
        at++;
        yield result;
      }
      // A session that did all ends by itself.
      if (at - before === asked.length) { while (await session.next() !== undefined); }
    } finally {
      session.stop();
    }
    if (at - before === asked.length) continue;
    tries = at > before || part.length > held ? 0 : tries + 1;
    const end = await session.end;
    if (end.kind === "lost" && end.final || tries >= MOST_TRIES) {
      throw await asking.lost(end, session.stderr);
    }
  }
}

/** A part under way: what of it came, unpacked. */
class Part {
  readonly bytes: Uint8Array[] = [];
  length = 0;

  constructor(readonly tool: DigestTool) {}

  push(bytes: Uint8Array): void {
    this.bytes.push(bytes);
    this.length += bytes.length;
  }

  clear(): void {
    this.bytes.length = 0;
    this.length = 0;
  }
}

function requestsOf(job: Job, part: Part | undefined): string[] {
  if (job.kind === "batch") {
    const bytes = job.files.reduce((sum, { size }) => sum + size, 0);
    return [...job.files.map(({ path }) => `b ${requestName(path)}`), `s ${bytes}`];
  }
  const name = requestName(job.file.path);
  const have = part?.length ?? 0;
  return [
    ...have > 0 ? [`d ${job.offset} ${have} ${name}`] : [],
    `f ${job.offset + have} ${job.length - have} ${name}`,
  ];
}

function fitting(jobs: readonly Job[]): Job[] {
  let bytes = 0;
  const fits = jobs.findIndex((job) => {
    bytes += requestsOf(job, undefined).join(" ").length;
    return bytes > WORDS_BYTES;
  });
  return jobs.slice(0, fits === -1 ? jobs.length : Math.max(1, fits));
}

async function readResult(
  job: Job,
  session: ScriptRun,
  part: Part,
  { tool, count }: Asking,
): Promise<JobResult | "again"> {
  const resumed = part.length;
  let packed: Uint8Array[] | undefined;
  let isRight = resumed === 0;
  const fresh: Uint8Array[] = [];
  let length = 0;
  const mostBytes = job.kind === "part" ? job.length - resumed : BATCH_BYTES * 4;
  const again = () => {
    // What came raw is the beginning of the part, verified before anything is put behind it.
    if (job.kind === "part" && packed === undefined && isRight && length <= mostBytes) {
      fresh.forEach((bytes) => part.push(bytes));
    } else count(-length);
    return "again" as const;
  };
  for (let piece: Piece | undefined; (piece = await session.next()) !== undefined;) {
    if (piece.kind === "bytes") {
      length += piece.bytes.length;
      count(piece.bytes.length);
      (packed ?? fresh).push(piece.bytes);
      if (length > mostBytes && job.kind === "part") break;
      continue;
    }
    const [first, ...rest] = piece.fields;
    switch (piece.name) {
      case "d":
        isRight = firstWord(first) === digestOf(tool, ...part.bytes);
        if (!isRight) {
          count(-part.length);
          part.clear();
          return "again";
        }
        break;
      case "B":
        packed = fieldText(first) === "gz" ? [] : undefined;
        break;
      case "x":
        if (rest.length === 1) return { kind: "failed", why: lastWords(fieldText(first)) };
        break;
      case "E": {
        const unpacked = packed === undefined
          ? joined(fresh)
          : await gunzipped(joined(packed), mostBytes).catch(() => undefined);
        if (unpacked === undefined) return again();
        count(unpacked.length - length);
        length = unpacked.length;
        if (job.kind === "batch") return splitBatch(job.files, unpacked, fieldText(first), tool);
        if (firstWord(first) !== digestOf(tool, unpacked)) {
          count(-length);
          part.clear();
          return "again";
        }
        const stat = await session.next();
        const now = stat?.kind === "record" && stat.name === "m" && fieldText(stat.fields[0]) !== ""
          ? readStat(fieldText(stat.fields[0]))
          : undefined;
        return { kind: "part", bytes: joined([...part.bytes, unpacked]), now };
      }
    }
  }
  return again();
}

function splitBatch(
  files: readonly ListedFile[],
  bytes: Uint8Array,
  digests: string,
  tool: DigestTool,
): JobResult {
  const lines = digests.split("\n");
  const whole = files.reduce((sum, { size }) => sum + size, 0);
  let at = 0;
  return {
    kind: "batch",
    contents: files.map(({ size }, index) => {
      const content = bytes.subarray(at, at += size);
      if (whole !== bytes.length || whole === 0 && size === 0 && tool === "size") return undefined;
      const digest = startDigest(tool);
      digest.update(content);
      return digest.value() === lines[index]?.trim().split(" ")[0] ? content : undefined;
    }),
  };
}

function firstWord(field: Uint8Array | undefined): string {
  return fieldText(field).trim().split(" ")[0] ?? "";
}
