// Results through a pipe that somebody else has made non-blocking, and that is full most of the time
// (EAGAIN): every byte comes once, whichever command writes it.
import assert from "node:assert/strict";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { needs, pathOf } from "../needs.ts";
import { SLOW_READER } from "../slow_reader.ts";
import { ecsinCommand, runProgram, withDeno } from "./ecsin.ts";
import { Home } from "./home.ts";

const TARGET = ["--cluster", "prod", "--service", "web", "--container", "app"];
const LINES = "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); echo $i; done";
/** So that one task's lines have an order. */
const SERIAL = ["--all", "--parallel", "1"];

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  "exec": ["exec", ...TARGET, "--pick", "newest", "-c", LINES],
  "exec --all": ["exec", ...TARGET, ...SERIAL, "-c", LINES],
  "list": ["list", "tasks", "--cluster", "fleet", "-o", "json"],
};

for (const [name, words] of Object.entries(COMMANDS)) {
  Deno.test(needs(`ecsin ${name} loses nothing at a full pipe`, "unix", "python3"), async () => {
    await using aws = startFakeAws(buildWorld({
      prod: { services: { web: [{ containers: ["app"] }, { containers: ["app"] }] } },
      fleet: { services: { web: Array.from({ length: 400 }, () => ({ containers: ["app"] })) } },
    }));
    await using home = await Home.make();
    const reader = await home.write("reader.py", SLOW_READER);
    const options = await withDeno({ env: { ...aws.env } });
    const plain = [...await ecsinCommand(), ...words];
    const straight = await runProgram(plain, options);
    const slow = await runProgram([pathOf("python3") ?? "", reader, "pipe", ...plain], options);
    // A list's rows come in the order in which ECS described them.
    const rows = (text: string) => text.split(/,?\n/).sort();
    const [got, wanted] = [rows(slow.stdout), rows(straight.stdout)];
    const at = wanted.findIndex((row, index) => row !== got[index]);
    assert.deepEqual([got[at], got.length], [wanted[at], wanted.length], slow.stderr);
    assert.equal(slow.code, 0);
    assert.ok(straight.stdout.length > 65_536, "more than a pipe holds");
  });
}
