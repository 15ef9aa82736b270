// One large file of a container, part by part, as the content of an entry.
import { FileFailure, type Tally } from "./entry.ts";
import { type JobResult, PART_BYTES } from "./jobs.ts";
import type { ListedFile } from "./listing.ts";
import { quoted } from "./quoted.ts";

/** One large file, part by part, in the order in which the parts were asked for. */
export class PartsReading {
  #left: number;

  constructor(
    readonly file: ListedFile,
    parts: number,
    readonly results: AsyncGenerator<JobResult>,
    readonly tally: Tally,
  ) {
    this.#left = parts;
  }

  /** Its bytes; throws a FileFailure where they cannot be read. */
  async *content(): AsyncGenerator<Uint8Array> {
    const { size, path, mtime } = this.file;
    const name = quoted(path);
    let length = 0;
    let changed = false;
    while (this.#left > 0) {
      this.#left--;
      const result = await taken(this.results);
      if (result.kind !== "part") {
        const why = result.kind === "failed" ? result.why : "it was not sent";
        throw new FileFailure(`${name} could not be read: ${why}`);
      }
      length += result.bytes.length;
      const { now } = result;
      if (now !== undefined && (now.size !== size || now.mtime !== mtime)) changed = true;
      if (result.bytes.length > 0) yield result.bytes;
    }
    // What says that it is empty and is not, as files of /proc do.
    if (size === 0 && length >= PART_BYTES) {
      throw new FileFailure(`${name} has no size, and more than ${PART_BYTES} bytes`);
    }
    if (changed || size > 0 && length !== size) {
      this.tally.remark(`${name} changed while it was read`);
    }
  }

  /** Passes over what was not read. */
  async drop(): Promise<void> {
    for (; this.#left > 0; this.#left--) await taken(this.results);
  }
}

/** The next result; one that does not come is a failed one. */
export async function taken(results: AsyncGenerator<JobResult>): Promise<JobResult> {
  const next = await results.next();
  return next.done === true ? { kind: "failed", why: "it was not sent" } : next.value;
}
