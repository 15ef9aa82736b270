import assert from "node:assert/strict";
import { EcsinError } from "../src/error.ts";
import { errorText } from "../src/error_text.ts";

Deno.test("errorText() gives what, why, next and AWS's own words, one each line", () => {
  const error = new EcsinError({
    id: "x",
    what: 'there is no cluster "prdo" in eu-west-1',
    why: ["one", "two"],
    next: "ecsin list clusters",
    exitCode: 254,
    aws: { name: "ClusterNotFoundException", message: "Cluster not found.", requestId: "r-1" },
  });
  assert.equal(
    errorText(error),
    [
      'ecsin: error: there is no cluster "prdo" in eu-west-1',
      "  why:  one",
      "        two",
      "  next: ecsin list clusters",
      "  aws:  ClusterNotFoundException (request r-1): Cluster not found.",
    ].join("\n"),
  );
});

Deno.test("errorText() lets no escape sequence through", () => {
  const error = new EcsinError({ id: "x", what: "a\u001b[2Jb\u009b31m\r\nc", exitCode: 2 });
  assert.equal(errorText(error), "ecsin: error: a [2Jb 31m c");
});
