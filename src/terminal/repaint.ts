// Lines that are drawn again in place, as a state changes: only what differs is written, so nothing
// flickers. They stay on the screen when it is over. On stderr nothing of them stands; they are a
// result, and where stdout is no terminal nobody should draw.
import { withoutSecrets } from "../secrets.ts";
import { holdWaitingLine } from "./waiting.ts";
import { rowsOf } from "./width.ts";

const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";
const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";

/** A part of the screen. */
export interface Painter {
  /** The screen as it is now; 80×24 where the terminal says 0×0. */
  size(): { readonly columns: number; readonly rows: number };
  /** Draws these lines in place of the last ones; what does not fit the screen is left out. */
  draw(lines: readonly string[]): void;
  /** Leaves the lines where they are, and the cursor below them. */
  end(): void;
}

/** Draws on stdout, which must be a terminal. */
export function openPainter(write: (text: string) => void = writeAll): Painter {
  const release = holdWaitingLine();
  let drawn: readonly { readonly text: string; readonly rows: number }[] = [];
  let isOpen = true;
  const size = () => {
    try {
      const { columns, rows } = Deno.consoleSize();
      return columns > 0 && rows > 0 ? { columns, rows } : { columns: 80, rows: 24 };
    } catch {
      return { columns: 80, rows: 24 };
    }
  };
  write(HIDE_CURSOR);
  return {
    size,
    draw(lines) {
      // The cursor stands in the line below; so one line less than the screen has.
      const { rows, columns } = size();
      let left = Math.max(1, rows - 1);
      const fitting = lines.map((text) => ({ text, rows: rowsOf(text, columns) }))
        .filter((line) => (left -= line.rows) >= 0);
      // A line that is longer than a row is one to paste: it is broken by the terminal itself, which
      // copies it whole. Below one that changes everything is drawn anew.
      let isMoved = false;
      const changed = fitting.map((line, index) => {
        const before = drawn[index];
        if (!isMoved && line.text === before?.text) return "\r\n".repeat(line.rows);
        if (isMoved || line.rows > 1 || (before?.rows ?? 1) > 1) {
          const clear = isMoved ? "" : CLEAR_BELOW;
          isMoved = true;
          return `\r${clear}${line.rows > 1 ? WRAP : NO_WRAP}${line.text}${NO_WRAP}\r\n`;
        }
        return `\r${line.text}${CLEAR_LINE}\r\n`;
      }).join("");
      const height = drawn.reduce((sum, each) => sum + each.rows, 0);
      const up = height === 0 ? "" : `\x1b[${height}A`;
      write(`${NO_WRAP}${up}\r${changed}${CLEAR_BELOW}${WRAP}`);
      drawn = fitting;
    },
    end() {
      if (!isOpen) return;
      isOpen = false;
      write(SHOW_CURSOR);
      release();
    },
  };
}

function writeAll(text: string): void {
  let bytes = new TextEncoder().encode(withoutSecrets(text));
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}
