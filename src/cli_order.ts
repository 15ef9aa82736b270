// Which word is the command. `ecsin NAME` is `ecsin login NAME`. Flags may stand in front:
// `ecsin --region eu-west-1 list clusters` is `ecsin list clusters --region eu-west-1`. There the
// command's own flags decide: the words in front of it must be flags of it, each with its value. Pure.
import type { CommandPage } from "./help/page.ts";

/** Puts `login` in front when the first word is neither a command nor a flag of the program. */
export function withLogin(
  argv: readonly string[],
  commands: readonly string[],
): readonly string[] {
  const [first] = argv;
  const isProgramFlag = first === "--help" || first === "-h" || first === "--version" ||
    first === "-v" || first === "--help-all";
  return isProgramFlag || (first !== undefined && commands.includes(first))
    ? argv
    : ["login", ...argv];
}

/** The line with its command in front; undefined where no command stands behind its flags. */
export function commandFirst(
  argv: readonly string[],
  pages: readonly CommandPage[],
): readonly string[] | undefined {
  const end = argv.indexOf("--");
  for (let at = 1; at < (end === -1 ? argv.length : end); at++) {
    const words = commandAt(argv, at, pages);
    if (words === undefined) continue;
    const page = pages.find(({ name }) => name === ["ecsin", ...words].join(" "));
    const front = argv.slice(0, at);
    if (page === undefined || !areFlagsOf(front, page)) continue;
    return [...words, ...front, ...argv.slice(at + words.length)];
  }
  return undefined;
}

/** Whether the line may be such a one: no page has to be read for others. */
export function mayHaveFlagsFirst(argv: readonly string[], commands: readonly string[]): boolean {
  const [first = ""] = argv;
  return /^-./.test(first) && first !== "--" && argv.some((word) => commands.includes(word));
}

/** The words of the command that stands there: `list`, `profile add`. */
function commandAt(
  argv: readonly string[],
  at: number,
  pages: readonly CommandPage[],
): readonly string[] | undefined {
  for (const count of [2, 1]) {
    const words = argv.slice(at, at + count);
    if (words.length < count) continue;
    const page = pages.find(({ name }) => name === ["ecsin", ...words].join(" "));
    if (page !== undefined && page.commands.length === 0) return words;
  }
  return undefined;
}

function areFlagsOf(words: readonly string[], page: CommandPage): boolean {
  const flags = page.groups.flatMap(({ flags }) => flags.map(({ usage }) => usage));
  for (let at = 0; at < words.length; at++) {
    const [name = "", value] = splitAtEquals(words[at] ?? "");
    const usage = flags.find((each) => namesOf(each).includes(name));
    if (usage === undefined) return false;
    if (value === undefined && takesValue(usage)) at++;
    if (at >= words.length) return false;
  }
  return true;
}

function splitAtEquals(word: string): readonly string[] {
  const at = word.indexOf("=");
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

/** `-o`, `--output` and `--no-output` of `-o, --output table|json`. */
function namesOf(usage: string): readonly string[] {
  const names = usage.split(/,? /).filter((each) => each.startsWith("-"));
  return names.flatMap((name) =>
    name.startsWith("--no-")
      ? [name, `--${name.slice(5)}`]
      : name.startsWith("--")
      ? [name, `--no-${name.slice(2)}`]
      : [name]
  );
}

function takesValue(usage: string): boolean {
  return usage.split(/,? /).some((each) => !each.startsWith("-"));
}
