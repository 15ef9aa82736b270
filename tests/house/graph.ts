// Who imports whom in src, as Deno itself reads it: `deno info --json` on all of its files at once.
import { Home } from "../stories/home.ts";

const ROOT = new URL("../../", import.meta.url);

/** One import of a file of ecsin. */
export interface Import {
  /** Path below the repository's root, as `src/cli.ts`. */
  readonly from: string;
  /** Path below the root, or a package's name without its version, or `node:NAME`. */
  readonly to: string;
  /** Only types: it is gone when the program runs. */
  readonly types: boolean;
  /** Loaded when the program gets there, not with the file. */
  readonly lazy: boolean;
}

/** All paths below `folder`, which ends with a slash, that `wanted` takes; sorted. */
export async function filesBelow(
  folder: string,
  wanted: (path: string) => boolean = () => true,
): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder || "./", ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) found.push(...await filesBelow(`${path}/`, wanted));
    else if (wanted(path)) found.push(path);
  }
  return found.sort();
}

/** A file's text, by its path below the root. */
export function textOf(path: string): Promise<string> {
  return Deno.readTextFile(new URL(path, ROOT));
}

/** Every import in main.ts and src. */
export async function readImports(): Promise<readonly Import[]> {
  await using home = await Home.make();
  const files = ["main.ts", ...await filesBelow("src/", (path) => path.endsWith(".ts"))];
  const lines = files.map((path) => `import ${JSON.stringify(new URL(path, ROOT).href)};\n`);
  const all = await home.write("all.ts", lines.join(""));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", `--config=${new URL("deno.json", ROOT).pathname}`, all],
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(text.decode(stderr));
  const info: Info = JSON.parse(text.decode(stdout));
  return info.modules.filter(({ specifier }) => specifier.startsWith(ROOT.href)).flatMap(
    ({ specifier, dependencies = [] }) =>
      dependencies.map(({ code, type, isDynamic = false }) => ({
        from: nameOf(specifier),
        to: nameOf(code?.specifier ?? type?.specifier ?? ""),
        types: code === undefined,
        lazy: isDynamic,
      })),
  );
}

/** What of `deno info --json` is read here. */
interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier: string };
      readonly type?: { readonly specifier: string };
      readonly isDynamic?: boolean;
    }[];
  }[];
}

function nameOf(specifier: string): string {
  if (specifier.startsWith(ROOT.href)) return specifier.slice(ROOT.href.length);
  return /^npm:\/?((?:@[^/]+\/)?[^@/]+)/.exec(specifier)?.[1] ?? specifier;
}
