// What is started to be tried: a program, a bundle, or what a release has for this system.
import assert from "node:assert/strict";
import manifest from "../deno.json" with { type: "json" };
import { checkSha256 } from "../src/upgrade/download.ts";
import { CHECKSUMS, findArchive, programName } from "../src/upgrade/releases.ts";
import { unpack } from "../src/upgrade/unpack.ts";

/**
 * The whole path of a program: `what` itself, or where it is the folder of a release, the program of
 * the archive for this system, checked and unpacked as `ecsin upgrade` does it.
 */
export async function programOf(what: string): Promise<string> {
  const program = (await Deno.stat(what)).isDirectory ? await unpacked(what) : what;
  return await Deno.realPath(program);
}

/** The program of a release's archive for this system, unpacked into a temporary folder. */
async function unpacked(release: string): Promise<string> {
  const archive = findArchive(await Deno.readTextFile(`${release}/${CHECKSUMS}`), Deno.build);
  assert.ok(archive, `no archive for ${Deno.build.os} ${Deno.build.arch} in ${release}`);
  assert.equal(archive.version, manifest.version);
  const bytes = await Deno.readFile(`${release}/${archive.name}`);
  await checkSha256(bytes, archive.sha256, archive.name);
  const name = programName(Deno.build.os);
  const program = `${await Deno.makeTempDir({ prefix: "ecsin-smoke-" })}/${name}`;
  await Deno.writeFile(program, await unpack(bytes, archive.name, name), { mode: 0o755 });
  return program;
}
