// The container gets exactly the words that were typed: ExecuteCommand splits like a shell and runs
// without one.
import assert from "node:assert/strict";
import fc from "fast-check";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";

const world = () => buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } });
const TARGET = ["--cluster", "prod", "--service", "web"];

/** Runs `printf '%s\0' WORDS…` in the container; gives the words that arrived. */
async function echoed(words: readonly string[]): Promise<readonly string[]> {
  await using aws = startFakeAws(world());
  const { code, stdout, stderr } = await runEcsin(
    ["exec", ...TARGET, "--", "printf", "%s\\0", ...words],
    { env: aws.env },
  );
  assert.equal(code, 0, stderr);
  return stdout.split("\0").slice(0, -1);
}

Deno.test("ecsin exec carries every word as it was typed", async () => {
  const words = [
    "two words",
    "it's",
    '"quoted"',
    "$HOME",
    "`id`",
    "$(id)",
    "*",
    "a\\b",
    "\\",
    "",
    "-n",
    "--",
    "日本語 👩‍👩‍👧",
    "line\nbreak",
    "tab\there",
    "!!",
    "#no comment",
    "a;b&&c|d>e",
    " ",
  ];
  assert.deepEqual(await echoed(words), words);
});

Deno.test("ecsin exec carries any words", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: "grapheme" }).filter((word) => !word.includes("\0")), {
        minLength: 1,
        maxLength: 8,
      }),
      async (words) => assert.deepEqual(await echoed(words), words),
    ),
    { numRuns: 10 },
  );
});

Deno.test("ecsin exec -c runs a line by the container's sh", async () => {
  await using aws = startFakeAws(world());
  const { code, stdout } = await runEcsin(
    ["exec", ...TARGET, "-c", 'for word in a "b c"; do echo "<$word>"; done; exit 7'],
    { env: aws.env },
  );
  assert.deepEqual([code, stdout], [7, "<a>\n<b c>\n"]);
});
