// The picker's state and what keys and new rows do to it. No terminal, no time.
import { printable } from "../../printable.ts";
import type { Key } from "./keys.ts";
import * as edit from "./line.ts";
import { Marks } from "./marks.ts";
import type { Row, RowAction } from "./question.ts";
import { RowList, type Shown } from "./row_list.ts";

/** What a key led to. */
export type Outcome<T> =
  | { readonly kind: "open" }
  /** Chosen, but not all is known of it that must be. */
  | { readonly kind: "pending"; readonly row: Row<T> }
  | { readonly kind: "chosen"; readonly row: Row<T>; readonly others?: readonly T[] }
  | { readonly kind: "back" }
  | { readonly kind: "left" }
  | { readonly kind: "act"; readonly action: RowAction };

const OPEN = { kind: "open" } as const;

/** One question being answered. */
export class PickerState<T> {
  line: edit.Line = edit.EMPTY_LINE;
  /** Rows are still coming. */
  loading = true;
  /** Why the current row was not taken; until the next key. */
  notice: string | undefined;
  /** The keys are shown instead of the rows; until the next key. */
  help = false;
  /** What else can be done with the current row is shown instead of the rows. */
  menu: readonly RowAction[] | undefined;
  readonly rows = new RowList<T>();
  readonly marks = new Marks<T>();
  #current = 0;
  #top = 0;
  /** The row that stays the current one when others arrive; the first is until a key was pressed. */
  #held: number | undefined;
  #touched = false;
  /** The first row as it was drawn last, while no key was pressed. */
  #drawn: number | undefined;
  /** The index's version that `#current` is of. */
  #followed = -1;

  constructor(
    readonly canGoBack: boolean,
    query = "",
    readonly actions: (row: Row<T>) => readonly RowAction[] = () => [],
    /** Several rows may be marked. */
    readonly many = false,
  ) {
    this.line = edit.insert(edit.EMPTY_LINE, query);
    this.rows.ask(query);
  }

  get count(): number {
    return this.rows.count;
  }

  /** Index of the current row among those that match. */
  get current(): number {
    this.#follow();
    return this.#current;
  }

  /** Index of the first row on a screen of `page` rows: moved no further than the current needs. */
  top(page: number): number {
    const most = Math.max(0, this.count - page);
    const { current } = this;
    this.#top = Math.min(most, Math.max(current - page + 1, Math.min(this.#top, current)));
    return this.#top;
  }

  /** Matching rows from `start` on. */
  shown(start: number, count: number): Shown<T>[] {
    return this.rows.shown(start, count);
  }

  /** The list was drawn: Enter then means the row that is marked there. */
  drawn(): void {
    this.#drawn = this.#touched ? undefined : this.rows.numberAt(this.current);
  }

  /** Takes new rows, or known ones anew: those keep their place. */
  add(rows: readonly Row<T>[]): void {
    this.rows.add(rows);
    this.marks.renew(rows);
  }

  /** Matches at most so many rows; true while more are left. */
  match(rows: number): boolean {
    return this.rows.match(rows);
  }

  /** Rows are still to be matched; those that are shown were already. */
  get matching(): boolean {
    return this.rows.matching;
  }

  /** Takes one key; `page` is how many rows are on the screen. */
  press(key: Key, page: number): Outcome<T> {
    this.notice = undefined;
    if (this.help) {
      this.help = false;
      if (isHelp(key) || key.kind === "leave") return OPEN;
    }
    if (this.menu !== undefined) return this.#act(this.menu, key);
    switch (key.kind) {
      case "actions":
        return this.#openMenu();
      case "help":
        this.help = true;
        return OPEN;
      case "look":
        return OPEN;
      case "enter":
        return this.#choose();
      case "leave":
        return { kind: "left" };
      case "end-of-input":
        return this.line.text === "" ? { kind: "left" } : this.#edit(edit.removeAt(this.line));
      case "backspace":
        if (this.line.text === "") return this.canGoBack ? { kind: "back" } : OPEN;
        return this.#edit(edit.removeBefore(this.line));
      case "text":
        if (this.line.text === "" && isHelp(key)) {
          this.help = true;
          return OPEN;
        }
        return this.#edit(edit.insert(this.line, key.text));
      case "mark":
        return this.#mark((at) => at + 1);
      case "mark-up":
        return this.#mark((at) => at - 1);
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
      default:
        return this.#edit(edit.edited(this.line, key.kind));
    }
  }

