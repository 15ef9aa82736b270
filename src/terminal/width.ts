// How many cells a text takes on the screen, and texts cut to so many. East Asian and emoji widths
// by fast-string-width. Texts are printable already; see src/printable.ts.
import stringWidth from "fast-string-width";

/** Cells that `text` takes. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What the person sees as characters, each with its place in the text and its cells. */
export function* characters(
  text: string,
): Generator<{ readonly text: string; readonly at: number; readonly width: number }> {
  for (const { segment, index } of GRAPHEMES.segment(text)) {
    yield { text: segment, at: index, width: widthOf(segment) };
  }
}

/** At most `cells` cells of a printable text, with `…` where something was cut. */
export function truncate(text: string, cells: number): string {
  if (cells <= 0) return "";
  if (widthOf(text) <= cells) return text;
  let out = "";
  let used = 0;
  for (const { text: each, width } of characters(text)) {
    if (used + width > cells - 1) break;
    out += each;
    used += width;
  }
  return `${out}…`;
}

/** At most `cells` cells of its end, with `…` where something was cut: a path says most there. */
export function truncateLeft(text: string, cells: number): string {
  if (cells <= 0) return "";
  if (widthOf(text) <= cells) return text;
  let out = "";
  let used = 0;
  for (const { text: each, width } of [...characters(text)].reverse()) {
    if (used + width > cells - 1) break;
    out = each + out;
    used += width;
  }
  return `…${out}`;
}

/** Filled with blanks to `cells`. */
export function pad(text: string, cells: number): string {
  return text + " ".repeat(Math.max(0, cells - widthOf(text)));
}
