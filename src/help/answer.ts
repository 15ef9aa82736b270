// Which page a command line asks for, and its text for the terminal that it is read on.
import { environment } from "../environment.ts";
import { columnsOf } from "../window.ts";
import { helpText } from "./layout.ts";
import type { CommandPage } from "./page.ts";

/** Lines longer than this are hard to read. */
const WIDEST = 100;
const WITHOUT_TERMINAL = 80;
const NARROWEST = 20;

/** The page that it asks for; undefined for a word after `help` that is no command. */
export function pageFor(
  argv: readonly string[],
  pages: readonly CommandPage[],
): CommandPage | undefined {
  const named = (...words: readonly string[]) =>
    pages.find(({ name }) => name === ["ecsin", ...words].join(" "));
  const end = argv.indexOf("--");
  const words = argv.slice(0, end === -1 ? argv.length : end)
    .filter((word) => !word.startsWith("-"));
  const isHelpWord = words[0] === "help";
  const rest = isHelpWord ? words.slice(1) : words;
  const at = rest.findIndex((word) => named(word) !== undefined);
  const [command = "", below = ""] = at === -1 ? [] : rest.slice(at);
  const found = named(command, below) ?? named(command);
  if (found !== undefined && (at === 0 || !isHelpWord)) return found;
  if (rest.length === 0) return named();
  // A first word that is no command is the target of a login.
  return isHelpWord ? undefined : named("login");
}

/** The text of a page, for stdout as it is. */
export function pageText(page: CommandPage): string {
  const isTerminal = Deno.stdout.isTerminal();
  const isBold = isTerminal && environment("NO_COLOR") === undefined &&
    environment("TERM") !== "dumb";
  return helpText(page, {
    width: Math.min(WIDEST, Math.max(NARROWEST, columnsOf(Deno.stdout, WITHOUT_TERMINAL))),
    heading: (text) => isBold ? `\x1b[1m${text}\x1b[0m` : text,
  });
}
