// The words of `ecsin rsh`, as ssh would read them: flags end at the target, and whatever follows is
// the command's. Callers give ssh's own flags too; those that mean nothing here are passed over.
import { AWS_FLAGS, TARGET_FLAGS } from "../../entry/flags.ts";

/** ssh's flags that take a value (OpenBSD ssh(1)); all others of one letter stand alone. */
const WITH_VALUE = "BbcDEeFIiJLlmOopPQRSWw";
/** `User` among ssh's options (ssh_config(5)): `-o User="app"`, as Ansible gives it. */
const USER_OPTION = /^\s*user(?:\s*=\s*|\s+)"?([^"]+?)"?\s*$/i;

const FLAGS: Readonly<Record<string, { readonly kind: string }>> = {
  ...AWS_FLAGS,
  ...TARGET_FLAGS,
};

/** The line as ecsin's parser reads it: flags, `--`, target, words. */
export function sshWords(argv: readonly string[]): string[] {
  const [command = "", ...words] = argv;
  const flags: string[] = [];
  // As with ssh, the first one counts.
  let user: string | undefined;
  while (words.length > 0) {
    const word = words[0] ?? "";
    if (word === "--") {
      words.shift();
      break;
    }
    if (!word.startsWith("-") || word === "-") break;
    words.shift();
    if (word.startsWith("--")) {
      flags.push(word);
      const name = word.slice(2).replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
      if (!word.includes("=") && FLAGS[name]?.kind !== "boolean" && !word.startsWith("--no-")) {
        flags.push(words.shift() ?? "");
      }
      continue;
    }
    const letter = word[1] ?? "";
    // Such as -Tx: several without values, up to one that has one.
    const at = [...word.slice(1)].findIndex((each) => WITH_VALUE.includes(each));
    if (at === -1) continue;
    const valued = word[at + 1] ?? letter;
    const value = word.slice(at + 2) || (words.shift() ?? "");
    if (valued === "l") user ??= value;
    else if (valued === "o") user ??= USER_OPTION.exec(value)?.[1];
    else if (valued === "p") flags.push("-p", value);
  }
  const [target, ...rest] = words;
  const sign = target?.lastIndexOf("@") ?? -1;
  // USER@TARGET, as ssh has it.
  if (sign > 0) user ??= target?.slice(0, sign);
  if (user !== undefined) flags.push("-l", user);
  if (target === undefined) return [command, ...flags];
  return [command, ...flags, "--", target.slice(sign > 0 ? sign + 1 : 0), ...rest];
}
