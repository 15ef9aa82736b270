// What the container's script is asked for, cut to size: batches of small files, and parts of large
// ones, small enough to be held until they are verified. Pure.
import { type ListedFile, requestName } from "./listing.ts";
import { sharedBytes } from "./shared_bytes.ts";

/** Most bytes of one part of a large file. */
export const PART_BYTES = 4 << 20;
/** Files of fewer bytes travel in batches. */
export const SMALL_BYTES = 256 << 10;
/** Most bytes of one batch. */
export const BATCH_BYTES = 1 << 20;
const BATCH_FILES = 100;
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

/**
 * The lines that ask the container's script for a job; `have` bytes of a part are here from a session
 * before, and are looked at once more.
 */
export function requestsOf(job: Job, have = 0): string[] {
  if (job.kind === "batch") {
    const bytes = job.files.reduce((sum, { size }) => sum + size, 0);
    return [...job.files.map(({ path }) => `b ${requestName(path)}`), `s ${bytes}`];
  }
  const name = requestName(job.file.path);
  return [
    ...have > 0 ? [`d ${job.offset} ${have} ${name}`] : [],
    `f ${job.offset + have} ${job.length - have} ${name}`,
  ];
}

/** As many of them as a command line has room for, one at least. */
export function fitting(jobs: readonly Job[]): Job[] {
  let bytes = 0;
  const fits = jobs.findIndex((job) => {
    bytes += requestsOf(job).join(" ").length;
    return bytes > WORDS_BYTES;
  });
  return jobs.slice(0, fits === -1 ? jobs.length : Math.max(1, fits));
}
