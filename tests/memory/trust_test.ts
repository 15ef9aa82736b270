import assert from "node:assert/strict";
import { distrust, isTrusted, trust } from "../../src/memory/trust.ts";
import { inFolder } from "../profiles/in_folder.ts";

Deno.test("trust is of one path and one content, and can be taken back", () =>
  inFolder(async (folder) => {
    const env = (name: string) => name === "XDG_STATE_HOME" ? folder : undefined;
    const first = { file: "/repo/.ecsin.yaml", sha256: "aa" };
    const second = { ...first, sha256: "bb" };
    const copy = { ...first, file: "/copy/.ecsin.yaml" };
    assert.equal(await isTrusted(env, first), false);
    assert.equal(await trust(env, first), true);
    assert.equal(await isTrusted(env, first), true);
    assert.equal(await isTrusted(env, second), false);
    assert.equal(await isTrusted(env, copy), false);
    await trust(env, second);
    await trust(env, copy);
    assert.equal(await isTrusted(env, first), true);
    assert.equal(await distrust(env, first.file), true);
    assert.deepEqual(
      await Promise.all([first, second, copy].map((each) => isTrusted(env, each))),
      [false, false, true],
    );
    if (Deno.build.os === "windows") return;
    assert.equal(((await Deno.stat(`${folder}/ecsin/trusted.json`)).mode ?? 0) & 0o777, 0o600);
  }));

Deno.test("a broken memory trusts nothing, and what cannot be remembered is told", () =>
  inFolder(async (folder) => {
    const env = (name: string) => name === "XDG_STATE_HOME" ? folder : undefined;
    await Deno.mkdir(`${folder}/ecsin`);
    const file = { file: "/repo/.ecsin.yaml", sha256: "aa" };
    for (const text of ["", "[", "[]", '{"trusted":[null,{"file":"/repo/.ecsin.yaml"}]}']) {
      await Deno.writeTextFile(`${folder}/ecsin/trusted.json`, text);
      assert.equal(await isTrusted(env, file), false);
    }
    assert.equal(await trust(() => undefined, file), false);
  }));

Deno.test("of several who trust and distrust at once none is lost", () =>
  inFolder(async (folder) => {
    const env = (name: string) => name === "XDG_STATE_HOME" ? folder : undefined;
    const files = Array.from({ length: 10 }, (_, at) => ({ file: `/repo/${at}`, sha256: "aa" }));
    await trust(env, { file: "/old", sha256: "aa" });
    await Promise.all([distrust(env, "/old"), ...files.map((each) => trust(env, each))]);
    assert.equal(await isTrusted(env, { file: "/old", sha256: "aa" }), false);
    for (const each of files) assert.equal(await isTrusted(env, each), true);
  }));
