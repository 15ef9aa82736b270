// What a terminal emulator shows, as SVG: one picture, or several one after the other by CSS alone.
// Its ground and colours follow the reader's choice of light or dark.
import { LIGHT_STYLE } from "./light.ts";
import type { Cell, Terminal } from "../tests/stories/terminal.ts";

const CELL = { width: 8.4, height: 18 };
const EDGE = 14;
const BASELINE = 13;
const COLORS: Readonly<Record<number, string>> = {
  1: "#ff7b72",
  2: "#7ee787",
  3: "#e3b341",
  6: "#76e3ea",
};

/** Lines of a screen, drawn. */
export interface Drawing {
  readonly markup: string;
  readonly rows: number;
}

/** One picture of a film. */
export interface Frame extends Drawing {
  /** How long it stands. */
  readonly ms: number;
}

/** Draws the screen's rows, or those that are given; dates, which change by themselves, stand still. */
export function drawScreen(
  terminal: Terminal,
  { rows, cursor = false }: {
    readonly rows?: readonly number[];
    readonly cursor?: boolean;
  } = {},
): Drawing {
  const lines = terminal.screen();
  const shown = rows ?? lines.map((_, row) => row);
  const markup = shown.map((row, at) => rowOf(terminal, row, lines[row] ?? "", at));
  const at = cursor ? shown.indexOf(terminal.cursor.row) : -1;
  if (at >= 0) {
    const column = terminal.cursor.column - skippedOf(lines[terminal.cursor.row] ?? "");
    const x = (EDGE + column * CELL.width).toFixed(1);
    markup.push(
      `<rect x="${x}" y="${EDGE + at * CELL.height}" width="${CELL.width}" height="16" ` +
        'fill="#e6edf3" opacity="0.7"/>\n',
    );
  }
  return { markup: markup.join(""), rows: shown.length };
}

/** One picture. */
export function stillSvg(title: string, columns: number, { markup, rows }: Drawing): string {
  return framed(title, columns, rows, "", markup);
}

/** A film that begins anew; who asks for less motion sees its last picture. */
export function filmSvg(title: string, columns: number, frames: readonly Frame[]): string {
  const allMs = frames.reduce((sum, { ms }) => sum + ms, 0);
  const percent = (ms: number) => `${(ms / allMs * 100).toFixed(2)}%`;
  let fromMs = 0;
  const rules = frames.map(({ ms }, index) => {
    const [from, to] = [fromMs, fromMs + ms];
    fromMs = to;
    const before = from === 0 ? "" : "0%{visibility:hidden}";
    const after = to === allMs ? "" : `${percent(to)}{visibility:hidden}`;
    return `@keyframes f${index}{${before}${percent(from)}{visibility:visible}${after}}` +
      `.f${index}{animation:f${index} ${allMs}ms step-end infinite}`;
  });
  const last = frames.length - 1;
  const style = [
    ".f{visibility:hidden}",
    `.f${last}{visibility:visible}`,
    ...rules,
    "@media (prefers-reduced-motion:reduce){.f{animation:none}}",
  ].join("\n");
  const groups = frames.map(({ markup }, index) => `<g class="f f${index}">\n${markup}</g>\n`);
  const rows = Math.max(...frames.map((frame) => frame.rows));
  return framed(title, columns, rows, `<style>\n${style}\n</style>\n`, groups.join(""));
}

function framed(
  title: string,
  columns: number,
  rows: number,
  style: string,
  markup: string,
): string {
  const width = Math.ceil(columns * CELL.width + 2 * EDGE);
  const height = Math.ceil(rows * CELL.height + 2 * EDGE);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${title}</title>`,
    LIGHT_STYLE,
    `${style}<rect width="${width}" height="${height}" rx="8" fill="#161b22" stroke="#484f58"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" ' +
    'fill="#e6edf3" xml:space="preserve">',
    `${markup}</g>`,
    "</svg>",
    "",
  ].join("\n");
}

/** The stories' shell prompts `outer$`; a person's needs no name. */
function skippedOf(line: string): number {
  return /^outer\$( |$)/.test(line) ? "outer".length : 0;
}

/** One line: a text for each run of cells that look alike. */
function rowOf(
  terminal: Terminal,
  row: number,
  line: string,
  at: number,
): string {
  const { length } = line;
  const y = EDGE + at * CELL.height + BASELINE;
  const skipped = skippedOf(line);
  let out = "";
  let column = skipped;
  while (column < length) {
    const first = terminal.cell({ row, column });
    let text = "";
    const from = column;
    while (column < length) {
      const cell = terminal.cell({ row, column });
      if (looks(cell) !== looks(first)) break;
      text += cell.text;
      column++;
    }
    if (text.trim() === "") continue;
    const shown = steady(text);
    const cells = column - from + shown.length - text.length;
    const x = (EDGE + (from - skipped) * CELL.width).toFixed(1);
    out += `<text x="${x}" y="${y}" textLength="${(cells * CELL.width).toFixed(1)}"` +
      `${looks(first)}>${escaped(shown)}</text>\n`;
  }
  return out;
}

function steady(text: string): string {
  return text.replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, "2026-11-21 09:30");
}

function looks({ bold, dim, color }: Cell): string {
  const fill = color === undefined ? undefined : COLORS[color];
  return (bold ? ' font-weight="bold"' : "") + (dim ? ' opacity="0.6"' : "") +
    (fill === undefined ? "" : ` fill="${fill}"`);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
