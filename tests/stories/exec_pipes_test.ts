// The pipes of `ecsin exec`: as with ssh, both directions at once, each stream by itself, ends that
// are ends.
import assert from "node:assert/strict";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { needs } from "../needs.ts";
import { ecsinCommand, runEcsin, type RunOptions, runProgram, withDeno } from "./ecsin.ts";
import { cleanEnvironment, Home } from "./home.ts";

const TARGET = ["--cluster", "prod", "--service", "web", "--container", "app"];

function start(): FakeAws {
  return startFakeAws(buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } }));
}

/** What ecsin says besides where the command runs. */
const remarks = (stderr: string) => stderr.replace(/^ecsin: prod \/ web \/ .*\n/, "");

async function exec(words: readonly string[], options: RunOptions = {}) {
  await using aws = start();
  const ran = await runEcsin(["exec", ...TARGET, ...words], {
    ...options,
    env: { ...aws.env, ...options.env },
  });
  return [ran.code, ran.stdout, remarks(ran.stderr)];
}

/** A line of sh in which `ecsin exec` is the function `run`. */
async function script(line: string, wrong: (aws: FakeAws) => void = () => {}) {
  await using aws = start();
  wrong(aws);
  const words = [...await ecsinCommand(), "exec", ...TARGET].map((word) => `'${word}'`).join(" ");
  const options = await withDeno({ env: { ...aws.env } });
  const ran = await runProgram([
    "sh",
    "-c",
    `run() { ${words} "$@"; }\nbecome() { exec ${words} "$@"; }\n${line}`,
  ], options);
  return { ...ran, stderr: remarks(ran.stderr) };
}

Deno.test("ecsin exec gives stdout and stderr each by itself, to the byte", async () => {
  const line = "printf 'half a line'; printf 'and no line' >&2; exit 3";
  assert.deepEqual(await exec(["-c", line]), [3, "half a line", "and no line"]);
});

Deno.test("ecsin exec --merge-stderr gives one stream in the order of its writing", async () => {
  const line = "printf a; printf b >&2; printf c; printf d >&2";
  assert.deepEqual(await exec(["--merge-stderr", "-c", line]), [0, "abcd", ""]);
});

Deno.test("ecsin exec -n leaves a loop its stdin", async () => {
  const line = "printf '1\\n2\\n3\\n' | while read -r i; do run -n -- echo \"$i\"; done";
  assert.equal((await script(line)).stdout, "1\n2\n3\n");
  const eaten = "printf '1\\n2\\n3\\n' | while read -r i; do run -c 'cat >/dev/null; echo'; done";
  assert.equal((await script(eaten)).stdout, "\n");
});

Deno.test("the command has no terminal: nothing pages, nothing asks, nothing is cut", async () => {
  const line = "[ -t 0 ] || [ -t 1 ] || [ -t 2 ] || (: </dev/tty) 2>/dev/null || echo none";
  assert.deepEqual(await exec(["-c", line], { stdin: null }), [0, "none\n", ""]);
});

