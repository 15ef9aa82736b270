// A container that lies: nothing is written outside of the destination, nothing means something else.
import assert from "node:assert/strict";
import { foldedPath, unsafeLink, unsafePath } from "../../src/copy/safe_name.ts";
import { copy } from "../../src/copy/copy.ts";
import type { Remote } from "../../src/copy/remote.ts";
import { RemoteSink } from "../../src/copy/remote_sink.ts";
import { needs } from "../needs.ts";
import { download, folder, remoteSource, tallying, treeOf } from "./copies.ts";
import { imageOf, remoteOf, TOOLS } from "./shells.ts";

/** A container that lists what it is told to, and sends the same few bytes for each file. */
function lying(records: readonly (readonly (string | Uint8Array)[])[]): Remote {
  return {
    label: "task 1",
    doctor: "ecsin doctor",
    exec: (...words) => `ecsin exec -- ${words.join(" ")}`,
    image: () => Promise.resolve(undefined),
    run: async (words, ends) => {
      const [, , , , nonce = ""] = words;
      const encoder = new TextEncoder();
      const rec = async (kind: string, ...fields: readonly (string | Uint8Array)[]) => {
        await ends.writeStdout(encoder.encode(`\x1e${nonce} ${kind} ${fields.length}\0`));
        for (const field of fields) {
          await ends.writeStdout(typeof field === "string" ? encoder.encode(field) : field);
          await ends.writeStdout(Uint8Array.of(0));
        }
      };
      await rec("tools", "size", "", "1", "0");
      await rec("root", "folder");
      for (const [kind, ...fields] of records) await rec(String(kind), ...fields);
      await rec("listed");
      let asked = "";
      for (let bytes; (bytes = await ends.readStdin?.() ?? null) !== null;) {
        asked += new TextDecoder().decode(bytes);
      }
      let count = 0;
      for (const line of asked.split("\n")) {
        if (line.startsWith("b ")) count++;
        else if (line !== "") {
          const sent = line.startsWith("s ") ? count : 1;
          await rec("B", "raw");
          await ends.writeStdout(encoder.encode("evil".repeat(sent)));
          await rec("E", Array.from({ length: sent }, () => "4").join("\n"));
          if (line.startsWith("f ")) await rec("m", FILE);
          count = 0;
        }
      }
      await rec("end");
      return { kind: "exit", status: 0 };
    },
  };
}

const FILE = "644 4 1000000000";

Deno.test(needs("names that lead out are left out, and told", "unix"), async () => {
  await using at = await folder();
  const names = ["../out", "./a/../../out", "/out", "./..", "./a//b", "./ok", "./\u001b[31mred"];
  const remote = lying(names.map((name) => ["F", FILE, name]));
  const { remarks, files, failed } = await download(remote, "/x", `${at.path}/in`);
  assert.deepEqual([...Deno.readDirSync(at.path)].map(({ name }) => name), []);
  assert.equal(files, 0);
  assert.equal(failed, 7);
  assert(remarks.every((remark) => !remark.includes("\u001b")));
});

Deno.test(needs("links that lead out, and files behind links, are left out", "unix"), async () => {
  await using at = await folder();
  const [into, outside] = [`${at.path}/in`, `${at.path}/outside`];
  await Deno.mkdir(outside);
  await Deno.mkdir(into);
  // One that was there before is not written through either.
  await Deno.symlink(outside, `${into}/there`);
  const remote = lying([
    ["D", "755 0 1", "."],
    ["L", "./up", "../outside"],
    ["L", "./abs", outside],
    ["L", "./in", "sub/ok"],
    ["L", "./sub", "/etc"],
    ["F", FILE, "./up/evil"],
    ["F", FILE, "./there/evil"],
    ["F", FILE, "./sub/evil"],
    ["F", "4755 4 1", "./suid"],
  ]);
  const { remarks } = await download(remote, "/x/.", into);
  assert.deepEqual(await treeOf(outside), {});
  const tree = await treeOf(into);
  assert.equal(tree.in, "link sub/ok");
  assert.equal(tree.up, undefined);
  assert.equal(tree.abs, undefined);
  assert.match(String(tree.suid), /^file 755 /);
  assert.equal(remarks.length, 6);
});

