// A word that Tab offers, and what all words have in common on their way to a shell.

/** One word and what is said beside it. */
export interface Candidate {
  readonly text: string;
  readonly about?: string;
}

/** What Tab offers: words, or the names of files, which the shell knows best. */
export type Offer =
  | { readonly kind: "words"; readonly prefix: string; readonly words: readonly Candidate[] }
  | { readonly kind: "files" };

// deno-lint-ignore no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Words that can be typed, each once; control characters never reach the terminal. */
export function typeable(words: readonly Candidate[]): readonly Candidate[] {
  const seen = new Map<string, Candidate>();
  for (const { text, about } of words) {
    if (text === "" || text.search(CONTROL) >= 0 || seen.has(text)) continue;
    const said = about?.replaceAll(CONTROL, " ").trim() ?? "";
    seen.set(text, { text, ...(said !== "" ? { about: said } : {}) });
  }
  return [...seen.values()];
}
