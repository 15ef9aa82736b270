// The whole pipeline of `deno task build`, with the deno executable in place of the runtime base.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { runPermissions } from "../../tools/permissions.ts";
import { sha256Of } from "../../tools/release.ts";
import { demoWorld } from "../fake_aws/demo_world.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs, pathOf } from "../needs.ts";
import { build, chunks, missingIn, run } from "./building.ts";
import { embeddedIn, permissionsOf } from "./embedded.ts";
import { runEcsin, runProgram } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";

const NOT_RUNNABLE = (binary: string) =>
  `${binary} is not a runnable ecsin: DENORT_BIN stood in for Deno's runtime base, so it\n` +
  "starts as plain deno. Only the pipeline was checked; the bundle runs.\n";
/** What only the chunk with the ECS client has in it: the target prefix of its API. */
const ECS_CLIENT = "AmazonEC2ContainerServiceV20141113";
/** Command lines whose answers the bundle has ready, or a part of them. */
const PREPARED_LINES = [
  ["--help"],
  ["-h"],
  ["--version"],
  ["-v"],
  ["__complete", "zsh", ""],
  ["__complete", "fish", "exec", "-"],
  ["__complete", "zsh", "profile", "add", "--"],
  ["__complete", "powershell", "list", "."],
  ["__complete", "bash", "9", "80", "", "ecsin --pick "],
];

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
    const parts = await chunks(`${outdir}/bundle`);
    assert.ok(parts.size > 10, `only ${parts.size} parts`);
    assert.deepEqual(
      missingIn(await Deno.readFile(`${outdir}/ecsin`), parts),
      [],
    );
  });

  await t.step("puts nothing else into the binary that would let others in", async () => {
    const said = embeddedIn(await Deno.readFile(`${outdir}/ecsin`));
    assert.equal(said["code_cache_key"], null, "Deno's code cache is in the temporary folder");
    assert.equal(said["node_modules"], null);
    assert.deepEqual(said["env_vars_from_env_file"], {});
    assert.equal(said["unsafely_ignore_certificate_errors"], null);
    const { import_map, package_jsons } = said["workspace_resolver"] as Record<string, unknown>;
    assert.deepEqual([import_map, package_jsons], [null, {}]);
    const { detect_cjs, features } = said["unstable_config"] as Record<string, unknown>;
    assert.deepEqual([detect_cjs, features], [false, []]);
    assert.deepEqual(permissionsOf(said["permissions"]), runPermissions().slice(1).sort());
  });

  await t.step("loads neither the AWS SDK nor YAML nor Node's modules with the entry", async () => {
    const parts = await chunks(`${outdir}/bundle`);
    const entries = [...parts].filter(([name, text]) =>
      name === "main.js" || /export\{[^}]*\bas (complete|commandTree|login)\b/.test(text)
    ).map(([name]) => name);
    assert.equal(entries.length, 4);
    const eager = entries.flatMap((name) => staticParts(parts, name))
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
      assert.match((await run("--help")).stdout, /\nUsage:\n {2}ecsin \[flags\] \[target\]\n/);
      for (const line of PREPARED_LINES) {
        assert.deepEqual(await run(...line), await runEcsin(line), line.join(" "));
      }
      const listed = await run("list", "clusters", "--output", "tsv");
      assert.deepEqual([listed.code, listed.stderr], [0, ""]);
      assert.match(listed.stdout, /^cluster\t.*\nprod\t.*\nstaging\t.*\n$/);
    },
  );

  await t.step("gives the same bundle again, and the same binary, elsewhere too", async () => {
    const first = await chunks(`${outdir}/bundle`);
    const again = `${home.path}/again`;
    // Others write into the temporary folder: what a configuration there says is not the builder's.
    const shared = `${home.path}/shared`;
    const names = Object.keys(manifest.imports);
    const imports = Object.fromEntries(names.map((each) => [each, "./theirs.ts"]));
    await home.write("shared/theirs.ts", "export default 1;\n");
    await home.write("shared/deno.json", JSON.stringify({ workspace: ["*"], imports }));
    await home.write("shared/package.json", JSON.stringify({ workspaces: ["*"] }));
    await home.write("shared/.npmrc", "registry=http://127.0.0.1:9/\n");
    const { code } = await build(again, Deno.execPath(), { TMPDIR: shared });
    assert.deepEqual([code, await chunks(`${again}/bundle`)], [0, first]);
    const [one, other] = await Promise.all(
      [outdir, again].map(async (folder) => sha256Of(await Deno.readFile(`${folder}/ecsin`))),
    );
    assert.equal(one, other);
  });
});

Deno.test(
  needs("deno task build says nothing of a stand-in where the base is a real one", "go"),
  async () => {
    await using home = await Home.make();
    // What ecsin says of itself is all that tells a base from Deno in its place.
    await home.write(
      "base.go",
      `package main\nimport "fmt"\nfunc main() { fmt.Println("${manifest.version}") }\n`,
    );
    const go = await new Deno.Command(pathOf("go") ?? "", {
      // As the plugin is built: Go's own packages are compiled already then.
      args: ["build", "-trimpath", "-o", "base", "base.go"],
      cwd: home.path,
      env: { CGO_ENABLED: "0" },
    }).output();
    assert.ok(go.success, new TextDecoder().decode(go.stderr));
    const { code, stdout, stderr } = await build(`${home.path}/dist`, `${home.path}/base`);
    const main = `${home.path}/dist/bundle/main.js`;
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(stdout, `bundle  ${main}\nbinary  ${home.path}/dist/ecsin\n`);
  },
);

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
