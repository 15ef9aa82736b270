// Adding to and removing from a block map, by whole lines. Comments that stand deeper than the keys
// belong to the item above them, comments right above a key to that key. Pure.
import type { Item, Layout, Span, Splice, Styled } from "./layout.ts";

/** Puts `block`, whole lines, behind the last item; apart by a blank line where the others are. */
export function* addBlock(layout: Layout, map: Styled, block: string): Generator<Splice> {
  const { text, newline } = layout;
  const last = map.items.at(-1);
  if (last === undefined) return;
  const end = endOfItem(text, map, last);
  const gap = end > 0 && text[end - 1] !== "\n" ? newline : "";
  const first = map.items[0];
  const isApart = first !== last && isBlank(lineBefore(text, headOf(text, map, last)));
  if (isApart) yield { start: end, end, text: `${gap}${newline}${block}` };
  yield { start: end, end, text: gap + block };
}

/** Puts `block` before the first item. */
export function* addFirst(layout: Layout, map: Styled, block: string): Generator<Splice> {
  const [first] = map.items;
  if (first === undefined) return;
  const start = lineStart(layout.text, first.start);
  yield { start, end: start, text: block };
}

/** Takes an item out, with the comments that are its own and one blank line beside it. */
export function* removeBlock({ text, profiles, newline }: Layout, name: string): Generator<Splice> {
  const item = profiles?.items.find((each) => each.name === name);
  if (profiles === undefined || item === undefined) return;
  let start = headOf(text, profiles, item);
  let end = endOfItem(text, profiles, item);
  const isFirst = profiles.items[0] === item;
  if (end < text.length && isBlank(lineAt(text, end))) {
    if (isFirst || isBlank(lineBefore(text, start))) end = nextLine(text, end);
  } else if (end >= text.length && !isFirst && isBlank(lineBefore(text, start))) {
    start = lineStart(text, start - 1);
  }
  yield { start, end, text: "" };
  // One of several keys in a line, such as below `: `.
  const next = profiles.items[profiles.items.indexOf(item) + 1];
  if (next !== undefined) yield { start: item.start, end: next.start, text: "" };
  yield { start: item.start, end: item.end, text: "" };
  // The last one, of a map whose tag says that it is one.
  yield { start, end, text: `${" ".repeat(profiles.indent)}{}${newline}` };
}

/** The whole lines of an item, with the comments that are its own. */
export function linesOf({ text }: Layout, map: Styled, item: Item): Span {
  return { start: headOf(text, map, item), end: endOfItem(text, map, item) };
}

/** The start of an item's first line, or of the comments right above it. */
function headOf(text: string, map: Styled, item: Item): number {
  let start = lineStart(text, item.start);
  const before = map.items[map.items.indexOf(item) - 1];
  const floor = before === undefined ? 0 : endOfItem(text, map, before);
  while (start > floor) {
    const line = lineBefore(text, start);
    if (line === undefined || commentIndent(line) !== map.indent) break;
    start = lineStart(text, start - 1);
  }
  return start;
}

/** Behind an item's last line and the deeper comments below it. */
function endOfItem(text: string, map: Styled, item: Item): number {
  // The value of a block scalar ends with its line's end.
  let end = text[item.end - 1] === "\n" ? item.end : nextLine(text, item.end);
  for (let at = end; at < text.length; at = nextLine(text, at)) {
    const line = lineAt(text, at);
    if (isBlank(line)) continue;
    const indent = commentIndent(line);
    if (indent === undefined || indent <= map.indent) break;
    end = nextLine(text, at);
  }
  return end;
}

/** Blanks before a comment; undefined for a line that is none. */
function commentIndent(line: string): number | undefined {
  return /^( *)#/.exec(line)?.[1]?.length;
}

function isBlank(line: string | undefined): boolean {
  return line !== undefined && line.trim() === "";
}

function lineStart(text: string, at: number): number {
  return at <= 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end + 1;
}

function lineAt(text: string, start: number): string {
  return text.slice(start, nextLine(text, start));
}

/** The line that ends where another starts; undefined before the first. */
function lineBefore(text: string, start: number): string | undefined {
  return start <= 0 ? undefined : text.slice(lineStart(text, start - 1), start);
}
