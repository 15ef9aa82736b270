// What the picker is asked, and what it answers: plain values.

/** One row that can be chosen. */
export interface Row<T> {
  /** Stays the same when the row is shown anew. */
  readonly id: string;
  readonly cells: readonly string[];
  /** Matched besides the cells, and not shown. */
  readonly hidden?: string;
  /** Shown in one line while the row is the current one. */
  readonly detail?: readonly (readonly [label: string, value: string])[];
  /** Why it cannot be chosen: shown dimmed with it, sorted last. */
  readonly refused?: string;
  /**
   * What is not known of it yet: all but its name, or only some of it, which is not shown. Then
   * {@link Question.complete} is asked before it is taken.
   */
  readonly lacks?: "all" | "some" | undefined;
  /** It is not there any more: takes the row of this id out of the list. */
  readonly gone?: true;
  readonly value: T;
}

/** What else can be done with a row: another line of ecsin. */
export interface RowAction {
  /** The letter that does it, once Ctrl-O was pressed. */
  readonly key: string;
  readonly name: string;
  /** The words behind `ecsin`, which are shown and run. */
  readonly words: readonly string[];
  /** What the person types in place of `{}` in the words, where they wait for something. */
  readonly asks?: string;
}

/** Shows something on a screen of its own until its signal; ends then. */
export type Look = (draw: (text: string) => void, signal: AbortSignal) => Promise<void>;

/** One question. */
export interface Question<T> {
  readonly title: string;
  /** What stands in the query at first; nothing by default. */
  readonly query?: string;
  /** Heads of the rows' cells. */
  readonly columns: readonly string[];
  /** Batches as they come; a row with a known id replaces the earlier one. */
  readonly rows: AsyncIterable<readonly Row<T>[]>;
  /** Whether Backspace on an empty query goes one question back. */
  readonly canGoBack: boolean;
  /** Told which rows are on the screen, from top to bottom, whenever others are. */
  readonly onVisible?: (ids: readonly string[]) => void;
  /** Finds out now what a row lacks; undefined: it is gone. */
  readonly complete?: (row: Row<T>) => Promise<Row<T> | undefined>;
  /** What else can be done with a row; nothing where it is missing. */
  readonly actions?: (row: Row<T>) => readonly RowAction[];
  /** What a row says of itself, shown by Ctrl-L; undefined: nothing. */
  readonly look?: (row: Row<T>) => Look | undefined;
  /** Several rows may be marked (Tab) and taken at once. */
  readonly many?: boolean;
}

/** What the person did. */
export type Answer<T> =
  | {
    readonly kind: "chosen";
    readonly value: T;
    readonly row: Row<T>;
    /** The values of the other rows that were marked, in the order in which they were. */
    readonly others?: readonly T[];
  }
  | { readonly kind: "back" }
  | { readonly kind: "left" };

/** The same, or something else was to be done with a row. */
export type Picked<T> = Answer<T> | { readonly kind: "act"; readonly action: RowAction };
