// Texts from outside, safe to draw: names, reasons and files' words may hold escape sequences or turn
// the reading direction, and none of that may reach the terminal. The only such rule in ecsin. Pure.

/** Control characters (C0, DEL, C1), line and paragraph ends, and what turns the direction of text. */
export const UNPRINTABLE =
  "\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u206f";
const EACH = new RegExp(`[${UNPRINTABLE}]`, "g");
const RUNS = new RegExp(`[${UNPRINTABLE}]+`, "g");

/** The text with a blank for each such character: its places stay what they were. */
export function printable(text: string): string {
  return text.replaceAll(EACH, " ");
}

/** The text as one line, with one blank for any number of such characters. */
export function oneLine(text: string): string {
  return text.replaceAll(RUNS, " ");
}

/** JSON of a value with such characters escaped, as JSON allows: it reads back as the same value. */
export function printableJson(value: unknown, indent?: number): string {
  // JSON's own line ends and blanks are between its values, never in them.
  return JSON.stringify(value, null, indent).replaceAll(
    EACH,
    (each) => each === "\n" ? each : `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
