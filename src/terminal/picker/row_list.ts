// The rows of one question: known by number, in the order that the query gives them.
import { printable } from "../../printable.ts";
import { widthOf } from "../width.ts";
import type { Row } from "./question.ts";
import { RowIndex, type Standing } from "./row_index.ts";

/** A row as it is to be shown, with the matched places of its cells joined by one blank. */
export interface Shown<T> {
  readonly row: Row<T>;
  /** Without control characters. */
  readonly cells: readonly string[];
  readonly places: ReadonlySet<number>;
}

/** Rows `start` to `end` of the order, as of a version of the index. */
interface Part {
  readonly version: number;
  readonly start: number;
  readonly end: number;
  readonly rows: readonly number[];
}

/** All rows that have come, and which of them match. */
export class RowList<T> {
  readonly #numbers = new Map<string, number>();
  readonly #rows: Row<T>[] = [];
  #gone = 0;
  readonly #index = new RowIndex();
  readonly #widths: number[] = [];
  #part: Part | undefined;

  /** Rows that are there, whether they match or not. */
  get total(): number {
    return this.#rows.length - this.#gone;
  }

  /** Rows that match. */
  get count(): number {
    return this.#index.count;
  }

  /** Changes whenever the order may have changed. */
  get version(): number {
    return this.#index.version;
  }

  /** The widest cell that each column has had. */
  get widths(): readonly number[] {
    return this.#widths;
  }

  /** Rows are still to be matched; those that are shown were already. */
  get matching(): boolean {
    return this.#index.work(0);
  }

  /** Asks for the rows that match. */
  ask(query: string): void {
    this.#index.ask(query);
  }

  /** Takes new rows, or known ones anew: those keep their place. */
  add(rows: readonly Row<T>[]): void {
    for (const row of rows) {
      const known = this.#numbers.get(row.id);
      if (known === undefined && row.gone === true) continue;
      const number = known ?? this.#rows.length;
      this.#gone += Number(row.gone === true) - Number(this.#rows[number]?.gone === true);
      this.#numbers.set(row.id, number);
      this.#rows[number] = row;
      const text = printable([...row.cells, row.hidden ?? ""].join(" "));
      const [name = ""] = row.cells;
      this.#index.set(number, text, standingOf(row), printable(name).length);
      if (row.gone === true) continue;
      row.cells.forEach((cell, column) => {
        this.#widths[column] = Math.max(this.#widths[column] ?? 0, widthOf(printable(cell)));
      });
    }
  }

  /** Makes some rows ready for the first letter; true while more are left. */
  warm(rows: number): boolean {
    return this.#index.warm(rows);
  }

  /** Matches at most so many rows; true while more are left. */
  match(rows: number): boolean {
    return this.#index.work(rows);
  }

  /** The row of a number. */
  row(number: number | undefined): Row<T> | undefined {
    return this.#rows[number ?? -1];
  }

  /** The number of the row that matches in this place of the order. */
  numberAt(place: number): number | undefined {
    return this.#numbered(place, place + 1)[0];
  }

  /** The place of a row in the order; undefined where it does not match. */
  rank(number: number): number | undefined {
    return this.#index.rank(number);
  }

  /** Matching rows from `start` on. */
  shown(start: number, count: number): Shown<T>[] {
    return this.#numbered(start, start + count).flatMap((number) => {
      const row = this.#rows[number];
      if (row === undefined) return [];
      return [{ row, cells: row.cells.map(printable), places: this.#index.places(number) }];
    });
  }

  /** Numbers of the matching rows in their order; those of the screen are asked for often. */
  #numbered(start: number, end: number): readonly number[] {
    const { version } = this.#index;
    let part = this.#part;
    if (part?.version !== version || start < part.start || end > part.end) {
      part = { version, start, end, rows: this.#index.order(start, end) };
      this.#part = part;
    }
    return part.rows.slice(start - part.start, end - part.start);
  }
}

function standingOf({ gone, refused, lacks }: Row<unknown>): Standing {
  if (gone === true) return "gone";
  return refused !== undefined ? "refused" : lacks === "all" ? "bare" : "ready";
}
