// tools/smoke.ts, which starts what is released: here on a release whose program is a script that
// runs ecsin from its source.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { denoEnvironment, ecsinCommand, runProgram } from "../stories/ecsin.ts";
import { programOf, ReleaseServer } from "./server.ts";
import { needs } from "../needs.ts";

const SMOKE = decodeURIComponent(new URL("../../tools/smoke.ts", import.meta.url).pathname);

async function smoke(what: string) {
  const argv = [Deno.execPath(), "run", "--quiet", "-A", SMOKE, what];
  return await runProgram(argv, { env: await denoEnvironment() });
}

Deno.test({
  ...needs("tools/smoke.ts starts the program of a release: version, list, login", "unix"),
  fn: async () => {
    await using server = await ReleaseServer.start();
    const words = (await ecsinCommand()).map((word) => `'${word}'`).join(" ");
    await server.publish(manifest.version, `#!/bin/sh\nexec ${words} "$@"\n`);
    const { code, stdout, stderr } = await smoke(server.file(manifest.version, ""));
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(
      stdout,
      `ok  --version says ${manifest.version}\n` +
        "ok  list shows the container of the fake AWS\n" +
        "ok  login opens a shell in the container, and leaves it\n",
    );
  },
});

Deno.test({
  ...needs(
    "tools/smoke.ts fails on a program that only says its version, and on a spoiled archive",
    "unix",
  ),
  fn: async () => {
    await using server = await ReleaseServer.start();
    await server.publish(manifest.version, programOf(manifest.version));
    const folder = server.file(manifest.version, "");
    const only = await smoke(folder);
    assert.deepEqual([only.code, only.stdout], [1, `ok  --version says ${manifest.version}\n`]);
    const { os, arch } = Deno.build;
    await server.spoil(manifest.version, `ecsin-v${manifest.version}-${os}-${arch}.tar.gz`);
    const spoiled = await smoke(folder);
    assert.deepEqual([spoiled.code, spoiled.stdout], [1, ""]);
    assert.match(spoiled.stderr, /the download is not the released file/);
  },
});
