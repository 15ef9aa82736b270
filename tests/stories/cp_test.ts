// `ecsin cp`: files in and out of a container of the fake AWS, whose commands run on this machine.
import assert from "node:assert/strict";
import { folder, treeOf } from "../copy/copies.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { needs } from "../needs.ts";
import { openEcsin, type Ran, runEcsin, type RunOptions } from "./ecsin.ts";

const PLACE = "prod/web/app";

function account(tasks = 1) {
  return buildWorld({
    prod: {
      services: { web: Array.from({ length: tasks }, () => ({ containers: ["app", "nginx"] })) },
    },
  });
}

async function cp(aws: FakeAws, words: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return await runEcsin(["cp", ...words], { ...options, env: { ...aws.env, ...options.env } });
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

Deno.test(needs("ecsin cp copies a tree in and out, and both are the same", "unix"), async () => {
  await using at = await folder();
  await using aws = startFakeAws(account());
  await tree(`${at.path}/from`);
  const up = await cp(aws, [`${at.path}/from`, `${PLACE}:${at.path}/to`]);
  assert.deepEqual([up.code, up.stdout], [0, ""], up.stderr);
  assert.deepEqual(await treeOf(`${at.path}/to`), await treeOf(`${at.path}/from`));
  const down = await cp(aws, [`${PLACE}:${at.path}/to`, `${at.path}/back`]);
  assert.deepEqual([down.code, down.stdout], [0, ""], down.stderr);
  assert.deepEqual(await treeOf(`${at.path}/back`), await treeOf(`${at.path}/from`));
});
