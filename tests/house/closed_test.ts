// The bundle asks for nothing but its own parts and what Deno has inside: tools/closed.ts.
import assert from "node:assert/strict";
import { isBuiltin } from "node:module";
import { bundle, bundleInto } from "../../tools/build.ts";
import { closedPart, DONE_WITHOUT, importsOf, openDoors, requiresOf } from "../../tools/closed.ts";
import { Home } from "../stories/home.ts";

/** What the bundler leaves for packages that `require`. */
const HELPER = 'import{createRequire as c} from "node:module";var r=c(import.meta.url);';

async function partsOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const parts = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    parts.set(name, await Deno.readTextFile(`${folder}/${name}`));
  }
  return parts;
}

Deno.test("the bundle imports its own parts and Node's modules in Deno, and nothing else", async () => {
  await using home = await Home.make();
  const folder = `${home.path}/bundle`;
  await bundle(folder);
  const parts = await partsOf(folder);
  const all = await importsOf(folder, parts);
  assert.ok(all.includes("node:http") && all.length > parts.size / 2);
  const others = all.filter((each) => !parts.has(each.replace(/^\.\//, "")));
  assert.deepEqual(others.filter((each) => !(each.startsWith("node:") && isBuiltin(each))), []);
  assert.deepEqual(await openDoors(folder, parts), []);
  const whole = [...parts.values()].join("\n");
  for (const name of DONE_WITHOUT) assert.ok(!whole.includes(`("${name}")`), name);
});

Deno.test("its packages require Node's modules, and what is answered to be missing", async () => {
  await using home = await Home.make();
  await bundleInto(`${home.path}/plain`, []);
  const all = requiresOf(await partsOf(`${home.path}/plain`));
  assert.ok(all.includes("node:http") || all.includes("http"), all.join());
  assert.deepEqual(all.filter((each) => !isBuiltin(each)), DONE_WITHOUT);
});

Deno.test("a bundle that could ask for more is not closed", async () => {
  await using home = await Home.make();
  const cases: readonly (readonly [text: string, told: RegExp])[] = [
    ['import"left-pad";', /import left-pad/],
    ['export*from"npm:left-pad";', /import npm:left-pad/],
    ['import(String("./gone.js"));', /import \.\/gone\.js/],
    ["import(process.argv[1]);", /import\(process/],
    [HELPER.replace("var r", "const r"), /createRequire/],
    ['process.dlopen(module,"x.node");', /dlopen/],
    ['import{Worker}from"node:worker_threads";', /worker_threads/],
  ];
  for (const [text, told] of cases) {
    const part = closedPart(text);
    await home.write("open/main.js", part);
    const doors = await openDoors(`${home.path}/open`, new Map([["main.js", part]]));
    assert.match(doors.join("\n"), told, text);
  }
});

Deno.test("a package's require is answered with Node's modules, and with nothing from the disk", async () => {
  await using home = await Home.make();
  const mark = `${home.path}/mark`;
  await home.write("node_modules/left-pad/index.js", `Deno.writeTextFileSync("${mark}", "")`);
  const asks = 'const asked=["fs","node:fs","left-pad","./near.js"].map((each)=>' +
    "{try{return typeof r(each)}catch(error){return error.code}});console.log(asked.join());";
  await home.write("near.js", `Deno.writeTextFileSync("${mark}", "")`);
  const main = await home.write("main.js", closedPart(HELPER + asks));
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", main] })
    .output();
  assert.equal(
    new TextDecoder().decode(stdout),
    "object,object,MODULE_NOT_FOUND,MODULE_NOT_FOUND\n",
  );
  await assert.rejects(Deno.stat(mark), Deno.errors.NotFound);
});
