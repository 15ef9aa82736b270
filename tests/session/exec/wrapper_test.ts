// The wrapper under real shells in a real pty, with `set -u`, its command line split as the agent
// splits it: in every combination of its options, and what each of its promises says.
import assert from "node:assert/strict";
import { needs, type Program } from "../../needs.ts";
import { anyBytes, type InPtyOptions, pathWith, type Result, runInPty } from "./in_pty.ts";

const TOOLS: readonly Program[] = [
  ...[
    "[",
    "base64",
    "cat",
    "cksum",
    "dd",
    "echo",
    "env",
    "grep",
    "head",
    "id",
    "kill",
    "printf",
  ] as const,
  ...["sed", "setpriv", "setsid", "sleep", "stty", "tee", "test", "tr", "wc"] as const,
];

/** A shell's program, and the word that makes it one. */
const SHELLS: Readonly<Record<string, readonly [Program, string?]>> = {
  bash: ["bash"],
  "bash --posix": ["bash", "--posix"],
  dash: ["dash"],
  "busybox ash": ["busybox", "sh"],
  mksh: ["mksh"],
  yash: ["yash"],
};

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const run = (path: string, words: readonly string[], options: InPtyOptions = {}) =>
  runInPty(path, words, { shellFlags: ["-u"], ...options });

/** Status, stdout, stderr. */
const told = ({ status, stdout, stderr }: Result) => [status, text(stdout), text(stderr)];

