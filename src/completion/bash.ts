// Bash gives a line and takes replies, and what it puts in place is only the part of the word
// behind the last of its word breaks. So lines are read here as bash reads them, quotes and all,
// and each reply is that part, quoted as the word at the cursor is. Pure.
import type { Candidate } from "./candidate.ts";

/** A line up to the cursor, in words without their quotes. */
export interface BashLine {
  readonly before: readonly string[];
  readonly word: string;
  /** How much of `word` stands before what bash replaces. */
  readonly kept: number;
  /** The quote that is open at the cursor. */
  readonly quote: "" | "'" | '"';
}

/** What bash says beside the line. */
export interface BashState {
  /** COMP_WORDBREAKS. */
  readonly breaks: string;
  /** COMP_TYPE: the code of the letter that says what Tab does now. */
  readonly type: number;
  readonly columns: number;
}

/** `?` lists after the second Tab, `!` lists at once where there are several, `@` where unmodified. */
const LISTING = ["?", "!", "@"].map((letter) => letter.charCodeAt(0));

/** Reads the line behind the command's own word. */
export function readBashLine(line: string, breaks: string): BashLine {
  const words: string[] = [];
  let word: string | undefined;
  let kept = 0;
  let quote: BashLine["quote"] = "";
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? "";
    const next = line[at + 1];
    if (quote === "" && /\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      kept = 0;
      continue;
    }
    word ??= "";
    if (letter === quote) quote = "";
    else if (quote === "" && (letter === "'" || letter === '"')) {
      quote = letter;
      kept = word.length;
    } else if (letter === "\\" && quote === "" && next !== undefined) {
      word += next;
      at++;
    } else if (letter === "\\" && quote === '"' && /["$`\\]/.test(next ?? "")) {
      word += next;
      at++;
    } else {
      word += letter;
      if (quote === "" && breaks.includes(letter)) kept = word.length;
    }
  }
  return { before: words.slice(1), word: word ?? "", kept, quote };
}

/** Replies for the words that begin as the one at the cursor does. */
export function bashReplies(
  { word, kept, quote }: BashLine,
  { type, columns }: BashState,
  offered: readonly Candidate[],
): readonly string[] {
  const fitting = offered.filter(({ text }) => text.startsWith(word))
    .map(({ text, about }) => ({ reply: quoted(text.slice(kept), quote), about }));
  if (fitting.length < 2 || !LISTING.includes(type)) return fitting.map(({ reply }) => reply);
  const wide = Math.max(...fitting.map(({ reply }) => reply.length));
  return fitting.map(({ reply, about }) => {
    const room = columns - wide - 5;
    if (about === undefined || room < 10) return reply;
    const said = about.length > room ? `${about.slice(0, room - 1)}…` : about;
    return `${reply.padEnd(wide)}  (${said})`;
  });
}

function quoted(text: string, quote: BashLine["quote"]): string {
  if (quote === "'") return text.replaceAll("'", `'\\''`);
  if (quote === '"') return text.replaceAll(/["$`\\]/g, "\\$&");
  return text.replaceAll(/[\s"'`\\$&|;<>()*?[\]{}#~!^]/g, "\\$&");
}
