// A word that Tab offers, and what all words have in common on their way to a shell.
import { oneLine, printable } from "../printable.ts";

/** One word and what is said beside it. */
export interface Candidate {
  readonly text: string;
  readonly about?: string;
}

/** What Tab offers: words, or the names of files, which the shell knows best. */
export type Offer =
  | { readonly kind: "words"; readonly prefix: string; readonly words: readonly Candidate[] }
  | { readonly kind: "files" };

/** Words that can be typed, each once; control characters never reach the terminal. */
export function typeable(words: readonly Candidate[]): readonly Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const { text, about } of words) {
    if (text === "" || printable(text) !== text || seen.has(text)) continue;
    const said = oneLine(about ?? "").trim();
    seen.set(text, { text, ...(said !== "" ? { about: said } : {}) });
  }
  return [...seen.values()];
}
