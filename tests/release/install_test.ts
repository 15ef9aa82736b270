// install.sh as a stranger runs it, in every shell that is here, against a release server on
// loopback.
import assert from "node:assert/strict";
import { runProgram } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";
import { programOf, ReleaseServer } from "./server.ts";

const SOURCE = decodeURIComponent(new URL("../../install.sh", import.meta.url).pathname);
const TAR = `linux-${Deno.build.arch}.tar.gz`;

async function isHere(program: string): Promise<boolean> {
  const { success } = await new Deno.Command("sh", { args: ["-c", `command -v ${program}`] })
    .output();
  return success;
}

const SHELLS: readonly (readonly string[])[] = [
  ["sh"],
  ...await isHere("dash") ? [["dash"]] : [],
  ...await isHere("bash") ? [["bash", "--posix"]] : [],
  ...await isHere("busybox") ? [["busybox", "sh"]] : [],
];

/** A story of install.sh; Linux only, for the stand-ins of `uname` and the release's names. */
function story(name: string, tell: (server: ReleaseServer, home: Home) => Promise<void>): void {
  Deno.test({
    name: `install.sh ${name}`,
    ignore: Deno.build.os !== "linux",
    fn: async () => {
      await using server = await ReleaseServer.start();
      await using home = await Home.make();
      await server.publish("0.1.0");
      await tell(server, home);
    },
  });
}

interface Run {
  readonly shell?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

function install(server: ReleaseServer, home: Home, args: readonly string[] = [], run: Run = {}) {
  const script = server.file("0.1.0", "install.sh");
  return runProgram([...run.shell ?? ["sh"], script, ...args], { home, env: run.env ?? {} });
}

/** Everything in a folder, hidden files too. */
async function namesIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return names.sort();
}

/** The whole outcome where something is refused: nothing was left behind, `before` is as it was. */
async function assertRefused(
  home: Home,
  ran: { code: number; stdout: string; stderr: string },
  says: RegExp,
  before?: string,
): Promise<void> {
  assert.deepEqual([ran.code, ran.stdout], [1, ""], ran.stderr);
  assert.match(ran.stderr, says);
  assert.match(ran.stderr, /^ {2}next: \S/m);
  const bin = `${home.path}/.local/bin`;
  if (before === undefined) {
    assert.deepEqual(await namesIn(bin).catch(() => []), []);
  } else {
    assert.deepEqual(await namesIn(bin), ["ecsin"]);
    assert.equal(await Deno.readTextFile(`${bin}/ecsin`), before);
  }
}

for (const shell of SHELLS) {
  story(`installs, upgrades and takes away (${shell.join(" ")})`, async (server, home) => {
    const program = `${home.path}/.local/bin/ecsin`;
    const first = await install(server, home, [], { shell });
    assert.deepEqual([first.code, first.stderr], [0, ""]);
    assert.equal(
      first.stdout,
      `ecsin 0.1.0 is in ${program}\n` +
        `${home.path}/.local/bin is not on PATH. To have it there, add to the profile of your shell:\n` +
        `  export PATH="${home.path}/.local/bin:$PATH"\n`,
    );
    assert.deepEqual(server.requests, [
      "releases/latest/download/SHA256SUMS",
      `releases/download/v0.1.0/ecsin-v0.1.0-${TAR}`,
    ]);
    assert.equal((await runProgram([program, "--version"])).stdout, "0.1.0\n");

    await server.publish("0.2.0");
    const path = `${home.path}/.local/bin:/usr/bin:/bin`;
    const second = await install(server, home, [], { shell, env: { PATH: path } });
    assert.deepEqual([second.code, second.stderr], [0, ""]);
    assert.equal(second.stdout, `ecsin 0.2.0 is in ${program}\n`);
    const back = await install(server, home, ["--version", "v0.1.0"], { shell });
    assert.match(back.stdout, /^ecsin 0\.1\.0 is in /);

    const away = await install(server, home, ["--uninstall"], { shell });
    assert.deepEqual([away.code, away.stderr], [0, ""]);
    assert.match(away.stdout, /ecsin is gone\. Your profiles and what ecsin remembers stay:\n/);
    assert.deepEqual(await namesIn(`${home.path}/.local/bin`), []);
    await assertRefused(
      home,
      await install(server, home, ["--uninstall"], { shell }),
      /^install: error: there is no ecsin in /,
    );
  });

  story(`refuses what does not fit its checksum (${shell.join(" ")})`, async (server, home) => {
    assert.equal((await install(server, home, [], { shell })).code, 0);
    await server.publish("0.2.0");
    await server.spoil("0.2.0", `ecsin-v0.2.0-${TAR}`);
    const ran = await install(server, home, [], { shell });
    await assertRefused(
      home,
      ran,
      /^install: error: what was downloaded is not what was released, and is thrown away\n {2}why: {2}SHA-256 of http/,
      programOf("0.1.0"),
    );
  });

  story(`refuses half a download (${shell.join(" ")})`, async (server, home) => {
    for (const end of [".tar.gz", "SHA256SUMS"]) {
      server.cut.clear();
      server.cut.add(end);
      const ran = await install(server, home, [], { shell });
      await assertRefused(home, ran, /^install: error: could not download http/m);
    }
  });
}

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
  const nobody = Deno.uid() === 0 ? ["setpriv", "--reuid=65534", "--clear-groups"] : [];
  const ran = await runProgram([...nobody, "sh", script, "--dir", locked], {
    home,
    env: { ECSIN_INSTALL_BASE_URL: server.url },
  });
  await assertRefused(home, ran, /^install: error: cannot write into .*\/locked\n/);
  assert.deepEqual(await namesIn(locked), []);
  assert.deepEqual(server.requests, []);
});

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

