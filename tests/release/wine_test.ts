// Installing and upgrading on Windows, as far as Wine goes: `deno task install` and its ecsin.cmd, and
// an upgrade while programs that it replaces still run.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { archiveName } from "../../src/upgrade/releases.ts";
import { runPermissions } from "../../tools/permissions.ts";
import { zip } from "../../tools/archive.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { runProgram } from "../stories/ecsin.ts";
import { smallestAccount, THERE } from "../stories/every_command.ts";
import { cleanEnvironment, Home } from "../stories/home.ts";
import { buildProgram, DENO_EXE, onZ, wine } from "../stories/wine.ts";
import { ReleaseServer } from "./server.ts";

const ROOT = decodeURIComponent(new URL("../../", import.meta.url).pathname);

const LAUNCHER = "on Windows deno task install makes an ecsin.cmd that works, and takes it away";
Deno.test(needs(LAUNCHER, "an ecsin of Windows"), async () => {
  await using aws = startFakeAws(smallestAccount());
  await using home = await Home.make();
  const folder = `${home.path}/a place`;
  const install = (...words: string[]) =>
    runProgram(
      wine(DENO_EXE, "run", "-A", "--quiet", `Z:${ROOT}tools/install.ts`, ...words),
      { home, env: { NO_COLOR: "1" }, deadlineMs: 180_000 },
    );
  const installed = await install("--dir", onZ(folder));
  // Wine has words of its own there now and then.
  assert.equal(installed.code, 0, installed.stderr);
  assert.ok(
    installed.stdout.startsWith(`ecsin ${manifest.version} is ${onZ(folder)}\\ecsin.cmd, `),
    installed.stdout,
  );
  const ecsin = (...words: string[]) =>
    runProgram(wine("cmd", "/c", "ecsin.cmd", ...words), { home, cwd: folder, env: aws.env });
  assert.equal((await ecsin("--version")).stdout.trim(), manifest.version);
  const done = await ecsin("exec", ...THERE, "--", "sh", "-c", "echo 'two  words'; exit 7");
  assert.deepEqual([done.code, done.stdout], [7, "two  words\n"], done.stderr);
  // The Deno that it was installed with is no more.
  const text = await Deno.readTextFile(`${folder}/ecsin.cmd`);
  await Deno.writeTextFile(`${folder}/ecsin.cmd`, text.replaceAll("deno.exe", "no-deno.exe"));
  const without = await ecsin("--version");
  assert.equal(without.code, 255);
  assert.match(
    without.stderr,
    /ecsin: error: .* is gone ?\r?\n {2}next: npx -y deno@\S+ task install/,
  );
  const gone = await install("--uninstall", "--dir", onZ(folder));
  assert.equal(gone.code, 0, gone.stderr);
  await assert.rejects(Deno.lstat(`${folder}/ecsin.cmd`), Deno.errors.NotFound);
});

/** Starts a program that runs until its stdin ends; gives it once it has said its version. */
async function running(program: string, home: Home) {
  const [command = "", ...args] = wine(onZ(program), "wait");
  const child = new Deno.Command(command, {
    args,
    clearEnv: true,
    env: cleanEnvironment(home, {}),
    cwd: home.path,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  const end = async () => {
    await child.stdin.close();
    await reader.cancel();
    await child.status;
  };
  return { said: new TextDecoder().decode(value).trim(), end };
}

const UPGRADE =
  "on Windows ecsin upgrade replaces a program that runs, and that of an upgrade before";
Deno.test(needs(UPGRADE, "an ecsin of Windows", "go"), async () => {
  await using server = await ReleaseServer.start();
  await using home = await Home.make();
  const program = `${home.path}/bin/ecsin.exe`;
  await buildProgram(program, "0.1.0");
  for (const version of ["0.2.0", "0.3.0"]) {
    await server.publish(version);
    await buildProgram(`${home.path}/new.exe`, version);
    const bytes = await Deno.readFile(`${home.path}/new.exe`);
    const archive = archiveName(version, { os: "windows", arch: "x86_64" });
    await server.exchange(version, archive, zip([{ name: "ecsin.exe", bytes }]));
  }
  const upgrade = (from: string, to: string) =>
    runProgram(
      wine(
        ...[DENO_EXE, "run", "--quiet", ...runPermissions()],
        ...[`Z:${ROOT}tests/release/installed.ts`, onZ(program), from, to, "--yes"],
      ),
      { home, env: { ECSIN_INSTALL_BASE_URL: server.url } },
    );
  const old = async () =>
    (await Array.fromAsync(Deno.readDir(`${home.path}/bin`), ({ name }) => name)).sort();
  const first = await running(program, home);
  assert.equal(first.said, "0.1.0");
  const once = await upgrade("0.1.0", "0.2.0");
  assert.deepEqual([once.code, once.stdout], [0, ""], once.stderr);
  assert.match(once.stderr, /ecsin\.exe is ecsin 0\.2\.0 now\n$/);
  assert.deepEqual(await old(), ["ecsin.exe", "ecsin.exe.old"]);
  const second = await running(program, home);
  assert.equal(second.said, "0.2.0");
  const twice = await upgrade("0.2.0", "0.3.0");
  assert.deepEqual([twice.code, twice.stdout], [0, ""], twice.stderr);
  assert.equal(
    (await running(program, home).then(async (it) => (await it.end(), it))).said,
    "0.3.0",
  );
  assert.equal((await old()).length, 3, String(await old()));
  await first.end();
  await second.end();
  const back = await upgrade("0.3.0", "0.2.0");
  assert.equal(back.code, 0, back.stderr);
  assert.deepEqual(await old(), ["ecsin.exe", "ecsin.exe.old"]);
});
