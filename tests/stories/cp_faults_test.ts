// `ecsin cp` where the image is poor, the session breaks, or the task stops.
import assert from "node:assert/strict";
import { folder, treeOf } from "../copy/copies.ts";
import { noise } from "../copy/noisy_tree.ts";
import { imageOf, TOOLS } from "../copy/shells.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { needs } from "../needs.ts";
import { type Ran, runEcsin } from "./ecsin.ts";

const PLACE = "prod/web/app";
/** What exec's own wrapper takes besides. */
const WRAPPER = ["stty", "base64", "sed", "setsid", "kill", "env"];

async function story(
  path: string | undefined,
  work: (
    run: (words: readonly string[]) => Promise<Ran>,
    at: string,
    aws: FakeAws,
  ) => Promise<void>,
): Promise<void> {
  await using at = await folder();
  const container = { name: "app", image: "example/poor:1", ...path === undefined ? {} : { path } };
  await using aws = startFakeAws(
    buildWorld({ prod: { services: { web: [{ containers: [container] }] } } }),
  );
  const run = async (words: readonly string[]) =>
    await runEcsin(["cp", ...words], { cwd: at.path, env: aws.env });
  await work(run, at.path, aws);
}

async function tree(path: string): Promise<void> {
  await Deno.mkdir(`${path}/sub`, { recursive: true });
  await Deno.writeFile(`${path}/noise`, noise(20_000), { mode: 0o640 });
  await Deno.writeTextFile(`${path}/sub/it's`, "text\n".repeat(500));
  await Deno.symlink("it's", `${path}/sub/link`);
}

const IMAGES: Readonly<Record<string, readonly string[]>> = {
  "without tar": TOOLS.filter((tool) => tool !== "tar"),
  "without tar, gzip and sha256sum": TOOLS.filter((tool) =>
    !["tar", "gzip", "sha256sum"].includes(tool)
  ),
};
for (const [name, tools] of Object.entries(IMAGES)) {
  Deno.test(
    needs(`ecsin cp copies both ways with an image ${name}`, "linux", "dash", "setsid"),
    async () => {
      await using image = await imageOf(["dash"], [...tools, ...WRAPPER]);
      await story(image.path, async (run, at) => {
        await tree(`${at}/from`);
        const up = await run(["from", `${PLACE}:${at}/to`]);
        assert.equal(up.code, 0, up.stderr);
        assert.deepEqual(await treeOf(`${at}/to`), await treeOf(`${at}/from`));
        const down = await run([`${PLACE}:${at}/to`, "back"]);
        assert.equal(down.code, 0, down.stderr);
        assert.deepEqual(await treeOf(`${at}/back`), await treeOf(`${at}/from`));
      });
    },
  );
}

Deno.test(
  needs(
    "ecsin cp goes without base64 in the image, a command line at a time",
    "linux",
    "dash",
    "setsid",
  ),
  async () => {
    const tools = WRAPPER.filter((tool) => tool !== "base64");
    await using image = await imageOf(["dash"], [...TOOLS, ...tools]);
    await story(image.path, async (run, at) => {
      await Deno.writeFile(`${at}/conf`, noise(3_000));
      const up = await run(["conf", `${PLACE}:${at}/there`]);
      assert.equal(up.code, 0, up.stderr);
      assert.deepEqual(await Deno.readFile(`${at}/there`), await Deno.readFile(`${at}/conf`));
      const down = await run([`${PLACE}:${at}/there`, "back"]);
      assert.equal(down.code, 0, down.stderr);
      assert.deepEqual(await Deno.readFile(`${at}/back`), await Deno.readFile(`${at}/conf`));
    });
  },
);