for (
  const { name, tools } of [
    { name: "wget and openssl", tools: ["wget", "openssl"] },
    { name: "curl and shasum", tools: ["curl", "shasum", "perl"] },
  ]
) {
  story(`is content with ${name}`, async (server, home) => {
    const path = await toolbox(home, tools);
    const ran = await install(server, home, [], { env: { PATH: path } });
    assert.deepEqual([ran.code, ran.stderr], [0, ""]);
    server.cut.add(".tar.gz");
    await assertRefused(
      home,
      await install(server, home, [], { env: { PATH: path } }),
      /^install: error: could not download http/m,
      programOf("0.1.0"),
    );
  });
}

story("refuses to install what it cannot verify", async (server, home) => {
  const path = await toolbox(home, ["curl"]);
  const ran = await install(server, home, [], { env: { PATH: path } });
  await assertRefused(home, ran, /^install: error: the checksum cannot be verified\n/);
});

Deno.test({
  name: "install.sh needs no more than busybox",
  ignore: Deno.build.os !== "linux" || !await isHere("busybox"),
  fn: async () => {
    await using server = await ReleaseServer.start();
    await using home = await Home.make();
    await server.publish("0.1.0");
    const folder = `${home.path}/busybox`;
    await Deno.mkdir(folder);
    const applets = "sh cut grep gzip mkdir mktemp mv readlink rm sed sha256sum tar uname wget";
    for (const applet of applets.split(" ")) {
      await Deno.symlink("/bin/busybox", `${folder}/${applet}`);
    }
    const ran = await install(server, home, [], { env: { PATH: folder } });
    assert.deepEqual([ran.code, ran.stderr], [0, ""]);
    server.cut.add(".tar.gz");
    assert.equal((await install(server, home, [], { env: { PATH: folder } })).code, 1);
    assert.equal(
      await Deno.readTextFile(`${home.path}/.local/bin/ecsin`),
      programOf("0.1.0"),
    );
  },
});

/** A PATH with what every system has and the named tools, and nothing else. */
async function toolbox(home: Home, tools: readonly string[]): Promise<string> {
  const folder = `${home.path}/tools`;
  await Deno.mkdir(folder);
  const common = "sh cut grep gzip ldd mkdir mktemp mv readlink rm sed tar uname";
  for (const tool of [...common.split(" "), ...tools]) {
    const { stdout } = await new Deno.Command("sh", { args: ["-c", `command -v ${tool}`] })
      .output();
    await Deno.symlink(new TextDecoder().decode(stdout).trim(), `${folder}/${tool}`);
  }
  return folder;
}
