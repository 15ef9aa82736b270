// What Tab offers for a side of `ecsin cp`: targets with their colon beside the names of files here.
// Behind a colon there is nothing: only the container could tell, and Tab never asks AWS.
import { type Candidate, type Offer, typeable } from "./candidate.ts";

/** The offer for a word; `targets` are asked for only where one may be meant. */
export async function proposePath(
  word: string,
  targets: () => Promise<readonly Candidate[]>,
): Promise<Offer> {
  const isLocal = /^[./~\\]|^[A-Za-z]:[\\/]/.test(word);
  if (!isLocal && word.includes(":")) return { kind: "words", prefix: "", words: [] };
  const known = isLocal
    ? []
    : typeable(await targets()).filter(({ text }) => `${text}:`.startsWith(word));
  // The shell knows the names of files best, and how to quote them.
  if (known.length === 0) return { kind: "files" };
  const files = await filesFor(word);
  const named = known.map(({ text, about }) => ({
    text: `${text}:`,
    ...(about === undefined ? {} : { about }),
  }));
  return { kind: "words", prefix: "", words: typeable([...named, ...files]) };
}

async function filesFor(word: string): Promise<readonly Candidate[]> {
  const slash = word.lastIndexOf("/");
  const folder = word.slice(0, slash + 1);
  const begun = word.slice(slash + 1);
  const found: Candidate[] = [];
  try {
    for await (const { name, isDirectory } of Deno.readDir(folder === "" ? "." : folder)) {
      if (!name.startsWith(begun) || name.startsWith(".") && begun === "") continue;
      // A name with a colon would be read as a target.
      const path = `${folder === "" && name.includes(":") ? "./" : ""}${folder}${name}`;
      found.push({ text: isDirectory ? `${path}/` : path });
    }
  } catch {
    // No such folder: there is nothing of it to offer.
  }
  return found.sort((left, right) => left.text < right.text ? -1 : 1);
}
