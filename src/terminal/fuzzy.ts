// Fuzzy matching of rows: terms apart by blanks, in any order, all of which must match.
import fuzzysort from "fuzzysort";

/** A text made ready for matching. */
export type Prepared = ReturnType<typeof fuzzysort.prepare>;

/** A row that matched, with the places of its matched characters in the text. */
export interface Match {
  readonly index: number;
  readonly places: ReadonlySet<number>;
}

/** Makes a text ready; do it once for each row. */
export function prepare(text: string): Prepared {
  return fuzzysort.prepare(text);
}

const NO_PLACES: ReadonlySet<number> = new Set();

/** Matches of `query`, best first; an empty query matches all in their order. */
export function match(query: string, rows: readonly Prepared[]): Match[] {
  const terms = query.split(/\s+/).filter((term) => term !== "");
  if (terms.length === 0) return rows.map((_, index) => ({ index, places: NO_PLACES }));
  let kept: { index: number; score: number; places: Set<number> }[] | undefined;
  for (const term of terms) {
    const next: { index: number; score: number; places: Set<number> }[] = [];
    const candidates = kept ??
      rows.map((_, index) => ({ index, score: 0, places: new Set<number>() }));
    for (const { index, score, places } of candidates) {
      const row = rows[index];
      const found = row === undefined ? null : fuzzysort.single(term, row);
      if (found === null) continue;
      next.push({
        index,
        score: score + found.score,
        places: new Set([...places, ...found.indexes]),
      });
    }
    kept = next;
  }
  return (kept ?? []).sort((a, b) => b.score - a.score || a.index - b.index);
}
