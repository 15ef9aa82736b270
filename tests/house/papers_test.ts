// What README and docs say is true: their commands run, their tables are whole, their links lead
// somewhere.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { EXIT } from "../../src/error.ts";
import { demoWorld } from "../fake_aws/demo_world.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { openTerminal } from "../stories/terminal.ts";
import { Home, SYSTEM_PATH } from "../stories/home.ts";
import { runEcsin } from "../stories/ecsin.ts";
import { needs } from "../needs.ts";
import { filesBelow, textOf } from "./graph.ts";

const PAPERS = [
  "README.md",
  "README.ja.md",
  "SECURITY.md",
  "CONTRIBUTING.md",
  ...await filesBelow("docs/", (name) => name.endsWith(".md")),
];

/** Blocks of one language of a paper. */
function blocksOf(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))]
    .map(([, block = ""]) => block);
}

/** `src/ROOM/…`. */
const roomOf = (file: string) => file.split("/")[1];

/** README's own profiles file: what README shows is done by it. */
const [PROFILES = ""] = blocksOf(await textOf("README.md"), "yaml");

Deno.test("every relative link of the papers leads to a file", async () => {
  for (const paper of PAPERS) {
    const folder = paper.slice(0, paper.lastIndexOf("/") + 1);
    for (const [, target = ""] of (await textOf(paper)).matchAll(/\]\(([^)#:]+)[^)]*\)/g)) {
      await textOf(`${folder}${target}`).catch(() => assert.fail(`${paper}: ${target}`));
    }
  }
});

Deno.test("every deno task that the papers name is there", async () => {
  for (const paper of PAPERS) {
    for (
      const [, task = ""] of (await textOf(paper)).matchAll(/(?:deno(?:@[\d.]+)?) task (\w+)/g)
    ) {
      assert.ok(Object.hasOwn(manifest.tasks, task), `${paper}: ${task}`);
    }
  }
});

Deno.test(needs("every ecsin line of README's scripts runs", "tar", "gzip"), async () => {
  await using aws = startFakeAws(demoWorld());
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  // The container's psql and what a person has at hand.
  await home.program("psql", "#!/bin/sh\nexec cat >/dev/null\n");
  await home.write("dump.sql", "select 1;\n");
  const { ecsinCommand, runProgram } = await import("../stories/ecsin.ts");
  const words = (await ecsinCommand()).map((word) => `'${word}'`).join(" ");
  for (const container of aws.world.tasks.flatMap(({ containers }) => containers)) {
    Object.assign(container, { path: [`${home.path}/bin`, ...SYSTEM_PATH].join(":") });
  }
  const [script = ""] = blocksOf(await textOf("README.md"), "sh")
    .filter((block) => block.startsWith("ecsin exec"));
  const lines = script.trim().split("\n");
  assert.equal(lines.length, 4);
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const denoDir = String(JSON.parse(new TextDecoder().decode(stdout)).denoDir);
  for (const line of lines) {
    const { code, stderr } = await runProgram(
      ["sh", "-c", `ecsin() { ${words} "$@"; }; ${line}`],
      { home, env: { ...aws.env, DENO_DIR: denoDir } },
    );
    assert.equal(code, 0, `${line}\n${stderr}`);
  }
});

Deno.test("every line of README's table of commands is understood", async () => {
  await using aws = startFakeAws(
    buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } }),
  );
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  const target = { region: "eu-central-1", cluster: "prod", service: "web", container: "app" };
  const recents = [{ target, lastMs: Date.now(), weight: 1 }];
  await home.write(".local/state/ecsin/recents.json", JSON.stringify({ recents }));
  const rows = [...(await textOf("README.md")).matchAll(/^\| `ecsin ?(.*?)` +\|/gm)];
  assert.ok(rows.length >= 15);
  for (const [, line = ""] of rows) {
    const shown = line.replaceAll("\\|", "|");
    if (shown === "") continue;
    // What opens a session is printed instead; exec takes --print in front of its words.
    const isWhole = /^(list|doctor|profile|describe)/.test(shown) || shown.includes("--print");
    const isOther = /^(forward|cp|logs|run|restart)/.test(shown);
    const printed = isWhole || isOther ? shown : shown.replace(/ (-- |-c |$)|$/, " --print $1");
    const args = [...printed.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) =>
      quoted ?? word
    );
    // What lasts, or changes something, is only understood: nobody answers there.
    const env = isOther
      ? { ...aws.env, AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_MAX_ATTEMPTS: "1" }
      : aws.env;
    const { code, stderr } = await runEcsin(args.map(String), { home, env });
    if (isOther) assert.notEqual(code, 2, `ecsin ${printed}\n${stderr}`);
    else assert.equal(code, 0, `ecsin ${printed}\n${stderr}`);
  }
});

Deno.test("README's table of exit codes has every exit code of ecsin", async () => {
  const text = await textOf("README.md");
  for (const code of Object.values(EXIT)) assert.match(text, new RegExp(`^\\| ${code} +\\|`, "m"));
});

