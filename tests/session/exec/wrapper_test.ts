// The wrapper under real shells in a real pty, its command line split as the agent splits it.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Unescape } from "../../../src/session/exec/byte_filters.ts";
import { FrameReader, type Piece } from "../../../src/session/exec/frames.ts";
import { wrap, type WrapOptions } from "../../../src/session/exec/wrapper.ts";
import { Pty } from "../../fake_aws/pty.ts";
import { splitCommand } from "../../fake_aws/shlex.ts";
import { needs, pathOf, type Program } from "../../needs.ts";

const NONCE = "0123456789abcdef";

interface Result {
  readonly stdout: Uint8Array;
  readonly stderr: string;
  readonly marks: readonly Piece[];
}

/** Runs a wrapped command in a pty; `stdin` is sent as base64 lines once the wrapper is ready. */
async function run(
  path: string,
  words: readonly string[],
  options: Partial<WrapOptions> = {},
  stdin?: Uint8Array,
): Promise<Result> {
  const argv = splitCommand(wrap(words, { nonce: NONCE, stdin: "none", ...options }));
  const folder = path.split(":")[0] ?? "";
  const pty = await Pty.start([`${folder}/${argv[0]}`, ...argv.slice(1)], {
    PATH: path,
    TERM: "xterm-256color",
    LANG: "C.UTF-8",
  }, "/tmp");
  const reader = new FrameReader(NONCE);
  const pieces: Piece[] = [];
  const send = async (bytes: Uint8Array) => {
    const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    for (let at = 0; at < text.length; at += 1020) {
      await pty.write(new TextEncoder().encode(`${text.slice(at, at + 1020)}\n`));
    }
    await pty.write(Uint8Array.of(4));
  };
  try {
    for (let ended = false; !ended;) {
      const bytes = await pty.read(1024);
      const fresh = bytes === undefined ? reader.end() : reader.push(bytes);
      for (const piece of fresh) {
        pieces.push(piece);
        if (piece.kind === "ready" && stdin !== undefined) void send(stdin);
        if (piece.kind === "exit" || piece.kind === "fail") ended = true;
      }
      if (bytes === undefined) ended = true;
    }
  } finally {
    pty.close();
  }
  const of = (kind: "bytes" | "stderr") =>
    new Uint8Array(pieces.flatMap((each) => each.kind === kind ? [...each.bytes] : []));
  return {
    stdout: of("bytes"),
    stderr: new TextDecoder().decode(of("stderr")),
    marks: pieces.filter((each) => each.kind !== "bytes" && each.kind !== "stderr"),
  };
}

/** A PATH folder in which `sh` is the shell under test, and only the named tools are there. */
async function pathWith(shell: Shell, tools: readonly Program[]): Promise<string> {
  const folder = await Deno.makeTempDir();
  const [program, applet] = shell;
  for (const tool of tools) await Deno.symlink(pathOf(tool) ?? "", `${folder}/${tool}`);
  if (applet === undefined) await Deno.symlink(pathOf(program) ?? "", `${folder}/sh`);
  else {
    await Deno.symlink(pathOf(program) ?? "", `${folder}/${program}`);
    await Deno.symlink(pathOf(program) ?? "", `${folder}/sh`);
  }
  return folder;
}

const TOOLS: readonly Program[] = [
  "cat",
  "stty",
  "base64",
  "printf",
  "head",
  "id",
  "sed",
  "tr",
  "env",
  "kill",
  "wc",
  "sleep",
];
/** A shell's program, and the word that makes it one. */
type Shell = readonly [Program, string?];
const SHELLS: Readonly<Record<string, Shell>> = {
  bash: ["bash"],
  dash: ["dash"],
  "busybox ash": ["busybox", "sh"],
};

