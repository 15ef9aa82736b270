// Files that people meant as profiles files and called a little otherwise: `profiles.yml` beside the
// person's own, `.ecsin.yml` or `ecsin.yaml` where a shared one is looked for. None of them is read.
import { homePath } from "../home_path.ts";
import { pasteable } from "../pasteable.ts";
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
  const end = Math.max(place.file.lastIndexOf("/"), place.file.lastIndexOf("\\")) + 1;
  const folder = place.file.slice(0, end);
  const own = ["profiles.yml", "profile.yaml", "profile.yml", "profiles.json"]
    .map((name) => ({ found: `${folder}${name}`, read: place.file }));
  const shared = (await foldersOfShared(cwd)).flatMap((each) =>
    [".ecsin.yml", "ecsin.yaml", "ecsin.yml"]
      .map((name) => ({ found: `${each}/${name}`, read: `${each}/${SHARED_NAME}` }))
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
      `${homePath(found)} is there, and is not read: ecsin reads ${read.slice(lastSlash(read) + 1)}`
    ),
    next: misnamed.map(({ found, read }) => `mv ${pasteable(found)} ${pasteable(read)}`),
  };
}

function lastSlash(path: string): number {
  return Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
}