Deno.test("every heading of README's troubles ends in ecsin doctor", async () => {
  const text = await textOf("README.md");
  const troubles = text.slice(
    text.indexOf("## It does not work"),
    text.indexOf("## What it may do"),
  );
  const parts = troubles.split(/^### .*$/m).slice(1);
  assert.ok(parts.length >= 5);
  for (const part of parts) assert.match(part.trim(), /`ecsin doctor[^`]*`\.$/);
});

Deno.test("docs/list.md has every key of every list", async () => {
  await using aws = startFakeAws(demoWorld());
  await using home = await Home.make();
  await home.write(".config/ecsin/profiles.yaml", PROFILES);
  const documented = new Map<string, Set<string>>();
  for (
    const [, key = "", kinds = ""] of (await textOf("docs/list.md"))
      .matchAll(/^\| `(\w+)` +\| ([a-z, ]+) +\|/gm)
  ) {
    for (const kind of kinds.trim().split(", ")) {
      documented.set(kind, (documented.get(kind) ?? new Set()).add(key));
    }
  }
  for (const kind of ["clusters", "services", "tasks", "containers", "profiles"]) {
    const { stdout } = await runEcsin(["list", kind, "-o", "json"], { home, env: aws.env });
    const [first]: object[] = JSON.parse(stdout);
    assert.deepEqual(Object.keys(first ?? {}).sort(), [...documented.get(kind) ?? []].sort(), kind);
  }
});

Deno.test("deno task demo prod-web opens a shell, and leaving it ends everything", async () => {
  await using home = await Home.make();
  const { DENO_DIR, PATH } = Deno.env.toObject();
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const denoDir = DENO_DIR ?? String(JSON.parse(new TextDecoder().decode(stdout)).denoDir);
  await using terminal = await openTerminal([
    Deno.execPath(),
    "task",
    "--quiet",
    "demo",
    "prod-web",
  ], {
    home,
    cwd: decodeURIComponent(new URL("../../", import.meta.url).pathname),
    env: { DENO_DIR: denoDir, PATH },
    deadlineMs: 60_000,
  });
  await terminal.waitForOutput(/[$#] $/);
  assert.match(terminal.text(), /^demo: a pretend AWS runs on http:\/\/127\.0\.0\.1:\d+/m);
  await terminal.type('echo "in-$((40+2))"\r');
  await terminal.waitFor("in-42");
  await terminal.type("exit 0\r");
  assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
});

Deno.test("every room is told in the way of a call", async () => {
  const text = await textOf("docs/the-way-of-a-call.md");
  const told = new Set([...text.matchAll(/^\| `(\w+)\/` /gm)].map(([, room]) => room));
  const files = await filesBelow("src/", (name) => name.endsWith(".ts"));
  const rooms = new Set(files.filter((file) => file.split("/").length > 2).map(roomOf));
  assert.deepEqual(told.difference(rooms), new Set(), "no such room");
  assert.deepEqual(rooms.difference(told), new Set(), "not told");
});

Deno.test("the decisions are listed in order, each by its own title", async () => {
  const pages = await filesBelow("docs/decisions/", (name) => /\/\d{4}-[a-z0-9-]+\.md$/.test(name));
  const lines = await Promise.all(pages.map(async (page) => {
    const [title = ""] = (await textOf(page)).split("\n");
    return `[${title.replace(/^# /, "")}](${page.slice("docs/decisions/".length)})`;
  }));
  const listed = (await textOf("docs/decisions/README.md")).replaceAll(/\s+/g, " ");
  assert.deepEqual([...listed.matchAll(/- (\[.*?\]\(\d{4}.*?\))/g)].map(([, line]) => line), lines);
});

Deno.test("every test that docs/security.md names is there", async () => {
  const named = [...(await textOf("docs/security.md")).matchAll(/`([a-z_/]+_test\.ts)`/g)];
  assert.ok(named.length > 10);
  for (const [, path = ""] of named) await textOf(`tests/${path}`);
});

Deno.test("README.ja.md keeps step with README.md", async () => {
  const shape = (text: string) => ({
    headings: [...text.matchAll(/^(#+) /gm)].map(([, level]) => level),
    blocks: [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([block]) => block),
    // Links and pictures in their order, without the one to the other language.
    links: [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target)
      .filter((target) => !target?.startsWith("README")),
    // What stands in the first column of the tables, and how many columns there are.
    rows: [...text.matchAll(/^\| (`.*?`|\d+) +\|(.*)$/gm)].map(([, first, rest = ""]) =>
      `${first} ${rest.split(/(?<!\\)\|/).length}`
    ),
    code: [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`[^`\n]+`/g)]
      .map(([code]) => code).sort(),
  });
  const [english, japanese] = await Promise.all(["README.md", "README.ja.md"].map(textOf));
  assert.deepEqual(shape(japanese ?? ""), shape(english ?? ""));
});
