// `deno task sizes`: the bundle's bytes by package and room, as a table for docs/performance.md; and
// what a binary has besides its runtime base. Deno itself stands in for the base.
import { bundle, compile } from "./build.ts";
import { bundleParts } from "./bundle_sources.ts";

/** Where what `deno compile` writes for the start begins; the bundle's files follow it. */
const START = '{"argv":[],"seed"';

/** Bytes of a binary that are ecsin's, and those of them that are the bundle's files. */
async function ownBytes(): Promise<{ readonly own: number; readonly files: number }> {
  const folder = await Deno.makeTempDir({ prefix: "ecsin-sizes-" });
  try {
    const entry = await bundle(`${folder}/bundle`);
    Deno.env.set("DENORT_BIN", Deno.env.get("DENORT_BIN") ?? Deno.execPath());
    await compile(entry, `${folder}/ecsin`);
    const binary = new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/ecsin`));
    let files = 0;
    for await (const { name } of Deno.readDir(`${folder}/bundle`)) {
      files += (await Deno.stat(`${folder}/bundle/${name}`)).size;
    }
    return { own: binary.length - binary.lastIndexOf(START), files };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const parts = await bundleParts();
  const kib = (bytes: number) => (bytes / 1024).toFixed(1);
  const sum = (key: "bytes" | "earlyBytes") => parts.reduce((all, part) => all + part[key], 0);
  console.log("| part | KiB, minified | of it at every start |\n| --- | ---: | ---: |");
  for (const { name, bytes, earlyBytes } of parts) {
    console.log(`| \`${name}\` | ${kib(bytes)} | ${earlyBytes === 0 ? "–" : kib(earlyBytes)} |`);
  }
  console.log(`| all | ${kib(sum("bytes"))} | ${kib(sum("earlyBytes"))} |`);
  const { own, files } = await ownBytes();
  console.log(`\nOf a binary ${kib(own)} KiB are ecsin's; the bundle's files are ${kib(files)}.`);
}
