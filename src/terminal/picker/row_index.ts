// Which rows match a query, best first, found in slices, so that no key waits for a long list: new
// rows are matched alone, a query that grew looks only at rows that matched before, and only what
// is shown is put in order. Rows are known by number.
import { isPlain, places, prepare, type Prepared, score, type Terms, termsOf } from "../fuzzy.ts";
import { sortedPart } from "./smallest.ts";

/** More rows than ECS can have in one account; keys of the order stay whole numbers below 2^53. */
const ROWS_MOST = 2 ** 24;
const SCORE_STEPS = 2 ** 27;
/** A half of what scores take: matches within names lie in the first one, see `score`. */
const HALF = 2 ** 50;
const BARE = 3 * HALF;
const REFUSED = 5 * HALF;
/** The key of a row that does not match, or is not matched yet: behind all others. */
const NO_MATCH = Infinity;

/**
 * Rows that stay prepared: a prepared text takes 2 KB and spares a microsecond, so that the others
 * of a longer list are prepared anew for each query.
 */
const PREPARED_MOST = 2_048;
const WARM_ROWS = 512;
const WARMING = termsOf("ea");

/**
 * How a row stands in the list. Bare ones stand behind others that match a query: a text that is
 * going to be longer would seem the better one, and sink when it is known.
 */
export type Standing = "ready" | "bare" | "refused" | "gone";

/** The texts of rows and their order for the query. */
export class RowIndex {
  readonly #texts: string[] = [];
  /** Characters of a row's text that are its name. */
  readonly #nameLengths: number[] = [];
  readonly #prepared: (Prepared | undefined)[] = [];
  readonly #standings: Standing[] = [];
  /** By row: in the order of `#offsetOf`, better first, then as they came. Longer than there are rows. */
  #keys = new Float64Array(1024).fill(NO_MATCH);
  #scratch = new Float64Array(0);
  #count = 0;
  #query = "";
  #terms: Terms = [];
  /** Rows still to be matched, from `#at` on. */
  #todo: number[] = [];
  #at = 0;
  /** Rows that are not prepared yet. */
  #cold: number[] = [];
  #version = 0;

  /** Changes whenever the order may have changed. */
  get version(): number {
    return this.#version;
  }

  /**
   * Takes a row's text, or another one for it, which begins with its name; refused rows stand last,
   * those gone nowhere.
   */
  set(row: number, text: string, standing: Standing, nameLength = text.length): void {
    const before = this.#texts[row];
    this.#texts[row] = text;
    this.#nameLengths[row] = nameLength;
    this.#standings[row] = standing;
    this.#version++;
    if (row >= this.#keys.length) this.#grow();
    if (text !== before && row < PREPARED_MOST) {
      this.#prepared[row] = undefined;
      // A bare row gets another text soon.
      if (standing !== "bare") this.#cold.push(row);
    }
    // A known row is matched at once: it must not vanish from the screen for a moment.
    if (standing === "gone" || this.#terms.length === 0 || before !== undefined) this.#match(row);
    else this.#todo.push(row);
  }

  /** Begins another query; blank ones match all rows in their order. */
  ask(query: string): void {
    const wanted = query.trim().replaceAll(/\s+/g, " ");
    const before = this.#query;
    if (wanted === before) return;
    const terms = termsOf(query);
    // What is typed on to a query can only match rows that matched before.
    const narrows = this.#terms.length > 0 && wanted.startsWith(before) && isPlain(wanted);
    this.#query = wanted;
    const rest = this.#todo.slice(this.#at);
    const todo: number[] = [];
    this.#terms = terms;
    this.#at = 0;
    this.#count = 0;
    this.#version++;
    for (let row = 0; row < this.#texts.length; row++) {
      const matched = this.#keys[row] !== NO_MATCH;
      this.#keys[row] = NO_MATCH;
      if (terms.length === 0) this.#match(row);
      else if (matched || !narrows) todo.push(row);
    }
    this.#todo = terms.length === 0 ? [] : narrows ? [...todo, ...rest] : todo;
  }

  /** Matches at most so many rows; true while more are left. */
  work(rows: number): boolean {
    const end = Math.min(this.#todo.length, this.#at + rows);
    if (this.#at < end) this.#version++;
    for (; this.#at < end; this.#at++) this.#match(this.#todo[this.#at] ?? 0);
    if (this.#at < this.#todo.length) return true;
    this.#todo = [];
    this.#at = 0;
    return false;
  }

  /** How many rows match, as far as they were looked at. */
  get count(): number {
    return this.#count;
  }

  /** Rows that match as far as they were looked at, best first, from `start` to `end`. */
  order(start: number, end: number): readonly number[] {
    const keys = this.#keys.subarray(0, this.#texts.length);
    if (this.#scratch.length < keys.length) this.#scratch = new Float64Array(this.#keys.length);
    const part = sortedPart(keys, start, Math.min(end, this.#count), this.#scratch);
    return Array.from(part, (key) => key % ROWS_MOST);
  }

  /** How many rows stand before a row; undefined where it does not match. */
  rank(row: number): number | undefined {
    const key = this.#keys[row] ?? NO_MATCH;
    if (key === NO_MATCH) return undefined;
    let before = 0;
    for (let other = 0; other < this.#texts.length; other++) {
      if ((this.#keys[other] ?? NO_MATCH) < key) before++;
    }
    return before;
  }

  /** Places of the matched characters in a row's text. */
  places(row: number): ReadonlySet<number> {
    return this.#terms.length === 0 ? new Set() : places(this.#terms, this.#ready(row));
  }

  /** Makes at most so many rows ready before they are searched; true while more are left. */
  warm(rows: number): boolean {
    for (const row of this.#cold.splice(-rows)) {
      const text = this.#ready(row);
      // Matching some as well makes V8 compile the matcher before the first key.
      if (row < WARM_ROWS) score(WARMING, text);
    }
    return this.#cold.length > 0;
  }

  #ready(row: number): Prepared {
    const known = this.#prepared[row];
    if (known !== undefined) return known;
    const text = prepare(this.#texts[row] ?? "");
    if (row < PREPARED_MOST) this.#prepared[row] = text;
    return text;
  }

  #match(row: number): void {
    const standing = this.#standings[row];
    const found = standing === "gone"
      ? undefined
      : this.#terms.length === 0
      ? 1
      : score(this.#terms, this.#ready(row), this.#nameLengths[row]);
    const had = this.#keys[row] !== NO_MATCH;
    this.#count += Number(found !== undefined) - Number(had);
    this.#keys[row] = found === undefined
      ? NO_MATCH
      : this.#offsetOf(row, found) + Math.round((1 - found) * SCORE_STEPS) * ROWS_MOST + row;
  }

  /**
   * Refused rows stand last; but who types the name of one means it, and no row that has those
   * letters somewhere else. So: names, refused names, the rest, bare ones, refused ones.
   */
  #offsetOf(row: number, found: number): number {
    const standing = this.#standings[row];
    const isAsked = this.#terms.length > 0;
    if (isAsked && standing === "bare") return BARE;
    const hasMore = (this.#nameLengths[row] ?? 0) < (this.#texts[row] ?? "").length;
    if (!isAsked || !hasMore) return standing === "refused" ? REFUSED : 0;
    if (found >= 0.5) return standing === "refused" ? HALF : 0;
    return standing === "refused" ? REFUSED : HALF;
  }

  #grow(): void {
    const longer = new Float64Array(this.#keys.length * 2).fill(NO_MATCH);
    longer.set(this.#keys);
    this.#keys = longer;
  }
}
