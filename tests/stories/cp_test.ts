// `ecsin cp`: files in and out of a container of the fake AWS, whose commands run on this machine.
import assert from "node:assert/strict";
import { folder, treeOf } from "../copy/copies.ts";
import { noise } from "../copy/noisy_tree.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { needs } from "../needs.ts";
import { openEcsin, type Ran, runEcsin, type RunOptions } from "./ecsin.ts";
import { Home } from "./home.ts";
import { KEY } from "./terminal.ts";
import { together } from "./together.ts";

const PLACE = "prod/web/app";

function account(tasks = 1) {
  return buildWorld({
    prod: {
      services: { web: Array.from({ length: tasks }, () => ({ containers: ["app", "nginx"] })) },
    },
  });
}

/** A world of one task and a folder that its containers see, too. */
async function story(
  work: (
    run: (words: readonly string[], options?: RunOptions) => Promise<Ran>,
    at: string,
    aws: FakeAws,
  ) => Promise<void>,
  tasks = 1,
): Promise<void> {
  await using at = await folder();
  await using aws = startFakeAws(account(tasks));
  const run = async (words: readonly string[], options: RunOptions = {}) =>
    await runEcsin(["cp", ...words], {
      cwd: at.path,
      ...options,
      env: { ...aws.env, ...options.env },
    });
  await work(run, at.path, aws);
}

/** A tree with most of what makes names hard. */
async function tree(path: string): Promise<void> {
  await Deno.mkdir(`${path}/sub/empty`, { recursive: true });
  await Deno.writeTextFile(`${path}/it's "odd"\n$(x)`, "odd\n", { mode: 0o755 });
  await Deno.writeTextFile(`${path}/-rf`, "");
  await Deno.writeTextFile(`${path}/sub/日本語`, "x".repeat(100_000), { mode: 0o600 });
  await Deno.writeFile(`${path}/sub/bytes`, Uint8Array.from({ length: 70_000 }, (_, at) => at * 7));
  await Deno.symlink("../-rf", `${path}/sub/link`);
}

const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).sort();

