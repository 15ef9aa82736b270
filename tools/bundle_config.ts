// The configuration that the bundle is made with: deno.json, but that `yaml` is its build for
// browsers. The one for Node, which Deno resolves to, brings Deno's Node layer along: 10 ms of every
// call with a profile. Both are made of one source by the same release.
const ROOT = new URL("../", import.meta.url);

/** Arguments for `deno bundle`, which read files in `folder`. */
export async function bundleConfig(folder: string): Promise<readonly string[]> {
  const manifest = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
  const forNode = import.meta.resolve("yaml");
  manifest.imports.yaml = forNode.replace(/\/dist\/index\.js$/, "/browser/dist/index.js");
  await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify(manifest));
  // The lock says which versions; a copy, because `yaml` is not in it as a package here.
  await Deno.copyFile(new URL("deno.lock", ROOT), `${folder}/deno.lock`);
  return [`--config=${folder}/deno.json`, `--lock=${folder}/deno.lock`, "--frozen=false"];
}