  #openMenu(): Outcome<T> {
    const row = this.#meant();
    const menu = row === undefined ? [] : this.actions(row);
    if (menu.length > 0) this.menu = menu;
    else this.notice = "nothing else can be done with it from here";
    return OPEN;
  }

  /** A key while the menu is shown: what it does, or back to the rows. */
  #act(menu: readonly RowAction[], key: Key): Outcome<T> {
    const letter = key.kind === "text" ? key.text : undefined;
    const action = menu.find((each) => each.key === letter);
    // A letter that means nothing is a slip, and nothing is done by it.
    if (action === undefined && letter !== undefined) return OPEN;
    this.menu = undefined;
    return action === undefined ? OPEN : { kind: "act", action };
  }

  /** The row that is marked on the screen. */
  #meant(): Row<T> | undefined {
    this.match(Infinity);
    // What was drawn as the first row may have moved meanwhile; it is the one that was meant.
    return this.rows.row(this.#drawn ?? this.rows.numberAt(this.current));
  }

  /** Marks the current row, or takes its mark away, and goes on to the next. */
  #mark(next: (from: number) => number): Outcome<T> {
    if (!this.many) return OPEN;
    const row = this.#meant();
    if (row === undefined) return OPEN;
    const why = whyNot(row);
    if (why === undefined) this.marks.turn(row);
    this.#move(next);
    this.notice = why;
    return OPEN;
  }

  #choose(): Outcome<T> {
    const row = this.marks.first ?? this.#meant();
    return row === undefined ? OPEN : this.take(row);
  }

  /** What becomes of a row that was chosen; says why where it cannot be. */
  take(row: Row<T>): Outcome<T> {
    this.notice = whyNot(row);
    if (this.notice !== undefined) return OPEN;
    if (row.lacks !== undefined) return { kind: "pending", row };
    const others = this.marks.besides(row);
    return { kind: "chosen", row, ...(others.length > 0 ? { others } : {}) };
  }

  #edit(line: edit.Line): Outcome<T> {
    if (line.text !== this.line.text) {
      this.#touched = true;
      this.#drawn = undefined;
      this.#held = undefined;
      this.#current = 0;
      this.rows.ask(line.text);
    }
    this.line = line;
    return OPEN;
  }

  #move(to: (from: number) => number): Outcome<T> {
    this.#touched = true;
    this.#drawn = undefined;
    this.#current = Math.max(0, Math.min(this.count - 1, to(this.current)));
    this.#held = this.rows.numberAt(this.#current);
    return OPEN;
  }

  /** The held row stays the current one, in its line; the best is held when all is matched. */
  #follow(): void {
    if (this.#followed === this.rows.version) return;
    this.#followed = this.rows.version;
    const rank = this.#held === undefined ? undefined : this.rows.rank(this.#held);
    const at = rank ?? Math.max(0, Math.min(this.#current, this.count - 1));
    if (rank !== undefined) this.#top += rank - this.#current;
    this.#current = at;
    if (!this.#touched || rank !== undefined || this.matching) return;
    this.#held = this.rows.numberAt(at);
  }
}

/** `?` means the keys only where nothing is typed: it stands in no name of AWS's. */
function isHelp(key: Key): boolean {
  return key.kind === "help" || key.kind === "text" && key.text === "?";
}

/** Why a row cannot be taken; undefined: it can be. */
function whyNot({ gone, refused }: Row<unknown>): string | undefined {
  if (gone === true) return "it is not there any more";
  return refused === undefined ? undefined : `cannot be chosen: ${printable(refused)}`;
}
