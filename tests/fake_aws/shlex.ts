/**
 * Splits a command into words as the agent does in container mode (github.com/google/shlex, named
 * by amazon-ssm-agent 3.3 in agent/session/shell/shell_unix.go). It is not quite a shell: between
 * double quotes a backslash goes before *any* character, and nothing is expanded.
 */

/** The words of a command. Throws with the agent's own text when a quote or escape stays open. */
export function splitCommand(command: string): string[] {
  const words: string[] = [];
  const runes = [...command];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  for (let i = 0; i < runes.length; i++) {
    const rune = runes[i] ?? "";
    if (rune === "\\" && quote !== "'") {
      const next = runes[++i];
      if (next === undefined) throw new Error("EOF found after escape character");
      word = (word ?? "") + next;
    } else if (quote !== undefined) {
      if (rune === quote) quote = undefined;
      else word = (word ?? "") + rune;
    } else if (rune === '"' || rune === "'") {
      quote = rune;
      word ??= "";
    } else if (" \t\r\n".includes(rune)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (rune === "#" && word === undefined) {
      // A comment only where a word could begin; it ends with the line.
      while (i < runes.length && runes[i] !== "\n") i++;
    } else {
      word = (word ?? "") + rune;
    }
  }
  if (quote !== undefined) throw new Error("EOF found when expecting closing quote");
  if (word !== undefined) words.push(word);
  return words;
}
