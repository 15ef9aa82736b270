// What every archive of a release holds besides the program.
import type { Entry } from "./archive.ts";
import { noticesText } from "./notices.ts";
import { runPermissions } from "./permissions.ts";

const ROOT = new URL("../", import.meta.url);

/** Shells and where their completions are in an archive. */
const COMPLETIONS = {
  bash: "completions/ecsin.bash",
  zsh: "completions/_ecsin",
  fish: "completions/ecsin.fish",
  powershell: "completions/ecsin.ps1",
} as const;

/** The papers, in their order; the completions are what the bundle says. */
export async function papersOf(entry: string): Promise<readonly Entry[]> {
  const text = (name: string, content: string) => ({
    name,
    bytes: new TextEncoder().encode(content),
  });
  const completions = await Promise.all(
    Object.entries(COMPLETIONS).map(async ([shell, name]) =>
      text(name, await ecsin(entry, ["completions", shell]))
    ),
  );
  return [
    text("ecsin.1", await Deno.readTextFile(new URL("docs/ecsin.1", ROOT))),
    ...completions,
    text("LICENSE", await Deno.readTextFile(new URL("LICENSE", ROOT))),
    text("THIRD_PARTY_NOTICES", await noticesText()),
  ];
}

/** What the bundle says on stdout. */
async function ecsin(entry: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", "--no-remote", ...runPermissions(), entry, ...args],
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  if (success && stdout.length > 0) return text.decode(stdout);
  throw new Error(`ecsin ${args.join(" ")} says nothing\n${text.decode(stderr)}`);
}
