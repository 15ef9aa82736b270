// The rooms of the house and the arrows between them, read from the imports as Deno resolves them.
import assert from "node:assert/strict";
import { filesBelow, type Import, readImports, textOf } from "./graph.ts";

/** What each room may import, besides itself and {@link ANYWHERE}; types may come from more. */
const ARROWS: Readonly<Record<string, readonly string[]>> = {
  "main.ts": ["src/cli.ts", "prepared.ts"],
  "prepared.ts": ["prepared_texts.ts", "help", "commands", "streams.ts"],
  "prepared_texts.ts": [],
  help: ["entry"],
  "src/cli.ts": [
    "cli_words.ts",
    "cli_scanner_words.ts",
    "cli_order.ts",
    "terminal",
    "help",
    "commands",
    "entry",
    "near.ts",
    "msys.ts",
    "not_utf8.ts",
  ],
  "cli_order.ts": ["help"],
  "cli_words.ts": ["entry", "near.ts", "cli_scanner_words.ts"],
  commands: [
    "entry",
    "completion",
    "profiles",
    "place",
    "diagnosis",
    "forward",
    "deployment",
    "logs",
    "run",
    "session",
    "copy",
    "terminal",
    "aws",
    "memory",
    "upgrade",
    "near.ts",
  ],
  entry: [
    "profiles",
    "place",
    "diagnosis",
    "forward",
    "deployment",
    "logs",
    "session",
    "terminal",
    "aws",
    "memory",
    "near.ts",
  ],
  completion: ["profiles", "memory", "aws"],
  profiles: ["near.ts"],
  memory: [],
  place: ["aws", "near.ts"],
  diagnosis: ["place", "logs", "aws", "near.ts"],
  deployment: ["place", "terminal", "aws"],
  run: ["deployment", "place", "session", "aws"],
  logs: ["aws"],
  forward: ["session"],
  session: ["aws"],
  copy: [],
  terminal: [],
  upgrade: [],
  aws: [],
  "near.ts": [],
  "asking.ts": ["environment.ts", "paths.ts"],
  "home_path.ts": ["environment.ts"],
  "trace.ts": [],
  "environment.ts": [],
  "not_utf8.ts": ["error.ts"],
  "msys.ts": ["error.ts", "pasteable.ts", "environment.ts"],
  "error.ts": [],
  "secrets.ts": ["printable.ts", "environment.ts"],
  "error_text.ts": [
    "error.ts",
    "environment.ts",
    "printable.ts",
    "secrets.ts",
    "window.ts",
    "wrapped.ts",
  ],
  "wrapped.ts": [],
  "window.ts": [],
  "pasteable.ts": ["printable.ts", "environment.ts"],
  "printable.ts": [],
  "paths.ts": ["environment.ts"],
  "bytes.ts": [],
  "output.ts": [],
  "last_catch.ts": [],
  "signals.ts": [],
  "streams.ts": ["error.ts", "error_text.ts", "output.ts", "secrets.ts", "pasteable.ts"],
};

/** Pure, small and at hand for everybody. */
const ANYWHERE = [
  "asking.ts",
  "home_path.ts",
  "error.ts",
  "trace.ts",
  "printable.ts",
  "pasteable.ts",
  "paths.ts",
  "environment.ts",
  "error_text.ts",
  "window.ts",
  "wrapped.ts",
  "bytes.ts",
  "output.ts",
  "streams.ts",
  "last_catch.ts",
  "signals.ts",
  "secrets.ts",
];

/** Types may cross these borders too: plain values that another room makes. */
const TYPE_ARROWS: Readonly<Record<string, readonly string[]>> = {
  place: ["profiles", "terminal", "session"],
  diagnosis: ["session"],
  logs: ["terminal"],
  session: ["profiles", "place", "terminal"],
  terminal: ["session"],
  aws: ["session"],
  memory: ["aws"],
  "src/cli.ts": ["completion"],
  "prepared_texts.ts": ["completion", "help"],
};

/** The rooms of each library; exchanging it is one room's work. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  "@stricli/core": [
    "src/cli.ts",
    "help",
    "cli_words.ts",
    "cli_scanner_words.ts",
    "commands",
    "entry",
  ],
  "yaml": ["profiles"],
  "valibot": ["profiles"],
  "fuzzysort": ["terminal"],
  "fast-string-width": ["terminal"],
  "ws": ["session"],
  "fflate": ["upgrade"],
  "aws4fetch": ["aws"],
  "modern-tar": ["copy"],
};

const imports = await readImports();

/** `src/place/age.ts` → `place`; files of no folder stand for themselves. */
function roomOf(path: string): string {
  const [, room = "", rest] = /^src\/([^/]+)(\/)?/.exec(path) ?? [];
  if (room === "") return path;
  return rest === undefined && room === "cli.ts" ? "src/cli.ts" : room;
}

function isInside({ to }: Import): boolean {
  return to.startsWith("src/") || to === "main.ts";
}

