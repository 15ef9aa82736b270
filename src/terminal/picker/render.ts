// The picker as lines of text for a screen of so many cells. Pure. No line is as wide as the
// screen, so none wraps.
import { pasteable } from "../../pasteable.ts";
import { printable } from "../../printable.ts";
import { type Style, styleOf } from "../style.ts";
import { fitted, lineWidth } from "../table.ts";
import { characters, pad, truncate, widthOf } from "../width.ts";
import { wrapped } from "../../wrapped.ts";
import type { RowAction } from "./question.ts";
import type { Shown } from "./row_list.ts";
import type { PickerState } from "./state.ts";

/** In character cells. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** Lines, and where the cursor stands: always in the first line. */
export interface Picture {
  readonly lines: readonly string[];
  readonly cursorColumn: number;
  /** Rows of the list that are on the screen. */
  readonly page: number;
}

const LIST_MOST = 15;
/** Prompt, heads and detail stand beside the list. */
const OTHER_LINES = 3;
/** Cells kept for the query beside a long title. */
const QUERY_LEAST = 9;
const POINTER = "> ";
const MARK = "*";
/** Cells of an action's line below which it is left out. */
const LINE_LEAST = 16;
/** What `?` on an empty line and F1 show. */
const KEYS = [
  "letters: narrow the list, blanks between words that must all match",
  "'exact ^start end$ !not a|b: as in fzf",
  "Up Down, PgUp PgDn, Home End, Ctrl-P Ctrl-N: move",
  "Enter: take the row with the >",
  "Ctrl-O: what else can be done with it",
  "Backspace on an empty line: one question back",
  "Ctrl-U: empty the line; Ctrl-W: take a word away",
  "Ctrl-L: what it logs; Esc comes back",
  "Esc, Ctrl-C: leave",
];

const MARK_KEYS = "Tab, Shift-Tab: mark several rows; Enter then takes all that are marked";

/** Draws the state. */
export function render<T>(
  state: PickerState<T>,
  title: string,
  heads: readonly string[],
  screen: Screen,
  style: Style,
): Picture {
  // A terminal may report 0×0.
  const width = (screen.columns > 0 ? screen.columns : 80) - 1;
  const rows = screen.rows > 0 ? screen.rows : 24;
  const page = Math.max(1, Math.min(LIST_MOST, rows - OTHER_LINES - 1));
  const start = state.top(page);
  const { line, cursorColumn } = promptLine(state, printable(title), width, style);
  const lines = [line];
  if (state.help) {
    const keys = state.many ? [...KEYS.slice(0, 4), MARK_KEYS, ...KEYS.slice(4)] : KEYS;
    const shown = keys.flatMap((text) => wrapped(text, width)).slice(0, rows - 2);
    return { lines: [...lines, ...shown.map(style.dim)], cursorColumn, page };
  }
  if (state.menu !== undefined) {
    const shown = menuLines(state.menu, width, style).slice(0, Math.max(1, rows - 2));
    return { lines: [...lines, ...shown], cursorColumn, page };
  }
  if (rows > OTHER_LINES) {
    const top = heads.map((head) => head.toUpperCase());
    const widest = top.map((head, column) =>
      Math.max(widthOf(head), state.rows.widths[column] ?? 0)
    );
    const widths = fitted(widest, width - POINTER.length);
    const spare = width - POINTER.length - lineWidth(widths);
    const head = top.map((cell, column) =>
      pad(truncate(cell, widths[column] ?? 0), widths[column] ?? 0)
    );
    lines.push(style.dim(`  ${head.join("  ")}`.trimEnd()));
    state.shown(start, page).forEach((row, index) => {
      const isCurrent = start + index === state.current;
      lines.push(
        rowLine(row, widths, spare, { isCurrent, isMarked: state.marks.has(row.row.id) }, style),
      );
    });
    lines.push(style.dim(detailLine(state, width)));
  } else {
    // However small the screen is, the row that Enter takes is on it.
    const [current] = state.shown(state.current, 1);
    const marked = current === undefined
      ? detailLine(state, width)
      : `${POINTER}${current.cells.join("  ")}`;
    if (rows > 1) lines.push(style.bold(truncate(marked, width)));
    else return besideTheRow(state, printable(title), marked, width, style);
  }
  return { lines, cursorColumn, page };
}

/** Each action with its key, and the line that does the same as far as there is room for it. */
function menuLines(
  menu: readonly RowAction[],
  width: number,
  style: Style,
): readonly string[] {
  const names = Math.max(...menu.map(({ name }) => widthOf(name)));
  return menu.map(({ key, name, words, asks }) => {
    const line = ["ecsin", ...words].map(pasteable).join(" ").replace("{}", asks ?? "{}");
    const left = `  ${pad(name, names)}  `;
    const room = width - widthOf(key) - widthOf(left);
    // A piece of a line teaches nobody.
    const shown = room < LINE_LEAST ? "" : style.dim(truncate(printable(line), room));
    return `${style.pointer(key)}${
      truncate(left.trimEnd(), width - 1).padEnd(shown === "" ? 0 : left.length)
    }${shown}`;
  });
}

