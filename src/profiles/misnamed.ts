// Files that people meant as profiles files and called a little otherwise: `profiles.yml` beside the
// person's own, `.ecsin.yml` or `ecsin.yaml` where a shared one is looked for. None of them is read.
import { homePath } from "../home_path.ts";
import { renameLine } from "../pasteable.ts";
import { below, folderOf, nameOf } from "../paths.ts";
import type { Place } from "./find.ts";
import { foldersOfShared, SHARED_NAME } from "./shared.ts";

/** A file that is there, and the one that is read. */
export interface Misnamed {
  readonly found: string;
  readonly read: string;
}

/** All that are there; a file that the person named is the only one that is looked at. */
export async function findMisnamed(place: Place, cwd?: string): Promise<readonly Misnamed[]> {
  if (place.namedBy !== undefined) return [];
  const folder = folderOf(place.file);
  const own = ["profiles.yml", "profile.yaml", "profile.yml", "profiles.json"]
    .map((name) => ({ found: below(folder, name), read: place.file }));
  const shared = (await foldersOfShared(cwd)).flatMap((each) =>
    [".ecsin.yml", "ecsin.yaml", "ecsin.yml"]
      .map((name) => ({ found: below(each, name), read: below(each, SHARED_NAME) }))
  );
  const there = await Promise.all(
    [...own, ...shared].map(({ found }) =>
      Deno.stat(found).then(({ isFile }) => isFile, () => false)
    ),
  );
  return [...own, ...shared].filter((_, at) => there[at]);
}

/** As `why:` and `next:` say it. */
export function misnamedWords(
  misnamed: readonly Misnamed[],
): { readonly why: readonly string[]; readonly next: readonly string[] } {
  return {
    why: misnamed.map(({ found, read }) =>
      `${homePath(found)} is there, and is not read: ecsin reads ${nameOf(read)}`
    ),
    next: misnamed.map(({ found, read }) => renameLine(found, read)),
  };
}
