// The address of the releases is known when a release is built, not in the source: it takes the
// place of a mark in the bundle and in the install scripts.

/** What stands in the source where the address of the releases belongs. */
export const MARK = "@ecsin-releases@";

/** The text with the address in the place of its one mark. */
export function embed(text: string, releases: string): string {
  const parts = text.split(MARK);
  if (parts.length !== 2) throw new Error(`${MARK} is there ${parts.length - 1} times, not once`);
  if (!/^https?:\/\/[\w.:/-]+[\w-]$/.test(releases)) throw new Error(`no address: ${releases}`);
  return parts.join(releases);
}

/** The same in the one part of a bundle that has the mark. */
export async function embedInBundle(folder: string, releases: string): Promise<void> {
  const marked: [path: string, text: string][] = [];
  for await (const { name } of Deno.readDir(folder)) {
    const text = await Deno.readTextFile(`${folder}/${name}`);
    if (text.includes(MARK)) marked.push([`${folder}/${name}`, text]);
  }
  const [[path, text] = ["", ""], ...more] = marked;
  if (path === "" || more.length > 0) throw new Error(`${marked.length} parts have ${MARK}`);
  await Deno.writeTextFile(path, embed(text, releases));
}
