// Adding to and removing from a flow map: `{a: {…}, b: {…}}`. Pure.
import type { Layout, Splice, Styled } from "./layout.ts";

/** Puts `pair` behind the last item; a comma at the end stays one. */
export function* addFlow(map: Styled, pair: string): Generator<Splice> {
  const last = map.items.at(-1);
  if (last === undefined) {
    const at = map.span.start + 1;
    yield { start: at, end: at, text: pair };
    return;
  }
  if (map.lastComma !== undefined) {
    const at = map.lastComma + 1;
    yield { start: at, end: at, text: ` ${pair}` };
  }
  yield { start: last.end, end: last.end, text: `, ${pair}` };
  // A comment stands before the comma, or the last key has no value.
  yield { start: last.end, end: last.end, text: ` , ${pair}` };
  yield { start: map.span.start + 1, end: map.span.start + 1, text: `${pair}, ` };
}

/** Takes an item out with one comma. */
export function* removeFlow({ text, profiles }: Layout, name: string): Generator<Splice> {
  const item = profiles?.items.find((each) => each.name === name);
  if (profiles === undefined || item === undefined) return;
  const { start, end, comma } = item;
  const next = profiles.items[profiles.items.indexOf(item) + 1];
  const after = next === undefined ? profiles.lastComma : next.comma;
  if (after !== undefined && text.slice(end, after).trim() === "") {
    yield { start, end: after + 1 + blanksAt(text, after + 1), text: "" };
  }
  if (comma !== undefined && text.slice(comma + 1, start).trim() === "") {
    yield { start: comma, end, text: "" };
  }
  if (next !== undefined) yield { start, end: next.start, text: "" };
  yield { start, end, text: "" };
}

/** Blanks that may go: a comment needs one before it. */
function blanksAt(text: string, at: number): number {
  return /^[ \t]*(?![ \t#])/.exec(text.slice(at))?.[0].length ?? 0;
}
