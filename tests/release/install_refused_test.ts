// What install.sh refuses, and says why: nothing is left behind, and what was there stays.
import assert from "node:assert/strict";
import { runProgram } from "../stories/ecsin.ts";
import { programOf } from "./server.ts";
import { asNobody } from "../needs.ts";
import { assertRefused, install, namesIn, SOURCE, story } from "./stranger.ts";

story("runs from a pipe, and does nothing where only a part of it came", async (server, home) => {
  const script = await Deno.readTextFile(server.file("0.1.0", "install.sh"));
  const dir = `${home.path}/piped`;
  const run = (stdin: string) => runProgram(["sh", "-s", "--", "--dir", dir], { home, stdin });
  const last = script.lastIndexOf("main");
  for (let tenths = 1; tenths <= 10; tenths++) {
    const { stdout } = await run(script.slice(0, Math.floor(last * tenths / 10)));
    assert.equal(stdout, "");
  }
  assert.deepEqual(server.requests, []);
  const { code, stderr } = await run(script);
  assert.deepEqual([code, stderr], [0, ""]);
  assert.deepEqual(await namesIn(dir), ["ecsin"]);
});

story("keeps the old one where the new one does not start", async (server, home) => {
  assert.equal((await install(server, home)).code, 0);
  await server.publish("0.2.0", "#!/bin/sh\necho 'GLIBC_2.99 not found' >&2\nexit 1\n");
  await assertRefused(
    home,
    await install(server, home),
    /^install: error: ecsin 0\.2\.0 does not start on this system\n {2}why: {2}GLIBC_2\.99 not found\n/,
    programOf("0.1.0"),
  );
});

story("keeps the old one where the new one is something else", async (server, home) => {
  assert.equal((await install(server, home)).code, 0);
  await server.publish("0.2.0", programOf("deno 2.9.6"));
  const ran = await install(server, home);
  await assertRefused(home, ran, /does not hold ecsin 0\.2\.0\n/, programOf("0.1.0"));
});

story("says which systems there are where this is none of them", async (server, home) => {
  const uname = (system: string, machine: string) =>
    home.program("uname", `#!/bin/sh\n[ "$1" = -s ] && echo ${system} || echo ${machine}\n`);
  await uname("FreeBSD", "amd64");
  await assertRefused(home, await install(server, home), /there is no ecsin for FreeBSD\n/);
  await uname("Linux", "riscv64");
  await assertRefused(home, await install(server, home), /no ecsin for Linux on riscv64\n/);
  await Deno.remove(`${home.path}/bin/uname`);
  await home.program("ldd", "#!/bin/sh\necho 'musl libc (x86_64)' >&2\nexit 1\n");
  await assertRefused(home, await install(server, home), /systems with musl, such as Alpine\n/);
  assert.deepEqual(server.requests, []);
});

story("takes the archive of the Mac it runs on", async (server, home) => {
  await home.program("uname", '#!/bin/sh\n[ "$1" = -s ] && echo Darwin || echo arm64\n');
  assert.equal((await install(server, home)).code, 0);
  assert.match(server.requests.at(-1) ?? "", /ecsin-v0\.1\.0-darwin-aarch64\.tar\.gz$/);
});

story("says where it may not write", async (server, home) => {
  await home.write("file", "not a folder\n");
  const inFile = await install(server, home, ["--dir", `${home.path}/file/bin`]);
  await assertRefused(home, inFile, /^install: error: cannot write into .*\/file\/bin\n/);
  // Root may write anywhere, so it is somebody else who tries.
  const locked = `${home.path}/locked`;
  await Deno.mkdir(locked, { mode: 0o555 });
  await Deno.chmod(home.path, 0o755);
  const script = await home.write("install.sh", await Deno.readTextFile(SOURCE), 0o755);
  const ran = await runProgram([...asNobody(), "sh", script, "--dir", locked], {
    home,
    env: { ECSIN_INSTALL_BASE_URL: server.url },
  });
  await assertRefused(home, ran, /^install: error: cannot write into .*\/locked\n/);
  assert.deepEqual(await namesIn(locked), []);
  assert.deepEqual(server.requests, []);
}, ...Deno.uid() === 0 ? ["the right to be another user" as const] : []);

story("leaves alone what something else has put there", async (server, home) => {
  await home.write("Cellar/ecsin", programOf("0.0.1"), 0o755);
  await home.write("shared/README", "");
  await Deno.symlink(`${home.path}/Cellar/ecsin`, `${home.path}/shared/ecsin`);
  for (const more of [[], ["--uninstall"]]) {
    const ran = await install(server, home, ["--dir", "shared", ...more]);
    await assertRefused(home, ran, /ecsin is a link that something else has made\n/);
  }
  assert.equal((await runProgram([`${home.path}/shared/ecsin`, "--version"])).stdout, "0.0.1\n");
});

story("writes into no folder that is called ecsin", async (server, home) => {
  await home.write("shared/ecsin/README", "");
  for (const more of [[], ["--uninstall"]]) {
    const ran = await install(server, home, ["--dir", "shared", ...more]);
    await assertRefused(home, ran, /^install: error: \S+\/shared\/ecsin is a folder\n/);
  }
  assert.deepEqual(await namesIn(`${home.path}/shared/ecsin`), ["README"]);
});

story("takes no path for a version", async (server, home) => {
  for (const version of ["../../x", "0.1.0 x", "0.1.0?x"]) {
    const { code, stderr } = await install(server, home, ["--version", version]);
    assert.equal(code, 2);
    assert.match(stderr, /^install: error: \S.* is not a version\n/);
  }
  assert.deepEqual(server.requests, []);
});

story("takes ecsin away where there is no home", async (server, home) => {
  const dir = `${home.path}/it's "$HOME"`;
  const env = { HOME: "", XDG_CONFIG_HOME: "", XDG_STATE_HOME: "" };
  const { code, stdout } = await install(server, home, ["--dir", dir], { env });
  assert.equal(code, 0);
  const [, line = ""] = /^ {2}(export PATH=.*)$/m.exec(stdout) ?? [];
  const pasted = await runProgram(["sh", "-c", `${line}; command -v ecsin`], { home });
  assert.equal(pasted.stdout, `${dir}/ecsin\n`);
  const away = await install(server, home, ["--dir", dir, "--uninstall"], { env });
  assert.deepEqual([away.code, away.stderr], [0, ""]);
});

story("says that a version was never released", async (server, home) => {
  const ran = await install(server, home, ["--version", "9.9.9"]);
  await assertRefused(home, ran, /could not download \S+\/v9\.9\.9\/SHA256SUMS\n/);
});

story("of the source says that it does not know where the releases are", async (server, home) => {
  const without = await runProgram(["sh", SOURCE], { home });
  assert.deepEqual([without.code, without.stdout], [2, ""]);
  assert.match(without.stderr, /does not know where the releases are\n/);
  assert.match(without.stderr, /\n {2}next: ECSIN_INSTALL_BASE_URL=https:/);
  for (const url of ["http://example.com/me", "https://me:secret@example.com/me", "file:///x"]) {
    const env = { ECSIN_INSTALL_BASE_URL: url };
    const { code, stderr } = await runProgram(["sh", SOURCE], { home, env });
    assert.equal(code, 2);
    assert.match(stderr, /^install: error: ECSIN_INSTALL_BASE_URL is not the https address of a /);
    assert.doesNotMatch(stderr, /secret/);
  }
  const named = await runProgram(["sh", SOURCE], {
    home,
    env: { ECSIN_INSTALL_BASE_URL: server.url },
  });
  assert.deepEqual([named.code, named.stderr], [0, ""]);
});
