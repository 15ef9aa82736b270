import assert from "node:assert/strict";
import { helpPages } from "../../src/cli.ts";
import { pageFor } from "../../src/help/answer.ts";
import { asksForHelp } from "../../src/help/asks.ts";
import { helpText } from "../../src/help/layout.ts";
import { wrapped } from "../../src/wrapped.ts";

const pages = await helpPages();

Deno.test("helpText() breaks at words, whatever the width", () => {
  for (const width of [20, 50, 80, 100]) {
    for (const page of pages) {
      const text = helpText(page, { width, heading: (words) => words });
      assert.ok(text.endsWith("\n"));
      for (const line of text.split("\n")) {
        // Only what must not be broken is longer: an example, a term, a single word.
        const isPasteable = /^ {2}\S/.test(line) || /^ *-/.test(line);
        const isOneWord = !line.trim().includes(" ");
        assert.ok(line.length <= width || isPasteable || isOneWord, `${page.name}: ${line}`);
      }
    }
  }
});

Deno.test("helpText() begins with what the command is for and how it is called", () => {
  for (const page of pages) {
    const [brief, , title, usage] = helpText(page, { width: 200, heading: (words) => words })
      .split("\n");
    assert.deepEqual([brief, title], [page.brief, "Usage:"]);
    assert.ok(usage?.startsWith(`  ${page.name}`), page.name);
  }
});

Deno.test("wrapped() keeps every word", () => {
  const text = "one two threeeeeeeeeeeeeee four";
  assert.deepEqual(wrapped(text, 8), ["one two", "threeeeeeeeeeeeeee", "four"]);
});

Deno.test("pageFor() finds the command wherever the word for help stands", () => {
  const named = (...argv: string[]) => asksForHelp(argv) ? pageFor(argv, pages)?.name : "none";
  assert.equal(named("--help"), "ecsin");
  assert.equal(named("help"), "ecsin");
  assert.equal(named("-h", "login"), "ecsin login");
  assert.equal(named("help", "exec"), "ecsin exec");
  assert.equal(named("profile", "add", "--help"), "ecsin profile add");
  assert.equal(named("help", "profile", "add"), "ecsin profile add");
  assert.equal(named("--region", "eu-west-1", "list", "-h"), "ecsin list");
  assert.equal(named("prod-web", "--help"), "ecsin login");
  assert.equal(named("help", "nothing"), undefined);
  assert.equal(named("exec", "web", "--", "ls", "--help"), "none");
  assert.equal(named("prod-web"), "none");
});
