// What `ecsin profile show` prints. A terminal gets no control characters of a file; a pipe gets the
// file's own bytes.
import { homePath } from "../../home_path.ts";
import type { NamedProfile } from "../../profiles/profile.ts";
import { printable, printableJson } from "../../printable.ts";
import type { Context } from "../../entry/context.ts";
import type { ShowFlags } from "./flags.ts";

/** Prints one profile. */
export async function showProfile(context: Context, flags: ShowFlags, name: string): Promise<void> {
  const [{ readAll }, { nameUnknown }, { print, say }] = await Promise.all([
    import("../../profiles/read.ts"),
    import("./names.ts"),
    import("../../terminal/say.ts"),
  ]);
  const { file, profiles, sharedFault } = await readAll(flags, context.env);
  const found = profiles.find((each) => each.name === name);
  if (found === undefined) {
    if (sharedFault !== undefined) say(`its profiles are left out: ${sharedFault.message}`);
    throw nameUnknown(name, file, profiles, context, flags);
  }
  if (flags.output === "json") {
    const { profileItem } = await import("./items.ts");
    print(`${printableJson(profileItem(found), 2)}\n`);
    return;
  }
  if (found.isShared) say(`profile "${name}" of ${homePath(found.file)}`);
  const text = await linesOf(found);
  print(Deno.stdout.isTerminal() ? shown(text) : text);
}

async function linesOf({ name, profile, heldBack, file }: NamedProfile): Promise<string> {
  const [{ excerptOf }, { decodeProfiles, readBytes }, { blockText }] = await Promise.all([
    import("../../profiles/excerpt.ts"),
    import("../../profiles/read_bytes.ts"),
    import("../../profiles/yaml_text.ts"),
  ]);
  const bytes = await readBytes({ file, namedBy: "the profile" });
  const text = bytes === undefined ? "" : decodeProfiles(file, bytes);
  const lines = excerptOf(text, name)?.text ??
    blockText(name, { ...profile, ...heldBack }, { indent: "", step: "  ", newline: "\n" });
  return lines.endsWith("\n") ? lines : `${lines}\n`;
}

function shown(text: string): string {
  return text.replaceAll("\t", "  ").split("\n").map(printable).join("\n");
}
