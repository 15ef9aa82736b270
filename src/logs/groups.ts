// The groups that are read, by region and name: streams are added to theirs, and a failure says where
// the lines are.
import type { Whom } from "../aws/line.ts";
import type { Logs } from "../aws/logs.ts";
import type { EcsinError } from "../error.ts";
import { groupMissing, type Streams, withStreams } from "./elsewhere.ts";
import type { Asking } from "./query.ts";
import { Queries } from "./queries.ts";
import type { Wanted } from "./wanted.ts";

/** CloudWatch in one region. */
export type RegionLogs = Pick<Logs, "filterLogEvents" | "newestEvents" | "liveTail">;

/** What groups are read with. */
export interface GroupsOptions extends Omit<Asking, "api" | "group"> {
  readonly open: (region: string) => Promise<RegionLogs>;
  /** Nothing older is read; milliseconds of the epoch. */
  readonly sinceMs?: number;
  /** As whom, for lines to paste. */
  readonly whom: Whom;
}

/** One group with its streams. */
export interface GroupReading {
  readonly region: string;
  readonly group: string;
  readonly api: RegionLogs;
  readonly queries: Queries;
  readonly wanted: Map<string, Wanted>;
}

/** All groups. */
export class Groups {
  readonly #options: GroupsOptions;
  readonly #all = new Map<string, GroupReading>();
  readonly #regions = new Map<string, Promise<RegionLogs>>();
  /** Is told of a group that comes while others are followed. */
  onNew: (group: GroupReading) => void = () => {};

  constructor(options: GroupsOptions) {
    this.#options = options;
  }

  get all(): readonly GroupReading[] {
    return [...this.#all.values()];
  }

  get options(): GroupsOptions {
    return this.#options;
  }

  /** Streams that are read. */
  get size(): number {
    return this.all.reduce((sum, { wanted }) => sum + wanted.size, 0);
  }

  /** Reads these too. */
  async add(wanted: readonly Wanted[]): Promise<void> {
    for (const [key, some] of Map.groupBy(wanted, keyOf)) {
      const [{ region, group } = { region: "", group: "" }] = some;
      const { open, sinceMs, ...asking } = this.#options;
      const opening = this.#regions.get(region) ?? open(region);
      this.#regions.set(region, opening);
      const api = await opening;
      const known = this.#all.get(key);
      const reading = known ?? {
        region,
        group,
        api,
        queries: new Queries({ ...asking, api, group }, sinceMs),
        wanted: new Map<string, Wanted>(),
      };
      this.#all.set(key, reading);
      for (const each of some) reading.wanted.set(each.stream, each);
      reading.queries.add(some);
      if (known === undefined) this.onNew(reading);
    }
  }

  /** Does not read these any more. */
  remove(wanted: readonly Wanted[]): void {
    for (const [key, some] of Map.groupBy(wanted, keyOf)) {
      const reading = this.#all.get(key);
      // A stream that all tasks share stays as long as it is read at all.
      const gone = some.filter(({ label }) => label.taskId !== undefined);
      for (const { stream } of gone) reading?.wanted.delete(stream);
      reading?.queries.remove(gone.map(({ stream }) => stream));
    }
  }

  /** Does something with each group; a failure says where its lines are. */
  async each<T>(work: (group: GroupReading) => Promise<T>): Promise<readonly T[]> {
    return await Promise.all(this.all.map((each) => this.of(each, work)));
  }

  /** The same with one group. */
  async of<T>(group: GroupReading, work: (group: GroupReading) => Promise<T>): Promise<T> {
    try {
      return await work(group);
    } catch (error) {
      throw this.explained(error, group);
    }
  }

  /** A failure with where the group's lines are. */
  explained(error: unknown, group: GroupReading): unknown {
    return withStreams(error, streamsOf(group), this.#options.whom);
  }

  /** Says that a group is not there. */
  missing(group: GroupReading): EcsinError {
    return groupMissing(streamsOf(group), this.#options.whom);
  }
}

function streamsOf({ region, group, wanted }: GroupReading): Streams {
  return { region, group, wanted: [...wanted.values()] };
}

function keyOf({ region, group }: Wanted): string {
  return `${region} ${group}`;
}
