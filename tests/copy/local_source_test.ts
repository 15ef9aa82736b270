// What of this machine cannot be read: told, and the rest arrives.
import assert from "node:assert/strict";
import { needs } from "../needs.ts";
import { treeOf, upload } from "./copies.ts";
import { withTree } from "./noisy_tree.ts";

Deno.test(
  needs("a file that cannot be read is told, and the others arrive", "linux", "dash"),
  async () => {
    await withTree({}, async ({ from, to, at }, remote) => {
      // A file whose first byte is an error to read, for every user.
      await Deno.symlink("/proc/self/mem", `${from}/sub/mem`);
      const { failed, remarks } = await upload(from, remote, to, { follow: true });
      assert.equal(failed, 1);
      assert.match(remarks.join(), /sub\/mem" cannot be read: /);
      const { ["sub/mem"]: _, ...wanted } = await treeOf(from);
      assert.deepEqual(Object.keys(await treeOf(to)).sort(), Object.keys(wanted).sort());
      const alone = await upload("/proc/self/mem", remote, `${at}/alone`);
      assert.deepEqual([alone.failed, alone.files], [1, 0]);
    });
  },
);

Deno.test(
  needs("names that are not UTF-8 are left here, and told each", "linux", "dash"),
  async () => {
    await withTree({}, async ({ from, to }, remote) => {
      // One name is U+FFFD itself, the other one is drawn like it.
      const script = `cd "$1" && : >"$(printf 'b\\377')" && : >"$(printf 'b\\357\\277\\275')" &&
        ln -s "$(printf 'to\\377')" odd`;
      const { success } = await new Deno.Command("sh", { args: ["-c", script, "sh", from] })
        .output();
      assert(success);
      const { failed, remarks } = await upload(from, remote, to);
      assert.equal(failed, 2, remarks.join("\n"));
      assert.match(remarks.join("\n"), /b\ufffd" cannot be read: its name is not UTF-8/);
      assert.match(remarks.join("\n"), /odd" cannot be read: it leads to a name that is not UTF-8/);
      const tree = await treeOf(to);
      assert.match(`${tree["b\ufffd"]}`, /^file /);
      assert.equal(tree.odd, undefined);
    });
  },
);
