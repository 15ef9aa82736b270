// A bundle is closed: what it asks for is in it, or is a module of Node's that Deno has inside.
// Anything else would be looked for on the disk of whoever runs ecsin, in `node_modules` of the
// temporary folder and of `/` as well, and who writes there could run code as that person. So
// nothing searches: `require` answers with Deno's own modules alone, whatever it is asked for, and
// a build whose parts ask for more than that fails.
import { pathToFileURL } from "node:url";

/** What packages ask for that they can do without: `ws` has the same in JavaScript. */
export const DONE_WITHOUT = ["bufferutil", "utf-8-validate"];

/** What the bundler's helper is: Node's own `require`, made at every start. */
const SEARCHING_REQUIRE = new RegExp(
  'import\\{createRequire as (\\w+)\\} ?from ?"node:module";var (\\w+)=\\1\\(import\\.meta\\.url\\);',
);

/**
 * What it becomes. It searches nothing; and it loads nothing before the first package asks: the
 * bundler's costs 13 ms of Deno's Node layer at every start, also of `--help`.
 */
const CLOSED_REQUIRE = (name: string) =>
  `var ${name}=s=>{let m=process.getBuiltinModule(s);` +
  'if(!m)throw Object.assign(Error("not in ecsin: "+s),{code:"MODULE_NOT_FOUND"});return m};';

/** A part of the bundle, with nothing in it that searches the disk. */
export function closedPart(text: string): string {
  const optional = new RegExp(`(?<![\\w$])[\\w$]+\\("(?:${DONE_WITHOUT.join("|")})"\\)`, "g");
  return text
    .replace(SEARCHING_REQUIRE, (_, _create, name: string) => CLOSED_REQUIRE(name))
    // Where a package asks in a `try`, the answer is what it gets where the other is not installed.
    .replaceAll(optional, '(()=>{throw Error("not in ecsin")})()');
}

/** Where code comes from other than by `import` and `require`; none of it may be in a bundle. */
const OTHER_DOORS = [
  /\bcreateRequire\b/,
  /\brequire\.resolve\b/,
  /\bimport\.meta\.resolve\b/,
  /\bdlopen\b/,
  /(?<![\w$.#])eval\(/,
  /\bnew Function\(/,
  /\bimportScripts\(/,
  /"node:(?:module|vm|repl|worker_threads|inspector|wasi|sqlite|test)"/,
];

/**
 * Every specifier that a bundle can import: by Deno's own parser what is named by a literal, by the
 * text what is loaded late. `parts` is text by the file's name.
 */
export async function importsOf(
  folder: string,
  parts: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const found = new Set(await imported(folder, [...parts.keys()]));
  for (const text of parts.values()) {
    for (const [, late = ""] of text.matchAll(/\bimport\(String\("([^"]+)"\)\)/g)) found.add(late);
  }
  return [...found].sort();
}

/**
 * Every specifier that packages require, in a bundle that is not minified: there the bundler's helper
 * has a name that nothing else has.
 */
export function requiresOf(parts: ReadonlyMap<string, string>): readonly string[] {
  const calls = [...parts.values()].flatMap((
    text,
  ) => [...text.matchAll(/\b__require\(([^()]*)\)/g)]);
  return [...new Set(calls.map(([, asked = ""]) => /^"([^"]+)"$/.exec(asked)?.[1] ?? asked))]
    .sort();
}

/** What keeps the bundle from being closed, in words; nothing where it is. */
export async function openDoors(
  folder: string,
  parts: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const foreign = (await importsOf(folder, parts))
    .filter((each) => !each.startsWith("node:") && !parts.has(each.replace(/^\.\//, "")))
    .map((each) => `it can import ${each}`);
  const doors = [...parts].flatMap(([name, text]) => [
    ...OTHER_DOORS.filter((door) => door.test(text)).map((door) => `${name} has ${door.source}`),
    ...[...text.matchAll(/\bimport\((?!String\("\.\/|"node:)[^)]{0,60}/g)]
      .map(([shown]) => `${name} has ${shown}`),
  ]);
  return [...foreign, ...doors];
}

async function imported(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const all = await Deno.makeTempFile({ suffix: ".js" });
  await Deno.writeTextFile(
    all,
    names.map((name) => `import ${JSON.stringify(pathToFileURL(`${folder}/${name}`))};\n`).join(
      "",
    ),
  );
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", "--no-config", "--no-lock", "--no-remote", "--no-npm", all],
  }).output();
  await Deno.remove(all);
  const graph: Graph = JSON.parse(new TextDecoder().decode(stdout));
  return graph.modules
    .filter(({ specifier }) => !specifier.endsWith(all))
    .flatMap(({ dependencies = [] }) => dependencies.map(({ specifier }) => specifier));
}

/** What `deno info --json` tells of a graph, as far as it is read here. */
interface Graph {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly { readonly specifier: string }[];
  }[];
}
