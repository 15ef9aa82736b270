// Colours and weights as ANSI sequences, and whether to use them at all.
import type { Env } from "../environment.ts";

/** `--color`. */
export type Color = "auto" | "always" | "never";

/** Whether to colour: the flag, then NO_COLOR (no-color.org), then what the terminal can. */
export function useColor(
  flag: Color | undefined,
  env: Env,
  isTerminal: boolean,
): boolean {
  if (flag === "always") return true;
  if (flag === "never" || env("NO_COLOR") !== undefined) return false;
  return isTerminal && env("TERM") !== "dumb";
}

/** One way of writing. */
export type Paint = (text: string) => string;

/** The ways ecsin writes; all plain without colour. */
export interface Style {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly match: Paint;
  readonly pointer: Paint;
  readonly good: Paint;
  readonly bad: Paint;
}

/** The terminal's own colours that have a name here. */
const COLOR_CODES = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

/** Bold and in one of the terminal's own colours; plain without colour. */
export function colored(
  name: keyof typeof COLOR_CODES | undefined,
  color: boolean,
): Paint {
  if (name === undefined || !color) return plain;
  const inColor = paint(COLOR_CODES[name], 39);
  return (text) => paint(1, 22)(inColor(text));
}

const paint = (on: number, off: number): Paint => (text) => `\x1b[${on}m${text}\x1b[${off}m`;
const plain: Paint = (text) => text;

/** The ways with or without colour. */
export function styleOf(color: boolean): Style {
  if (!color) {
    return { bold: plain, dim: plain, match: plain, pointer: plain, good: plain, bad: plain };
  }
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    match: paint(33, 39),
    pointer: paint(36, 39),
    good: paint(32, 39),
    bad: paint(31, 39),
  };
}
