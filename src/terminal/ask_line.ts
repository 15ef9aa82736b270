// One line typed by the person, on the terminal and never on stdout: a confirmation, a name to be
// typed, or a code that is not shown. The terminal is given back as it was, whatever happens.
import { ENDING } from "../signals.ts";
import type { Env } from "../environment.ts";
import { printable } from "../printable.ts";
import { KeyReader } from "./picker/keys.ts";
import * as edit from "./picker/line.ts";
import { openPickerTerminal } from "./picker/terminal.ts";
import { type Color, colored, useColor } from "./style.ts";
import { characters } from "./width.ts";

/** How a line is asked for. */
export interface LineOptions {
  /** False: what is typed is not shown. True by default. */
  readonly echo?: boolean;
  /** What stands above, however long; control characters in it do not get through. */
  readonly above?: string;
  /** The colour of what stands above. */
  readonly paint?: Parameters<typeof colored>[0];
  readonly color?: Color | undefined;
}

/** The line without its end; undefined when the person left with Ctrl-C, Ctrl-D or Esc. */
export async function askLine(
  prompt: string,
  env: Env,
  { echo = true, above, paint, color }: LineOptions = {},
): Promise<string | undefined> {
  const terminal = openPickerTerminal(color, env);
  const reader = new KeyReader();
  let line = edit.EMPTY_LINE;
  const label = printable(prompt);
  let below = 0;
  const shown = () => {
    const typed = echo ? printable(line.text) : "";
    const toStart = `${below > 0 ? `\x1b[${below}A` : ""}\r\x1b[J`;
    below = rowsBelow(label + typed, terminal.size().columns);
    return `${toStart}${terminal.style.bold(label)}${typed}`;
  };
  const left = Promise.withResolvers<undefined>();
  const leave = () => left.resolve(undefined);
  for (const signal of ENDING) Deno.addSignalListener(signal, leave);
  const answer = async (): Promise<string | undefined> => {
    while (true) {
      const bytes = await terminal.read();
      if (bytes === null) return undefined;
      // One byte at a time: what follows the answer is the next reader's.
      for (let at = 0; at < bytes.length; at++) {
        const keys = [...reader.push(bytes.subarray(at, at + 1)), ...loneEscape(reader, bytes, at)];
        for (const key of keys) {
          if (key.kind === "enter" || key.kind === "leave") terminal.unread(bytes.subarray(at + 1));
          if (key.kind === "enter") return line.text;
          if (key.kind === "leave") return undefined;
          if (key.kind === "end-of-input" && line.text === "") return undefined;
          if (key.kind === "text") line = edit.insert(line, key.text);
          if (key.kind === "backspace") line = edit.removeBefore(line);
          if (key.kind === "delete-word") line = edit.removeWord(line);
          if (key.kind === "delete-line") line = edit.removeToStart(line);
        }
      }
      terminal.draw(shown());
    }
  };
  terminal.raw(true);
  try {
    if (above !== undefined) {
      terminal.draw(`${colored(paint, useColor(color, env, true))(printable(above))}\r\n`);
    }
    terminal.draw(shown());
    return await Promise.race([answer(), left.promise]);
  } finally {
    terminal.draw("\r\n");
    terminal.raw(false);
    for (const signal of ENDING) Deno.removeSignalListener(signal, leave);
    terminal.close();
  }
}

/** How many rows a text takes below its first one; the cursor is in the last of them. */
function rowsBelow(text: string, columns: number): number {
  let rows = 0;
  let used = 0;
  for (const { width } of columns > 0 ? characters(text) : []) {
    if (used + width > columns) {
      rows++;
      used = 0;
    }
    used += width;
  }
  return rows;
}

/** An ESC that nothing follows in the same read is the key itself. */
function loneEscape(reader: KeyReader, bytes: Uint8Array, at: number) {
  return at === bytes.length - 1 && reader.waitsForEscape ? reader.escape() : [];
}
