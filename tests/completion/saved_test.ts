import assert from "node:assert/strict";
import { runEcsin } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";

/** The profiles that Tab offers. */
async function offered(home: Home, cwd: string): Promise<readonly string[]> {
  const { stdout } = await runEcsin(["__complete", "zsh", "login", ""], { home, cwd });
  return stdout.split("\n").map((line) => line.split("\t")[0] ?? "").filter((name) => name !== "");
}

Deno.test("profiles are read anew on Tab only when a file that may hold them has changed", async () => {
  await using home = await Home.make();
  const file = await home.write(".config/ecsin/profiles.yaml", "profiles: {first: {cluster: a}}\n");
  const cwd = `${home.path}/repository/deep`;
  await home.write("repository/deep/a-file", "");
  assert.deepEqual(await offered(home, cwd), ["first"]);

  // The same length, the same time: nothing tells that it is another text.
  const { mtime, atime } = await Deno.stat(file);
  const write = async (text: string) => {
    await Deno.writeTextFile(file, text);
    await Deno.utime(file, atime ?? 0, mtime ?? 0);
  };
  await write("profiles: {other: {cluster: a}}\n");
  assert.deepEqual(await offered(home, cwd), ["first"]);
  await home.write("repository/.ecsin.yaml", "profiles: {}\n");
  assert.deepEqual(await offered(home, cwd), ["other"]);
  await write("profiles: {third: {cluster: a}}\n");
  assert.deepEqual(await offered(home, cwd), ["other"]);
  await Deno.utime(file, atime ?? 0, new Date(0));
  assert.deepEqual(await offered(home, cwd), ["third"]);
});

Deno.test("what is remembered for Tab is readable by its owner only, and may be broken", async () => {
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", "profiles: {web: {cluster: a}}\n");
  assert.deepEqual(await offered(home, home.path), ["web"]);
  const memory = `${home.path}/.local/state/ecsin/tab.json`;
  assert.equal((await Deno.stat(memory)).mode! & 0o777, 0o600);
  for (const broken of ["{", "[]", '{"entries":[{"stamp":1}]}', '{"entries":{}}']) {
    await Deno.writeTextFile(memory, broken);
    assert.deepEqual(await offered(home, home.path), ["web"], broken);
  }
});
