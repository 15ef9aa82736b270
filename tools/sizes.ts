// `deno task sizes`: the bundle's bytes by package and room, as a table for docs/performance.md.
import { bundleParts } from "./bundle_sources.ts";

if (import.meta.main) {
  const parts = await bundleParts();
  const kib = (bytes: number) => (bytes / 1024).toFixed(1);
  const sum = (key: "bytes" | "earlyBytes") => parts.reduce((all, part) => all + part[key], 0);
  console.log("| part | KiB, minified | of it at every start |\n| --- | ---: | ---: |");
  for (const { name, bytes, earlyBytes } of parts) {
    console.log(`| \`${name}\` | ${kib(bytes)} | ${earlyBytes === 0 ? "–" : kib(earlyBytes)} |`);
  }
  console.log(`| all | ${kib(sum("bytes"))} | ${kib(sum("earlyBytes"))} |`);
}
