import assert from "node:assert/strict";
import { drawPictures } from "../../tools/pictures.ts";
import { textOf } from "./graph.ts";

Deno.test("the pictures are what ecsin shows (deno task pictures)", async () => {
  const pictures = await drawPictures();
  assert.deepEqual([...pictures.keys()], [
    "picker.svg",
    "login.svg",
    "logs.svg",
    "doctor.svg",
    "film.svg",
  ]);
  for (const [name, svg] of pictures) {
    assert.equal(await textOf(`docs/pictures/${name}`), svg, name);
    assert.ok(svg.length < 300_000, `${name}: ${svg.length} letters`);
  }
  const readme = await textOf("README.md");
  for (const name of pictures.keys()) {
    assert.ok(readme.includes(`docs/pictures/${name}`), name);
  }
  // A film stands still for who asks for less motion, and shows its end.
  const film = pictures.get("film.svg") ?? "";
  assert.match(film, /@media \(prefers-reduced-motion:reduce\)\{\.f\{animation:none\}\}/);
  assert.match(film.slice(film.lastIndexOf("<g class")), /session ended|hello/);
});