Deno.test("ecsin cp says that an image has no sh, and which one", async () => {
  await story("/nonexistent", async (run, at) => {
    await Deno.writeTextFile(`${at}/x`, "x");
    for (const words of [["x", `${PLACE}:/x`], [`${PLACE}:/x`, "y"]]) {
      const { code, stderr } = await run(words);
      assert.equal(code, 255, stderr);
      assert.match(stderr, /there is no sh in prod \/ web/);
      assert.match(stderr, /its image example\/poor:1 has no shell/);
    }
  });
});

Deno.test(needs("ecsin cp goes on through cuts of the connection", "unix"), async () => {
  const cuts = (["toClient", "fromClient"] as const).flatMap((direction) =>
    ["up", "down"].map((way) => ({ direction, way }))
  );
  await Promise.all(cuts.map(({ direction, way }) =>
    story(undefined, async (run, at, aws) => {
      await tree(`${at}/from`);
      aws.channel.cut = { direction, nth: [9, 14], closeFrame: true };
      const there = `${PLACE}:${at}`;
      const ran = await run(way === "up" ? ["from", `${there}/to`] : [`${there}/from`, "to"]);
      assert.equal(ran.code, 0, ran.stderr);
      assert.deepEqual(await treeOf(`${at}/to`), await treeOf(`${at}/from`));
    })
  ));
});

Deno.test(
  needs("ecsin cp --parallel reads and writes a large file by several sessions", "unix"),
  async () => {
    await story(undefined, async (run, at, aws) => {
      await Deno.writeFile(`${at}/big`, noise(2_500_000));
      const down = await run(["--parallel", "2", `${PLACE}:${at}/big`, "copy"]);
      assert.equal(down.code, 0, down.stderr);
      assert.equal(aws.api.calls.filter(({ action }) => action === "ExecuteCommand").length, 2);
      assert.deepEqual(await Deno.readFile(`${at}/copy`), await Deno.readFile(`${at}/big`));
      const up = await run(["--parallel", "2", "big", `${PLACE}:${at}/up`]);
      assert.equal(up.code, 0, up.stderr);
      assert.equal(aws.api.calls.filter(({ action }) => action === "ExecuteCommand").length, 4);
      assert.deepEqual(await Deno.readFile(`${at}/up`), await Deno.readFile(`${at}/big`));
    });
  },
);

Deno.test(
  needs("ecsin cp --chown and --user say whose the result is", "linux", "root", "setpriv"),
  async () => {
    await story(undefined, async (run, at) => {
      await Deno.writeTextFile(`${at}/x`, "x");
      assert.equal((await run(["--chown", "65534:65534", "x", `${PLACE}:${at}/theirs`])).code, 0);
      assert.equal((await Deno.stat(`${at}/theirs`)).uid, 65534);
      await Deno.chmod(at, 0o755);
      const refused = await run(["--user", "nobody", "x", `${PLACE}:${at}/refused`]);
      assert.equal(refused.code, 255);
      assert.match(refused.stderr, /permission denied/i);
      const unknown = await run(["--chown", "no-such-user", "x", `${PLACE}:${at}/unknown`]);
      assert.equal(unknown.code, 255);
      assert.match(unknown.stderr, /cannot give it to "no-such-user"/);
      await assert.rejects(Deno.lstat(`${at}/unknown`), Deno.errors.NotFound);
      // What another user writes to is not that user's to open; one file in the middle is not either.
      await Deno.mkdir(`${at}/from`);
      await Deno.writeFile(`${at}/from/large`, noise(400_000));
      for (const name of ["a", "b", "c"]) await Deno.writeTextFile(`${at}/from/${name}`, name);
      await Deno.chmod(`${at}/from/b`, 0o600);
      const read = await run(["--user", "nobody", `${PLACE}:${at}/from`, "to"]);
      assert.equal(read.code, 1);
      assert.match(read.stderr, /"b" could not be read: Permission denied\n$/);
      const { b: _, ...wanted } = await treeOf(`${at}/from`);
      assert.deepEqual(await treeOf(`${at}/to`), wanted);
    });
  },
);
