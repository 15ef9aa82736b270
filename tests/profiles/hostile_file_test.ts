// Files that mean harm, and files that others must not read.
import assert from "node:assert/strict";
import { remember } from "../../src/memory/recents.ts";
import { parseProfiles } from "../../src/profiles/parse.ts";
import { readAll } from "../../src/profiles/read.ts";
import { replaceFile } from "../../src/profiles/replace_file.ts";
import { Home } from "../stories/home.ts";
import { needs } from "../needs.ts";

Deno.test("parseProfiles() refuses aliases that multiply", () => {
  const lines = ["a0: &a0 {description: xxxxxxxxxx}"];
  for (let level = 1; level <= 30; level++) {
    const ten = Array(10).fill(`*a${level - 1}`).join(", ");
    lines.push(`a${level}: &a${level} [${ten}]`);
  }
  const text = `x-anchors:\n${lines.map((line) => `  ${line}\n`).join("")}profiles: {web: *a30}\n`;
  assert.throws(() => parseProfiles(text, "profiles.yaml"), /an alias cannot be followed/);
});

Deno.test("readAll() does not read a file that is no profiles file by its size", async () => {
  await using home = await Home.make();
  const file = await home.write("large.yaml", `# ${"x".repeat(1 << 20)}\nprofiles: {}\n`);
  await assert.rejects(readAll({ profiles: file }, () => undefined), (error: Error) => {
    return /cannot be read as a profiles file/.test(error.message);
  });
});

Deno.test({
  ...needs("what ecsin remembers and a new profiles file are their owner's alone", "unix"),
  fn: async () => {
    await using home = await Home.make();
    const env = (name: string) => name === "XDG_STATE_HOME" ? `${home.path}/state` : undefined;
    await remember(env, { target: { cluster: "prod", container: "app" } });
    const profiles = `${home.path}/config/ecsin/profiles.yaml`;
    await replaceFile(profiles, { before: undefined, after: new Uint8Array(1) });
    const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o777;
    assert.equal(await modeOf(`${home.path}/state/ecsin`), 0o700);
    assert.equal(await modeOf(`${home.path}/state/ecsin/recents.json`), 0o600);
    assert.equal(await modeOf(`${home.path}/config/ecsin`), 0o700);
    assert.equal(await modeOf(profiles), 0o600);
  },
});
