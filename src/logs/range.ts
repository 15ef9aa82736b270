// All events of a range of time, of all streams of all groups, in the order of their times: each call
// gives its own in order, and the next is always the oldest of their heads. No more than a page of
// each is in memory.
import { type Found, found } from "./following.ts";
import { isMissing, type Query } from "./query.ts";
import type { Queries } from "./queries.ts";

/** A source of events in order, with the ones that are at hand. */
interface Head {
  readonly pages: AsyncIterator<readonly Found[]>;
  page: readonly Found[];
  at: number;
}

/** Gives events of the range, some at a time. */
export async function* range(
  all: readonly Queries[],
  untilMs?: number,
): AsyncGenerator<readonly Found[]> {
  const opening = all.flatMap((queries) =>
    [...queries.all].map((query) => headsOf(queries, query, untilMs))
  );
  const heads = (await Promise.all(opening)).flat();
  for (let open = heads.filter(hasMore); open.length > 0; open = open.filter(hasMore)) {
    const out: Found[] = [];
    // Until one of them has to be asked again.
    while (open.every(hasMore)) {
      const least = open.reduce((a, b) => timeOf(b) < timeOf(a) ? b : a);
      const next = least.page[least.at++];
      if (next !== undefined) out.push(next);
    }
    if (out.length > 0) yield out;
    await Promise.all(open.filter((head) => !hasMore(head)).map(fill));
  }
}

/** The heads of one call; of its parts where a stream is missing. */
async function headsOf(
  queries: Queries,
  query: Query,
  untilMs: number | undefined,
): Promise<readonly Head[]> {
  const pages = async function* () {
    for await (const events of queries.sweepWhole(query, untilMs)) yield found(queries, events);
  };
  const head = { pages: pages(), page: [], at: 0 };
  try {
    await fill(head);
    return [head];
  } catch (error) {
    if (!isMissing(error)) throw error;
    const heads: Head[] = [];
    for (const part of await queries.part(query)) {
      heads.push(...await headsOf(queries, part, untilMs));
    }
    return heads;
  }
}

function hasMore({ page, at }: Head): boolean {
  return at < page.length;
}

function timeOf({ page, at }: Head): number {
  return page[at]?.event.timestamp ?? Infinity;
}

async function fill(head: Head): Promise<void> {
  head.at = 0;
  do {
    const { value, done } = await head.pages.next();
    head.page = done === true ? [] : value;
    if (done === true) return;
  } while (head.page.length === 0);
}
