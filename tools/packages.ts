// The packages of deno.lock as they lie in Deno's npm cache: what each calls its licence, and the
// text of it.

const ROOT = new URL("../", import.meta.url);

/** One package of the lockfile. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Only for another system than this one, so it is not in the cache. */
  readonly elsewhere: boolean;
}

/** What a package says of itself. */
export interface PackagePapers {
  /** SPDX, as `MIT`. */
  readonly licence: string;
  readonly author: string;
  readonly repository: string;
  /** The text of its licence; undefined where the package has none with it. */
  readonly text: string | undefined;
}

interface Lock {
  readonly npm: Readonly<
    Record<string, { readonly os?: readonly string[]; readonly cpu?: readonly string[] }>
  >;
}

/** Every package of deno.lock, by name. */
export async function lockedPackages(): Promise<readonly LockedPackage[]> {
  const lock: Lock = JSON.parse(await Deno.readTextFile(new URL("deno.lock", ROOT)));
  const os = Deno.build.os === "windows" ? "win32" : Deno.build.os;
  const cpu = Deno.build.arch === "aarch64" ? "arm64" : "x64";
  return Object.entries(lock.npm).map(([key, { os: systems, cpu: machines }]) => {
    // What follows an underscore are the versions of its peers.
    const [, name = "", version = ""] = /^(@?[^@]+)@([^_]+)/.exec(key) ?? [];
    const elsewhere = systems?.includes(os) === false || machines?.includes(cpu) === false;
    return { name, version, elsewhere };
  });
}

/** Reads a package's papers from the cache; throws where it is not there. */
export async function readPapers(
  { name, version }: { readonly name: string; readonly version: string },
): Promise<PackagePapers> {
  const folder = await folderOf(`${name}/${version}`);
  const said = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
  const { license, author, repository } = said;
  const names = [...Deno.readDirSync(folder)].map((entry) => entry.name)
    .filter((each) => /^(licen[cs]e|copying|notice|copyright)/i.test(each)).sort();
  const texts = await Promise.all(names.map((each) => Deno.readTextFile(`${folder}/${each}`)));
  return {
    licence: String(license),
    author: typeof author === "string" ? author : String(author?.name ?? ""),
    repository: String(repository?.url ?? repository ?? "").replace(/^git\+|\.git$/g, ""),
    text: texts.length === 0 ? undefined : texts.map((each) => each.trim()).join("\n\n"),
  };
}

let caches: Promise<readonly string[]> | undefined;

/** The folder of `name/version`; the cache has one folder for each registry. */
async function folderOf(path: string): Promise<string> {
  for (const cache of await (caches ??= npmCaches())) {
    try {
      await Deno.stat(`${cache}/${path}/package.json`);
      return `${cache}/${path}`;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  throw new Error(`${path} is not in Deno's cache: deno install`);
}

async function npmCaches(): Promise<readonly string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(stdout));
  return [...Deno.readDirSync(npmCache)].filter(({ isDirectory }) => isDirectory)
    .map(({ name }) => `${npmCache}/${name}`).sort();
}

/**
 * Every package of the lock, and every one that a locked package's code names, installed or not:
 * whatever could be searched for when something is loaded.
 */
export async function namesAskedFor(): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const { name, version, elsewhere } of await lockedPackages()) {
    if (elsewhere) continue;
    found.add(name);
    for await (const path of codeBelow(await folderOf(`${name}/${version}`))) {
      for (const [, asked = ""] of (await Deno.readTextFile(path)).matchAll(ASKS)) {
        found.add(/^(?:@[^/]+\/)?[^/]+/.exec(asked)?.[0] ?? asked);
      }
    }
  }
  return [...found].filter((name) => /^(@[\w.-]+\/)?[\w-][\w.-]*$/.test(name)).sort();
}

/** `require("x")`, `import("x")`, `from "x"`, `import "x"`. */
const ASKS = /(?:\b(?:require|import)\s*\(\s*|\bfrom\s*|\bimport\s*)["']([\w@][^"':\s]*)["']/g;

async function* codeBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* codeBelow(`${folder}/${name}`);
    else if (/\.[cm]?js$/.test(name)) yield `${folder}/${name}`;
  }
}
