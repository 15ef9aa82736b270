// Rows as an aligned table of text. Pure.
import { printable } from "../printable.ts";
import { pad, truncate, truncateLeft, widthOf } from "./width.ts";

/** The width of each column: its head and its widest cell. */
export function columnWidths(
  heads: readonly string[],
  rows: Iterable<readonly string[]>,
): number[] {
  const widths = heads.map(widthOf);
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
    });
  }
  return widths;
}

/** Cells below which a column beside the first says nothing any more. */
const LEAST = 6;

/**
 * Columns for a line of so many cells. The first one is the name, by which rows are told apart: the
 * others are made narrower, from the widest on, then the last ones go; only then it is cut.
 */
export function fitted(widths: readonly number[], room: number): number[] {
  for (let count = widths.length; count > 1; count--) {
    const out = widths.slice(0, count);
    let widest = Math.max(...out.slice(1));
    while (lineWidth(out) > room && widest > LEAST) {
      out[out.lastIndexOf(widest)] = widest - 1;
      widest = Math.max(...out.slice(1));
    }
    if (lineWidth(out) <= room) return out;
  }
  return widths.slice(0, 1).map((width) => Math.max(1, Math.min(width, room)));
}

/** Cells of a line with two blanks between its columns. */
export function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);
}

/**
 * A whole table with its heads in capitals; every line ends in a newline. To fit in `room` cells the
 * columns of `drop` go first, in that order, then the rest are {@link fitted}; cells of `paths` are
 * cut at their left.
 */
export function tableText(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  room = Infinity,
  drop: readonly number[] = [],
  paths: readonly number[] = [],
): string {
  const clean = rows.map((row) => row.map(printable));
  const top = heads.map((head) => head.toUpperCase());
  const whole = columnWidths(top, clean);
  let shown = heads.map((_, column) => column);
  const widthsOf = (columns: readonly number[]) => columns.map((column) => whole[column] ?? 0);
  for (const column of drop) {
    if (lineWidth(widthsOf(shown)) <= room) break;
    shown = shown.filter((each) => each !== column);
  }
  const widths = fitted(widthsOf(shown), room);
  const line = (cells: readonly string[]) =>
    widths.map((width, index) => {
      const column = shown[index] ?? 0;
      const cut = cells !== top && paths.includes(column) ? truncateLeft : truncate;
      return pad(cut(cells[column] ?? "", width), width);
    }).join("  ");
  return [top, ...clean].map((row) => `${line(row).trimEnd()}\n`).join("");
}
