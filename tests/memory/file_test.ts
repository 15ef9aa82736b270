import assert from "node:assert/strict";
import { changeMemory, readMemory, writeMemory } from "../../src/memory/file.ts";
import { stateFolder } from "../../src/memory/folder.ts";

/** An environment with a folder of its own that is gone afterwards. */
async function inFolder(
  use: (env: (name: string) => string | undefined, state: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const state = `${folder}/state`;
  try {
    await use((name) => name === "XDG_STATE_HOME" ? state : undefined, `${state}/ecsin`);
  } finally {
    await Deno.chmod(folder, 0o700);
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("stateFolder() is XDG's, or the platform's own", () => {
  const folder = (os: typeof Deno.build.os, env: Record<string, string>) =>
    stateFolder((name) => env[name], os);
  assert.equal(folder("linux", { XDG_STATE_HOME: "/state", HOME: "/home/me" }), "/state/ecsin");
  assert.equal(
    folder("linux", { XDG_STATE_HOME: "state", HOME: "/home/me" }),
    "/home/me/.local/state/ecsin",
  );
  assert.equal(folder("darwin", { HOME: "/Users/me" }), "/Users/me/.local/state/ecsin");
  assert.equal(
    folder("windows", { LOCALAPPDATA: "C:\\Users\\me\\AppData\\Local" }),
    "C:\\Users\\me\\AppData\\Local\\ecsin",
  );
  assert.throws(() => folder("linux", {}));
});

Deno.test("writeMemory() writes for the owner alone, and leaves nothing else behind", async () => {
  await inFolder(async (env, state) => {
    assert.equal(await writeMemory(env, "recents", { a: 1 }), true);
    assert.deepEqual(await readMemory(env, "recents"), { a: 1 });
    assert.deepEqual([...Deno.readDirSync(state)].map(({ name }) => name), ["recents.json"]);
    if (Deno.build.os === "windows") return;
    assert.equal((await Deno.stat(state)).mode! & 0o777, 0o700);
    assert.equal((await Deno.stat(`${state}/recents.json`)).mode! & 0o777, 0o600);
  });
});

Deno.test("what cannot be read reads as nothing, and what cannot be written is no error", async () => {
  await inFolder(async (env, state) => {
    assert.equal(await readMemory(env, "recents"), undefined);
    await Deno.mkdir(state, { recursive: true });
    await Deno.writeTextFile(`${state}/recents.json`, '{"recents": [');
    assert.equal(await readMemory(env, "recents"), undefined);
    // It is mended by the next one that is remembered.
    assert.equal(await changeMemory(env, "recents", (value) => ({ was: value ?? null })), true);
    assert.deepEqual(await readMemory(env, "recents"), { was: null });
  });
  await inFolder(async (env, state) => {
    await Deno.mkdir(`${state}/recents.json/in the way`, { recursive: true });
    assert.equal(await readMemory(env, "recents"), undefined);
    assert.equal(await writeMemory(env, "recents", {}), false);
    assert.deepEqual([...Deno.readDirSync(state)].map(({ name }) => name), ["recents.json"]);
  });
  await inFolder(async (env, state) => {
    // A file stands where the folder should be.
    await Deno.mkdir(state.slice(0, state.lastIndexOf("/")));
    await Deno.writeTextFile(state, "");
    assert.equal(await changeMemory(env, "recents", () => ({})), false);
    assert.equal(await readMemory(env, "recents"), undefined);
  });
  assert.equal(await changeMemory(() => undefined, "recents", () => ({})), false);
});

Deno.test("changeMemory() does not wait for ever for who holds the lock", async () => {
  await inFolder(async (env, state) => {
    await Deno.mkdir(state, { recursive: true });
    using held = await Deno.open(`${state}/recents.lock`, { write: true, create: true });
    await held.lock(true);
    assert.equal(await changeMemory(env, "recents", () => ({ a: 1 })), true);
    assert.deepEqual(await readMemory(env, "recents"), { a: 1 });
  });
});

Deno.test("changeMemory() of many ecsins at once loses nothing", async () => {
  await inFolder(async (env, state) => {
    const code = `
      import { changeMemory, fieldsOf } from ${
      JSON.stringify(new URL("../../src/memory/file.ts", import.meta.url).href)
    };
      const env = (name) => Deno.env.get(name);
      for (let count = 0; count < 5; count++) {
        await changeMemory(env, "count", (value) => ({ n: (fieldsOf(value)["n"] ?? 0) + 1 }));
      }`;
    const XDG_STATE_HOME = env("XDG_STATE_HOME") ?? "";
    const runs = Array.from({ length: 4 }, () =>
      new Deno.Command(Deno.execPath(), {
        args: ["eval", "--no-config", "--ext=js", code],
        env: { XDG_STATE_HOME },
      }).output());
    for (const { success, stderr } of await Promise.all(runs)) {
      assert.ok(success, new TextDecoder().decode(stderr));
    }
    assert.deepEqual(await readMemory(env, "count"), { n: 20 });
    const names = [...Deno.readDirSync(state)].map(({ name }) => name).sort();
    assert.deepEqual(names, ["count.json", "count.lock"]);
  });
});