Deno.test("imports follow the arrows of the house", () => {
  const wrong = imports.filter(isInside).filter(({ from, to, types }) => {
    const [source, target] = [roomOf(from), roomOf(to)];
    const allowed = [
      source,
      ...ANYWHERE.includes(source) ? [] : ANYWHERE,
      ...ARROWS[source] ?? [],
      ...(types ? TYPE_ARROWS[source] ?? [] : []),
    ];
    return !allowed.includes(target);
  });
  assert.deepEqual(wrong.map(({ from, to }) => `${from} → ${to}`), []);
});

Deno.test("no circle of imports, types counted", () => {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of imports.filter(isInside)) {
    next.set(from, (next.get(from) ?? new Set()).add(to));
  }
  // Files that nothing is left to import from are taken away, until only circles are left.
  for (let before = -1; before !== next.size;) {
    before = next.size;
    for (const [from, to] of next) {
      if (![...to].some((path) => path !== from && next.has(path))) next.delete(from);
    }
  }
  assert.deepEqual([...next.keys()].sort(), []);
});

Deno.test("each library is imported in its own room only", () => {
  const wrong = imports.filter((each) => {
    if (isInside(each) || each.types) return false;
    if (each.to.startsWith("@aws-sdk/") || each.to.startsWith("@smithy/")) {
      return roomOf(each.from) !== "aws";
    }
    // The channel's digests must be made at once, frame by frame: WebCrypto only promises them.
    // A forward's sockets must be able to break a connection: Deno's own cannot be reset.
    if (each.to === "node:net") return roomOf(each.from) !== "forward";
    // Digests of what comes in pieces: WebCrypto wants all of it at once.
    if (each.from === "src/copy/digest.ts" && each.to === "node:crypto") return false;
    // Letters of a Windows console: Deno's own reading gives those of its code page alone.
    if (each.from === "src/terminal/windows_console.ts" && each.to === "node:process") return false;
    if (each.to.startsWith("node:")) return !each.from.startsWith("src/session/channel/");
    if (each.to.startsWith("schema/")) return roomOf(each.from) !== "profiles";
    if (each.to === "deno.json") {
      return each.from !== "src/cli.ts" && roomOf(each.from) !== "commands";
    }
    return LIBRARIES[each.to]?.includes(roomOf(each.from)) !== true;
  });
  assert.deepEqual(wrong.map(({ from, to }) => `${from} → ${to}`), []);
});

Deno.test("ecsin --help loads neither the AWS SDK, nor Node's modules, nor YAML, nor the picker", () => {
  const loaded = new Set(["main.ts", "src/cli.ts"]);
  for (const path of loaded) {
    for (const each of imports) {
      if (each.from === path && !each.types && !each.lazy) loaded.add(each.to);
    }
  }
  const packages = [...loaded].filter((path) => !path.startsWith("src/") && path !== "main.ts");
  assert.deepEqual(packages.sort(), ["@stricli/core", "deno.json"]);
  const rooms = new Set([...loaded].filter((path) => path.startsWith("src/")).map(roomOf));
  for (const room of ["aws", "place", "diagnosis", "session", "terminal", "profiles", "upgrade"]) {
    assert.ok(!rooms.has(room), `${room} is loaded for --help`);
  }
});

Deno.test("Tab loads neither stricli, nor the AWS SDK, and YAML only with the profiles", () => {
  // Where its tree is ready; what is loaded lazily may be needed.
  const loaded = new Set(["src/commands/complete/run.ts"]);
  for (const path of loaded) {
    for (const each of imports) if (each.from === path && !each.types) loaded.add(each.to);
  }
  const packages = [...loaded].filter((path) => !path.startsWith("src/"));
  assert.deepEqual(packages.sort(), ["valibot", "yaml"]);
  assert.ok(!loaded.has("src/cli.ts"), "cli.ts is loaded on every Tab");
  const eager = new Set(["src/commands/complete/run.ts"]);
  for (const path of eager) {
    for (const each of imports) {
      if (each.from === path && !each.types && !each.lazy) eager.add(each.to);
    }
  }
  assert.ok(!eager.has("yaml") && !eager.has("valibot"), "YAML is loaded on every Tab");
});

Deno.test("only environment.ts reads the environment", async () => {
  for (const path of await filesBelow("src/", (name) => name.endsWith(".ts"))) {
    if (path === "src/environment.ts") continue;
    assert.doesNotMatch(await textOf(path), /Deno\.env\b|process\.env\b/, path);
  }
});

Deno.test("only main.ts exits", async () => {
  for (const path of await filesBelow("src/", (name) => name.endsWith(".ts"))) {
    assert.doesNotMatch(await textOf(path), /Deno\.exit\(|process\.exit\(/, path);
  }
  assert.match(await textOf("main.ts"), /Deno\.exit\(/);
});

Deno.test("no file of the program is longer than 250 lines, no other one than 300; each says what it is", async () => {
  for (const folder of ["src/", "tests/", "tools/", "bench/"]) {
    for (const path of await filesBelow(folder, (name) => name.endsWith(".ts"))) {
      const lines = (await textOf(path)).split("\n");
      const most = path.startsWith("src/") ? 251 : 301;
      assert.ok(
        lines.length <= most || path === "tests/stories/terminal.ts",
        `${path}: ${lines.length} lines`,
      );
      if (path.startsWith("src/")) assert.match(lines[0] ?? "", /^\/\/ |^\/\*\*/, path);
    }
  }
});
