import assert from "node:assert/strict";
import { roomsSvg } from "../../tools/rooms.ts";
import { textOf } from "./graph.ts";

Deno.test("the picture of the rooms is what the imports say (deno task rooms)", async () => {
  const svg = await roomsSvg();
  assert.equal(await textOf("docs/pictures/rooms.svg"), svg);
  for (
    const room of [
      "commands",
      "entry",
      "profiles",
      "place",
      "diagnosis",
      "session",
      "terminal",
      "aws",
    ]
  ) {
    assert.ok(svg.includes(`>${room}</text>`), room);
  }
  assert.ok((await textOf("docs/the-way-of-a-call.md")).includes("pictures/rooms.svg"));
});
