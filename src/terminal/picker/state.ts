// The picker's state and what keys and new rows do to it. No terminal, no time.
import { type Match, match, prepare, type Prepared } from "../fuzzy.ts";
import { printable } from "../width.ts";
import type { Key } from "./keys.ts";
import type { Row } from "./question.ts";

/** A row, cleaned for the screen; its text for matching is made when first needed. */
interface Entry<T> {
  readonly row: Row<T>;
  readonly cells: readonly string[];
  prepared: Prepared | undefined;
}

/** A row as it is to be shown, with the matched places of its cells joined by one blank. */
export interface Shown<T> {
  readonly row: Row<T>;
  readonly cells: readonly string[];
  readonly places: ReadonlySet<number>;
}

/** What a key led to. */
export type Outcome<T> =
  | { readonly kind: "open" }
  | { readonly kind: "chosen"; readonly row: Row<T> }
  | { readonly kind: "back" }
  | { readonly kind: "left" };

const OPEN = { kind: "open" } as const;

/** One question being answered. */
export class PickerState<T> {
  query = "";
  /** Place of the cursor in the query, in UTF-16 units. */
  cursor = 0;
  /** Rows are still coming. */
  loading = true;
  /** Why the current row was not taken; until the next key. */
  notice: string | undefined;
  readonly #entries = new Map<string, Entry<T>>();
  #matches: Match[] = [];
  #list: Entry<T>[] = [];
  #stale = true;
  #current = 0;
  /** The row the person moved to; the top one until then. */
  #held: string | undefined;

  constructor(readonly canGoBack: boolean) {}

  get total(): number {
    return this.#entries.size;
  }

  get count(): number {
    return this.#update().length;
  }

  /** Index of the current row among those that match. */
  get current(): number {
    this.#update();
    return this.#current;
  }

  /** Matching rows from `start` on. */
  shown(start: number, count: number): Shown<T>[] {
    return this.#update().slice(start, start + count).flatMap(({ index, places }) => {
      const entry = this.#list[index];
      return entry === undefined ? [] : [{ row: entry.row, cells: entry.cells, places }];
    });
  }

  /** All cells, for the widths of columns. */
  *cells(): Generator<readonly string[]> {
    for (const { cells } of this.#entries.values()) yield cells;
  }

  /** Takes new rows, or known ones anew. */
  add(rows: readonly Row<T>[]): void {
    for (const row of rows) {
      this.#entries.set(row.id, { row, cells: row.cells.map(printable), prepared: undefined });
    }
    this.#stale = true;
  }

  /** Takes one key; `page` is how many rows are on the screen. */
  press(key: Key, page: number): Outcome<T> {
    this.notice = undefined;
    switch (key.kind) {
      case "enter":
        return this.#choose();
      case "leave":
        return { kind: "left" };
      case "end-of-input":
        return this.query === "" ? { kind: "left" } : this.#edit(this.cursor, nextAt(this));
      case "backspace":
        if (this.query === "") return this.canGoBack ? { kind: "back" } : OPEN;
        return this.#edit(beforeAt(this), this.cursor);
      case "delete":
        return this.#edit(this.cursor, nextAt(this));
      case "delete-word":
        return this.#edit(wordAt(this), this.cursor);
      case "delete-line":
        return this.#edit(0, this.cursor);
      case "text":
        return this.#edit(this.cursor, this.cursor, key.text);
      case "left":
        this.cursor = beforeAt(this);
        return OPEN;
      case "right":
        this.cursor = nextAt(this);
        return OPEN;
      case "up":
        return this.#move(this.current - 1);
      case "down":
        return this.#move(this.current + 1);
      case "page-up":
        return this.#move(this.current - page);
      case "page-down":
        return this.#move(this.current + page);
      case "first":
        return this.#move(0);
      case "last":
        return this.#move(this.count - 1);
    }
  }

  #choose(): Outcome<T> {
    const [chosen] = this.shown(this.current, 1);
    if (chosen === undefined) return OPEN;
    if (chosen.row.refused === undefined) return { kind: "chosen", row: chosen.row };
    this.notice = `cannot be chosen: ${printable(chosen.row.refused)}`;
    return OPEN;
  }

  #edit(from: number, to: number, text = ""): Outcome<T> {
    this.query = this.query.slice(0, from) + text + this.query.slice(to);
    this.cursor = from + text.length;
    this.#held = undefined;
    this.#stale = true;
    return OPEN;
  }

  #move(to: number): Outcome<T> {
    this.#current = Math.max(0, Math.min(this.count - 1, to));
    this.#held = this.shown(this.#current, 1)[0]?.row.id;
    return OPEN;
  }

  /** Matches anew when query or rows have changed; the row the person is on stays the current. */
  #update(): readonly Match[] {
    if (!this.#stale) return this.#matches;
    this.#stale = false;
    this.#list = [...this.#entries.values()];
    // Nothing is prepared for an empty query: the first paint does not wait for it.
    const found = this.query.trim() === ""
      ? this.#list.map((_, index) => ({ index, places: new Set<number>() }))
      : match(
        this.query,
        this.#list.map((entry) => entry.prepared ??= prepare(entry.cells.join(" "))),
      );
    const isRefused = ({ index }: Match) => this.#list[index]?.row.refused !== undefined;
    this.#matches = [...found.filter((each) => !isRefused(each)), ...found.filter(isRefused)];
    const held = this.#held;
    const at = held === undefined
      ? 0
      : this.#matches.findIndex(({ index }) => this.#list[index]?.row.id === held);
    this.#current = Math.max(0, at);
    return this.#matches;
  }
}

interface Line {
  readonly query: string;
  readonly cursor: number;
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function beforeAt({ query, cursor }: Line): number {
  return [...GRAPHEMES.segment(query.slice(0, cursor))].at(-1)?.index ?? 0;
}

function nextAt({ query, cursor }: Line): number {
  const [first] = GRAPHEMES.segment(query.slice(cursor));
  return cursor + (first?.segment.length ?? 0);
}

function wordAt({ query, cursor }: Line): number {
  return query.slice(0, cursor).replace(/\S+\s*$/, "").length;
}
