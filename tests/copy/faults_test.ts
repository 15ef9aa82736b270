// What happens to a copy on its way: cut at any place, doubled, left. Never is a wrong file under a
// right name, and what could not be done is told.
import assert from "node:assert/strict";
import fc from "fast-check";
import { needs } from "../needs.ts";
import { download, treeOf, upload } from "./copies.ts";
import { failureOf, noise, withTree } from "./noisy_tree.ts";
import { remoteOf } from "./shells.ts";

const cuts = fc.array(fc.oneof(fc.nat(3_000), fc.nat(900_000)), { minLength: 1, maxLength: 3 });

Deno.test(
  needs("a download that is cut anywhere goes on where it was", "unix", "dash"),
  async () => {
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 1, max: 3 }), async (cutOut, parallel) => {
        await withTree({ cutOut: cutOut.map((each) => each + 1) }, async ({ from, to }, remote) => {
          const { remarks } = await download(remote, from, to, { parallel });
          assert.deepEqual(remarks, []);
          assert.deepEqual(await treeOf(to), await treeOf(from));
        });
      }),
      { numRuns: 8 },
    );
  },
);

Deno.test(
  needs("an upload that is cut anywhere goes on where it was", "unix", "dash"),
  async () => {
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 1, max: 3 }), async (cutIn, parallel) => {
        await withTree(
          { cutIn: cutIn.map((each) => each + 1) },
          async ({ from, to, at }, remote) => {
            const { remarks } = await upload(from, remote, to, { parallel });
            assert.deepEqual(remarks, []);
            assert.deepEqual(await treeOf(to), await treeOf(from));
            assert.deepEqual([...Deno.readDirSync(at)].map(({ name }) => name).sort(), [
              "from",
              "to",
            ]);
          },
        );
      }),
      { numRuns: 8 },
    );
  },
);

Deno.test(
  needs("an upload whose container's answers are cut anywhere", "unix", "dash"),
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(400), { minLength: 1, maxLength: 3 }), async (cutOut) => {
        await withTree({ cutOut: cutOut.map((each) => each + 1) }, async ({ from, to }, remote) => {
          await upload(from, remote, to);
          assert.deepEqual(await treeOf(to), await treeOf(from));
        });
      }),
      { numRuns: 12 },
    );
  },
);

Deno.test(
  needs("input that the agent gives twice is found and sent again", "unix", "dash"),
  async () => {
    for (const doubleIn of [0, 40_000, 300_000]) {
      await withTree({ doubleIn }, async ({ from, to }, remote) => {
        await upload(from, remote, to);
        assert.deepEqual(await treeOf(to), await treeOf(from));
      });
    }
  },
);

Deno.test(needs("a prefix that is not the same is not gone on with", "unix", "dash"), async () => {
  await withTree({ cutIn: [400_000] }, async ({ from, to, at }, remote) => {
    const run = remote.run;
    let sessions = 0;
    const spoiling: typeof run = async (...given) => {
      if (++sessions === 2) {
        const [parts = ""] = [...Deno.readDirSync(at)].map(({ name }) => name).filter((name) =>
          name.endsWith(".part")
        );
        for (const { name } of Deno.readDirSync(`${at}/${parts}`)) {
          if (!name.startsWith("b")) continue;
          const bytes = await Deno.readFile(`${at}/${parts}/${name}`);
          await Deno.writeFile(`${at}/${parts}/${name}`, bytes.map((byte) => byte ^ 1));
        }
      }
      return await run(...given);
    };
    await upload(from, { ...remote, run: spoiling }, to);
    assert(sessions > 1);
    assert.deepEqual(await treeOf(to), await treeOf(from));
  });
});

Deno.test(needs("a task that stops leaves no wrong file", "unix", "dash"), async () => {
  for (const at of [100, 5_000, 650_000]) {
    await withTree({ cutOut: [at], isFinal: true }, async ({ from, to }, remote) => {
      const { failure } = await failureOf(download(remote, `${from}/noise`, to));
      assert.equal(failure.id, "copy-lost");
      await assert.rejects(Deno.lstat(to), Deno.errors.NotFound);
    });
    await withTree({ cutIn: [at], isFinal: true }, async ({ from, to }, remote) => {
      const { failure } = await failureOf(upload(`${from}/noise`, remote, to));
      assert.equal(failure.id, "copy-lost");
      await assert.rejects(Deno.lstat(to), Deno.errors.NotFound);
    });
  }
});

Deno.test(needs("what had arrived whole when a task stopped is kept", "unix", "dash"), async () => {
  await withTree({ cutOut: [712_000], isFinal: true }, async ({ from, to }, remote) => {
    const { failure } = await failureOf(download(remote, from, to));
    assert.equal(failure.id, "copy-lost");
    const wanted = await treeOf(from);
    const got = Object.entries(await treeOf(to)).filter(([, what]) => what.startsWith("file"));
    assert(got.length > 0);
    for (const [path, what] of got) assert.equal(what, wanted[path]);
  });
});

Deno.test(needs("^C leaves nothing on either side", "unix", "dash"), async () => {
  for (const way of ["down", "up"] as const) {
    await withTree({}, async ({ from, to, at }, remote) => {
      const abort = new AbortController();
      let bytes = 0;
      // In the middle of the noise, whichever way it goes.
      const run: typeof remote.run = (words, ends, signal) =>
        remote.run(words, {
          ...ends,
          ...ends.readStdin === undefined ? {} : {
            readStdin: async () => {
              const read = await ends.readStdin?.() ?? null;
              bytes += read?.length ?? 0;
              if (bytes > 200_000) abort.abort();
              return read;
            },
          },
          writeStdout: async (piece) => {
            bytes += piece.length;
            if (bytes > 200_000) abort.abort();
            await ends.writeStdout(piece);
          },
        }, signal);
      const left = { ...remote, run };
      const options = { signal: abort.signal };
      await failureOf(
        way === "down" ? download(left, from, to, options) : upload(from, left, to, options),
      );
      assert.deepEqual([...Deno.readDirSync(at)].map(({ name }) => name), ["from"]);
    });
  }
});

Deno.test(
  needs("an image without base64 takes a small file as octal", "unix", "dash"),
  async () => {
    await withTree({ noStdin: true }, async ({ from, to, at }, remote) => {
      await Deno.writeFile(`${at}/small`, noise(9_000));
      const { remarks } = await upload(`${at}/small`, remote, to);
      assert.deepEqual(remarks, []);
      assert.deepEqual(await Deno.readFile(to), await Deno.readFile(`${at}/small`));
      const { failure } = await failureOf(upload(`${from}/noise`, remote, `${at}/big`));
      assert.equal(failure.id, "copy-no-base64");
      assert.deepEqual(
        [...Deno.readDirSync(at)].map(({ name }) => name).sort(),
        ["from", "small", "to"],
      );
      await download(remote, from, `${at}/down`);
      assert.deepEqual(await treeOf(`${at}/down`), await treeOf(from));
    });
  },
);

Deno.test("an image without sh is refused with its name", async () => {
  const remote = remoteOf("/nowhere", { noShell: true });
  const { failure } = await failureOf(download(remote, "/etc/hosts", "/nowhere/x"));
  assert.equal(failure.id, "copy-no-shell");
  assert.match(String(failure.why), /example\/app:1/);
});
