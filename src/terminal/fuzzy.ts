// Fuzzy matching of one text: terms apart by blanks, in any order, all of which must match.
// `single` takes any match: it has no threshold, and fuzzysort's usual one would miss `prdweb`.
import fuzzysort from "fuzzysort";

/** A text made ready for matching. */
export type Prepared = ReturnType<typeof fuzzysort.prepare>;

/** Makes a text ready; do it once for each text. */
export function prepare(text: string): Prepared {
  return fuzzysort.prepare(text);
}

/** The terms of a query; none for a blank one. */
export function termsOf(query: string): readonly string[] {
  return query.split(/\s+/).filter((term) => term !== "");
}

/** How well all terms match, above 0 up to 1 for an exact match; undefined where one does not. */
export function score(terms: readonly string[], text: Prepared): number | undefined {
  let sum = 0;
  for (const term of terms) {
    const found = fuzzysort.single(term, text);
    if (found === null) return undefined;
    sum += found.score;
  }
  return terms.length === 0 ? 1 : sum / terms.length;
}

/** Places of the matched characters in the text, in UTF-16 units. */
export function places(terms: readonly string[], text: Prepared): ReadonlySet<number> {
  return new Set(terms.flatMap((term) => fuzzysort.single(term, text)?.indexes ?? []));
}
