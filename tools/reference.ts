// `deno task reference`: docs/reference.md and docs/ecsin.1 from the command tree. A test fails when
// either is stale.
import { VARIABLES } from "../src/environment.ts";
import { helpPages } from "../src/cli.ts";
import { type CommandPage, partsOf, usageOf } from "../src/help/page.ts";
import { manPage } from "./man_page.ts";
import { formattedMarkdown } from "./markdown.ts";

const ROOT = new URL("../", import.meta.url);

/** Both papers by their path. */
export async function referencePapers(): Promise<ReadonlyMap<string, string>> {
  const pages = await helpPages();
  return new Map([
    ["docs/reference.md", await formattedMarkdown(markdown(pages))],
    ["docs/ecsin.1", manPage(pages)],
  ]);
}

function markdown(pages: readonly CommandPage[]): string {
  return [
    "# Every command and flag",
    "",
    "Made from the command tree by `deno task reference`; the same as a man page: `ecsin.1`.",
    "",
    ...pages.flatMap(commandPart),
    "## Environment",
    "",
    "Every variable that ecsin reads; an empty one counts as not set.",
    "",
    ...table("variable", Object.entries(VARIABLES)),
  ].join("\n");
}

function commandPart(page: CommandPage): string[] {
  const { name, description, groups, commands, arguments: words } = page;
  return [
    `## ${name}`,
    "",
    ...(name === "ecsin" ? [] : ["```", usageOf(page), "```", ""]),
    ...partsOf(description).flatMap(({ kind, lines }) =>
      kind === "example" ? ["```", ...lines, "```", ""] : [...lines.map(escaped), ""]
    ),
    ...table("command", commands.map((each) => [each.name, each.brief])),
    ...table("argument", words.map(({ usage, brief }) => [usage, brief])),
    ...groups.flatMap(({ title, flags }) =>
      table(
        title === "Flags" ? "flag" : title.toLowerCase(),
        flags.map(({ usage, brief, byDefault }) => [
          usage,
          byDefault === undefined ? brief : `${brief} (default: ${byDefault})`,
        ]),
      )
    ),
  ];
}

function table(head: string, rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return [
    `| ${head} | does |`,
    "| --- | --- |",
    ...rows.map(([usage = "", brief = ""]) => `| \`${cell(usage)}\` | ${cell(escaped(brief))} |`),
    "",
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** What Markdown takes for itself; code in backquotes stays. */
function escaped(text: string): string {
  return text.replaceAll(/[*_<>]|~(?=~)/g, (each) => `\\${each}`);
}

if (import.meta.main) {
  for (const [path, text] of await referencePapers()) {
    await Deno.writeTextFile(new URL(path, ROOT), text);
    console.log(path);
  }
}
