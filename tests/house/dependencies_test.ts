// Every dependency has its reason, its licence and its place in the lockfile.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { bundleParts } from "../../tools/bundle_sources.ts";
import { bundledPackages, noticesText } from "../../tools/notices.ts";
import { lockedPackages, readPapers } from "../../tools/packages.ts";
import { Home } from "../stories/home.ts";
import { filesBelow, textOf } from "./graph.ts";

const PAGE = "docs/decisions/0012-dependencies.md";
const LICENCES = ["0BSD", "Apache-2.0", "BSD-3-Clause", "ISC", "MIT"];

/** `npm:@smithy/core@3.41.0/config` → its name and version. */
const direct = new Map(
  Object.values(manifest.imports).map((target) => {
    const [, name = "", version = ""] = /^npm:(@?[^@]+)@([^/]+)/.exec(target) ?? [];
    return [name, version];
  }),
);

/** The rooms that import a package; of types those that import what they are the types of. */
async function roomsOf(name: string): Promise<string> {
  const wanted = name.replace(/^@types\//, "");
  const rooms = new Set<string>();
  for (const folder of ["src/", "tests/", "tools/", "bench/"]) {
    for (const path of await filesBelow(folder, (each) => each.endsWith(".ts"))) {
      const imported = [...(await textOf(path)).matchAll(/(?:from |import\(|import )"([^"]+)"/g)];
      if (!imported.some(([, each = ""]) => each === wanted || each.startsWith(`${wanted}/`))) {
        continue;
      }
      rooms.add(/^src\/([^/.]+)/.exec(path)?.[1] ?? folder.slice(0, -1));
    }
  }
  const inside = [...rooms].filter((room) => !["tests", "tools", "bench"].includes(room));
  return (inside.length > 0 ? inside : [...rooms]).sort().join(", ");
}

Deno.test("every direct dependency has a row with its version, rooms, licence and reason", async () => {
  const rows = new Map(
    [...(await textOf(PAGE)).matchAll(
      /^\| `([^`]+)` +\| (\S+) +\| ([^|]+?) +\| (\S+) +\| (.+?) +\|$/gm,
    )]
      .map(([, name = "", ...rest]) => [name, rest]),
  );
  assert.deepEqual([...rows.keys()], [...direct.keys()].sort());
  for (const [name, version] of direct) {
    const [saidVersion, rooms, licence, why = ""] = rows.get(name) ?? [];
    const papers = await readPapers({ name, version });
    assert.deepEqual(
      [saidVersion, rooms, licence],
      [version, await roomsOf(name), papers.licence],
      name,
    );
    assert.ok(why.length > 10, name);
  }
});

Deno.test("every dependency is from npm and pinned exactly", () => {
  for (const target of Object.values(manifest.imports)) {
    assert.match(target, /^npm:(@[a-z0-9-]+\/)?[a-z0-9-]+@\d+\.\d+\.\d+(\/[a-z0-9/.-]+)?$/);
  }
});

Deno.test("every package of deno.lock has a licence that is allowed", async () => {
  const packages = (await lockedPackages()).filter(({ elsewhere }) => !elsewhere);
  assert.ok(packages.length > 20);
  for (const each of packages) {
    const { licence } = await readPapers(each);
    assert.ok(LICENCES.includes(licence), `${each.name} ${each.version}: ${licence}`);
  }
  assert.ok((await textOf(PAGE)).includes(`Allowed: ${LICENCES.join(", ")}.`));
});

Deno.test("what only builds and tests is not in the bundle", async () => {
  const held = (await bundledPackages()).map(({ name }) => name);
  const page = await textOf(PAGE);
  for (const [name] of direct) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\``)) ?? "";
    if (!/\| (tests|tools|bench)/.test(row)) continue;
    // The SDK's own parts come with its clients.
    if (name.startsWith("@smithy/")) continue;
    assert.ok(!held.includes(name), name);
  }
});

Deno.test("the notices name every package of the bundle, with a text, the same each time", async () => {
  const text = await noticesText();
  assert.equal(text, await noticesText());
  const packages = await bundledPackages();
  assert.ok(packages.length > 5);
  for (const { name, version, licence } of packages) {
    assert.ok(text.includes(`\n${name} ${version}  ${licence}\n`), name);
    assert.equal(text.split(`\n${name} ${version}`).length, 3, name);
  }
  for (const words of ["Apache License", "Permission is hereby granted", "ISC"]) {
    assert.ok(text.includes(words), words);
  }
});

Deno.test("the counted parts are all of the bundle", async () => {
  const parts = await bundleParts();
  const early = parts.reduce((sum, { earlyBytes }) => sum + earlyBytes, 0);
  assert.ok(early > 0 && early < parts.reduce((sum, { bytes }) => sum + bytes, 0));
  assert.ok(parts.some(({ name }) => name.startsWith("@stricli/core@")));
  // What no source map explains must stay small, or the other figures mean nothing. Most of it are
  // the imports and exports between the chunks, some 400 bytes in each.
  const all = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  assert.ok((parts.find(({ name }) => name === "bundler")?.bytes ?? 0) < all / 15);
});

Deno.test("the lockfile is frozen: a dependency that is not in it is refused", async () => {
  assert.deepEqual(manifest.lock, { path: "./deno.lock", frozen: true });
  await using home = await Home.make();
  const imports = { ...manifest.imports, "tslib": "npm:tslib@2" };
  await home.write("deno.json", JSON.stringify({ ...manifest, imports }));
  await home.write("deno.lock", await textOf("deno.lock"));
  const file = await home.write("new.ts", 'import "tslib";\n');
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--cached-only", file],
    cwd: home.path,
    env: { NO_COLOR: "1" },
  }).output();
  assert.equal(success, false);
  assert.match(new TextDecoder().decode(stderr), /lockfile is out of date/);
});
