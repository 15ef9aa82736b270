// The files of a release: archives that any tool unpacks and any machine makes alike, what package
// managers read, the notes.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { archiveName, findArchive } from "../../src/upgrade/releases.ts";
import { type Entry, tarGz, zip } from "../../tools/archive.ts";
import { embed, MARK } from "../../tools/embed.ts";
import { notesOf } from "../../tools/notes.ts";
import { formula, miseEntry, scoopManifest } from "../../tools/package_managers.ts";
import { sha256Of } from "../../tools/release.ts";
import { TARGETS } from "../../tools/targets.ts";
import { filesBelow, textOf } from "../house/graph.ts";
import { runProgram } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";
import { ReleaseServer } from "./server.ts";
import { needs } from "../needs.ts";

const text = (words: string) => new TextEncoder().encode(words);
const ENTRIES: readonly Entry[] = [
  { name: "ecsin", bytes: text("#!/bin/sh\necho in\n"), executable: true },
  { name: "completions/_ecsin", bytes: text("x".repeat(1024)) },
  { name: "LICENSE", bytes: text("as you like\n") },
];
const RELEASE = {
  version: "0.1.0",
  releases: "https://example.com/somebody/ecsin",
  sha256: (name: string) => `sum of ${name}`,
};

Deno.test({
  ...needs("tarGz() makes what tar unpacks, with modes, whoever makes it", "unix", "tar", "gzip"),
  fn: async () => {
    await using home = await Home.make();
    await Deno.writeFile(`${home.path}/a.tar.gz`, tarGz(ENTRIES));
    const tar = await runProgram(["tar", "-xzpf", "a.tar.gz"], { home });
    assert.deepEqual([tar.code, tar.stderr], [0, ""]);
    for (const { name, bytes, executable = false } of ENTRIES) {
      const path = `${home.path}/${name}`;
      assert.deepEqual(await Deno.readFile(path), bytes);
      const { mode, mtime } = await Deno.stat(path);
      assert.equal((mode ?? 0) & 0o777, executable ? 0o755 : 0o644);
      assert.equal(mtime?.toISOString(), "1980-01-01T00:00:00.000Z");
    }
  },
});

Deno.test({
  ...needs("zip() makes what other programs unpack", "python3"),
  fn: async () => {
    await using home = await Home.make();
    await Deno.writeFile(`${home.path}/a.zip`, zip(ENTRIES));
    const unzip = await runProgram(["python3", "-m", "zipfile", "-e", "a.zip", "."], { home });
    assert.deepEqual([unzip.code, unzip.stderr], [0, ""]);
    for (const { name, bytes } of ENTRIES) {
      assert.deepEqual(await Deno.readFile(`${home.path}/${name}`), bytes);
    }
  },
});

Deno.test("archives of the same files are the same, in every time zone", async () => {
  const program = `
    import { tarGz, zip } from ${JSON.stringify(import.meta.resolve("../../tools/archive.ts"))};
    const entries = [{ name: "ecsin", bytes: new Uint8Array(5000).fill(7), executable: true }];
    for (const made of [tarGz(entries), zip(entries)]) {
      const digest = await crypto.subtle.digest("SHA-256", made);
      console.log([...new Uint8Array(digest)].join(" "));
    }`;
  const made = await Promise.all(["UTC", "Asia/Tokyo", "America/New_York"].map(async (zone) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--config", new URL("../../deno.json", import.meta.url).pathname, program],
      env: { TZ: zone },
    }).output();
    return new TextDecoder().decode(stdout);
  }));
  assert.match(made[0] ?? "", /^(\d+ ?){32}\n(\d+ ?){32}\n$/);
  assert.deepEqual(new Set(made).size, 1);
});

Deno.test("a release has an archive for every target, and checksums of all of its files", async () => {
  await using server = await ReleaseServer.start();
  await server.publish("1.2.3");
  const sums = await Deno.readTextFile(server.file("1.2.3", "SHA256SUMS"));
  const names = [...sums.matchAll(/^[0-9a-f]{64} {2}(.*)\n/gm)].map(([, name = ""]) => name);
  const folder = server.file("1.2.3", "");
  const there = [...Deno.readDirSync(folder)].map(({ name }) => name);
  assert.deepEqual([...names, "SHA256SUMS"].sort(), there.sort());
  for (const target of TARGETS) {
    const archive = findArchive(sums, target);
    assert.equal(archive?.name, archiveName("1.2.3", target));
    assert.equal(archive?.version, "1.2.3");
    assert.equal(archive?.sha256, await sha256Of(await Deno.readFile(`${folder}${archive?.name}`)));
  }
  assert.equal(findArchive(sums, { os: "linux", arch: "riscv64" }), undefined);
  for (const script of ["install.sh", "install.ps1"]) {
    const embedded = await Deno.readTextFile(`${folder}${script}`);
    assert.ok(embedded.includes(`'${server.url}'`) && !embedded.includes(MARK), script);
  }
});

