// Property: any tree arrives whole, in both directions, whatever shell and tools an image has.
import assert from "node:assert/strict";
import fc from "fast-check";
import { needs } from "../needs.ts";
import { download, folder, treeOf, upload } from "./copies.ts";
import { imageOf, remoteOf, TOOLS } from "./shells.ts";

/** Something of a tree to be made. */
type Node =
  | {
    readonly kind: "file";
    readonly bytes: Uint8Array;
    readonly mode: number;
    readonly time: number;
  }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "folder"; readonly mode: number; readonly nodes: readonly [string, Node][] };

const name = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9._-]{0,12}$/),
  fc.constantFrom("-rf", "--", "a b", " ", "it's", '"q"', "$(x)", "`x`", "a\nb", "\\n", "a\\", "*"),
  fc.constantFrom(
    ".hidden",
    "..x",
    "日本語",
    "é",
    "x".repeat(200),
    "%s",
    "#",
    "~",
    "a;b",
    "\t",
    "+1",
  ),
);
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constantFrom(0, 1, 511, 512, 513, 65_536, 262_144, 1_200_000).map((size) =>
    new Uint8Array(size).fill(0x61)
  ),
  fc.nat(0xffff).map((seed) => Uint8Array.from({ length: 300_000 }, (_, at) => (at * seed) >> 3)),
);
const file = fc.record({
  kind: fc.constant("file" as const),
  bytes,
  mode: fc.constantFrom(0o644, 0o600, 0o755, 0o444, 0o400),
  // A tar's header holds times from 1970 to 2242.
  time: fc.oneof(
    fc.integer({ min: 1, max: 2_000_000_000 }),
    fc.constantFrom(-313_000_000, 0, 4_102_444_800, 10_413_792_000),
  ),
});
const { node } = fc.letrec<{ node: Node; tree: Node }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    file,
    fc.record({
      kind: fc.constant("link" as const),
      target: fc.constantFrom("x", "./a b", "sub/../y", "no'thing"),
    }),
    fc.record({
      kind: fc.constant("folder" as const),
      mode: fc.constantFrom(0o755, 0o700, 0o555),
      nodes: fc.uniqueArray(fc.tuple(name, tie("node")), {
        selector: ([name]) => name,
        maxLength: 5,
      }),
    }),
  ),
  tree: tie("node"),
}));
const tree = fc.uniqueArray(fc.tuple(name, node), { selector: ([name]) => name, maxLength: 6 });

async function make(path: string, nodes: readonly [string, Node][]): Promise<void> {
  for (const [name, node] of nodes) {
    const whole = `${path}/${name}`;
    if (node.kind === "link") await Deno.symlink(node.target, whole);
    else if (node.kind === "file") {
      await Deno.writeFile(whole, node.bytes);
      await Deno.chmod(whole, node.mode);
      await Deno.utime(whole, node.time, node.time);
    } else {
      await Deno.mkdir(whole);
      await make(whole, node.nodes);
      await Deno.chmod(whole, node.mode);
      await Deno.utime(whole, 1_000_000_000, 1_000_000_000);
    }
  }
}

const without = (...names: string[]) => TOOLS.filter((tool) => !names.includes(tool));
const IMAGES: Readonly<Record<string, readonly string[]>> = {
  "all tools": TOOLS,
  "no tar": without("tar"),
  "no sha256sum": without("sha256sum"),
  "only cksum, no gzip": without("sha256sum", "md5sum", "gzip"),
  "no digest at all": without("sha256sum", "md5sum", "cksum"),
  "no tar, gzip, readlink, tee": without("tar", "gzip", "readlink", "tee"),
};
const SHELLS = [["dash"], ["bash"], ["busybox", "sh"], ["mksh"], ["yash"]] as const;

for (const shell of SHELLS) {
  const program = shell[0];
  for (const [image, tools] of Object.entries(IMAGES)) {
    // The whole square of the plainest shell, the first and the poorest image of the others.
    const runs = program === "dash" || image === "all tools" ? 3 : 1;
    Deno.test(
      needs(`any tree arrives: ${shell.join(" ")}, ${image}`, "unix", program),
      async () => {
        await using container = await imageOf(shell, tools);
        // yash takes names for text, in the locale that it finds.
        const remote = remoteOf(container.path, {}, { LC_ALL: "C.UTF-8" });
        await fc.assert(
          fc.asyncProperty(tree, async (nodes) => {
            await using at = await folder();
            const [here, there, back] = ["here", "there", "back"].map((each) =>
              `${at.path}/${each}`
            );
            assert(here !== undefined && there !== undefined && back !== undefined);
            await Deno.mkdir(here);
            await make(here, nodes);
            const wanted = await treeOf(here);
            const up = await upload(here, remote, there);
            assert.deepEqual(up.remarks, []);
            assert.deepEqual(await treeOf(there), wanted);
            const down = await download(remote, there, back);
            assert.deepEqual(down.remarks, []);
            assert.deepEqual(await treeOf(back), wanted);
            // Once more over what is there: nothing changes, nothing is left beside it.
            await upload(`${here}/.`, remote, there);
            assert.deepEqual(await treeOf(there), wanted);
            assert.equal([...Deno.readDirSync(at.path)].length, 3);
          }),
          { numRuns: runs, endOnFailure: true },
        );
      },
    );
  }
}