Deno.test(needs("a link that leads out through another link is left out", "unix"), async () => {
  await using at = await folder();
  const remote = lying([
    ["D", "755 0 1", "."],
    ["D", "755 0 1", "./real"],
    ["L", "./out", "here/here/../../secret"],
    ["L", "./here", "."],
    ["L", "./in", "real/../ok"],
  ]);
  const { remarks, failed } = await download(remote, "/x", `${at.path}/in`);
  assert.deepEqual(Object.keys(await treeOf(`${at.path}/in`)).sort(), ["here", "in", "real"]);
  assert.equal(failed, 1);
  assert.match(remarks.join(), /out" could not be made: it goes through another link/);
});

Deno.test(needs("names of one container lead out of no other", "unix", "dash"), async () => {
  await using at = await folder();
  await using image = await imageOf(["dash"], TOOLS);
  await Deno.mkdir(`${at.path}/in`);
  const { tally, remarks } = tallying();
  const from = lying(["../out", "./a/../../out", "./ok"].map((name) => ["F", FILE, name]));
  const options = { overwrite: true, owner: undefined, tally, parallel: 1 };
  const { signal } = new AbortController();
  await copy(
    [{ source: remoteSource(from, "/x/.", tally), contents: true }],
    {
      sink: new RemoteSink(remoteOf(image.path), `${at.path}/in`, { ...options, signal }),
      label: "web:/in",
      isFolder: true,
    },
    tally,
  );
  assert.deepEqual(Object.keys(await treeOf(at.path)), ["in", "in/ok"]);
  assert.deepEqual([tally.files, tally.failed], [1, 2], remarks.join("\n"));
});

Deno.test(
  needs("a destination that is a link itself is replaced, not written through", "unix"),
  async () => {
    await using at = await folder();
    await Deno.writeTextFile(`${at.path}/secret`, "mine");
    await Deno.mkdir(`${at.path}/in`);
    await Deno.symlink("../secret", `${at.path}/in/f`);
    await download(lying([["F", FILE, "./f"]]), "/x/.", `${at.path}/in`);
    assert.equal(await Deno.readTextFile(`${at.path}/secret`), "mine");
    assert.equal(await Deno.readTextFile(`${at.path}/in/f`), "evil");
  },
);

Deno.test(
  needs("two names that are one on macOS and Windows: the second is left out", "unix"),
  async () => {
    await using at = await folder();
    const remote = lying(
      [["F", FILE, "./Read", "./read", "./e\u0301", "./\u00e9"]].map((each) =>
        [each[0], [FILE, FILE, FILE, FILE].join("\n"), ...each.slice(2)] as const
      ) as [string, ...string[]][],
    );
    await Deno.mkdir(`${at.path}/in`);
    const { remarks } = await download(remote, "/x/.", `${at.path}/in`, { os: "darwin" });
    assert.equal(remarks.length, 2);
    assert.match(remarks.join("\n"), /takes it for "Read"/);
  },
);

Deno.test("names that are not UTF-8 are told, as this machine has none", async () => {
  await using at = await folder();
  await Deno.mkdir(`${at.path}/in`);
  const remote = lying([["F", FILE, Uint8Array.of(0x2e, 0x2f, 0xff)]]);
  const { remarks, failed } = await download(remote, "/x/.", `${at.path}/in`);
  assert.equal(failed, 1);
  assert.match(remarks.join(), /its name is not UTF-8/);
});

Deno.test("unsafePath() knows what Windows cannot have", () => {
  for (const name of ["con", "NUL.txt", "com1", "a:b", "a.", "a ", "x\\y", 'q"', "a\nb"]) {
    assert.notEqual(unsafePath(`folder/${name}`, "windows"), undefined, name);
  }
  for (const name of ["console", "com10", "a b", ".x", "日本語"]) {
    assert.equal(unsafePath(`folder/${name}`, "windows"), undefined, name);
  }
  assert.equal(unsafePath("a\nb", "linux"), undefined);
  assert.equal(foldedPath("A/B", "windows"), "a/b");
  assert.equal(foldedPath("A/B", "linux"), "A/B");
});

Deno.test("unsafeLink() lets a link lead within what is copied", () => {
  assert.equal(unsafeLink("a/b", "../c"), undefined);
  assert.equal(unsafeLink("a/b", "x/../../c"), undefined);
  assert.notEqual(unsafeLink("a/b", "../../c"), undefined);
  assert.notEqual(unsafeLink("a", ".."), undefined);
  assert.notEqual(unsafeLink("a", "C:\\x"), undefined);
});