Deno.test("docs/install.md tells of every file of a release", async () => {
  await using server = await ReleaseServer.start();
  await server.publish("0.1.0");
  const page = await textOf("docs/install.md");
  for (const { name } of Deno.readDirSync(server.file("0.1.0", ""))) {
    const isOther = /^ecsin-v.*(aarch64|darwin|windows)/.test(name);
    assert.ok(isOther || page.includes(name), name);
  }
});

Deno.test("embed() puts the address into the one mark, and refuses what is none", () => {
  assert.equal(
    embed(`a='${MARK}'`, "https://example.com/me/ecsin"),
    "a='https://example.com/me/ecsin'",
  );
  assert.throws(() => embed("a", "https://example.com/me"), /is there 0 times, not once/);
  assert.throws(() => embed(MARK + MARK, "https://example.com/me"), /is there 2 times/);
  for (const address of ["https://example.com/'; rm -rf ~", "example.com", "https://e.com/"]) {
    assert.throws(() => embed(MARK, address), /no address/);
  }
});

Deno.test("the formula has an archive with its checksum for every Mac and Linux", () => {
  const made = formula(RELEASE);
  for (const target of TARGETS.filter(({ os }) => os !== "windows")) {
    const name = archiveName("0.1.0", target);
    const url = `https://example.com/somebody/ecsin/releases/download/v0.1.0/${name}`;
    assert.ok(made.includes(`url "${url}"\n      sha256 "sum of ${name}"\n`), name);
  }
});

Deno.test({
  ...needs("the formula is Ruby", "ruby"),
  fn: async () => {
    await using home = await Home.make();
    await home.write("ecsin.rb", formula(RELEASE));
    const { code, stdout, stderr } = await runProgram(["ruby", "-wc", "ecsin.rb"], { home });
    assert.deepEqual([code, stdout, stderr], [0, "Syntax OK\n", ""]);
  },
});

Deno.test("Scoop's manifest and mise's entry name the release", () => {
  const made = JSON.parse(scoopManifest(RELEASE));
  const url = "https://example.com/somebody/ecsin/releases/download/v0.1.0/" +
    "ecsin-v0.1.0-windows-x86_64.zip";
  assert.deepEqual(made.architecture, {
    "64bit": { url, hash: "sum of ecsin-v0.1.0-windows-x86_64.zip" },
  });
  assert.equal(made.autoupdate.architecture["64bit"].url, url.replaceAll("0.1.0", "$version"));
  assert.equal(miseEntry(RELEASE), '[tools]\n"github:somebody/ecsin" = "0.1.0"\n');
});

Deno.test("notesOf() gives a version's part of the changelog, once it has a date", () => {
  const changelog =
    "# Changes\n\n## 0.2.0 – 2026-11-24\n\n- two\n\n## 0.1.0 – unreleased\n\n- one\n";
  assert.equal(notesOf(changelog, "0.2.0"), "- two\n");
  assert.throws(() => notesOf(changelog, "0.1.0"), /has no date for 0\.1\.0/);
  assert.throws(() => notesOf(changelog, "0.3.0"), /says nothing of 0\.3\.0/);
});

Deno.test("CHANGELOG.md tells of the version in deno.json", async () => {
  const dated = (await textOf("CHANGELOG.md")).replace("unreleased", "2026-11-24");
  assert.match(notesOf(dated, manifest.version), /^\S/);
});

Deno.test("a release is published after all stories have run on each system's own binary", async () => {
  const yaml = await textOf(".github/workflows/release.yml");
  const job = (name: string) =>
    new RegExp(`^  ${name}:\n((?:(?:    .*)?\n)+)`, "m").exec(yaml)?.[1] ?? "";
  const start = job("start");
  const [, systems = ""] = /^ {8}os: \[(.*)\]$/m.exec(start) ?? [];
  assert.equal(systems.split(", ").length, TARGETS.length);
  for (const { os, arch } of TARGETS) {
    const name = { linux: "ubuntu", darwin: "macos", windows: "windows" }[os as "linux"];
    assert.match(
      systems,
      new RegExp(`${name}-[\\w.]+${arch === "aarch64" && os === "linux" ? "-arm" : ""}`),
    );
  }
  assert.match(start, /^ {6}- run: deno run -A tools\/smoke\.ts dist\/release$/m);
  assert.match(start, /^ {6}- run: deno run -A tools\/stories\.ts dist\/release$/m);
  assert.doesNotMatch(start, /continue-on-error|^ *if:/m);
  assert.match(start, /^ {4}needs: build$/m);
  assert.match(job("draft"), /^ {4}needs: start$/m);
});

Deno.test("workflows pin actions by commit, take few rights, and use the Deno of .ci/run", async () => {
  const [, deno = ""] = /^DENO_VERSION=(.*)$/m.exec(await textOf(".ci/run")) ?? [];
  const workflows = await filesBelow(".github/workflows/", (name) => name.endsWith(".yml"));
  assert.equal(workflows.length, 2);
  for (const path of workflows) {
    const yaml = await textOf(path);
    for (const [, action = ""] of yaml.matchAll(/uses: (.*)/g)) {
      assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/, path);
    }
    assert.match(yaml, /^permissions:\n {2}contents: read\n$/m, path);
    for (const [, version] of yaml.matchAll(/deno-version: (.*)/g)) assert.equal(version, deno);
  }
});
