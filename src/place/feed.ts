// Tasks of one cluster or of many, listed and described by a few workers. What somebody looks at is
// described first; listing runs ahead of describing, but not far, so that little waits in memory.
import type { Ecs } from "../aws/ecs.ts";
import type { Task } from "../aws/task.ts";

/** Pages of task ARNs of a cluster. */
export interface TaskSource {
  readonly cluster: string;
  readonly pages: AsyncIterator<readonly string[]>;
}

/** What a feed tells. */
export interface FeedEvents {
  /** ARNs of one page; they will be described. */
  readonly listed?: (cluster: string, arns: readonly string[]) => void;
  /** Tasks as they are now, and ARNs of those that are gone. */
  readonly described: (tasks: readonly Task[], gone: readonly string[]) => void;
}

type Job = () => Promise<void>;

/** Calls under way at once: fewer than Ecs allows, so that a person's choice finds room. */
const WORKERS = 6;
/** AWS's most tasks in one DescribeTasks. */
const BATCH = 100;
/** Listed tasks that may wait for their description before more are listed. */
const AHEAD = 500;

/** Lists and describes; see {@link run}. */
export class TaskFeed {
  readonly #ecs: Ecs;
  readonly #events: FeedEvents;
  /** Clusters that are still to be found, unless one of its pages is under way. */
  #found: AsyncIterator<readonly TaskSource[]> | undefined;
  readonly #sources: TaskSource[] = [];
  /** Listed and not described, in their order, by cluster. */
  readonly #pending = new Map<string, Set<string>>();
  readonly #clusterOf = new Map<string, string>();
  #wanted: readonly string[] = [];
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(ecs: Ecs, found: AsyncIterable<readonly TaskSource[]>, events: FeedEvents) {
    this.#ecs = ecs;
    this.#events = events;
    this.#found = found[Symbol.asyncIterator]();
  }

  /** Describes these first. */
  prefer(arns: readonly string[]): void {
    this.#wanted = arns;
    this.#wake();
  }

  /** Describes one now, before all others; undefined when it is gone. */
  async describe(cluster: string, arn: string): Promise<Task | undefined> {
    this.#take(cluster, arn);
    const [task] = await this.#ecs.describeTasks(cluster, [arn]);
    return task;
  }

  /** Works until all is described, or nobody wants it any more; throws what AWS refuses. */
  async run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const over = AbortSignal.any([signal, failed.signal]);
    const work = async () => {
      while (!over.aborted) {
        const job = this.#next();
        if (job !== undefined) await this.#do(job);
        else if (this.#running === 0) return;
        else await new Promise<void>((wake) => this.#idle.push(wake));
      }
    };
    try {
      await Promise.all(Array.from({ length: WORKERS }, work));
    } finally {
      failed.abort();
    }
  }

  async #do(job: Job): Promise<void> {
    this.#running++;
    try {
      await job();
    } finally {
      this.#running--;
      this.#wake();
    }
  }

  #wake(): void {
    const idle = this.#idle;
    this.#idle = [];
    for (const wake of idle) wake();
  }

  #next(): Job | undefined {
    const wanted = this.#wanted.filter((arn) => this.#clusterOf.has(arn));
    const [first] = this.#wanted = wanted;
    if (first !== undefined) return this.#describing(this.#clusterOf.get(first) ?? "", wanted);
    if (this.#clusterOf.size < AHEAD) {
      const source = this.#sources.shift();
      if (source !== undefined) return () => this.#list(source);
      const found = this.#found;
      this.#found = undefined;
      if (found !== undefined) return () => this.#find(found);
    }
    for (const cluster of this.#pending.keys()) return this.#describing(cluster, []);
    return undefined;
  }

  async #find(found: AsyncIterator<readonly TaskSource[]>): Promise<void> {
    const page = await found.next();
    if (page.done === true) return;
    this.#sources.push(...page.value);
    this.#found = found;
  }

  async #list(source: TaskSource): Promise<void> {
    const { cluster, pages } = source;
    const page = await pages.next();
    if (page.done === true) return;
    const pending = this.#pending.get(cluster) ?? new Set();
    if (page.value.length > 0) this.#pending.set(cluster, pending);
    for (const arn of page.value) {
      pending.add(arn);
      this.#clusterOf.set(arn, cluster);
    }
    // Other clusters first: their first tasks are wanted sooner than the last ones of this.
    this.#sources.push(source);
    this.#events.listed?.(cluster, page.value);
  }

  /** Wanted tasks of a cluster, and others of it up to a full batch: the call costs the same. */
  #describing(cluster: string, wanted: readonly string[]): Job {
    const batch = new Set(wanted.filter((arn) => this.#clusterOf.get(arn) === cluster));
    for (const arn of this.#pending.get(cluster) ?? []) {
      if (batch.size >= BATCH) break;
      batch.add(arn);
    }
    for (const arn of batch) this.#take(cluster, arn);
    return async () => {
      const tasks = await this.#ecs.describeTasks(cluster, [...batch]);
      for (const { taskArn } of tasks) batch.delete(taskArn);
      this.#events.described(tasks, [...batch]);
    };
  }

  #take(cluster: string, arn: string): void {
    this.#clusterOf.delete(arn);
    const pending = this.#pending.get(cluster);
    pending?.delete(arn);
    if (pending?.size === 0) this.#pending.delete(cluster);
  }
}

/** The source of a single cluster. */
export async function* oneSource(
  cluster: string,
  pages: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly TaskSource[]> {
  yield await Promise.resolve([{ cluster, pages: pages[Symbol.asyncIterator]() }]);
}