for (const [name, shell] of Object.entries(SHELLS)) {
  const test = (what: string, act: (path: string) => Promise<void>) =>
    Deno.test(needs(`wrap() under ${name} ${what}`, "unix", shell[0], ...TOOLS), async () => {
      const path = await pathWith(shell, TOOLS);
      try {
        await act(path);
      } finally {
        await Deno.remove(path, { recursive: true });
      }
    });

  test("is right in every combination of options", async (path) => {
    const both = [false, true];
    const isRoot = Deno.uid() === 0;
    const environ = `${path}/environ`;
    await Deno.writeTextFile(environ, "A=it's\0B=two\nlines\0n=1\0bad-name=2\0C=\0");
    const line =
      'cat; printf \'o\\n\'; printf e >&2; [ "$PWD" = /usr ] && printf u; printf %s "${A-}${B-}${n-}${C-}"; exit 6';
    for (const mergeStderr of both) {
      for (const withStdin of both) {
        for (const withFolder of both) {
          for (const envFromPid1 of both) {
            for (const user of isRoot ? [undefined, "nobody"] : [undefined]) {
              if (user !== undefined) await Deno.chmod(path, 0o755);
              const ran = await run(path, ["sh", "-c", line], {
                mergeStderr,
                envFromPid1,
                ...(withStdin ? { input: new TextEncoder().encode("in ") } : {}),
                ...(withFolder ? { workdir: "/usr" } : {}),
                ...(user !== undefined ? { user } : {}),
                ...(envFromPid1 ? { environ } : {}),
              });
              const i = withStdin ? "in " : "";
              const u = (withFolder ? "u" : "") + (envFromPid1 ? "it'stwo\nlines1" : "");
              const expected = mergeStderr ? [6, `${i}o\ne${u}`, ""] : [6, `${i}o\n${u}`, "e"];
              assert.deepEqual(
                told(ran),
                expected,
                JSON.stringify({ mergeStderr, withStdin, user }),
              );
              assert.equal(ran.failed, undefined);
            }
          }
        }
      }
    }
  });

  test("tells the command's own status", async (path) => {
    for (const status of [0, 1, 7, 254, 255]) {
      assert.deepEqual(told(await run(path, ["sh", "-c", `exit ${status}`])), [status, "", ""]);
    }
    assert.deepEqual(told(await run(path, ["sh", "-c", "kill -9 $$"])), [137, "", ""]);
    const missing = await run(path, ["no-such-command"]);
    assert.equal(missing.status, 127);
    assert.match(text(missing.stderr), /no-such-command/);
    const killed = await run(path, ["sh", "-c", "printf o; kill -9 $PPID; exit 3"]);
    assert.deepEqual(told(killed), [undefined, "o", ""]);
  });

  test("gives the command exactly its words", async (path) => {
    const words = ["", "a b", "$HOME", "*", "'", '"', "\\", "ü漢🙂", "#x", "a\nb", "--", "`id`"];
    const ran = await run(path, ["sh", "-c", 'printf "<%s>" "$@"', "sh", ...words]);
    assert.equal(text(ran.stdout), words.map((word) => `<${word}>`).join(""));
  });

  test("gives stdin, stdout and stderr to the byte", async (path) => {
    const bytes = anyBytes(200_000);
    const out = await run(path, ["cat"], { input: bytes });
    assert.deepEqual([out.status, out.fault, out.stdout], [0, undefined, bytes]);
    const err = await run(path, ["sh", "-c", "cat >&2; printf done"], { input: bytes });
    assert.deepEqual([err.fault, err.stderr, text(err.stdout)], [undefined, bytes, "done"]);
    assert.equal((await run(path, ["cat"], { input: new Uint8Array(0) })).stdout.length, 0);
  });

  test("keeps two streams apart that are written at once", async (path) => {
    const line = "for i in 1 2 3 4 5 6 7 8 9; do printf oooooooo; printf eeeeeeee >&2; done";
    const many = `${line}; ${line}; ${line}; ${line}`;
    const ran = await run(path, ["sh", "-c", `${many} & ${many}; wait`]);
    assert.deepEqual(told(ran), [0, "o".repeat(576), "e".repeat(576)]);
  });

  test("drops what an agent writes twice, and asks for what a terminal lost", async (path) => {
    const bytes = anyBytes(150_000);
    const twice = await run(path, ["cat"], {
      input: bytes,
      onMessage: (message, at) => at === 0 || at === 40 ? [message, message] : [message],
    });
    assert.deepEqual([twice.fault, twice.stdout], [undefined, bytes]);
    const lost = await run(path, ["cat"], {
      input: bytes,
      onMessage: (message, at) => at === 30 ? [] : [message],
    });
    assert.deepEqual([lost.fault, lost.stdout], [undefined, bytes]);
  });

  test("finds what was damaged on the way in", async (path) => {
    const ran = await run(path, ["cat"], {
      input: anyBytes(10_000),
      onMessage: (
        message,
        at,
      ) => [at === 3 ? message.map((byte) => byte === 65 ? 66 : byte) : message],
    });
    assert.equal(ran.fault, "its sum differs");
  });

  test("takes no harm from a command that leaves its stdin", async (path) => {
    const input = anyBytes(300_000);
    const head = await run(path, ["head", "-c", "3"], { input });
    assert.deepEqual([head.status, head.fault, head.stdout], [0, undefined, input.slice(0, 3)]);
    const unread = await run(path, ["sh", "-c", "exit 3"], { input });
    assert.deepEqual([unread.status, unread.fault], [3, undefined]);
    const closed = await run(path, ["sh", "-c", "exec <&-; exit 4"], { input });
    assert.deepEqual([closed.status, closed.fault], [4, undefined]);
  });

  test("gives what is there at once, both ways", async (path) => {
    const order: string[] = [];
    const line = "printf 'ask? '; read -r a; printf 'got %s' $a >&2; read -r b; exit $b";
    const reads = [Promise.withResolvers<Uint8Array>(), Promise.withResolvers<Uint8Array>()];
    let next = 0;
    const ran = await run(path, ["sh", "-c", line], {
      stdin: "pipe",
      read: () => reads[next++]?.promise ?? new Promise(() => {}),
      onEvent: (event) => {
        if (event.kind === "stdout") {
          order.push(text(event.bytes));
          reads[0]?.resolve(new TextEncoder().encode("yes\n"));
        } else if (event.kind === "stderr") {
          order.push(text(event.bytes));
          reads[1]?.resolve(new TextEncoder().encode("9\n"));
        }
      },
    });
    assert.deepEqual([ran.status, order], [9, ["ask? ", "got yes"]]);
  });

  test("does not wait for what stays in the background", async (path) => {
    const line = "sleep 100 & printf '%s\\n' $!; printf e >&2; exit 6";
    const ran = await run(path, ["sh", "-c", line]);
    assert.deepEqual([ran.status, text(ran.stderr)], [6, "e"]);
    Deno.kill(Number(text(ran.stdout)), "SIGKILL");
  });

  test("gives the command no terminal, and a signal to all of its group", async (path) => {
    const none = await run(path, ["sh", "-c", "printf x >/dev/tty || exit 8"]);
    assert.deepEqual([none.status, text(none.stdout)], [8, ""]);
    const line = "sh -c 'trap \"exit 5\" INT; printf up; while :; do sleep 0.05; done'; exit $?";
    let pid = 0;
    const ran = await run(path, ["sh", "-c", `trap : INT; ${line}`], {
      onEvent: (event, write) => {
        if (event.kind === "ready") pid = event.pid;
        // The second line is the first one again, as an agent may write it.
        if (event.kind === "stdout") [1, 2].forEach(() => write(`k 1 INT -${pid}`));
      },
    });
    assert.deepEqual([ran.status, text(ran.stdout)], [5, "up"]);
  });

  test("keeps the status of a command that kills all it can", async (path) => {
    const ran = await run(path, ["sh", "-c", "trap 'exit 7' TERM; kill 0; exit 1"]);
    assert.deepEqual(told(ran), [7, "", ""]);
  });

  test("says that there is no such folder, and no environment to be read", async (path) => {
    const unread = await run(path, ["pwd"], { envFromPid1: true, environ: "/no/such" });
    assert.deepEqual([unread.failed, unread.status], ["environ", undefined]);
    const none = await run(path, ["pwd"], { workdir: "/no such" });
    assert.deepEqual([none.failed, none.status], ["workdir", undefined]);
  });

  // busybox finds its own applets without PATH; there all is at hand.
  if (name === "busybox ash") continue;
  test("does with fewer tools, and says what it cannot", async (path) => {
    const without = async (tool: Program) => await Deno.remove(`${path}/${tool}`);
    const input = anyBytes(9_000);
    await without("cksum");
    const counted = await run(path, ["cat"], { input });
    assert.deepEqual([counted.abilities?.stdin, counted.stdout], ["count", input]);
    const closed = await run(path, ["sh", "-c", "head -c 5; exit 4"], {
      input: anyBytes(300_000),
      onEvent: (event) => event.kind === "took" && assert.equal(event.sum, 0),
    });
    assert.deepEqual([closed.status, closed.fault], [4, undefined]);
    await without("setsid");
    const together = await run(path, ["sh", "-c", "printf o; printf e >&2; exit 2"]);
    assert.deepEqual(told(together), [2, "o", "e"]);
    assert.equal(together.abilities?.ownSession, false);
    await without("dd");
    assert.deepEqual(told(await run(path, ["sh", "-c", "printf o; exit 3"])), [3, "o", ""]);
    const refused = await run(path, ["cat"], { input });
    assert.equal(refused.failed, "stdin 1");
    await without("stty");
    const rewritten = await run(path, ["sh", "-c", "printf 'a\\nb\\n'"]);
    assert.deepEqual([rewritten.status, text(rewritten.stdout)], [0, "a\nb\n"]);
  });
}