Deno.test("ecsin exec carries both directions at once", async () => {
  await using aws = start();
  await using home = await Home.make();
  const [program = "", ...args] = await ecsinCommand();
  const { env } = await withDeno({ env: { ...aws.env } });
  const child = new Deno.Command(program, {
    args: [...args, "exec", ...TARGET, "-c", "printf ready; cat; exit 9"],
    clearEnv: true,
    env: cleanEnvironment(home, { env }),
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const [to, from] = [child.stdin.getWriter(), child.stdout.getReader()];
  const next = async () => new TextDecoder().decode((await from.read()).value);
  assert.equal(await next(), "ready");
  for (const word of ["one", "two", "three"]) {
    await to.write(new TextEncoder().encode(word));
    assert.equal(await next(), word);
  }
  await to.close();
  assert.equal((await child.status).code, 9);
  await from.cancel();
});

Deno.test(needs("a pipe that stays open does not keep exec from its end", "mkfifo"), async () => {
  const line = "mkfifo f; exec 3<>f; " +
    "{ run -- sh -c 'echo hi; exit 9' <&3; echo $? >code; } | cat; cat code";
  assert.equal((await script(line)).stdout, "hi\n9\n");
});

Deno.test("what stays in the background does not keep exec waiting", async () => {
  const line = "sleep 600 & echo hi; exit 4";
  assert.deepEqual(await exec(["-c", line]), [4, "hi\n", ""]);
});

Deno.test("a reader that leaves ends the command", async () => {
  const { code, stdout } = await script(
    "{ run -- sh -c 'while :; do echo y; done'; echo $? >code; } | head -n 1; cat code",
  );
  assert.deepEqual([code, stdout], [0, "y\n141\n"]);
});

Deno.test("ecsin exec --timeout ends also what ignores TERM", async () => {
  const line = "trap '' TERM HUP; echo $$; while :; do sleep 0.1; done";
  const [code, stdout, stderr] = await exec(["--timeout", "1s", "-c", line]);
  assert.deepEqual([code, stderr], [124, "ecsin: timed out after 1 s\n"]);
  assert.throws(() => Deno.kill(Number(stdout), "SIGCONT"), Deno.errors.NotFound);
});

Deno.test("kill 0 in a script is the script's, and its status is told", async () => {
  assert.deepEqual(await exec(["-c", "trap 'exit 5' TERM; kill 0; exit 1"]), [5, "", ""]);
});

Deno.test("a command that kills the shell above it is no riddle: 255, with its output", async () => {
  const [code, stdout, said] = await exec(["-c", "printf o; kill -9 $PPID; sleep 1000"]);
  assert.deepEqual([code, stdout], [255, "o"]);
  assert.match(String(said), /exit status is not known: it killed the shell that ran it/);
});

Deno.test("a cut near the end loses nothing of the output, nor the status", async () => {
  for (const nth of [2, 4, 6, 8]) {
    const { code, stdout } = await script("run -- sh -c 'seq 3000; exit 7'", (aws) => {
      aws.channel.cut = { direction: "toClient", nth: [nth], closeFrame: false };
    });
    assert.equal(code, 7);
    assert.equal(stdout.length, 13_893);
  }
});

Deno.test("a long command line is sent: only ECS knows what it takes", async () => {
  const long = "x".repeat(20_000);
  assert.deepEqual(await exec(["--", "echo", long]), [0, `${long}\n`, ""]);
});

/** What the system tells of signals is told by a program of the test, which leaves `looked` behind. */
const LOOKED =
  `mkdir bin; printf '#!/bin/sh\\necho "SigIgn: 1"; : >"%s/looked"\\n' "$PWD" >bin/cat; ` +
  'chmod +x bin/cat; trap "" HUP; export PATH="$PWD/bin:$PATH"; ';

Deno.test(
  needs("a signal that ecsin was started to ignore stays ignored", "linux", "mkfifo", "wc"),
  async () => {
    const { stdout } = await script(
      `${LOOKED}mkfifo f; (become -- sh -c 'echo up; read -r a; echo $a; read -r a; exit $a' ` +
        "<f >out) & p=$!; exec 3>f; until [ -s out ] && [ -e looked ]; do sleep 0.1; done; " +
        'echo on >&3; until [ "$(wc -l <out)" -gt 1 ]; do sleep 0.1; done; ' +
        "kill -HUP $p; echo 6 >&3; wait $p; echo $?",
    );
    assert.equal(stdout, "6\n");
  },
);

// Half a second after its start Deno (2.9.6) takes the signals for itself, and nothing is seen any more.
Deno.test(needs("what ecsin ignores is looked at while AWS is slow", "linux"), async () => {
  const { stdout } = await script(
    `${LOOKED}(become -- true) & n=0; until [ -e looked ] || [ $((n+=1)) = 300 ]; ` +
      "do sleep 0.1; done; kill -KILL $!; [ -e looked ] && echo seen",
    ({ faults }) => faults.latencyMs = 60_000,
  );
  assert.equal(stdout, "seen\n");
});
