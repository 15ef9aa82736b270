import assert from "node:assert/strict";
import { realPlugin, thePlugin } from "./build.ts";
import { needs } from "../needs.ts";

const plugin = await realPlugin();

Deno.test({
  ...needs("realPlugin() gives AWS's session-manager-plugin 1.3.0.0", await thePlugin()),
  async fn() {
    const { code, stdout } = await new Deno.Command(plugin ?? "", { args: ["--version"] }).output();
    assert.deepEqual([code, new TextDecoder().decode(stdout).trim()], [0, "1.3.0.0"]);
  },
});

Deno.test("realPlugin() says what is missing where the plugin is required and Go is not there", async () => {
  const build = new URL("build.ts", import.meta.url).href;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", build],
    clearEnv: true,
    env: { PATH: "/nonexistent", ECSIN_REQUIRE_ALL: "1", NO_COLOR: "1" },
  }).output();
  assert.equal(code, 1);
  assert.match(
    new TextDecoder().decode(stderr),
    /ECSIN_REQUIRE_ALL=1, and there is no Go to build the plugin with/,
  );
});

Deno.test("realPlugin() gives nothing where Go is not there", async () => {
  const build = new URL("build.ts", import.meta.url).href;
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-config", build],
    clearEnv: true,
    env: { PATH: "/nonexistent", NO_COLOR: "1" },
  }).output();
  assert.deepEqual([code, new TextDecoder().decode(stdout)], [
    0,
    "no Go that can build it here: the tests that need the real plugin are skipped\n",
  ]);
});
