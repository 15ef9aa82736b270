// The line that the person types: text, cursor, and what keys do to it. Pure. A step is one
// character as people see it, not one UTF-16 unit.
import { graphemesOf } from "../width.ts";

/** A text and the cursor's place in it, in UTF-16 units. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
}

/** Nothing typed yet. */
export const EMPTY_LINE: Line = { text: "", cursor: 0 };

/** Puts text at the cursor. */
export function insert(line: Line, text: string): Line {
  return replace(line, line.cursor, line.cursor, text);
}

/** Takes the character before the cursor. */
export function removeBefore(line: Line): Line {
  return replace(line, before(line), line.cursor);
}

/** Takes the character at the cursor. */
export function removeAt(line: Line): Line {
  return replace(line, line.cursor, after(line));
}

/** Takes the word before the cursor and the blanks behind it. */
export function removeWord(line: Line): Line {
  return replace(
    line,
    line.text.slice(0, line.cursor).replace(/\S*\s*$/, "").length,
    line.cursor,
  );
}

/** Takes all that stands before the cursor. */
export function removeToStart(line: Line): Line {
  return replace(line, 0, line.cursor);
}

/** One character to the left. */
export function toLeft(line: Line): Line {
  return { ...line, cursor: before(line) };
}

/** One character to the right. */
export function toRight(line: Line): Line {
  return { ...line, cursor: after(line) };
}

/** Before the first character. */
export function toStart(line: Line): Line {
  return { ...line, cursor: 0 };
}

/** Behind the last character. */
export function toEnd(line: Line): Line {
  return { ...line, cursor: line.text.length };
}

/** What a key that edits or moves within the line makes of it. */
export function edited(line: Line, key: keyof typeof EDITS): Line {
  return EDITS[key](line);
}

const EDITS = {
  "delete": removeAt,
  "delete-word": removeWord,
  "delete-line": removeToStart,
  "left": toLeft,
  "right": toRight,
  "line-start": toStart,
  "line-end": toEnd,
} as const;

function replace({ text }: Line, from: number, to: number, by = ""): Line {
  return { text: text.slice(0, from) + by + text.slice(to), cursor: from + by.length };
}

function before({ text, cursor }: Line): number {
  return cursor === 0 ? 0 : graphemesOf(text).containing(cursor - 1)?.index ?? 0;
}

function after({ text, cursor }: Line): number {
  const at = graphemesOf(text).containing(cursor);
  return at === undefined ? cursor : at.index + at.segment.length;
}
