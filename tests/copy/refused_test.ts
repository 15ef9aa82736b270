// What a container or this machine does not take: told in its own words, and nothing of it stays.
import assert from "node:assert/strict";
import { needs } from "../needs.ts";
import { download, treeOf, upload } from "./copies.ts";
import { failureOf, withTree } from "./noisy_tree.ts";
import { TOOLS } from "./shells.ts";

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

Deno.test(
  needs("a noexec destination takes files, a read-only one is told", "linux", "root", "dash"),
  async () => {
    await withTree({}, async ({ from, at }, remote) => {
      const disk = `${at}/disk`;
      await Deno.mkdir(disk);
      const mount = async (options: string) =>
        (await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", options, "tmpfs", disk] })
          .output()).success;
      if (!await mount("noexec")) return;
      try {
        assert.equal((await upload(from, remote, `${disk}/x`)).failed, 0);
        assert.deepEqual(await treeOf(`${disk}/x`), await treeOf(from));
        const args = ["-o", "remount,ro", disk];
        await new Deno.Command("mount", { args }).output();
        const up = await failureOf(upload(from, remote, `${disk}/y`));
        assert.match(up.failure.what, /could not take it: .*read-only file system/i);
        const down = await failureOf(download(remote, from, `${disk}/y`));
        assert.match(`${down.failure.why}`, /read-only file system/i);
        // What is read needs no place to write.
        assert.equal((await download(remote, `${disk}/x`, `${at}/back`)).failed, 0);
      } finally {
        await new Deno.Command("umount", { args: [disk] }).output();
      }
    });
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

Deno.test(needs("a pipe is never replaced, on either side", "unix", "dash", "mkfifo"), async () => {
  await withTree({}, async ({ from, at }, remote) => {
    const folder = `${at}/folder`;
    await Deno.mkdir(folder);
    const { success } = await new Deno.Command("mkfifo", { args: [`${folder}/noise`] }).output();
    assert(success);
    const pipe = `${folder}/noise`;
    for (
      const work of [
        () => upload(`${from}/noise`, remote, pipe),
        () => download(remote, `${from}/noise`, pipe),
      ]
    ) {
      const { failure } = await failureOf(work());
      assert.equal(failure.id, "copy-destination");
      assert.match(failure.what, /noise" is neither a file nor a folder/);
    }
    // Nor where it stands in the way of one file of many.
    for (
      const work of [
        () => upload(`${from}/.`, remote, folder),
        () => download(remote, `${from}/.`, folder),
      ]
    ) {
      const { failed, remarks } = await work();
      assert.equal(failed, 1);
      assert.match(remarks.join(), /noise" could not be made: a device, pipe or socket is there/);
    }
    assert((await Deno.lstat(`${folder}/noise`)).isFifo);
  });
});

Deno.test(
  needs("an owner that there is not is told once, and nothing is placed", "linux", "root", "dash"),
  async () => {
    await withTree({}, async ({ from, to }, remote) => {
      const { failure } = await failureOf(upload(from, remote, to, { owner: "nosuchuser" }));
      assert.equal(failure.id, "copy-user");
      assert.match(`${failure.why}`, /invalid user: .nosuchuser/);
      await assert.rejects(Deno.lstat(to), Deno.errors.NotFound);
    });
  },
);

Deno.test(
  needs("folders too deep for a path are told, not left out in silence", "linux", "dash"),
  async () => {
    await withTree({}, async ({ at }, remote) => {
      // Two halves that are each short enough to be named, and together are not.
      const half = Array.from({ length: 9 }, () => "d".repeat(250)).join("/");
      await Deno.mkdir(`${at}/upper/${half}`, { recursive: true });
      await Deno.mkdir(`${at}/lower/${half}`, { recursive: true });
      await Deno.rename(`${at}/lower`, `${at}/upper/${half}/lower`);
      const { failed, remarks } = await download(remote, `${at}/upper`, `${at}/to`);
      assert(failed > 0);
      assert.match(remarks.join("\n"), /left out: File name too long/);
    });
  },
);
