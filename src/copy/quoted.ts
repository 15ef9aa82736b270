// A name in a sentence: quoted, and nothing in it that a terminal would obey.
import { oneLine } from "../printable.ts";

/** The name between quotes, safe to be drawn. */
export function quoted(name: string): string {
  return `"${oneLine(name)}"`;
}
