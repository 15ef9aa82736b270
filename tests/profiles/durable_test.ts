// A change of the profiles file is on the disk before it takes the file's name, as the system sees it:
// by strace, where there is one that may look.
import assert from "node:assert/strict";
import { ecsinCommand, runEcsin, runProgram } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";
import { needs } from "../needs.ts";

Deno.test({
  ...needs(
    "a new profiles file is written, flushed, read back, locked, renamed, and its folder flushed",
    "strace",
    "the right to trace",
  ),
  async fn() {
    await using home = await Home.make();
    // What Deno caches of the program itself is written before.
    const add = (name: string) => ["profile", "add", name, "--cluster", "c", "--service", "s"];
    await runEcsin(add("first"), { home });
    const log = `${home.path}/log`;
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
      .output();
    const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
    const calls = "openat,write,chmod,fsync,flock,rename,renameat,renameat2";
    const ran = await runProgram(
      [
        "strace",
        "-f",
        "-y",
        "-e",
        `trace=${calls}`,
        "-o",
        log,
        ...await ecsinCommand(),
        ...add("b"),
      ],
      { home, env: { DENO_DIR: denoDir } },
    );
    assert.equal(ran.code, 0, ran.stderr);
    const folder = `${home.path}/.config/ecsin`;
    const steps = (await Deno.readTextFile(log)).split("\n").filter((line) => line.includes(folder))
      .flatMap((line) => {
        const call = /^\d+ +(\w+)\(/.exec(line)?.[1] ?? "";
        const what = line.includes(".profiles.yaml.") ? "new" : /ecsin>/.test(line) ? "folder" : "";
        if (what === "" && call !== "openat") return [];
        if (call === "openat") {
          return what === "new" && line.includes("O_RDONLY") ? ["read new"] : [];
        }
        return [`${call.replace(/^renameat2?$/, "rename")} ${what}`];
      });
    assert.deepEqual([...new Set(steps)], [
      "write new",
      "chmod new",
      "fsync new",
      "read new",
      "flock folder",
      "rename new",
      "fsync folder",
    ]);
  },
});
