// Notes of a release, from CHANGELOG.md: `deno run -R tools/notes.ts v0.1.0`. Fails where the tag is
// not the version of deno.json, or CHANGELOG.md has no date for it.
import manifest from "../deno.json" with { type: "json" };

const CHANGELOG = new URL("../CHANGELOG.md", import.meta.url);

/** What a changelog says of a version. Throws where that is nothing, or the version has no date. */
export function notesOf(changelog: string, version: string): string {
  const parts = changelog.split(/^## /m).slice(1);
  const part = parts.find((each) => each.split(/\s/, 1)[0] === version);
  if (part === undefined) throw new Error(`CHANGELOG.md says nothing of ${version}`);
  const [heading = "", ...lines] = part.split("\n");
  if (!/\d{4}-\d{2}-\d{2}$/.test(heading)) {
    throw new Error(`CHANGELOG.md has no date for ${version}: "${heading}"`);
  }
  return `${lines.join("\n").trim()}\n`;
}

if (import.meta.main) {
  const [tag = ""] = Deno.args;
  if (tag !== `v${manifest.version}`) {
    throw new Error(`the tag is "${tag}", and deno.json says ${manifest.version}`);
  }
  console.log(notesOf(await Deno.readTextFile(CHANGELOG), manifest.version));
}