together(needs("ecsin cp, both ways", "unix", "setsid", "tar"), {
  "ecsin cp copies a tree in and out, and both are the same": async () => {
    await story(async (run, at) => {
      await tree(`${at}/from`);
      const up = await run(["from", `${PLACE}:${at}/to`]);
      assert.deepEqual([up.code, up.stdout], [0, ""], up.stderr);
      assert.deepEqual(await treeOf(`${at}/to`), await treeOf(`${at}/from`));
      const down = await run(["-rp", `${PLACE}:${at}/to`, "back"]);
      assert.deepEqual([down.code, down.stdout], [0, ""], down.stderr);
      assert.match(down.stderr, /^ecsin: prod \/ web \/ \w+ \/ app in .*\n$/);
      assert.deepEqual(await treeOf(`${at}/back`), await treeOf(`${at}/from`));
      assert.deepEqual(names(at), ["back", "from", "to"]);
    });
  },

  "ecsin cp -: a file is its bytes, a folder a tar, into a folder a tar is unpacked": async () => {
    await story(async (run, at) => {
      const bytes = Uint8Array.from({ length: 3000 }, (_, index) => index);
      assert.equal((await run(["-q", "-", `${PLACE}:${at}/bytes`], { stdin: bytes })).code, 0);
      assert.deepEqual(await Deno.readFile(`${at}/bytes`), bytes);
      await Deno.writeTextFile(`${at}/text`, "one\ntwo\n");
      assert.equal((await run([`${PLACE}:${at}/text`, "-"])).stdout, "one\ntwo\n");

      await tree(`${at}/from`);
      const from = (name: string) => `${PLACE}:${at}/${name}`;
      await Deno.mkdir(`${at}/there`);
      const packed = await new Deno.Command("tar", { args: ["-C", at, "-cf", "-", "from"] })
        .output();
      const unpacked = await run(["-", from("there/")], { stdin: packed.stdout.slice() });
      assert.equal(unpacked.code, 0, unpacked.stderr);
      assert.deepEqual(await treeOf(`${at}/there/from`), await treeOf(`${at}/from`));

      const home = await Home.make();
      await using _ = home;
      const program = await run([from("from"), "-"], { home });
      assert.equal(program.code, 0, program.stderr);
      assert.match(program.stdout.slice(0, 200), /^from\//);
      const wrong = await run(["-", from("there/")], { stdin: "no tar at all" });
      assert.equal(wrong.code, 2);
      assert.match(wrong.stderr, /stdin is not a readable tar archive/);
    });
  },

  "ecsin cp from container to container goes through this machine": async () => {
    await story(async (run, at) => {
      await tree(`${at}/from`);
      const ran = await run([`${PLACE}:${at}/from`, `prod/web/nginx:${at}/to`]);
      assert.equal(ran.code, 0, ran.stderr);
      assert.match(ran.stderr, /\/ app in [\s\S]*\/ nginx in /);
      assert.deepEqual(await treeOf(`${at}/to`), await treeOf(`${at}/from`));
    });
  },

  "ecsin cp --all goes to every task, and from each into a folder of its own": async () => {
    await story(async (run, at, aws) => {
      await Deno.writeTextFile(`${at}/log`, "a line\n");
      const down = await run(["--all", `${PLACE}:${at}/log`, "logs"]);
      assert.equal(down.code, 0, down.stderr);
      const { tasks } = aws.world;
      const ids = tasks.map(({ taskId }) => taskId.slice(0, 8));
      assert.deepEqual(names(`${at}/logs`), ids.sort());
      for (const id of ids) {
        assert.equal(await Deno.readTextFile(`${at}/logs/${id}/log`), "a line\n");
      }
      await Deno.mkdir(`${at}/each`);
      const up = await run(["--all", "log", `${PLACE}:${at}/each/`]);
      assert.equal(up.code, 0, up.stderr);
      assert.match(up.stderr, /all 3 tasks/);
      assert.deepEqual(names(`${at}/each`), ["log"]);
      const file = await run(["--all", `${PLACE}:${at}/log`, "log"]);
      assert.equal(file.code, 1);
      assert.match(file.stderr, /"log\/\w+" could not be written/);
    }, 3);
  },

  "ecsin cp -n leaves what is there, -L follows links, several sources need a folder": async () => {
    await story(async (run, at) => {
      await Deno.writeTextFile(`${at}/a`, "new");
      await Deno.writeTextFile(`${at}/there`, "old");
      await Deno.symlink("a", `${at}/link`);
      assert.equal((await run(["-n", "a", `${PLACE}:${at}/there`])).code, 0);
      assert.equal(await Deno.readTextFile(`${at}/there`), "old");
      await run(["link", `${PLACE}:${at}/kept`]);
      assert.equal(await Deno.readLink(`${at}/kept`), "a");
      await run(["-L", `${PLACE}:${at}/link`, "followed"]);
      assert.equal(await Deno.readTextFile(`${at}/followed`), "new");
      const two = await run(["a", "there", `${PLACE}:${at}/no-folder`]);
      assert.equal(two.code, 2);
      assert.match(two.stderr, /there is no folder/);
      assert.match(two.stderr, /next: ecsin exec prod\/web\/app -- mkdir -p \/.*\/no-folder\n/);
      await Deno.mkdir(`${at}/folder`);
      assert.equal((await run(["a", "there", `${PLACE}:${at}/folder`])).code, 0);
      assert.deepEqual(names(`${at}/folder`), ["a", "there"]);
      await Deno.writeTextFile(`${at}/b:c`, "colon");
      assert.equal((await run(["./b:c", `${PLACE}:${at}/folder`])).code, 0);
      assert.deepEqual(names(`${at}/folder`), ["a", "b:c", "there"]);
    });
  },

  "ecsin cp shows how far it is, and its last line tells what arrived": async () => {
    await story(async (_run, at, aws) => {
      await Deno.writeFile(`${at}/big`, noise(300_000));
      aws.channel.toClient.perFrameMs = 10;
      const words = ["cp", `${PLACE}:${at}/big`, `${at}/copy`];
      await using terminal = await openEcsin(words, { env: aws.env });
      await terminal.waitForOutput(/ecsin: [\d.]+ kB of 300\.0 kB/);
      await terminal.waitFor(/received 1 file, 300\.0 kB in \d+ s, verified by sha256/);
      assert.deepEqual(await terminal.exit(), { code: 0, signal: undefined });
    });
  },

  "^C takes back what was begun, on both sides": async () => {
    await story(async (_run, at, aws) => {
      await Deno.writeFile(`${at}/big`, noise(300_000));
      aws.channel.fromClient.perFrameMs = 5;
      for (
        const words of [[`${at}/big`, `${PLACE}:${at}/copy`], [`${PLACE}:${at}/big`, `${at}/copy`]]
      ) {
        aws.channel.toClient.perFrameMs = words[1] === `${at}/copy` ? 10 : 0;
        await using terminal = await openEcsin(["cp", ...words], { env: aws.env });
        await terminal.waitForOutput(/ecsin: (?!0 B)[\d.]+ k?B of 300\.0 kB/);
        await terminal.type(KEY.ctrlC);
        assert.deepEqual(await terminal.exit(), { code: 130, signal: undefined }, terminal.text());
        assert.match(terminal.text(), /left before the end: what was begun is taken back/);
        assert.deepEqual(names(at), ["big"], terminal.text());
      }
    });
  },
});

Deno.test("ecsin cp tells what is wrong with its words before anything is asked", async () => {
  await story(async (run, _at, aws) => {
    const failures: [string[], RegExp][] = [
      [[], /a source and a destination are needed/],
      [["a"], /a source and a destination are needed/],
      [["a", "b"], /both sides are on this machine/],
      [["", "web:/x"], /one of the paths is empty/],
      [["-", "a", "web:/x"], /stdin is one source/],
      [["--all", "web:/x", "-"], /stdout is one/],
      [["--chown", "app", "web:/x", "y"], /--chown is for what arrives/],
    ];
    for (const [words, wanted] of failures) {
      const { code, stderr } = await run(words);
      assert.equal(code, 2, words.join(" "));
      assert.match(stderr, wanted);
    }
    assert.equal(aws.api.calls.length, 0);
    const missing = await run([`${PLACE}:/no/such/file`, "x"]);
    assert.deepEqual([missing.code, missing.stdout], [255, ""]);
    assert.match(missing.stderr, /there is no "\/no\/such\/file" in prod \/ web/);
    assert.match(missing.stderr, /next: ecsin exec --cluster prod .* -- ls -ld \/no\/such\/file\n/);
    const { length: calls } = aws.api.calls;
    const local = await run(["no-such", `${PLACE}:/tmp/x`]);
    assert.match(local.stderr, /"no-such" cannot be read/);
    assert(!aws.api.calls.slice(calls).some(({ action }) => action === "ExecuteCommand"));
  });
});
