// Rows as an aligned table of text. Pure.
import { printable } from "../printable.ts";
import { pad, truncate, widthOf } from "./width.ts";

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

/** Columns made narrower from the widest on, until the line fits in so many cells. */
export function fitted(widths: readonly number[], room: number): number[] {
  const out = [...widths];
  while (lineWidth(out) > room) {
    const widest = Math.max(...out);
    if (widest <= 1) break;
    out[out.lastIndexOf(widest)] = widest - 1;
  }
  // In a very narrow terminal the last columns go.
  while (lineWidth(out) > room && out.length > 1) out.pop();
  return out;
}

/** Cells of a line with two blanks between its columns. */
export function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);
}

/**
 * A whole table with its heads in capitals; every line ends in a newline. To fit in `room` cells the
 * last columns go first, down to `keep` of them, then the widest are cut.
 */
export function tableText(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  room = Infinity,
  keep = heads.length,
): string {
  const clean = rows.map((row) => row.map(printable));
  const top = heads.map((head) => head.toUpperCase());
  const whole = columnWidths(top, clean);
  while (lineWidth(whole) > room && whole.length > keep) whole.pop();
  const widths = fitted(whole, room);
  const line = (cells: readonly string[]) =>
    widths.map((width, column) => pad(truncate(cells[column] ?? "", width), width)).join("  ");
  return [top, ...clean].map((row) => `${line(row).trimEnd()}\n`).join("");
}
