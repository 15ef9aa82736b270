// A tar on stdout: what its headers say of files that an old header has no room for.
import assert from "node:assert/strict";
import { createTarDecoder } from "modern-tar";
import { FileFailure, newTally } from "../../src/copy/entry.ts";
import { StdoutSink } from "../../src/copy/stdio.ts";

const GIB = 2 ** 30;

Deno.test("a file of 9 GiB and a long name keep both in a tar", async () => {
  const written: Uint8Array[] = [];
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const sink = new StdoutSink((bytes) => {
    written.push(bytes.slice());
    if (written.length > 3) resolve();
    return Promise.resolve();
  }, newTally(() => {}));
  const path = `folder/${"ä".repeat(100)}`;
  const content = (async function* () {
    for (let at = 0; at < 8; at++) yield new Uint8Array(4096);
    await begun;
    throw new FileFailure("enough");
  })();
  await assert.rejects(
    sink.put({ kind: "file", path, mode: 0o644, size: 9 * GIB, content }, path),
    /^EcsinError: enough$/,
  );
  const bytes = new Blob(written.map((each) => each.slice())).stream();
  const [entry] = await firstOf(bytes.pipeThrough(createTarDecoder()));
  assert.deepEqual([entry?.header.name, entry?.header.size], [path, 9 * GIB]);
});

Deno.test("a file that cannot be read is left out of what goes to stdout, and told", async () => {
  for (const path of ["", "folder/file"]) {
    const told: string[] = [];
    const tally = newTally((text) => told.push(text));
    let length = 0;
    const sink = new StdoutSink((bytes) => Promise.resolve(void (length += bytes.length)), tally);
    // deno-lint-ignore require-yield
    const content = (async function* (): AsyncGenerator<Uint8Array> {
      throw new FileFailure('"file" is gone');
    })();
    await sink.put({ kind: "file", path, mode: 0o644, size: 5, content }, path);
    assert.deepEqual([told, tally.failed, tally.files, length], [['"file" is gone'], 1, 0, 0]);
  }
});

async function firstOf<Item>(stream: ReadableStream<Item>): Promise<Item[]> {
  const reader = stream.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return value === undefined ? [] : [value];
}
