// The picker's state and what keys and new rows do to it. No terminal, no time.
import { printable } from "../../printable.ts";
import { widthOf } from "../width.ts";
import type { Key } from "./keys.ts";
import * as edit from "./line.ts";
import type { Row } from "./question.ts";
import { RowIndex } from "./row_index.ts";

/** A row as it is to be shown, with the matched places of its cells joined by one blank. */
export interface Shown<T> {
  readonly row: Row<T>;
  /** Without control characters. */
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
  line: edit.Line = edit.EMPTY_LINE;
  /** Rows are still coming. */
  loading = true;
  /** Why the current row was not taken; until the next key. */
  notice: string | undefined;
  readonly #numbers = new Map<string, number>();
  readonly #rows: { readonly row: Row<T>; readonly cells: readonly string[] }[] = [];
  readonly #index = new RowIndex();
  readonly #widths: number[] = [];
  #current = 0;
  #top = 0;
  /** The row that stays the current one when others arrive; the first is until a key was pressed. */
  #held: number | undefined;
  #touched = false;

  constructor(readonly canGoBack: boolean, query = "") {
    this.line = edit.insert(edit.EMPTY_LINE, query);
    this.#index.ask(query);
  }

  get total(): number {
    return this.#rows.length;
  }

  get count(): number {
    return this.#matches().length;
  }

  /** Index of the current row among those that match. */
  get current(): number {
    this.#matches();
    return this.#current;
  }

  /** The widest cell that each column has had. */
  get widths(): readonly number[] {
    return this.#widths;
  }

  /** Index of the first row on a screen of `page` rows: moved no further than the current needs. */
  top(page: number): number {
    const most = Math.max(0, this.count - page);
    this.#top = Math.min(
      most,
      Math.max(this.current - page + 1, Math.min(this.#top, this.current)),
    );
    return this.#top;
  }

  /** Matching rows from `start` on. */
  shown(start: number, count: number): Shown<T>[] {
    return this.#matches().slice(start, start + count).flatMap((number) => {
      const known = this.#rows[number];
      return known === undefined ? [] : [{ ...known, places: this.#index.places(number) }];
    });
  }

  /** Takes new rows, or known ones anew: those keep their place. */
  add(rows: readonly Row<T>[]): void {
    for (const row of rows) {
      const number = this.#numbers.get(row.id) ?? this.#rows.length;
      const cells = row.cells.map(printable);
      this.#numbers.set(row.id, number);
      this.#rows[number] = { row, cells };
      const text = [...cells, row.hidden ?? ""].join(" ");
      this.#index.set(number, text, row.refused !== undefined);
      cells.forEach((cell, column) => {
        this.#widths[column] = Math.max(this.#widths[column] ?? 0, widthOf(cell));
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

  /** Rows are still to be matched; those that are shown were already. */
  get matching(): boolean {
    return this.#index.work(0);
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
        return this.line.text === "" ? { kind: "left" } : this.#edit(edit.removeAt(this.line));
      case "backspace":
        if (this.line.text === "") return this.canGoBack ? { kind: "back" } : OPEN;
        return this.#edit(edit.removeBefore(this.line));
      case "delete":
        return this.#edit(edit.removeAt(this.line));
      case "delete-word":
        return this.#edit(edit.removeWord(this.line));
      case "delete-line":
        return this.#edit(edit.removeToStart(this.line));
      case "text":
        return this.#edit(edit.insert(this.line, key.text));
      case "left":
        return this.#edit(edit.toLeft(this.line));
      case "right":
        return this.#edit(edit.toRight(this.line));
      case "line-start":
        return this.#edit(edit.toStart(this.line));
      case "line-end":
        return this.#edit(edit.toEnd(this.line));
      case "up":
        return this.#move((at) => at - 1);
      case "down":
        return this.#move((at) => at + 1);
      case "page-up":
        return this.#move((at) => at - page);
      case "page-down":
        return this.#move((at) => at + page);
      case "first":
        return this.#move(() => 0);
      case "last":
        return this.#move(() => Infinity);
    }
  }

  #choose(): Outcome<T> {
    this.match(Infinity);
    const [chosen] = this.shown(this.current, 1);
    if (chosen === undefined) return OPEN;
    if (chosen.row.refused === undefined) return { kind: "chosen", row: chosen.row };
    this.notice = `cannot be chosen: ${printable(chosen.row.refused)}`;
    return OPEN;
  }

  #edit(line: edit.Line): Outcome<T> {
    if (line.text !== this.line.text) {
      this.#touched = true;
      this.#held = undefined;
      this.#current = 0;
      this.#index.ask(line.text);
    }
    this.line = line;
    return OPEN;
  }

  #move(to: (from: number) => number): Outcome<T> {
    this.match(Infinity);
    const matches = this.#matches();
    this.#touched = true;
    this.#current = Math.max(0, Math.min(matches.length - 1, to(this.#current)));
    this.#held = matches[this.#current];
    return OPEN;
  }

  /** What matches now; the held row stays the current one, the best is held when all is matched. */
  #matches(): readonly number[] {
    const matches = this.#index.order();
    if (!this.#touched || (this.#held === undefined && this.matching)) return matches;
    if (this.#held === undefined || matches[this.#current] !== this.#held) {
      const at = this.#held === undefined ? -1 : matches.indexOf(this.#held);
      this.#current = at >= 0 ? at : Math.max(0, Math.min(this.#current, matches.length - 1));
      // While it is not matched again, the held row is only not there yet.
      if (at >= 0 || !this.matching) this.#held = matches[this.#current];
    }
    return matches;
  }
}
