import assert from "node:assert/strict";
import { prepare, score, termsOf } from "../../src/terminal/fuzzy.ts";

const TEXTS = [
  "prod-web RUNNING",
  "prod-worker RUNNING",
  "staging-web STOPPED",
  "Web-prod PENDING",
];

/** The texts that match, best first. */
function found(query: string): readonly string[] {
  const terms = termsOf(query);
  return TEXTS.map((text) => ({ text, score: score(terms, prepare(text), text.indexOf(" ")) }))
    .filter((each) => each.score !== undefined)
    .sort((a, b) => (b.score ?? 0) - (a.score ?? 0)).map(({ text }) => text);
}

Deno.test("a query without marks matches letter by letter, in any order of its words", () => {
  assert.deepEqual(found("pwb"), ["prod-web RUNNING"]);
  assert.deepEqual(found("web prod").toSorted(), ["Web-prod PENDING", "prod-web RUNNING"]);
  assert.equal(found("").length, TEXTS.length);
  assert.equal(found("  ").length, TEXTS.length);
});

Deno.test("the marks of fzf: exact, start, end, not, or", () => {
  assert.deepEqual(found("'d-w"), ["prod-web RUNNING", "prod-worker RUNNING"]);
  assert.deepEqual(found("^web"), ["Web-prod PENDING"]);
  assert.deepEqual(found("web$").toSorted(), ["prod-web RUNNING", "staging-web STOPPED"]);
  assert.deepEqual(found("^prod-web$"), ["prod-web RUNNING"]);
  assert.deepEqual(found("web !stopped !pending"), ["prod-web RUNNING"]);
  assert.deepEqual(found("worker|^staging").toSorted(), [
    "prod-worker RUNNING",
    "staging-web STOPPED",
  ]);
  assert.deepEqual(found("^web | worker$").toSorted(), ["Web-prod PENDING", "prod-worker RUNNING"]);
});

Deno.test("a mark with nothing behind it says nothing yet", () => {
  for (const query of ["'", "^", "$", "!", "|", "! ^ |"]) {
    assert.equal(found(query).length, TEXTS.length, query);
  }
});

Deno.test("what is found in the name goes before what is found beside it", () => {
  const terms = termsOf("run");
  const inName = score(terms, prepare("runner STOPPED"), 6) ?? 0;
  const beside = score(terms, prepare("web RUN"), 3) ?? 0;
  assert.ok(inName > beside, `${inName} ${beside}`);
});
