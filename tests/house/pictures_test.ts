import assert from "node:assert/strict";
import { drawPictures } from "../../tools/pictures.ts";
import { textOf } from "./graph.ts";

Deno.test("README's pictures are what ecsin shows (deno task pictures)", async () => {
  const pictures = await drawPictures();
  assert.deepEqual([...pictures.keys()], ["picker.svg", "login.svg"]);
  const readme = await textOf("README.md");
  for (const [name, svg] of pictures) {
    assert.equal(await textOf(`docs/pictures/${name}`), svg, name);
    assert.ok(readme.includes(`docs/pictures/${name}`), name);
  }
});
