// The reference and the man page say what the command tree says, and the man page is sound.
import { buildCommand, buildRouteMap } from "@stricli/core";
import assert from "node:assert/strict";
import { EXIT } from "../../src/error.ts";
import { helpPages } from "../../src/cli.ts";
import { partsOf } from "../../src/help/page.ts";
import { pagesOf } from "../../src/help/pages.ts";
import { referencePapers } from "../../tools/reference.ts";
import { runEcsin } from "../stories/ecsin.ts";
import { filesBelow, textOf } from "./graph.ts";
import { needs } from "../needs.ts";

const papers = await referencePapers();

Deno.test("docs/reference.md and docs/ecsin.1 are what the command tree says (deno task reference)", async () => {
  for (const [path, text] of papers) assert.equal(await textOf(path), text, path);
});

Deno.test("pagesOf() goes into routes below routes, and leaves hidden routes and flags out", () => {
  const command = (brief: string) =>
    buildCommand<{ withDefault: string; secret: boolean; color: boolean }>({
      docs: { brief },
      parameters: {
        flags: {
          withDefault: { kind: "parsed", parse: String, brief: "a", default: "b" },
          secret: { kind: "boolean", brief: "c", default: false, hidden: true },
          color: { kind: "boolean", brief: "d", default: true },
        },
        aliases: { w: "withDefault" },
      },
      func() {},
    });
  const tree = buildRouteMap({
    docs: { brief: "top", hideRoute: { inner: true } },
    routes: {
      inner: command("not shown"),
      profile: buildRouteMap({
        docs: { brief: "below" },
        routes: { addOne: command("adds"), list: command("lists") },
      }),
    },
  });
  const pages = pagesOf(tree, ["ecsin"]);
  assert.deepEqual(
    pages.map(({ name }) => name),
    ["ecsin", "ecsin profile", "ecsin profile add-one", "ecsin profile list"],
  );
  assert.deepEqual(pages[2]?.groups, [
    {
      title: "Flags",
      flags: [{ usage: "-w, --with-default VALUE", brief: "a", byDefault: "b" }],
    },
    { title: "AWS and output", flags: [{ usage: "--no-color", brief: "d" }] },
  ]);
  assert.deepEqual(pages[1]?.commands, [
    { name: "add-one", brief: "adds" },
    { name: "list", brief: "lists" },
  ]);
  assert.deepEqual(partsOf("one\ntwo\n\n  example"), [
    { kind: "text", lines: ["one", "two"] },
    { kind: "example", lines: ["example"] },
  ]);
});

Deno.test("the reference has every flag that --help shows", async () => {
  const pages = await helpPages();
  assert.ok(pages.length >= 5);
  for (const { name, groups } of pages.filter((page) => page.groups.length > 0)) {
    const flags = groups.flatMap((group) => group.flags);
    const { stdout } = await runEcsin([...name.split(" ").slice(1), "--help"]);
    const shown = [...stdout.matchAll(/^ +(?:-\w, )? *(--[a-z0-9-]+)/gm)].map(([, flag]) => flag);
    const listed = flags.map(({ usage }) => /--[a-z0-9-]+/.exec(usage)?.[0]);
    assert.deepEqual(listed, shown, name);
  }
});

Deno.test("the man page has every exit code and every variable of ecsin's own", async () => {
  const page = papers.get("docs/ecsin.1") ?? "";
  for (const code of Object.values(EXIT)) {
    assert.ok(page.includes(`\n\\fB${code}\\fR\n`), `${code}`);
  }
  for (const path of await filesBelow("src/", (name) => name.endsWith(".ts"))) {
    for (const [, name = ""] of (await textOf(path)).matchAll(/env\("(ECSIN_\w+)"\)/g)) {
      assert.ok(page.includes(`\\fB${name}\\fR`), `${path}: ${name}`);
    }
  }
});

for (
  const [tool, args] of [["groff", ["-man", "-Tutf8", "-ww"]], ["mandoc", [
    "-Tlint",
    "-Wwarning",
  ]]] as const
) {
  Deno.test({
    ...needs(`${tool} has nothing against the man page`, tool),
    fn: async () => {
      const file = new URL("../../docs/ecsin.1", import.meta.url).pathname;
      const { stdout, stderr } = await new Deno.Command(tool, { args: [...args, file] }).output();
      const text = new TextDecoder();
      // groff prints the page, mandoc what it has against it; a page made by anybody has no date.
      const said = text.decode(tool === "groff" ? stderr : stdout).trim().split("\n");
      assert.deepEqual(said.filter((line) => line !== "" && !line.includes("missing date")), []);
    },
  });
}
