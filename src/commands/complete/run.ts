// What the shells' scripts call on Tab: `ecsin __complete SHELL …` prints one word a line, with its
// description behind a tab. No SDK is loaded, and YAML only for the names of profiles.
import { bashReplies, readBashLine } from "../../completion/bash.ts";
import { propose } from "../../completion/propose.ts";
import type { Routes } from "../../completion/tree.ts";
import type { Context } from "../../entry/context.ts";

/** A line that asks the shell to offer its own names of files. */
const FILES = "\tfiles\n";

/** The answer to a shell; `words` are the shell's name and what its script gives. */
export async function complete(
  root: Routes,
  [shell = "", ...given]: readonly string[],
  { env }: Pick<Context, "env">,
): Promise<string> {
  if (shell === "bash") return await completeBash(root, given, env);
  const last = given.at(-1) ?? "";
  // PowerShell loses an empty word on the way, so its script puts a dot behind each last one.
  const word = shell === "powershell" ? last.replace(/\.$/, "") : last;
  const offer = await propose({ root, env, before: given.slice(0, -1), word });
  if (offer.kind === "files") return FILES;
  // zsh and fish compare by their own rules, looser ones if the person likes; zsh has taken
  // `--flag=` off the word.
  const prefix = shell === "zsh" ? "" : offer.prefix;
  return offer.words
    .map(({ text, about }) => ({ text: prefix + text, about }))
    .filter(({ text }) => shell !== "powershell" || text.startsWith(word))
    .map(({ text, about = "" }) => `${text}\t${about}\n`).join("");
}

async function completeBash(
  root: Routes,
  [type = "", columns = "", breaks = "", text = ""]: readonly string[],
  env: Context["env"],
): Promise<string> {
  const line = readBashLine(text, breaks);
  const offer = await propose({ root, env, before: line.before, word: line.word });
  if (offer.kind === "files") return FILES;
  const words = offer.words.map((each) => ({ ...each, text: offer.prefix + each.text }));
  const state = { breaks, type: Number(type), columns: Number(columns) };
  return bashReplies(line, state, words).map((reply) => `${reply}\n`).join("");
}
