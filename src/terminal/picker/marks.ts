// Rows that the person has marked, to be taken at once: in the order in which they were marked, and as
// they are now.
import type { Row } from "./question.ts";

/** The marks of one question. */
export class Marks<T> {
  readonly #rows = new Map<string, Row<T>>();

  get count(): number {
    return this.#rows.size;
  }

  /** The row that was marked first. */
  get first(): Row<T> | undefined {
    return this.#rows.values().next().value;
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  /** Marks a row, or takes its mark away. */
  turn(row: Row<T>): void {
    if (!this.#rows.delete(row.id)) this.#rows.set(row.id, row);
  }

  /** Known rows came anew; what is gone or cannot be taken any more loses its mark. */
  renew(rows: readonly Row<T>[]): void {
    if (this.#rows.size === 0) return;
    for (const row of rows) {
      if (!this.#rows.has(row.id)) continue;
      if (row.gone === true || row.refused !== undefined) this.#rows.delete(row.id);
      else this.#rows.set(row.id, row);
    }
  }

  /** The values of all marked rows but this one. */
  besides({ id }: Row<T>): readonly T[] {
    return [...this.#rows.values()].filter((each) => each.id !== id).map(({ value }) => value);
  }
}
