// docs/errors.md from the code: every failure that ecsin can print, with its exit code. Run it with
// `deno task errors`; a test fails when the list is stale, or a failure says nothing to do next.
import { EXIT } from "../src/error.ts";
import { formattedMarkdown } from "./markdown.ts";

const ROOT = new URL("../", import.meta.url);

/** A failure as the code declares it. */
export interface DeclaredFailure {
  readonly id: string;
  /** What is said, with `…` for what is filled in. */
  readonly what: string;
  readonly exitCode: string;
  readonly hasNext: boolean;
  readonly file: string;
}

/** Every object literal of the code that begins with an `id` and is a Failure. */
export async function declaredFailures(): Promise<readonly DeclaredFailure[]> {
  const found: DeclaredFailure[] = [];
  for await (const file of filesBelow("src/")) {
    const text = await Deno.readTextFile(new URL(file, ROOT));
    for (const { index } of text.matchAll(/\bid: (?=[^;]*?"[a-z-]+")/g)) {
      const literal = text.slice(index, endOfLiteral(text, index));
      if (!/\bwhat[:,]/.test(literal) || !/exitCode/.test(literal)) continue;
      const [head = ""] = literal.split(/\bwhat[:,]/);
      for (const [, id = ""] of head.matchAll(/"([a-z-]+)"/g)) {
        found.push({
          id,
          what: whatOf(literal),
          exitCode: exitCodeOf(literal, text.slice(0, index)),
          // `again` becomes a line to paste: the person's own with one more flag.
          hasNext: /\b(next|again)(:|,)/.test(literal),
          file,
        });
      }
    }
  }
  return found.sort((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** The list as a page. */
export function pageOf(failures: readonly DeclaredFailure[]): string {
  const rows = new Map<string, DeclaredFailure>();
  for (const each of failures) if (!rows.has(each.id)) rows.set(each.id, each);
  return [
    "# Every failure that ecsin tells",
    "",
    "Made from the code by `deno task errors`. How they look in full:",
    "[failures.txt](../tests/stories/failures.txt).",
    "",
    "| name | what is said | exit code |",
    "| --- | --- | --- |",
    ...[...rows.values()].map(({ id, what, exitCode }) => `| \`${id}\` | ${what} | ${exitCode} |`),
    "",
  ].join("\n");
}

/** Where the braces that a literal stands in are closed. */
function endOfLiteral(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    if (letter === "{") depth++;
    if (letter === "}" && --depth === 0) return at;
  }
  return text.length;
}

function whatOf(literal: string): string {
  const [, rest = ""] = literal.split(/^ *what: ?/m);
  const texts = rest.slice(0, rest.search(/^ *(why|next|exitCode|\.\.\.)/m));
  const quoted = [...texts.matchAll(/"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
    .map(([, plain, template]) => plain ?? template?.replaceAll(/\$\{[^}]*\}+/g, "…") ?? "");
  const words = /\?\s/.test(texts) ? quoted.slice(-1) : quoted;
  const said = words.join("").replaceAll("|", "\\|").trim();
  return said === "" ? "(what the place says)" : said;
}

function exitCodeOf(literal: string, before: string): string {
  // Told while ecsin ends by a signal.
  if (/\bexitCode: code\b/.test(literal)) return "128 + n";
  const names = [...literal.matchAll(/EXIT\.(\w+)/g)].map(([, name = ""]) => name);
  const inherited = [...before.matchAll(/const exitCode = EXIT\.(\w+)/g)].at(-1)?.[1] ?? "";
  const all = names.length > 0 ? names : [inherited];
  return all.map((name) => String(Object.entries(EXIT).find(([key]) => key === name)?.[1]))
    .join(" or ");
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory) yield* filesBelow(`${folder}${name}/`);
    else if (name.endsWith(".ts")) yield `${folder}${name}`;
  }
}

/** The page as it is formatted in the repository. */
export async function formattedPage(): Promise<string> {
  return await formattedMarkdown(pageOf(await declaredFailures()));
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("docs/errors.md", ROOT), await formattedPage());
}
