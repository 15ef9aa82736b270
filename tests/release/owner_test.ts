// Who a program belongs to, by the folder it lies in.
import assert from "node:assert/strict";
import { ownerOf } from "../../src/upgrade/owner.ts";
import { needs, pathOf } from "../needs.ts";

Deno.test("ownerOf() knows the folders of package managers, and asks those of Linux", async () => {
  const managers = new Map([
    ["/opt/homebrew/Cellar/ecsin/0.1.0/bin/ecsin", "Homebrew"],
    ["C:\\Users\\me\\scoop\\apps\\ecsin\\current\\ecsin.exe", "Scoop"],
    ["/home/me/.local/share/mise/installs/github-me-ecsin/0.1.0/ecsin", "mise"],
    ["/home/me/.asdf/installs/ecsin/0.1.0/bin/ecsin", "asdf"],
    ["/home/me/.local/share/aquaproj-aqua/pkgs/github_release/x/ecsin", "aqua"],
    ["/nix/store/abc-ecsin/bin/ecsin", "Nix"],
    ["/home/me/.local/bin/ecsin", undefined],
    ["/usr/local/bin/ecsin", undefined],
    ["/usr/bin/no-package-has-this", undefined],
  ]);
  for (const [path, manager] of managers) {
    assert.equal((await ownerOf(path))?.manager, manager, path);
  }
});

Deno.test({
  ...needs("ownerOf() believes dpkg", "dpkg"),
  fn: async () => assert.equal((await ownerOf(pathOf("dpkg") ?? ""))?.manager, "dpkg"),
});
