// What the words of `ecsin cp` mean, and docker's table of where things go.
import assert from "node:assert/strict";
import { placeBelow } from "../../src/copy/destination.ts";
import { parseLocation, readPath } from "../../src/copy/location.ts";
import { EcsinError } from "../../src/error.ts";

Deno.test("parseLocation() tells a container's path from a local one", () => {
  const remote = (target: string, path: string) => ({ kind: "remote", target, path });
  const local = (path: string) => ({ kind: "local", path });
  const table: [string, unknown][] = [
    ["prod-web:/app/x", remote("prod-web", "/app/x")],
    ["prod-web:app/x", remote("prod-web", "/app/x")],
    ["prod-web:", remote("prod-web", "/")],
    ["-:/etc/hosts", remote("-", "/etc/hosts")],
    [":/x", remote("", "/x")],
    ["cluster/service/container:/x", remote("cluster/service/container", "/x")],
    ["a:/x", remote("a", "/x")],
    ["web:/a:b", remote("web", "/a:b")],
    ["-", { kind: "stdio" }],
    ["./a:b", local("./a:b")],
    ["../a:b", local("../a:b")],
    ["/a:b", local("/a:b")],
    ["file", local("file")],
    ["C:\\x", local("C:\\x")],
    ["\\\\server\\a:b", local("\\\\server\\a:b")],
  ];
  for (const [word, wanted] of table) assert.deepEqual(parseLocation(word, "linux"), wanted, word);
  assert.deepEqual(parseLocation("C:/x", "windows"), local("C:/x"));
});

Deno.test("readPath() reads slashes and dots at the end as docker does", () => {
  const read = (path: string, name: string, isFolder: boolean, contents: boolean) => ({
    path,
    name,
    isFolder,
    contents,
  });
  assert.deepEqual(readPath("/a/b"), read("/a/b", "b", false, false));
  assert.deepEqual(readPath("/a/b/"), read("/a/b", "b", true, false));
  assert.deepEqual(readPath("/a/b//"), read("/a/b", "b", true, false));
  assert.deepEqual(readPath("/a/b/."), read("/a/b", "b", true, true));
  assert.deepEqual(readPath("/"), read("/", "", true, true));
  assert.deepEqual(readPath("."), read(".", "", true, true));
  assert.deepEqual(readPath(".."), read("..", "", true, true));
  assert.deepEqual(readPath("a/.."), read("a/..", "", true, true));
  assert.deepEqual(readPath("a..b"), read("a..b", "a..b", false, false));
  assert.deepEqual(readPath(".hidden"), read(".hidden", ".hidden", false, false));
  assert.deepEqual(readPath("C:\\x\\y\\", /[\\/]/), read("C:\\x\\y", "y", true, false));
  assert.deepEqual(readPath("C:\\", /[\\/]/), read("C:\\", "", true, true));
});

Deno.test("placeBelow() follows docker's table", () => {
  const place = (
    source: "file" | "folder",
    kind: "nothing" | "file" | "folder",
    given: { slash?: boolean; contents?: boolean; several?: boolean; parent?: boolean } = {},
  ): string => {
    try {
      return placeBelow(
        { kind: source, name: "s", contents: given.contents === true },
        { label: "d", kind, isFolder: given.slash === true, hasParent: given.parent !== false },
        given.several === true,
      );
    } catch (error) {
      assert(error instanceof EcsinError);
      return "refused";
    }
  };
  assert.equal(place("file", "nothing"), "");
  assert.equal(place("file", "nothing", { slash: true }), "refused");
  assert.equal(place("file", "nothing", { parent: false }), "refused");
  assert.equal(place("file", "file"), "");
  assert.equal(place("file", "file", { slash: true }), "refused");
  assert.equal(place("file", "folder"), "s");
  assert.equal(place("folder", "nothing"), "");
  assert.equal(place("folder", "nothing", { slash: true }), "");
  assert.equal(place("folder", "nothing", { parent: false }), "refused");
  assert.equal(place("folder", "file"), "refused");
  assert.equal(place("folder", "folder"), "s");
  assert.equal(place("folder", "folder", { contents: true }), "");
  assert.equal(place("file", "nothing", { several: true }), "refused");
  assert.equal(place("folder", "nothing", { several: true }), "refused");
  assert.equal(place("file", "file", { several: true }), "refused");
  assert.equal(place("file", "folder", { several: true }), "s");
});
