// The room that lines have on a screen: broken and cut to its width, and each list's share of its
// height. Pure; everything from outside is made printable here.
import { printable } from "../printable.ts";
import type { Style } from "../terminal/style.ts";
import { truncate } from "../terminal/width.ts";
import { wrapped } from "../wrapped.ts";

/** Where lines go. */
export interface Room {
  /** Cells of a line; Infinity where nobody reads it on a screen. */
  readonly width: number;
  /** Lines of the screen; Infinity where it scrolls. */
  readonly height: number;
  readonly style: Style;
}

/** A titled part; nothing where it has no lines. */
export function section(title: string, lines: readonly string[], after: readonly string[] = []) {
  return lines.length === 0 && after.length === 0 ? [] : ["", title, ...lines, ...after];
}

/** `… and 3 more tasks`; nothing where there are no more. */
export function more(count: number, what: string): readonly string[] {
  return count > 0 ? [`… and ${count} ${what}`] : [];
}

/** As many of them as fit into so many lines, each whole. */
export function whole(blocks: readonly (readonly string[])[], lines: number): readonly string[] {
  let left = lines;
  return blocks.filter((block, index) => {
    left -= block.length;
    return left >= 0 || (index === 0 && lines > 0);
  }).flat().slice(0, lines);
}

/** A text broken at its blanks, what follows `indent` cells further in; names may be as long as they are. */
export function fold(text: string, room: Room, indent: number): readonly string[] {
  const clean = printable(text);
  const lead = /^ */.exec(clean)?.[0] ?? "";
  const depth = Math.min(indent, Math.floor(room.width / 3));
  const [first = "", ...rest] = wrapped(clean.trimStart(), room.width - lead.length);
  const lines = [
    lead + first,
    ...wrapped(rest.join(" "), room.width - depth).map((line) => " ".repeat(depth) + line),
  ].filter((line) => line.trim() !== "");
  // Drawn in place each line has its row; else the terminal breaks a long word.
  return room.height === Infinity ? lines : lines.map((line) => truncate(line, room.width));
}

/** One line of it, cut where it is too long. */
export function fit(text: string, { width }: Room): string {
  return truncate(printable(text), width);
}

/** Lines for each of several lists that want so many, out of what there is; each gets its part. */
export function share(lines: number, wanted: readonly number[]): readonly number[] {
  const all = wanted.reduce((sum, each) => sum + each, 0);
  if (all <= lines) return wanted;
  let left = Math.max(0, lines);
  const given = wanted.map(() => 0);
  while (left > 0) {
    const at = given.findIndex((each, index) =>
      each < (wanted[index] ?? 0) && each === Math.min(
          ...given.filter((_, other) => (given[other] ?? 0) < (wanted[other] ?? 0)),
        )
    );
    if (at === -1) break;
    given[at] = (given[at] ?? 0) + 1;
    left--;
  }
  return given;
}
