// Every script that is sent to a container, as generated, in every combination of its options.
import assert from "node:assert/strict";
import { wrap, wrapOnTerminal } from "../../../src/session/exec/wrapper.ts";
import { AUTO_SHELL } from "../../../src/session/remote_command.ts";
import { splitCommand } from "../../fake_aws/shlex.ts";
import { needs, pathOf, type Program } from "../../needs.ts";
import { NONCE } from "./in_pty.ts";

/** SC2016 and SC1003 warn of what is done on purpose: text for another shell in single quotes. */
const ON_PURPOSE = "SC2016,SC1003";

/** Each script once, without the words that it is given. */
function scripts(): readonly string[] {
  const both = [false, true];
  const all = [AUTO_SHELL];
  for (const envFromPid1 of both) {
    for (const user of [{}, { user: "app" }]) {
      for (const workdir of [{}, { workdir: "/srv" }]) {
        const given = { nonce: NONCE, envFromPid1, ...user, ...workdir };
        all.push(wrapOnTerminal(["ls"], given));
        for (const mergeStderr of both) {
          for (const stdin of ["none", "pipe"] as const) {
            all.push(wrap(["ls"], { ...given, mergeStderr, stdin }));
          }
        }
      }
    }
  }
  return all.map((line) => splitCommand(line)[2] ?? "");
}

Deno.test(needs("scripts for the container pass shellcheck", "shellcheck"), async () => {
  const folder = await Deno.makeTempDir();
  const files = scripts().map((script, index) => {
    const path = `${folder}/${index}.sh`;
    Deno.writeTextFileSync(path, `${script}\n`);
    return path;
  });
  const { code, stdout } = await new Deno.Command("shellcheck", {
    args: ["--shell=sh", `--exclude=${ON_PURPOSE}`, ...files],
  }).output();
  await Deno.remove(folder, { recursive: true });
  assert.equal(new TextDecoder().decode(stdout), "");
  assert.equal(code, 0);
});

const SHELLS: readonly (readonly [Program, ...string[]])[] = [
  ["dash"],
  ["bash"],
  ["bash", "--posix"],
  ["busybox", "sh"],
  ["mksh"],
  ["yash"],
];

for (const [program, ...words] of SHELLS) {
  const name = [program, ...words].join(" ");
  Deno.test(needs(`scripts for the container are read by ${name}`, program), async () => {
    for (const script of scripts()) {
      const { code, stderr } = await new Deno.Command(pathOf(program) ?? program, {
        args: [...words, "-n", "-u", "-c", script],
      }).output();
      assert.deepEqual([code, new TextDecoder().decode(stderr)], [0, ""]);
    }
  });
}

Deno.test("a wrapper is short: what ECS takes is not known for longer lines", () => {
  const line = (stdin: "none" | "pipe") => wrap(["ls"], { nonce: NONCE, stdin });
  assert.ok(line("none").length < 1_800, `${line("none").length}`);
  assert.ok(line("pipe").length < 2_800, `${line("pipe").length}`);
});
