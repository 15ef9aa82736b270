// Names of clusters and services that were seen a moment ago: rows that are shown at once and
// corrected when AWS has answered. A port: who keeps them is not this room's business.
import type { Row } from "../terminal/picker/question.ts";

/** Where names are kept. */
export interface Names {
  /** Names of a list, such as `clusters` or `services CLUSTER`, if they are recent; else none. */
  readonly known: (list: string) => Promise<readonly string[]>;
  /** Keeps the names of lists as AWS has just given them. */
  readonly remember: (lists: Readonly<Record<string, readonly string[]>>) => void;
}

/** Rows of a list as it was a moment ago, taken back one by one when AWS does not know them. */
export async function recentRows<T>(
  names: Names | undefined,
  list: string,
  rowOf: (name: string) => Row<T> | undefined,
  push: (rows: readonly Row<T>[]) => void,
  isListed: (id: string) => boolean,
): Promise<() => void> {
  const recent = await names?.known(list) ?? [];
  // One alone could not be asked for, and is never taken unasked: AWS is waited for.
  const rows = recent.length < 2 ? [] : recent.flatMap((name) => rowOf(name) ?? []);
  push(rows.filter(({ id }) => !isListed(id)));
  return () =>
    push(rows.filter(({ id }) => !isListed(id)).map((row) => ({ ...row, gone: true as const })));
}
