// How many cells a text takes on the screen, and texts cut to so many. East Asian and emoji widths
// by fast-string-width. Texts are printable already; see src/printable.ts.
import stringWidth from "fast-string-width";

/** Cells that `text` takes. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

const ASCII = /^[\x20-\x7e]*$/;
/** Made when a text needs it: making one took 8 ms (Deno 2.9.6), as long as half of a start. */
let segmenter: Intl.Segmenter | undefined;

/** What a person sees as the characters of a text. */
export function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" });
  return segmenter.segment(text);
}

/** What the person sees as characters, each with its place in the text and its cells. */
export function* characters(
  text: string,
): Generator<{ readonly text: string; readonly at: number; readonly width: number }> {
  if (ASCII.test(text)) {
    for (let at = 0; at < text.length; at++) yield { text: text.charAt(at), at, width: 1 };
    return;
  }
  for (const { segment, index } of graphemesOf(text)) {
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

/** Rows that a line takes on a screen of so many cells a row. */
export function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(widthOf(line) / columns));
}

/** Filled with blanks to `cells`. */
export function pad(text: string, cells: number): string {
  return text + " ".repeat(Math.max(0, cells - widthOf(text)));
}
