// Which rows match a query, best first, found in slices, so that no key waits for a long list: new
// rows are matched alone, a query that grew looks only at rows that matched before. Rows are known
// by number.
import { places, prepare, type Prepared, score, termsOf } from "../fuzzy.ts";

/** More rows than ECS can have in one account; keys of the order stay whole numbers below 2^53. */
const ROWS_MOST = 2 ** 24;
const SCORE_STEPS = 2 ** 27;
const REFUSED = 2 ** 52;

/** The texts of rows and their order for the query. */
export class RowIndex {
  readonly #texts: string[] = [];
  readonly #prepared: (Prepared | undefined)[] = [];
  readonly #refused: boolean[] = [];
  /** By row; undefined where it does not match, or is not matched yet. */
  #scores: (number | undefined)[] = [];
  #terms: readonly string[] = [];
  /** Rows still to be matched, from `#at` on. */
  #todo: number[] = [];
  #at = 0;
  /** Made anew when it is asked for and something has changed. */
  #order: readonly number[] | undefined;
  #warm = 0;

  /** Takes a row's text, or another one for it; refused rows stand last. */
  set(row: number, text: string, isRefused: boolean): void {
    this.#texts[row] = text;
    this.#prepared[row] = undefined;
    this.#refused[row] = isRefused;
    this.#scores[row] = this.#terms.length === 0 ? 1 : undefined;
    if (this.#terms.length > 0) this.#todo.push(row);
    this.#warm = Math.min(this.#warm, row);
    this.#order = undefined;
  }

  /** Begins another query; blank ones match all rows in their order. */
  ask(query: string): void {
    const terms = termsOf(query);
    const before = this.#terms.join(" ");
    const wanted = terms.join(" ");
    if (wanted === before) return;
    // What is typed on to a query can only match rows that matched before.
    const narrows = before !== "" && wanted.startsWith(before);
    const left = this.#todo.slice(this.#at);
    const matched = narrows ? this.order() : [];
    this.#terms = terms;
    this.#todo = terms.length === 0
      ? []
      : narrows
      ? [...new Set([...matched, ...left])]
      : Array.from(this.#texts, (_, row) => row);
    this.#at = 0;
    this.#scores = new Array(this.#texts.length).fill(terms.length === 0 ? 1 : undefined);
    this.#order = undefined;
  }

  /** Matches at most so many rows; true while more are left. */
  work(rows: number): boolean {
    const end = Math.min(this.#todo.length, this.#at + rows);
    if (this.#at < end) this.#order = undefined;
    for (; this.#at < end; this.#at++) {
      const row = this.#todo[this.#at] ?? 0;
      this.#scores[row] = score(this.#terms, this.#ready(row));
    }
    if (this.#at < this.#todo.length) return true;
    this.#todo = [];
    this.#at = 0;
    return false;
  }

  /** Rows that match as far as they were looked at, best first. */
  order(): readonly number[] {
    return this.#order ??= this.#ordered();
  }

  /** Places of the matched characters in a row's text. */
  places(row: number): ReadonlySet<number> {
    return this.#terms.length === 0 ? new Set() : places(this.#terms, this.#ready(row));
  }

  /** Makes some rows ready before they are searched; true while more are left. */
  warm(rows: number): boolean {
    const end = Math.min(this.#texts.length, this.#warm + rows);
    // Matching them once as well makes V8 compile the matcher before the first key.
    for (; this.#warm < end; this.#warm++) score(["ea"], this.#ready(this.#warm));
    return this.#warm < this.#texts.length;
  }

  #ready(row: number): Prepared {
    return this.#prepared[row] ??= prepare(this.#texts[row] ?? "");
  }

  /** Sorts numbers, not objects: refused last, better first, then as they came. */
  #ordered(): readonly number[] {
    const keys = new Float64Array(this.#scores.length);
    let count = 0;
    this.#scores.forEach((score, row) => {
      if (score === undefined) return;
      const worse = Math.round((1 - score) * SCORE_STEPS);
      keys[count++] = (this.#refused[row] === true ? REFUSED : 0) + worse * ROWS_MOST + row;
    });
    return Array.from(keys.subarray(0, count).sort(), (key) => key % ROWS_MOST);
  }
}
