// The scripts as they are sent: shellcheck has nothing to say, and they fit into a command line.
import assert from "node:assert/strict";
import { GIVE_SCRIPT } from "../../src/copy/give_script.ts";
import { placeScript } from "../../src/copy/place_script.ts";
import { FEED_SCRIPT, TAKE_SCRIPT } from "../../src/copy/take_script.ts";
import { octalWords } from "../../src/copy/octal.ts";
import { digestOf } from "../../src/copy/digest.ts";
import { needs } from "../needs.ts";

const PLACE_SCRIPT = placeScript({
  folders: [{ path: "", mode: 0o755, mtime: 1 }, { path: "it's", mode: 0o700 }],
  files: [
    { part: "d0/0/x", path: "it's/x" },
    { part: "d0/0/+1", path: "it's/日本\n", mode: 0o644, mtime: 1 },
    { part: "f1", path: "big", mode: 0o644, mtime: 1_700_000_000, digest: "abc" },
  ],
  links: [{ path: "l", target: "x's y" }],
  overwrite: true,
  owner: "app:app",
  tool: "sha256sum",
});

for (
  const [name, script] of Object.entries({ GIVE_SCRIPT, TAKE_SCRIPT, FEED_SCRIPT, PLACE_SCRIPT })
) {
  Deno.test(
    needs(`shellcheck has nothing to say about ${name}`, "unix", "shellcheck"),
    async () => {
      const child = new Deno.Command("shellcheck", {
        args: ["-s", "sh", "-"],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(script));
      await writer.close();
      assert.equal(new TextDecoder().decode((await child.output()).stdout), "");
    },
  );
}

Deno.test("the scripts leave room in a command line of 8 KiB, and have no single quote", () => {
  for (const script of [GIVE_SCRIPT, TAKE_SCRIPT, FEED_SCRIPT]) {
    assert(script.length < 4_000);
    assert(!script.includes("'"));
  }
});

Deno.test("octalWords() never splits a byte, and escapes all that a shell could read", () => {
  const words = octalWords(Uint8Array.from({ length: 256 }, (_, byte) => byte), 10);
  assert.equal(
    words.join(""),
    octalWords(Uint8Array.from({ length: 256 }, (_, at) => at)).join(""),
  );
  assert(words.every((word) => /^([!#-&(-[\]-~]|\\0[0-7]{3})+$/.test(word)));
});

Deno.test("digestOf() says what cksum says", () => {
  // Of POSIX's own program: printf abc | cksum, and of nothing.
  assert.equal(digestOf("cksum", new TextEncoder().encode("abc")), "1219131554");
  assert.equal(digestOf("cksum"), "4294967295");
});