/** A screen of one line: the prompt in its first half, the marked row behind it. */
function besideTheRow<T>(
  state: PickerState<T>,
  title: string,
  marked: string,
  width: number,
  style: Style,
): Picture {
  const half = Math.ceil(width / 2);
  const { line, cursorColumn } = promptLine(state, title, half, style);
  const used = widthOf(promptLine(state, title, half, styleOf(false)).line);
  const rest = truncate(marked, Math.max(0, width - used - 2));
  return { lines: [`${line}  ${style.bold(rest)}`], cursorColumn, page: 1 };
}

function promptLine<T>(
  state: PickerState<T>,
  title: string,
  width: number,
  style: Style,
): { readonly line: string; readonly cursorColumn: number } {
  const markedCount = state.marks.count;
  const count = `${state.count}/${state.rows.total}${state.loading || state.matching ? " …" : ""}${
    markedCount > 0 ? ` (${markedCount} marked)` : ""
  }`;
  // In a narrow terminal what is asked for matters more than where.
  const most = Math.max(1, width - QUERY_LEAST);
  const noun = title.split(" / ").at(-1) ?? title;
  const label = `${truncate(widthOf(title) <= most ? title : noun, most)}> `;
  const room = Math.max(1, width - widthOf(label) - 1);
  // The end of the query up to the cursor is what must be seen.
  const { text, cursor } = state.line;
  let before = printable(text.slice(0, cursor));
  while (widthOf(before) > room - 1) {
    before = before.slice([...characters(before)][1]?.at ?? before.length);
  }
  const after = truncate(printable(text.slice(cursor)), room - widthOf(before));
  const cursorColumn = widthOf(label) + widthOf(before);
  const used = widthOf(label) + widthOf(before) + widthOf(after);
  const isHinted = state.many && markedCount === 0 && state.line.text === "";
  const tail = [...(isHinted ? [`${count}  Tab marks several`] : []), count]
    .find((each) => used + 2 + widthOf(each) <= width);
  return {
    line: `${style.bold(label)}${before}${after}${
      tail === undefined ? "" : `  ${style.dim(tail)}`
    }`,
    cursorColumn,
  };
}

function rowLine<T>(
  { row, cells, places }: Shown<T>,
  widths: readonly number[],
  spare: number,
  { isCurrent, isMarked }: { readonly isCurrent: boolean; readonly isMarked: boolean },
  style: Style,
): string {
  let at = 0;
  const parts = cells.map((cell, column) => {
    const start = at;
    at += cell.length + 1;
    const cut = widths[column];
    return cut === undefined ? undefined : highlighted(cell, cut, start, places, style);
  }).filter((part) => part !== undefined);
  const reason = row.refused === undefined || spare < 6
    ? ""
    : truncate(`  – ${printable(row.refused)}`, spare);
  const text = `${parts.join("  ")}${reason}`;
  const mark = isMarked ? MARK : " ";
  const pointer = isCurrent ? `${POINTER.trimEnd()}${mark}` : ` ${mark}`;
  const marked = `${isCurrent || isMarked ? style.pointer(pointer) : pointer}${text}`.trimEnd();
  return row.refused !== undefined ? style.dim(marked) : isCurrent ? style.bold(marked) : marked;
}

/** A cell of exactly `cells` cells, its matched characters marked. */
function highlighted(
  cell: string,
  cells: number,
  start: number,
  places: ReadonlySet<number>,
  style: Style,
): string {
  const text = truncate(cell, cells);
  if (places.size === 0) return pad(text, cells);
  let out = "";
  for (const { text: each, at } of characters(text)) {
    out += places.has(start + at) && each !== "…" ? style.match(each) : each;
  }
  return out + " ".repeat(Math.max(0, cells - widthOf(text)));
}

function detailLine<T>(state: PickerState<T>, width: number): string {
  if (state.notice !== undefined) return truncate(state.notice, width);
  const [current] = state.shown(state.current, 1);
  if (current === undefined) {
    if (state.loading || state.matching) return truncate("reading …", width);
    if (state.rows.total === 0) return truncate("nothing there", width);
    const hint = `nothing matches: Ctrl-U empties the line, all ${state.rows.total} come back`;
    return truncate(widthOf(hint) <= width ? hint : "nothing matches", width);
  }
  const { detail = [], refused } = current.row;
  const parts = detail.filter(([, value]) => value !== "").map(([label, value]) =>
    `${label}: ${printable(value)}`
  );
  const reason = refused === undefined ? [] : [printable(refused)];
  return truncate([...reason, ...parts].join(" · "), width);
}
