// What is the same every time need not be made every time: in the bundle, `--version`, the pages of
// `--help` and the tree of commands for Tab are ready, and cli.ts is not loaded for them.
import { environment } from "./environment.ts";
import { writeAllSync } from "./output.ts";
import { asksForHelp } from "./help/asks.ts";
import { PREPARED, preparedPages, preparedTree } from "./prepared_texts.ts";

/** Writes the answer to a command line that has a prepared one; gives the exit code, where it has. */
export async function answerPrepared(argv: readonly string[]): Promise<number | undefined> {
  const [word = "", ...rest] = argv;
  const text = word === "__complete"
    ? await answerTab(rest)
    : asksForHelp(argv)
    ? await answerHelp(argv)
    : rest.length === 0 && Object.hasOwn(PREPARED, word)
    ? PREPARED[word]
    : undefined;
  if (text === undefined) return undefined;
  try {
    writeAllSync(Deno.stdout, new TextEncoder().encode(text));
    return 0;
  } catch (error) {
    const { tellUnwritten } = await import("./streams.ts");
    return tellUnwritten(error);
  }
}

async function answerHelp(argv: readonly string[]): Promise<string | undefined> {
  const pages = preparedPages();
  if (pages === undefined) return undefined;
  const { pageFor, pageText } = await import("./help/answer.ts");
  const page = pageFor(argv, pages);
  return page && pageText(page);
}

async function answerTab(words: readonly string[]): Promise<string | undefined> {
  const tree = preparedTree();
  if (tree === undefined) return undefined;
  const { complete } = await import("./commands/complete/run.ts");
  try {
    return await complete(tree, words, { env: environment });
  } catch {
    // cli.ts will try the same, and say what is wrong.
    return undefined;
  }
}
