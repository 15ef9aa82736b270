// A page as the text of `--help`, wrapped at words to the width that there is. Pure.
import { wrapped } from "../wrapped.ts";
import { type CommandPage, type FlagPage, partsOf, usageOf } from "./page.ts";

/** How it is laid out. */
export interface Layout {
  /** Cells of a line. */
  readonly width: number;
  /** How a heading is written. */
  readonly heading: (text: string) => string;
}

/** From this column on what a flag does stands beside it, where there is room for it. */
const TERM_CELLS = 26;
/** What has to be left beside a term; below that it stands under it. */
const BESIDE_LEAST_CELLS = 30;

const EXIT_CODES = "0 done, 2 wrong usage, 130 you left, 253 credentials or AWS configuration, " +
  "254 AWS said no, 255 anything else";
const ENDS_AS_ITS_COMMAND = ["ecsin exec", "ecsin run", "ecsin rsh"];

/** The text, with a newline at its end. `version` stands at the end of the program's own page. */
export function helpText(page: CommandPage, layout: Layout): string {
  const { heading } = layout;
  const parts = partsOf(page.description);
  const examples = parts.filter(({ kind }) => kind === "example").flatMap(({ lines }) => lines);
  const texts = parts.filter(({ kind }) => kind === "text")
    .map(({ lines }) => lines.join(" "))
    .filter((text) => text !== page.brief && text !== `${page.brief}.`);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", heading(`${title}:`), ...lines];
  const isProgram = page.name === "ecsin";
  return [
    ...wrapped(page.brief, layout.width),
    ...section("Usage", usageLines(page, layout)),
    ...section("Examples", examples.flatMap((line) => exampleLines(line, layout))),
    ...texts.flatMap((text) => ["", ...wrapped(text, layout.width)]),
    ...section(
      "Commands",
      page.commands.flatMap(({ name, brief }) => termLines(name, brief, layout, 14)),
    ),
    ...section(
      "Arguments",
      page.arguments.flatMap(({ usage, brief }) => termLines(usage, brief, layout)),
    ),
    ...page.groups.flatMap(({ title, flags }) =>
      section(title, flags.flatMap((flag) => flagLines(flag, layout)))
    ),
    ...section("Exit codes", indented(exitCodes(page.name), layout)),
    ...section(
      "More",
      indented(
        isProgram
          ? "ecsin COMMAND --help, man ecsin; what does not work: ecsin doctor"
          : "ecsin --help has all commands, man ecsin all flags and variables",
        layout,
      ),
    ),
    "",
  ].join("\n");
}

function exitCodes(name: string): string {
  if (name === "ecsin doctor") return `1 a check is a problem, ${EXIT_CODES}`;
  return ENDS_AS_ITS_COMMAND.includes(name)
    ? `the command's own; ecsin's are ${EXIT_CODES}`
    : EXIT_CODES;
}

function usageLines(page: CommandPage, layout: Layout): readonly string[] {
  const lines = page.name === "ecsin"
    ? ["ecsin [flags] [target]", "ecsin COMMAND [flags] [words]"]
    : [usageOf(page)];
  return lines.flatMap((line) => indented(line, layout));
}

/** An example is one line where it fits; what explains it moves below where it does not. */
function exampleLines(line: string, layout: Layout): readonly string[] {
  if (line.length + 2 <= layout.width) return [`  ${line}`];
  const [, command = line, about] = /^(.*?\S) {2,}(\S.*)$/.exec(line) ?? [];
  // A line to paste is never broken: the terminal may do that.
  return [`  ${command}`, ...(about === undefined ? [] : indented(about, layout, 6))];
}

function flagLines({ usage, brief, byDefault }: FlagPage, layout: Layout): readonly string[] {
  const text = byDefault === undefined ? brief : `${brief} (default: ${byDefault})`;
  return termLines(usage.startsWith("--") ? `    ${usage}` : usage, text, layout);
}

/** A term and what it means: beside each other where there is room, else one below the other. */
function termLines(
  term: string,
  text: string,
  layout: Layout,
  cells = TERM_CELLS,
): readonly string[] {
  const column = cells + 4;
  if (layout.width - column < BESIDE_LEAST_CELLS) {
    return [`  ${term.trimStart()}`, ...indented(text, layout, 6)];
  }
  const lines = wrapped(text, layout.width - column)
    .map((line) => `${" ".repeat(column)}${line}`);
  const [first = "", ...rest] = lines;
  return term.length <= cells
    ? [`  ${term.padEnd(cells)}  ${first.trimStart()}`, ...rest]
    : [`  ${term}`, ...lines];
}

function indented(text: string, layout: Layout, by = 2): readonly string[] {
  const indent = " ".repeat(Math.min(by, Math.floor(layout.width / 4)));
  return wrapped(text, layout.width - indent.length).map((line) => `${indent}${line}`);
}
