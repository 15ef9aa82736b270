// Lines that stand at the bottom of the terminal and are drawn anew in place: what goes on, while it
// goes on. On stderr; what else is written there comes above them. Where stderr is no terminal there
// are none.
import { withoutSecrets } from "../secrets.ts";
import { setStanding } from "./waiting.ts";

const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";
const CLEAR_LINE = "\x1b[K";
const CLEAR_BELOW = "\x1b[J";
const EVERY_MS = 1_000;

/** Standing lines. */
export interface Status {
  /** Draws them as they are now. */
  update(): void;
  /** Takes them away. */
  end(): void;
}

/** Shows what `render` gives for a width in characters, once a second and at each update. */
export function openStatus(render: (width: number) => readonly string[]): Status {
  if (!Deno.stderr.isTerminal()) return { update() {}, end() {} };
  let drawn: readonly string[] = [];
  let isHidden = false;
  const erase = () => {
    if (drawn.length > 0) write(`\x1b[${drawn.length}A\r${CLEAR_BELOW}`);
    drawn = [];
  };
  const draw = () => {
    if (isHidden) return;
    const { columns, rows } = size();
    const lines = render(columns - 1).slice(0, Math.max(1, rows - 1));
    if (lines.length === drawn.length && lines.every((line, at) => line === drawn[at])) return;
    const up = drawn.length === 0 ? "" : `\x1b[${drawn.length}A\r`;
    const text = lines.map((line) => `${line}${CLEAR_LINE}\r\n`).join("");
    write(`${NO_WRAP}${up}${text}${CLEAR_BELOW}${WRAP}`);
    drawn = lines;
  };
  setStanding({
    hide() {
      erase();
      isHidden = true;
    },
    show() {
      isHidden = false;
      draw();
    },
  });
  const timer = setInterval(draw, EVERY_MS);
  draw();
  return {
    update: draw,
    end() {
      clearInterval(timer);
      setStanding(undefined);
      erase();
    },
  };
}

function size(): { readonly columns: number; readonly rows: number } {
  try {
    const { columns, rows } = Deno.consoleSize();
    if (columns > 0 && rows > 0) return { columns, rows };
  } catch {
    // No size to be had: what every terminal has at least.
  }
  return { columns: 80, rows: 24 };
}

function write(text: string): void {
  let bytes = new TextEncoder().encode(withoutSecrets(text));
  try {
    while (bytes.length > 0) bytes = bytes.subarray(Deno.stderr.writeSync(bytes));
  } catch {
    // The terminal is gone.
  }
}
