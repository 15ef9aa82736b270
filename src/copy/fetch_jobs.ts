// Jobs (jobs.ts), one after the other, and what comes of them. A session that breaks is followed by
// another, which goes on inside the job where the first one stopped.
import { joined } from "../bytes.ts";
import { gunzipped } from "./compressed.ts";
import { digestOf, startDigest } from "./digest.ts";
import type { DigestTool } from "./entry.ts";
import { BATCH_BYTES, fitting, type Job, type JobResult, requestsOf } from "./jobs.ts";
import { lastWords, type ListedFile, readStat } from "./listing.ts";
import { fieldText, type Piece } from "./marks.ts";
import type { RemoteEnd } from "./remote.ts";
import type { ScriptRun } from "./script_run.ts";

/** Sessions that bring nothing new, one after the other, before it is given up. */
const MOST_TRIES = 4;
/** Of a session that ecsin ended itself. */
const DISAGREES: RemoteEnd = {
  kind: "lost",
  why: "what it sends does not agree with the digest of it",
  final: false,
};

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
    const requests = asked.flatMap((job, index) => requestsOf(job, index === 0 ? part.length : 0));
    const session = run ?? asking.open(asking.hasStdin ? [] : requests);
    run = undefined;
    const before = at;
    const held = part.length;
    let isOver = false;
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
      isOver = session.isOver;
    } finally {
      session.stop();
    }
    if (at - before === asked.length) continue;
    tries = at > before || part.length > held ? 0 : tries + 1;
    const end = isOver ? await session.end : DISAGREES;
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
