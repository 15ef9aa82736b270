// One profile as its file has it, byte for byte, with the comments that are its own. Pure.
import { linesOf } from "./edit_block.ts";
import { layoutOf } from "./layout.ts";

/** A part of a file. */
export interface Excerpt {
  readonly text: string;
  /** The line of the profile's name; the first one is 1. */
  readonly line: number;
}

/** The profile called `name`; undefined where an alias stands in the place of all profiles. */
export function excerptOf(text: string, name: string): Excerpt | undefined {
  const layout = layoutOf(text);
  const { profiles } = layout;
  const item = profiles?.items.find((each) => each.name === name);
  if (profiles === undefined || item === undefined) return undefined;
  const { start, end } = profiles.style === "block" ? linesOf(layout, profiles, item) : item;
  return {
    text: text.slice(start, end),
    line: text.slice(0, item.key.start).split("\n").length,
  };
}
