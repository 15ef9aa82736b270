// `deno task build --all`: every file of a release. ECSIN_BASES names a folder with the deno of every
// target, as .ci/run fetches them; they stand in for the runtime bases.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { archiveName, programName } from "../../src/upgrade/releases.ts";
import { unpack } from "../../src/upgrade/unpack.ts";
import { MARK } from "../../tools/embed.ts";
import { TARGETS } from "../../tools/targets.ts";
import { needs } from "../needs.ts";
import { Home } from "../stories/home.ts";
import { chunks, missingIn, run } from "./building.ts";

const BASES = Deno.env.get("ECSIN_BASES");
const RELEASES = "https://example.com/somebody/ecsin";
/** The system and processor that a program is for, by its format. */
function systemOf(bytes: Uint8Array): string {
  const program = new TextDecoder("latin1").decode(bytes.subarray(0, 4096));
  if (program.startsWith("\x7fELF")) {
    return `linux-${program[18] === "\x3e" ? "x86_64" : program[18] === "\xb7" ? "aarch64" : "?"}`;
  }
  if (program.startsWith("\xcf\xfa\xed\xfe")) {
    return `darwin-${program[4] === "\x07" ? "x86_64" : program[4] === "\x0c" ? "aarch64" : "?"}`;
  }
  // 0x64 0x86; the decoder takes 0x86 for a dagger.
  const isPe = program.startsWith("MZ") && program.includes("PE\0\0d\u2020");
  return isPe ? "windows-x86_64" : "?";
}

const PAPERS = {
  "ecsin.1": /^\.TH ECSIN 1/im,
  "completions/ecsin.bash": /ecsin/,
  "completions/_ecsin": /#compdef ecsin/,
  "completions/ecsin.fish": /ecsin/,
  "completions/ecsin.ps1": /ecsin/,
  LICENSE: /MIT/,
  THIRD_PARTY_NOTICES: /@stricli\/core/,
};

Deno.test({
  ...needs(
    "deno task build --all puts the bundle and the papers into an archive for every target",
    { name: "$ECSIN_BASES, which .ci/run makes", isHere: BASES !== undefined },
    "unix",
    "tar",
    "gzip",
  ),
  fn: async () => {
    await using home = await Home.make();
    const built = await run(["--all", "--outdir", home.path, "--releases", RELEASES], BASES ?? "");
    assert.deepEqual([built.code, built.stderr], [0, ""]);
    assert.match(built.stdout, /are not runnable ecsins: DENORT_BIN stood in for Deno's runtime\n/);
    const sums = await new Deno.Command("sh", {
      args: ["-c", "sha256sum --check --strict SHA256SUMS || shasum -a 256 -c SHA256SUMS"],
      cwd: `${home.path}/release`,
    }).output();
    assert.equal(sums.code, 0);
    const parts = await chunks(`${home.path}/bundle`);
    const whole = [...parts.values()].join("");
    assert.ok(whole.includes(RELEASES) && !whole.includes(MARK));
    const latin1 = new TextDecoder("latin1");
    for (const target of TARGETS) {
      const name = archiveName(manifest.version, target);
      const file = await unpacked(`${home.path}/release/${name}`);
      const program = await file(programName(target.os));
      assert.equal(systemOf(program), `${target.os}-${target.arch}`);
      assert.deepEqual(missingIn(program, parts), [], name);
      for (const [paper, pattern] of Object.entries(PAPERS)) {
        assert.match(latin1.decode(await file(paper)), pattern, name);
      }
    }
  },
});

Deno.test("deno task build --all fails, and says so, where there is no runtime base", async () => {
  await using home = await Home.make();
  const { code, stderr } = await run(["--all", "--outdir", home.path], "/nonexistent");
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^build: error: Deno's runtime base for x86_64-unknown-linux-gnu could not be had\n/,
  );
  assert.match(stderr, /\n {2}next: see that DENORT_BIN names a folder, and \/nonexistent\/x86_64/);
});

/** Reads files of an archive: a tar is unpacked once, of a zip one is read at a time. */
async function unpacked(archive: string): Promise<(name: string) => Promise<Uint8Array>> {
  if (archive.endsWith(".zip")) {
    const bytes = await Deno.readFile(archive);
    return (name) => unpack(bytes, archive, name);
  }
  const folder = `${archive}.unpacked`;
  await Deno.mkdir(folder);
  const tar = await new Deno.Command("tar", { args: ["-xzf", archive, "-C", folder] }).output();
  assert.equal(tar.code, 0);
  return (name) => Deno.readFile(`${folder}/${name}`);
}
