// The one command line that ExecuteCommand takes. The agent in the container splits it as a shell
// would (github.com/google/shlex: quotes, backslashes, comments) and runs the words without a
// shell: no variables, no globs, no pipes, unless a shell is the command.

/** bash where the container has one, else sh; decided in the container, in the same round trip. */
export const AUTO_SHELL = "sh -c 'exec $(command -v bash || echo sh)'";

/** What `auto` means for a Windows container, where there is no sh. */
export const WINDOWS_SHELL = "powershell.exe";

/** Quotes one word so that the agent's splitter gives back exactly this word. */
export function quoteWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command line that the agent splits into exactly these words. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}

/** A command line that runs `line` by the container's sh. */
export function shellLine(line: string): string {
  return quoteWords(["sh", "-c", line]);
}

/** The command line of an interactive shell: the profile's own, or `auto` for the platform. */
export function shellOf(shell: string | undefined, platformFamily: string | undefined): string {
  if (shell !== undefined && shell !== "auto") return shell;
  return platformFamily?.startsWith("WINDOWS") === true ? WINDOWS_SHELL : AUTO_SHELL;
}
