// What is the same every time need not be made every time: in the bundle, `--help`, `--version` and
// the tree of commands for Tab are ready, and cli.ts is not loaded for them.
import { PREPARED, preparedTree } from "./prepared_texts.ts";

/** Writes the answer to a command line that has a prepared one; else false. */
export async function answerPrepared(argv: readonly string[]): Promise<boolean> {
  const [word = "", ...rest] = argv;
  const text = word === "__complete"
    ? await answerTab(rest)
    : rest.length === 0 && Object.hasOwn(PREPARED, word)
    ? PREPARED[word]
    : undefined;
  if (text === undefined) return false;
  let bytes = new TextEncoder().encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
  return true;
}

async function answerTab(words: readonly string[]): Promise<string | undefined> {
  const tree = preparedTree();
  if (tree === undefined) return undefined;
  const { complete } = await import("./commands/complete/run.ts");
  try {
    return await complete(tree, words, { env: (name) => Deno.env.get(name) || undefined });
  } catch {
    // cli.ts will try the same, and say what is wrong.
    return undefined;
  }
}
