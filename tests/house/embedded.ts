// What a compiled program is started with, as `deno compile` writes it into the binary.
import assert from "node:assert/strict";

/** What `deno compile` writes into a binary for its start; the last of the two is ours. */
export function embeddedIn(binary: Uint8Array): Readonly<Record<string, unknown>> {
  const text = new TextDecoder("latin1").decode(binary);
  const start = text.lastIndexOf('{"argv":[],"seed"');
  assert.notEqual(start, -1);
  for (let end = start; end !== 0; end = text.indexOf("}", end) + 1) {
    try {
      return JSON.parse(text.slice(start, end));
    } catch {
      // An inner brace.
    }
  }
  assert.fail("the binary's start is no JSON");
}

/** The flags that say the same; an empty list is all of a kind. */
export function permissionsOf(said: unknown): readonly string[] {
  return Object.entries(said as Record<string, readonly string[] | null | boolean>)
    .filter(([name, list]) => Array.isArray(list) && name !== "allow_import")
    .map(([name, list]) =>
      `--${name.replace("_", "-")}${(list as string[]).length === 0 ? "" : `=${list}`}`
    ).sort();
}
