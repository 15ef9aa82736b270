// A test that needs what is not there is ignored with the reason in its name, or fails where all is
// required; seen from outside, in a folder whose PATH is empty.
import assert from "node:assert/strict";
import { denoEnvironment, runProgram } from "./stories/ecsin.ts";
import { Home } from "./stories/home.ts";

async function run(home: Home, env: Record<string, string> = {}) {
  const module = import.meta.resolve("./needs.ts");
  const file = await home.write(
    "one_test.ts",
    `import { needs } from ${JSON.stringify(module)};
     Deno.test(needs("uses zsh", "zsh"), () => {});
     Deno.test(needs("uses zsh and fish", "zsh", "fish", { name: "a thing", isHere: false }), () => {});
     Deno.test(needs("as root", "root", "a user other than root"), () => {});
     Deno.test(needs("needs nothing"), () => {});`,
  );
  const { code, stdout } = await runProgram([Deno.execPath(), "test", "-A", "--no-lock", file], {
    home,
    env: { ...await denoEnvironment(), PATH: home.path, NO_COLOR: "1", ...env },
  });
  return { code, told: stdout.replaceAll(/ \(\d+\S*s\)/g, "") };
}

Deno.test("needs() ignores a test by name, with the reason in its line", async () => {
  await using home = await Home.make();
  const { code, told } = await run(home);
  assert.equal(code, 0, told);
  assert.match(told, /^uses zsh \(needs zsh\) \.\.\. ignored$/m);
  assert.match(told, /^uses zsh and fish \(needs zsh, fish, a thing\) \.\.\. ignored$/m);
  assert.match(told, /^as root \(needs (root|a user other than root)\) \.\.\. ignored$/m);
  assert.match(told, /^needs nothing \.\.\. ok$/m);
});

Deno.test("needs() fails for what is missing where all is required, not for a circumstance", async () => {
  await using home = await Home.make();
  const { code, told } = await run(home, { ECSIN_REQUIRE_ALL: "1" });
  assert.equal(code, 1);
  assert.match(told, /^ECSIN_REQUIRE_ALL=1: this machine has zsh \.\.\. FAILED$/m);
  assert.match(told, /^ECSIN_REQUIRE_ALL=1: this machine has fish \.\.\. FAILED$/m);
  assert.match(told, /^ECSIN_REQUIRE_ALL=1: this machine has a thing \.\.\. FAILED$/m);
  assert.match(told, /FAILED \| 1 passed \| 3 failed \| 3 ignored/);
});
