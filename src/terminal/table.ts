// Rows as an aligned table of text. Pure.
import { pad, printable, widthOf } from "./width.ts";

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

/** One line of a table, two blanks between columns, none at its end. */
export function tableLine(cells: readonly string[], widths: readonly number[]): string {
  return cells.map((cell, column) => pad(cell, widths[column] ?? 0)).join("  ").trimEnd();
}

/** A whole table with its heads in capitals; every line ends with a newline. */
export function tableText(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const clean = rows.map((row) => row.map(printable));
  const top = heads.map((head) => head.toUpperCase());
  const widths = columnWidths(top, clean);
  return [top, ...clean].map((row) => `${tableLine(row, widths)}\n`).join("");
}
