// The configuration that the bundle is made with: deno.json with two modules exchanged.
// `yaml` is its build for browsers: the one for Node, which Deno resolves to, brings Deno's Node
// layer along, 10 ms of every call with a profile. Both are made of one source by its makers.
// src/prepared_texts.ts has what the program says to `--version`, the pages of `--help` and the tree
// of commands for Tab: as text, which costs the other calls nothing to read.
import { completionTree, helpPages } from "../src/cli.ts";

const ROOT = new URL("../", import.meta.url);

/** Arguments for `deno bundle`, which read files in `folder`. */
export async function bundleConfig(folder: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const forNode = import.meta.resolve("yaml");
  manifest.imports.yaml = forNode.replace(/\/dist\/index\.js$/, "/browser/dist/index.js");
  manifest.imports[new URL("src/prepared_texts.ts", ROOT).href] = "./prepared_texts.ts";
  // As deno.json is, a root of its own (`workspace`): Deno would else ask the folders above, such as
  // the temporary one, to whose configuration this one belongs, and take imports from it.
  await Deno.writeTextFile(`${folder}/prepared_texts.ts`, await preparedTexts());
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(manifest));
  // The lock says which versions; a copy, because `yaml` is not in it as a package here.
  await Deno.copyFile(new URL("deno.lock", ROOT), `${folder}/deno.lock`);
  return [`--config=${folder}/deno.json`, `--lock=${folder}/deno.lock`, "--frozen=false"];
}

/** The module, as the program from its source makes the texts and the tree. */
async function preparedTexts(): Promise<string> {
  const version = await said("--version");
  const texts = { "--version": version, "-v": version, "-V": version, "version": version };
  const pages = JSON.stringify(JSON.stringify(await helpPages()));
  const tree = JSON.stringify(JSON.stringify(await completionTree()));
  return `export const PREPARED = ${JSON.stringify(texts)};\n` +
    `export const preparedPages = () => JSON.parse(${pages});\n` +
    `export const preparedTree = () => JSON.parse(${tree});\n`;
}

async function said(word: string): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "main.ts", word],
    cwd: ROOT,
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(text.decode(stderr));
  return text.decode(stdout);
}
