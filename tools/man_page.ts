// docs/ecsin.1: the command tree as a man page, in plain man macros that groff and mandoc both know.
import manifest from "../deno.json" with { type: "json" };
import { VARIABLES } from "../src/environment.ts";
import { EXIT } from "../src/error.ts";
import { EXIT_MEANINGS } from "../src/help/exit_codes.ts";
import { type CommandPage, partsOf, usageOf } from "../src/help/page.ts";

const FILES: Readonly<Record<string, string>> = {
  "$XDG_CONFIG_HOME/ecsin/profiles.yaml":
    "Saved profiles; ~/.config where XDG_CONFIG_HOME is not set, %APPDATA%\\ecsin on Windows",
  "$XDG_STATE_HOME/ecsin":
    "What ecsin remembers; ~/.local/state where XDG_STATE_HOME is not set, %LOCALAPPDATA%\\ecsin " +
    "on Windows",
};

/** The whole page. */
export function manPage([program, ...commands]: readonly CommandPage[]): string {
  if (program === undefined) throw new Error("the command tree is empty");
  const codes = Object.entries(EXIT)
    .map(([key, code]) => ({ code, meaning: Reflect.get(EXIT_MEANINGS, key) }))
    .sort((a, b) => a.code - b.code);
  return [
    '.\\" Made from the command tree by "deno task reference".',
    `.TH ECSIN 1 "" "ecsin ${manifest.version}" "User Commands"`,
    ".SH NAME",
    `ecsin \\- ${text(lowerFirst(program.brief))}`,
    ".SH SYNOPSIS",
    ...commands.flatMap((page, index) => [
      ...(index === 0 ? [] : [".br"]),
      synopsis(page),
    ]),
    ".SH DESCRIPTION",
    ...described(program.description),
    ".SH COMMANDS",
    ...commands.flatMap(commandPart),
    ".SH EXIT STATUS",
    ...codes.flatMap(({ code, meaning }) => item(String(code), `${meaning}.`)),
    ...item("124", "exec --timeout: the time was over."),
    ...item("other", "exec: the command's own; 128 + n when signal n ended it or ecsin."),
    ".SH ENVIRONMENT",
    ...Object.entries(VARIABLES).flatMap(([name, brief]) => item(name, `${brief}.`)),
    ".SH FILES",
    ...Object.entries(FILES).flatMap(([name, brief]) => item(name, `${brief}.`)),
    ".SH SEE ALSO",
    ".BR aws (1),",
    ".BR session\\-manager\\-plugin (1)",
    "",
  ].join("\n");
}

function commandPart({ name, description, groups, arguments: words }: CommandPage): string[] {
  return [
    `.SS ${text(name)}`,
    ...described(description),
    ...words.flatMap(({ usage, brief }) => item(usage, `${brief}.`)),
    ...groups.flatMap(({ flags }) => flags).flatMap(({ usage, brief, byDefault }) =>
      item(usage, `${brief}.${byDefault === undefined ? "" : ` Default: ${byDefault}.`}`)
    ),
  ];
}

function synopsis(page: CommandPage): string {
  const rest = usageOf(page).slice(page.name.length);
  return `\\fB${text(page.name)}\\fR${text(rest)}`;
}

function described(description: string): string[] {
  return partsOf(description).flatMap(({ kind, lines }, index) => [
    ...(index === 0 ? [] : [".PP"]),
    ...(kind === "example"
      ? [".RS 4", ".nf", ...lines.map(textLine), ".fi", ".RE"]
      : lines.map(textLine)),
  ]);
}

function item(term: string, brief: string): string[] {
  return [".TP", `\\fB${text(term)}\\fR`, textLine(brief)];
}

/** A line of text: one that begins with a dot or a quote would be a macro. */
function textLine(line: string): string {
  return text(line).replace(/^(?=[.'])/, "\\&");
}

/** What roff takes for itself, escaped; a hyphen stays one that can be pasted. */
function text(line: string): string {
  return line.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("~", "\\(ti")
    .replaceAll("^", "\\(ha").replaceAll("`", "\\(ga").replaceAll("'", "\\(aq")
    .replaceAll("–", "\\(en").replaceAll("…", "...").replaceAll("’", "\\(cq");
}

function lowerFirst(words: string): string {
  return words.slice(0, 1).toLowerCase() + words.slice(1);
}
