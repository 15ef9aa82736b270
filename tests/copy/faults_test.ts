// What happens to a copy on its way: cut at any place, doubled, refused, full. Never is a wrong file
// under a right name, and what could not be done is told.
import assert from "node:assert/strict";
import fc from "fast-check";
import { EcsinError } from "../../src/error.ts";
import { needs } from "../needs.ts";
import { download, folder, treeOf, upload } from "./copies.ts";
import { type Faults, imageOf, remoteOf, TOOLS } from "./shells.ts";

/** Bytes that no program makes much smaller, the same at each run. */
function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}

async function tree(path: string): Promise<void> {
  await Deno.mkdir(`${path}/sub/deep`, { recursive: true });
  await Deno.writeFile(`${path}/noise`, noise(700_000));
  await Deno.writeFile(`${path}/text`, new Uint8Array(900_000).map((_, at) => 97 + at % 7));
  for (let index = 0; index < 30; index++) {
    await Deno.writeFile(`${path}/sub/${index}`, noise(index * 40, index + 1));
  }
  await Deno.symlink("../noise", `${path}/sub/link`);
}

async function failureOf(work: Promise<unknown>): Promise<EcsinError> {
  try {
    await work;
  } catch (error) {
    assert(error instanceof EcsinError, String(error));
    return error;
  }
  throw new Error("it did not fail");
}

/** A copy under a fault: a container of dash with all tools, or with those that are named. */
async function withTree(
  faults: Faults,
  work: (
    given: { readonly from: string; readonly to: string; readonly at: string },
    remote: ReturnType<typeof remoteOf>,
  ) => Promise<void>,
  tools: readonly string[] = TOOLS,
): Promise<void> {
  await using image = await imageOf(["dash"], tools);
  await using at = await folder();
  const from = `${at.path}/from`;
  await tree(from);
  await work({ from, to: `${at.path}/to`, at: at.path }, remoteOf(image.path, faults));
}

const cuts = fc.array(fc.oneof(fc.nat(3_000), fc.nat(900_000)), { minLength: 1, maxLength: 4 });

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

Deno.test(
  needs("a full disk is told in its own words, and nothing stays", "linux", "root", "dash"),
  async () => {
    await withTree({}, async ({ from, at }, remote) => {
      const disk = `${at}/disk`;
      await Deno.mkdir(disk);
      const mount = (...args: string[]) => new Deno.Command("mount", { args }).output();
      const { success } = await mount("-t", "tmpfs", "-o", "size=512k", "tmpfs", disk);
      // A container that runs the tests may not be allowed to.
      if (!success) return;
      try {
        assert.equal(
          (await failureOf(upload(`${from}/noise`, remote, `${disk}/x`))).failure.id,
          "copy-no-room",
        );
        assert.equal(
          (await failureOf(download(remote, `${from}/noise`, `${disk}/x`))).failure.id,
          "copy-unwritten",
        );
        assert.deepEqual([...Deno.readDirSync(disk)], []);
      } finally {
        await new Deno.Command("umount", { args: [disk] }).output();
      }
    });
    // Where df does not tell, the disk does.
    await withTree({}, async ({ from, at }, remote) => {
      const disk = `${at}/disk`;
      await Deno.mkdir(disk);
      const args = ["-t", "tmpfs", "-o", "size=512k", "tmpfs", disk];
      if (!(await new Deno.Command("mount", { args }).output()).success) return;
      try {
        const { failure } = await failureOf(upload(`${from}/noise`, remote, `${disk}/x`));
        assert.equal(failure.id, "copy-refused");
        assert.match(failure.what, /no space left on device/i);
        assert.deepEqual([...Deno.readDirSync(disk)], []);
      } finally {
        await new Deno.Command("umount", { args: [disk] }).output();
      }
    }, TOOLS.filter((tool) => tool !== "df"));
  },
);

Deno.test(needs("what may not be written or read is told", "unix", "dash"), async () => {
  await withTree({}, async ({ from, to, at }, remote) => {
    const { failure } = await failureOf(upload(`${from}/noise`, remote, "/proc/sys/x"));
    assert.equal(failure.id, "copy-refused");
    await Deno.mkdir(`${at}/folder`);
    await Deno.mkdir(`${at}/folder/noise`);
    const up = await upload(`${from}/.`, remote, `${at}/folder`);
    assert.equal(up.failed, 1);
    assert.match(up.remarks.join("\n"), /folder\/noise" could not be made: Is a directory/);
    const down = await download(remote, `${from}/.`, `${at}/folder`);
    assert.equal(down.failed, 1);
    assert.match(down.remarks.join("\n"), /noise/);
    const { failure: missing } = await failureOf(download(remote, `${at}/nothing`, to));
    assert.equal(missing.id, "copy-source");
  });
});

Deno.test(needs("-n keeps what is there", "unix", "dash"), async () => {
  await withTree({}, async ({ from, to }, remote) => {
    await Deno.mkdir(`${to}/sub`, { recursive: true });
    await Deno.writeTextFile(`${to}/sub/3`, "mine");
    const up = await upload(`${from}/.`, remote, to, { overwrite: false });
    assert.equal(up.kept, 1);
    assert.equal(await Deno.readTextFile(`${to}/sub/3`), "mine");
    const down = await download(remote, `${from}/.`, to, { overwrite: false });
    assert.equal(down.files, 0);
    assert.equal(await Deno.readTextFile(`${to}/sub/3`), "mine");
  });
});

Deno.test(
  needs("a file that grows while it is read arrives as far as it was", "unix", "dash"),
  async () => {
    await withTree({}, async ({ from, to }, remote) => {
      const path = `${from}/noise`;
      const run: typeof remote.run = (words, ends, signal) =>
        remote.run(words, {
          ...ends,
          writeStdout: async (bytes) => {
            await Deno.writeTextFile(path, "more\n", { append: true });
            await ends.writeStdout(bytes);
          },
        }, signal);
      const { remarks } = await download({ ...remote, run }, path, to);
      assert.match(remarks.join("\n"), /changed while it was read/);
      const got = await Deno.readFile(to);
      assert.deepEqual(got, (await Deno.readFile(path)).slice(0, got.length));
      assert(got.length >= 700_000);
    });
  },
);
