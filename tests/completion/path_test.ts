// What Tab offers for a side of `ecsin cp`.
import assert from "node:assert/strict";
import { proposePath } from "../../src/completion/path.ts";
import { Home } from "../stories/home.ts";

const targets = () => Promise.resolve([{ text: "web", about: "The shop" }, { text: "-" }]);

async function texts(word: string): Promise<unknown> {
  const offer = await proposePath(word, targets);
  return offer.kind === "files" ? "files" : offer.words.map(({ text }) => text);
}

Deno.test("proposePath() offers targets with their colon, and files here", async () => {
  await using home = await Home.make();
  await home.write("here/webpack.js", "");
  await home.write("here/we/x", "");
  await home.write("here/we:b", "");
  const before = Deno.cwd();
  Deno.chdir(`${home.path}/here`);
  try {
    assert.deepEqual(await texts("we"), ["web:", "./we:b", "we/", "webpack.js"]);
    assert.deepEqual(await texts("-"), ["-:"]);
  } finally {
    Deno.chdir(before);
  }
});

Deno.test("proposePath() leaves local names to the shell, and what is in a container to nobody", async () => {
  for (const word of ["./x", "/etc/", "../", "~/", "other", "C:\\x"]) {
    assert.equal(await texts(word), "files", word);
  }
  for (const word of ["web:", "web:/etc/", ":", "-:/x", "prod/web/app:/"]) {
    assert.deepEqual(await texts(word), [], word);
  }
});
