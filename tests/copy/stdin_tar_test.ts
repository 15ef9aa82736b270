// Tars on stdin, as GNU tar writes them and as nobody should: what a container gets of them.
import assert from "node:assert/strict";
import { packTar, type TarEntry } from "modern-tar";
import { copy } from "../../src/copy/copy.ts";
import { RemoteSink } from "../../src/copy/remote_sink.ts";
import { StdinSource } from "../../src/copy/stdio.ts";
import { needs } from "../needs.ts";
import { folder, tallying, treeOf } from "./copies.ts";
import { failureOf } from "./noisy_tree.ts";
import { imageOf, remoteOf, TOOLS } from "./shells.ts";

/** Unpacks a tar into a folder of a container; gives the tally and what was said. */
async function unpack(bytes: Uint8Array<ArrayBuffer>, to: string) {
  await using image = await imageOf(["dash"], TOOLS);
  const { tally, remarks } = tallying();
  const options = { overwrite: true, owner: undefined, tally, parallel: 1 };
  const { signal } = new AbortController();
  await copy(
    [{ source: new StdinSource(new Blob([bytes]).stream(), tally), contents: false }],
    {
      sink: new RemoteSink(remoteOf(image.path), to, { ...options, signal }),
      label: "web:/in/",
      isFolder: true,
    },
    tally,
  );
  return { tally, remarks };
}

const tarOf = async (entries: readonly TarEntry[]) => new Uint8Array(await packTar([...entries]));
const file = (name: string, body: string): TarEntry => ({
  header: { name, size: body.length, mtime: new Date(1_000_000_000_000) },
  body,
});

async function read(root: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [path, what] of Object.entries(await treeOf(root))) {
    texts[path] = what.startsWith("file") ? await Deno.readTextFile(`${root}/${path}`) : what;
  }
  return texts;
}

Deno.test(
  needs("names of a tar lead out of no folder, and folders between are made", "unix", "dash"),
  async () => {
    await using at = await folder();
    await Deno.mkdir(`${at.path}/in`);
    await Deno.mkdir(`${at.path}/in/there`, { mode: 0o700 });
    const tar = await tarOf([
      file("../out", "x"),
      file("a/../../out", "x"),
      file("/abs/x", "absolute"),
      file("no/parent/x", "made"),
      file("there/x", "in"),
      file("./ok", "first"),
      file("ok", "second"),
    ]);
    const { tally, remarks } = await unpack(tar, `${at.path}/in`);
    assert.deepEqual([tally.failed, tally.files], [2, 4], remarks.join("\n"));
    const { abs, no, there, ...rest } = await read(at.path + "/in");
    assert.deepEqual(rest, {
      "abs/x": "absolute",
      "no/parent": rest["no/parent"],
      "no/parent/x": "made",
      "there/x": "in",
      ok: "second",
    });
    assert.match(`${abs}`, /^folder 755 /);
    assert.match(`${no}`, /^folder 755 /);
    assert.match(`${there}`, /^folder 700 /);
    assert.deepEqual([...Deno.readDirSync(at.path)].map(({ name }) => name), ["in"]);
  },
);

Deno.test(needs("hard links of a tar are hard links there", "unix", "dash"), async () => {
  await using at = await folder();
  const link = (name: string, linkname: string): TarEntry => ({
    header: { name, type: "link", linkname, size: 0 },
  });
  const tar = await tarOf([
    file("a/one", "shared"),
    link("a/two", "a/one"),
    link("a/none", "a/three"),
    link("a/out", "../../etc/hostname"),
  ]);
  // Twice: what is there from the first time is replaced.
  for (const _ of ["first", "second"]) {
    const { tally } = await unpack(tar, at.path);
    assert.deepEqual([tally.failed, tally.files], [2, 2]);
    const [one, two] = await Promise.all(
      ["one", "two"].map((name) => Deno.stat(`${at.path}/a/${name}`)),
    );
    assert.equal(one?.ino, two?.ino);
    assert.deepEqual(Object.keys(await treeOf(at.path)).sort(), ["a", "a/one", "a/two"]);
  }
});

Deno.test(
  needs("a tar of sparse files is refused, as its bytes are not the files'", "unix", "dash"),
  async () => {
    await using at = await folder();
    const gnu = await tarOf([file("s", "x".repeat(600)), file("t", "")]);
    // As GNU tar's own format has it: type S, and its own magic word.
    gnu[156] = "S".charCodeAt(0);
    gnu.set(new TextEncoder().encode("ustar  \0"), 257);
    gnu.fill(0x20, 148, 156);
    const sum = gnu.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    gnu.set(new TextEncoder().encode(`${sum.toString(8).padStart(6, "0")}\0 `), 148);
    const pax = await tarOf([{
      header: {
        name: "GNUSparseFile.0/s",
        size: 600,
        pax: { "GNU.sparse.major": "1", "GNU.sparse.name": "s" },
      },
      body: "x".repeat(600),
    }]);
    for (const tar of [gnu, pax]) {
      const { failure } = await failureOf(unpack(tar, at.path));
      assert.equal(failure.id, "copy-tar");
      assert.match(`${failure.why}`, /sparse files/);
      assert.deepEqual([...Deno.readDirSync(at.path)], []);
    }
  },
);

Deno.test(
  needs("a tar of GNU tar's own, with all that it writes", "unix", "dash", "tar"),
  async () => {
    await using at = await folder();
    const from = `${at.path}/from`;
    await Deno.mkdir(`${from}/${"long".repeat(30)}`, { recursive: true });
    await Deno.writeTextFile(`${from}/${"long".repeat(30)}/${"x".repeat(120)}`, "long");
    await Deno.writeTextFile(`${from}/one`, "one");
    await Deno.link(`${from}/one`, `${from}/two`);
    await Deno.symlink("one", `${from}/link`);
    for (const format of ["gnu", "pax", "ustar"]) {
      const args = ["-C", from, `--format=${format}`, "-cf", "-", "."];
      const { stdout, success } = await new Deno.Command("tar", { args }).output();
      // ustar has no room for such a name.
      assert.equal(success, format !== "ustar");
      if (!success) continue;
      const to = `${at.path}/${format}`;
      await Deno.mkdir(to);
      const { tally } = await unpack(stdout.slice(), to);
      assert.equal(tally.failed, 0);
      assert.deepEqual(await treeOf(to), await treeOf(from));
    }
  },
);
