// The whole pipeline of `deno task build`, with the deno executable in place of the runtime base.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { runPermissions } from "../../tools/permissions.ts";
import { demoWorld } from "../fake_aws/demo_world.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { runEcsin, runProgram } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";

const BUILD = new URL("../../tools/build.ts", import.meta.url).pathname;
const NOT_RUNNABLE = (binary: string) =>
  `${binary} is not a runnable ecsin: DENORT_BIN stood in for Deno's runtime base, so it\n` +
  "starts as plain deno. Only the pipeline was checked; the bundle runs.\n";
/** What only the chunk with the ECS client has in it: the target prefix of its API. */
const ECS_CLIENT = "AmazonEC2ContainerServiceV20141113";

Deno.test("deno task build", async (t) => {
  await using home = await Home.make();
  const outdir = `${home.path}/dist`;
  const main = `${outdir}/bundle/main.js`;

  await t.step("says that the result is not runnable where DENORT_BIN stood in", async () => {
    const { code, stdout, stderr } = await build(outdir, Deno.execPath());
    const binary = `${outdir}/ecsin`;
    assert.deepEqual(
      { code, stdout, stderr },
      {
        code: 0,
        stdout: `bundle  ${main}\nbinary  ${binary}\n${NOT_RUNNABLE(binary)}`,
        stderr: "",
      },
    );
    const started = await runProgram([binary, "--version"]);
    assert.match(started.stdout, /^deno /);
  });

  await t.step("puts every part of the bundle into the binary", async () => {
    const binary = new TextDecoder("latin1").decode(await Deno.readFile(`${outdir}/ecsin`));
    const parts = await chunks(`${outdir}/bundle`);
    assert.ok(parts.size > 10, `only ${parts.size} parts`);
    const missing = [...parts].filter(([, text]) => !binary.includes(text)).map(([name]) => name);
    assert.deepEqual(missing, []);
  });

  await t.step("loads neither the AWS SDK nor YAML nor Node's modules with the entry", async () => {
    const parts = await chunks(`${outdir}/bundle`);
    const commands = /import\(String\("\.\/([^"]+)"\)\)/.exec(parts.get("main.js") ?? "")?.[1];
    const eager = ["main.js", commands ?? ""].flatMap((name) => staticParts(parts, name))
      .map((name) => parts.get(name) ?? "");
    assert.ok(eager.some((text) => text.includes("A shell in a running Amazon ECS container")));
    assert.ok(!eager.some((text) => text.includes(ECS_CLIENT)));
    assert.ok(!eager.some((text) => text.includes("tag:yaml.org,2002")));
    // Deno's Node layer costs as much as the rest of the start.
    assert.ok(!eager.some((text) => /(from|import) ?"node:/.test(text)));
    // Deno reads what is named by a literal before the program starts.
    assert.deepEqual([...parts].filter(([, text]) => /\bimport\("\.\//.test(text)), []);
    assert.ok([...parts.values()].some((text) => text.includes(ECS_CLIENT)));
    const yaml = [...parts.values()].find((text) => text.includes("tag:yaml.org,2002")) ?? "";
    assert.doesNotMatch(yaml, /"node:/, "yaml is in the bundle with its build for Node");
  });

  await t.step(
    "makes a bundle that runs alone, anywhere, with the task's permissions",
    async () => {
      await using aws = startFakeAws(demoWorld());
      const run = (...args: string[]) =>
        runProgram(
          [
            Deno.execPath(),
            "run",
            "--no-config",
            "--no-remote",
            ...runPermissions(),
            main,
            ...args,
          ],
          // An empty cache: whatever is not in the bundle is missed.
          { home, env: { ...aws.env, DENO_DIR: `${home.path}/deno`, DENO_NO_UPDATE_CHECK: "1" } },
        );
      assert.deepEqual(await run("--version"), {
        code: 0,
        signal: undefined,
        stdout: `${manifest.version}\n`,
        stderr: "",
      });
      assert.match((await run("--help")).stdout, /^USAGE\n {2}ecsin login /);
      for (const word of ["--help", "-h", "--version", "-v"]) {
        assert.deepEqual(await run(word), await runEcsin([word]), word);
      }
      const listed = await run("list", "clusters", "--output", "tsv");
      assert.deepEqual([listed.code, listed.stderr], [0, ""]);
      assert.match(listed.stdout, /^cluster\t.*\nprod\t.*\nstaging\t.*\n$/);
    },
  );

  await t.step("gives the same bundle again", async () => {
    const first = await chunks(`${outdir}/bundle`);
    const { code } = await build(`${home.path}/again`, Deno.execPath());
    assert.deepEqual([code, await chunks(`${home.path}/again/bundle`)], [0, first]);
  });
});

Deno.test("deno task build fails, and says so, where there is no runtime base", async () => {
  await using home = await Home.make();
  const { code, stdout, stderr } = await build(home.path, "/nonexistent");
  assert.deepEqual([code, stdout], [1, `bundle  ${home.path}/bundle/main.js\n`]);
  assert.match(stderr, /^build: error: Deno's runtime base for this system could not be had\n/);
  assert.match(stderr, /\n {2}next: see that DENORT_BIN names an executable that can be read\n$/);
});

Deno.test("deno task build refuses words it does not know", async () => {
  const { code, stderr } = await run(["--al"], "");
  assert.deepEqual([code, stderr], [
    1,
    "build: error: build does not know --al\n  next: deno task build\n",
  ]);
});

function build(outdir: string, base: string) {
  return run(["--outdir", outdir], base);
}

async function run(args: readonly string[], base: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", BUILD, ...args],
    env: { DENORT_BIN: base, NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** The bundle's parts by name; as Latin-1, so that they can be looked for in the binary. */
async function chunks(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { name } of Deno.readDir(folder)) {
    found.set(name, new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/${name}`)));
  }
  return new Map([...found].sort());
}

/** The parts that are loaded with `entry`: itself and what it imports statically, and so on. */
function staticParts(parts: ReadonlyMap<string, string>, entry: string): string[] {
  const seen = new Set([entry]);
  for (const name of seen) {
    for (const [, imported = ""] of (parts.get(name) ?? "").matchAll(STATIC_IMPORT)) {
      seen.add(imported);
    }
  }
  return [...seen];
}

const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g;
