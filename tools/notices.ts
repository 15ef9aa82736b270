// `deno task notices`: the licences of what is in ecsin's binary, as one text that goes with it. Only
// packages that the bundle holds; the same lockfile gives the same text.
import { bundleParts } from "./bundle_sources.ts";
import { lockedPackages, type PackagePapers, readPapers } from "./packages.ts";

/** One package and its papers. */
interface Noticed extends PackagePapers {
  readonly name: string;
  readonly version: string;
}

const RULE = "-".repeat(78);

/** The whole text. */
export async function noticesText(): Promise<string> {
  const packages = await bundledPackages();
  return [
    "ecsin is made with the packages named below. Each comes under its own licence; the texts follow.",
    "",
    "The binary also holds Deno's runtime, Copyright the Deno authors, MIT licence, and what that is",
    "made of: https://github.com/denoland/deno",
    "",
    ...packages.map(({ name, version, licence }) => `${name} ${version}  ${licence}`),
    "",
    ...byText(packages).flatMap(({ of, text }) => [
      RULE,
      ...of.map(headOf),
      "",
      text.replaceAll("\r\n", "\n"),
      "",
    ]),
  ].join("\n");
}

/** The packages of the bundle, by name. */
export async function bundledPackages(): Promise<readonly Noticed[]> {
  const held = new Set((await bundleParts()).map(({ name }) => name));
  const packages = (await lockedPackages()).filter(({ name, version }) =>
    held.delete(`${name}@${version}`)
  );
  const strange = [...held].filter((name) => /.@\d/.test(name));
  if (strange.length > 0) throw new Error(`not in deno.lock: ${strange.join(", ")}`);
  return await Promise.all(
    packages.map(async ({ name, version }) => ({
      name,
      version,
      ...await readPapers({ name, version }),
    })),
  );
}

/** Packages with the same text stand together; one without a text stands with its licence's. */
function byText(
  packages: readonly Noticed[],
): readonly { readonly of: readonly Noticed[]; readonly text: string }[] {
  const texts = new Map<string, Noticed[]>();
  for (const each of packages) {
    const text = each.text ?? textOf(each.licence, packages);
    texts.set(text, [...texts.get(text) ?? [], each]);
  }
  return [...texts].map(([text, of]) => ({ of, text }));
}

/** The Apache licence names nobody, so another package's text is the same one. */
function textOf(licence: string, packages: readonly Noticed[]): string {
  const found = packages.find((each) => each.licence === licence && each.text !== undefined)?.text;
  if (licence !== "Apache-2.0" || found === undefined) {
    throw new Error(`a package under ${licence} has no licence text with it`);
  }
  return found;
}

function headOf({ name, version, author, repository, text }: Noticed): string {
  const who = author === "" ? "" : `, by ${author}`;
  const where = repository === "" ? "" : ` (${repository})`;
  return `${name} ${version}${who}${where}${text === undefined ? ", no text of its own" : ""}`;
}

if (import.meta.main) {
  await Deno.stdout.write(new TextEncoder().encode(await noticesText()));
}
