// What was thrown, as words for the person.

/** The message of an error; anything else as text. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