for (const [name, shell] of Object.entries(SHELLS)) {
  const test = (what: string, act: (path: string) => Promise<void>) =>
    Deno.test(needs(`wrap() under ${name}: ${what}`, "unix", shell[0], ...TOOLS), async () => {
      const path = await pathWith(shell, TOOLS);
      try {
        await act(path);
      } finally {
        await Deno.remove(path, { recursive: true });
      }
    });

  test("gives stdout unchanged and the exit status", async (path) => {
    for (const status of [0, 1, 7, 137, 255]) {
      const result = await run(path, ["sh", "-c", `printf 'a\\nb\\r\\n\\tc'; exit ${status}`]);
      assert.equal(new TextDecoder().decode(result.stdout), "a\nb\r\n\tc");
      assert.deepEqual(result.marks, [
        { kind: "ready", exact: true, base64: true, escaped: false },
        { kind: "exit", status },
      ]);
    }
  });

  test("tells 128+n for a command that a signal killed, 127 for one that is not there", async (path) => {
    const killed = await run(path, ["sh", "-c", "kill -9 $$"]);
    assert.deepEqual(killed.marks.at(-1), { kind: "exit", status: 137 });
    const missing = await run(path, ["no-such-command"]);
    assert.deepEqual(missing.marks.at(-1), { kind: "exit", status: 127 });
    const builtin = await run(path, ["exit", "5"]);
    assert.deepEqual(builtin.marks.at(-1), { kind: "exit", status: 5 });
  });

  test("gives the command exactly its words", async (path) => {
    const words = ["", "a b", "$HOME", "*", "'", '"', "\\", "ü漢🙂", "#x", "a\nb", "--", "`id`"];
    const result = await run(path, ["sh", "-c", 'printf "<%s>" "$@"', "sh", ...words]);
    assert.equal(new TextDecoder().decode(result.stdout), words.map((w) => `<${w}>`).join(""));
  });

  test("carries binary stdin to its end, and binary stdout back", async (path) => {
    const bytes = new Uint8Array(200_000);
    for (let at = 0; at < bytes.length; at += 65_536) {
      crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, bytes.length)));
    }
    const result = await run(path, ["cat"], { stdin: "pipe" }, bytes);
    assert.deepEqual(result.stdout, bytes);
    assert.deepEqual(result.marks.at(-1), { kind: "exit", status: 0 });
    const empty = await run(path, ["cat"], { stdin: "pipe" }, new Uint8Array(0));
    assert.deepEqual([...empty.stdout], []);
  });

  test("escapes what the agent would shorten, and gives back every byte", async (path) => {
    const bytes = new Uint8Array(100_000);
    crypto.getRandomValues(bytes.subarray(0, 60_000));
    bytes.set([0xef, 0xbf, 0xbd, 0x1d, 0xef, 0x31, 0x00, 0x0a, 0xef], 70_000);
    bytes.set([0xe2, 0x82], bytes.length - 2);
    for (const splitStderr of [false, true]) {
      const options = { stdin: "pipe", escape: true, splitStderr } as const;
      const result = await run(
        path,
        ["sh", "-c", "cat; printf '\\357e\\n' >&2; exit 4"],
        options,
        bytes,
      );
      assert.equal(result.stdout.includes(0xef), false);
      const back = new Unescape().push(result.stdout);
      // Without the split stderr is merged in, here after the last byte of stdout.
      assert.deepEqual(back.subarray(0, bytes.length), bytes);
      assert.deepEqual(result.marks.at(-1), { kind: "exit", status: 4 });
    }
  });

  test("tells the status while a process in the background keeps stdout", async (path) => {
    const line = "(sleep 100 </dev/null) & echo $!; exit 6";
    const result = await run(path, ["sh", "-c", line], { escape: true });
    assert.deepEqual(result.marks.at(-1), { kind: "exit", status: 6 });
    Deno.kill(Number(new TextDecoder().decode(result.stdout)));
  });

  test("tells the status though the command left its stdin unread", async (path) => {
    const result = await run(path, ["sh", "-c", "exit 3"], { stdin: "pipe" }, new Uint8Array(9000));
    assert.deepEqual(result.marks.at(-1), { kind: "exit", status: 3 });
  });

  test("gives no stdin without a pipe", async (path) => {
    const result = await run(path, ["cat"]);
    assert.deepEqual(result.marks.at(-1), { kind: "exit", status: 0 });
  });

  test("carries stderr apart, in whole lines and with its very end", async (path) => {
    const line = "printf 'o1\\n'; printf 'e1\\ne 2\\n\\ne3' >&2; printf o2; exit 9";
    const result = await run(path, ["sh", "-c", line], { splitStderr: true });
    assert.equal(new TextDecoder().decode(result.stdout), "o1\no2");
    assert.equal(result.stderr, "e1\ne 2\n\ne3");
    assert.deepEqual(result.marks.at(-1), { kind: "exit", status: 9 });
    const none = await run(path, ["sh", "-c", "printf out"], { splitStderr: true });
    assert.equal(none.stderr, "");
    assert.equal(new TextDecoder().decode(none.stdout), "out");
    const ended = await run(path, ["sh", "-c", "printf 'e\\n' >&2"], { splitStderr: true });
    assert.equal(ended.stderr, "e\n");
  });

  test("changes into a folder, or says that there is none", async (path) => {
    const result = await run(path, ["sh", "-c", "pwd"], { workdir: "/usr" });
    assert.equal(new TextDecoder().decode(result.stdout), "/usr\n");
    const none = await run(path, ["sh", "-c", "pwd"], { workdir: "/no such" });
    assert.deepEqual(none.marks, [{ kind: "fail", what: "workdir" }]);
  });

  // busybox finds its own applets without PATH; there base64 is always at hand.
  if (name === "busybox ash") continue;
  test("runs no command whose stdin it could not carry", async (path) => {
    await Deno.remove(`${path}/base64`);
    const result = await run(path, ["cat"], { stdin: "pipe" });
    assert.deepEqual(result.marks, [{ kind: "fail", what: "stdin 10" }]);
  });
}

Deno.test("FrameReader gives back any bytes unchanged, however they are cut", () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.constantFrom(`\x1e${NONCE}:`, `:${NONCE}\x1e`, "\x1e", `\x1e${NONCE.slice(0, 5)}`)
      .map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(fc.property(fc.array(chunk), fc.array(fc.nat(30)), (chunks, cuts) => {
    const reader = new FrameReader(NONCE.toUpperCase());
    const whole = new Uint8Array(chunks.flatMap((each) => [...each]));
    const pieces: Piece[] = [];
    let at = 0;
    for (const cut of cuts) {
      pieces.push(...reader.push(whole.subarray(at, at + cut)));
      at = Math.min(whole.length, at + cut);
    }
    pieces.push(...reader.push(whole.subarray(at)), ...reader.end());
    const out = pieces.flatMap((each) => each.kind === "bytes" ? [...each.bytes] : []);
    assert.deepEqual(out, [...whole]);
  }));
});

Deno.test("FrameReader finds a mark wherever it is cut", () => {
  const text = new TextEncoder().encode(`out\x1e${NONCE}:exit 42:${NONCE}\x1e`);
  for (let cut = 0; cut <= text.length; cut++) {
    const reader = new FrameReader(NONCE);
    const pieces = [...reader.push(text.subarray(0, cut)), ...reader.push(text.subarray(cut))];
    const bytes = pieces.flatMap((each) => each.kind === "bytes" ? [...each.bytes] : []);
    assert.equal(new TextDecoder().decode(new Uint8Array(bytes)), "out");
    assert.deepEqual(pieces.at(-1), { kind: "exit", status: 42 });
  }
});
