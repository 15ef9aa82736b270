// Fuzzy matching of one text: terms apart by blanks, in any order, all of which must match, with the
// marks that fzf has: `'exact`, `^start`, `end$`, `!not`, `a|b`.
// `single` takes any match: it has no threshold, and fuzzysort's usual one would miss `prdweb`.
import fuzzysort from "fuzzysort";

/** A text made ready for matching. */
export type Prepared = ReturnType<typeof fuzzysort.prepare>;

/** One thing that a text must have, or must not have. */
interface Term {
  readonly text: string;
  /** As it is written, not letter by letter; the case does not matter. */
  readonly isExact: boolean;
  /** At the beginning of a word of the text. */
  readonly isStart: boolean;
  /** At the end of a word of the text. */
  readonly isEnd: boolean;
  readonly isNot: boolean;
}

/** What a person typed, taken apart: of each entry at least one term must match. */
export type Terms = readonly (readonly Term[])[];

/** How well a term that has to be there exactly matches; below fuzzysort's for a whole text. */
const EXACT_SCORE = 0.9;

/** Makes a text ready; do it once for each text. */
export function prepare(text: string): Prepared {
  return fuzzysort.prepare(text);
}

/** The terms of a query; none for a blank one. Marks with nothing behind them say nothing yet. */
export function termsOf(query: string): Terms {
  return query.trim().replaceAll(/\s*\|\s*/g, "|").split(/\s+/)
    .map((word) => word.split("|").map(termOf).filter(({ text }) => text !== ""))
    .filter((choices) => choices.length > 0);
}

/** Whether more letters at its end can only make it match less. */
export function isPlain(query: string): boolean {
  return !/[!|$]/.test(query);
}

function termOf(word: string): Term {
  const [, not = "", mark = "", text = "", end = ""] = /^(!?)(['^]?)(.*?)(\$?)$/s.exec(word) ?? [];
  return {
    text: text.toLowerCase(),
    isNot: not !== "",
    isExact: not !== "" || mark !== "" || end !== "",
    isStart: mark === "^",
    isEnd: end !== "",
  };
}

/**
 * How well all terms match, above 0 up to 1 for an exact match; undefined where one does not. What
 * is found within the first `nameLength` characters goes before what is found elsewhere.
 */
export function score(
  terms: Terms,
  text: Prepared,
  nameLength = text.target.length,
): number | undefined {
  const hasMore = nameLength < text.target.length;
  let sum = 0;
  let isInName = true;
  for (const choices of terms) {
    const [only] = choices;
    if (choices.length === 1 && only !== undefined && !only.isExact) {
      // Almost all terms are such, and every row is looked at for every key: nothing is made here.
      const found = fuzzysort.single(only.text, text);
      if (found === null) return undefined;
      sum += found.score;
      if (hasMore && isInName) isInName = isBefore(found.indexes, nameLength);
    } else {
      const found = bestOf(choices, text);
      if (found === undefined) return undefined;
      sum += found.score;
      if (hasMore && isInName) isInName = isBefore(found.places, nameLength);
    }
  }
  if (terms.length === 0) return 1;
  const mean = sum / terms.length;
  return !hasMore ? mean : isInName ? (1 + mean) / 2 : mean / 2;
}

function isBefore(places: ArrayLike<number>, end: number): boolean {
  for (let index = 0; index < places.length; index++) {
    if ((places[index] ?? 0) >= end) return false;
  }
  return true;
}

/** Places of the matched characters in the text, in UTF-16 units. */
export function places(terms: Terms, text: Prepared): ReadonlySet<number> {
  return new Set(terms.flatMap((choices) => bestOf(choices, text)?.places ?? []));
}

interface Found {
  readonly score: number;
  readonly places: readonly number[];
}

function bestOf(choices: readonly Term[], text: Prepared): Found | undefined {
  let best: Found | undefined;
  for (const term of choices) {
    const found = term.isExact ? findExact(term, text.target) : findFuzzy(term, text);
    if (found !== undefined && found.score > (best?.score ?? -1)) best = found;
  }
  return best;
}

function findFuzzy({ text: term }: Term, text: Prepared): Found | undefined {
  const found = fuzzysort.single(term, text);
  return found === null ? undefined : { score: found.score, places: Array.from(found.indexes) };
}

function findExact({ text, isStart, isEnd, isNot }: Term, target: string): Found | undefined {
  const lower = target.toLowerCase();
  const isBorder = (at: number) => at < 0 || at >= lower.length || lower[at] === " ";
  let at = lower.indexOf(text);
  while (
    at !== -1 && (isStart && !isBorder(at - 1) || isEnd && !isBorder(at + text.length))
  ) at = lower.indexOf(text, at + 1);
  if (isNot) return at === -1 ? { score: EXACT_SCORE, places: [] } : undefined;
  if (at === -1) return undefined;
  return { score: EXACT_SCORE, places: Array.from(text, (_, index) => at + index) };
}
