// `ecsin upgrade` against a release server on loopback; a shell script is the program that is
// upgraded, the code that upgrades it is ecsin's own.
import assert from "node:assert/strict";
import { releasesUrl } from "../../src/upgrade/releases.ts";
import { unpack } from "../../src/upgrade/unpack.ts";
import { tarGz, zip } from "../../tools/archive.ts";
import { runPermissions } from "../../tools/permissions.ts";
import { denoEnvironment, runEcsin, runProgram } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";
import { KEY, openTerminal } from "../stories/terminal.ts";
import { programOf, ReleaseServer } from "./server.ts";
import { MOUNTING, type Need, needs } from "../needs.ts";

const INSTALLED = decodeURIComponent(new URL("installed.ts", import.meta.url).pathname);
const OLD = programOf("0.1.0");
const ARCHIVE = `ecsin-v0.2.0-linux-${Deno.build.arch}.tar.gz`;

/** A home with ecsin 0.1.0 in `bin`, and a server with 0.1.0 and 0.2.0. */
function story(
  name: string,
  tell: (server: ReleaseServer, home: Home, program: string) => Promise<void>,
  ...more: readonly Need[]
): void {
  Deno.test({
    ...needs(`ecsin upgrade ${name}`, "linux", ...more),
    fn: async () => {
      await using server = await ReleaseServer.start();
      await using home = await Home.make();
      await server.publish("0.1.0");
      await server.publish("0.2.0");
      await tell(server, home, await home.program("ecsin", OLD));
    },
  });
}

const words = (program: string, args: readonly string[]) => [
  ...[Deno.execPath(), "run", "--quiet", ...runPermissions(), INSTALLED],
  ...[program, "0.1.0", ...args],
];

async function upgrade(
  server: ReleaseServer,
  home: Home,
  args: readonly string[],
  program = `${home.path}/bin/ecsin`,
) {
  return await runProgram(words(program, args), {
    home,
    env: { ...await denoEnvironment(), ECSIN_INSTALL_BASE_URL: server.url },
  });
}

/** The old program is as it was, and alone. */
async function assertKept(home: Home): Promise<void> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(`${home.path}/bin`)) names.push(name);
  assert.deepEqual(names, ["ecsin"]);
  assert.equal(await Deno.readTextFile(`${home.path}/bin/ecsin`), OLD);
}

story("takes the newest, and says where it came from", async (server, home, program) => {
  const { code, stdout, stderr } = await upgrade(server, home, ["--yes"]);
  assert.deepEqual([code, stdout], [0, ""]);
  assert.equal(
    stderr,
    `ecsin: downloading ${server.url}/releases/download/v0.2.0/${ARCHIVE}\n` +
      `ecsin: ${program} is ecsin 0.2.0 now\n`,
  );
  assert.equal((await runProgram([program, "--version"])).stdout, "0.2.0\n");
  assert.equal((await Deno.stat(program)).mode! & 0o777, 0o755);
  assert.deepEqual(server.requests, [
    "releases/latest/download/SHA256SUMS",
    `releases/download/v0.2.0/${ARCHIVE}`,
  ]);
});

story("asks, and takes no for an answer", async (server, home, program) => {
  const env = { ...await denoEnvironment(), ECSIN_INSTALL_BASE_URL: server.url };
  for (const [keys, code] of [["n", 0], ["", 0], [KEY.ctrlC, 130]] as const) {
    await using terminal = await openTerminal(words(program, []), { home, env });
    await terminal.waitFor(`ecsin: replace ecsin 0.1.0 in ${program} by 0.2.0? [y/N]`);
    await terminal.type(keys === KEY.ctrlC ? keys : `${keys}${KEY.enter}`);
    assert.equal((await terminal.exit()).code, code);
    await assertKept(home);
  }
  assert.ok(server.requests.every((path) => path.endsWith("SHA256SUMS")), "nothing downloaded");
  await using terminal = await openTerminal(words(program, []), { home, env });
  await terminal.waitFor("[y/N]");
  await terminal.type(`y${KEY.enter}`);
  assert.equal((await terminal.exit()).code, 0);
  assert.equal(await Deno.readTextFile(program), programOf("0.2.0"));
});

story("does not do it unasked where there is nobody to ask", async (server, home) => {
  const { code, stderr } = await upgrade(server, home, []);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /by 0\.2\.0\? there is no terminal to ask on\n {2}next: ecsin upgrade --yes/,
  );
  await assertKept(home);
});

story("has nothing to do where it is the newest already", async (server, home) => {
  await server.publish("0.1.0");
  const { code, stderr } = await upgrade(server, home, []);
  assert.deepEqual([code, stderr], [0, "ecsin: 0.1.0 is the newest already\n"]);
});

story("takes the version that is named, or says that there is none", async (server, home) => {
  await server.publish("0.3.0");
  assert.equal((await upgrade(server, home, ["0.2.0", "--yes"])).code, 0);
  assert.equal(await Deno.readTextFile(`${home.path}/bin/ecsin`), programOf("0.2.0"));
  const { code, stderr } = await upgrade(server, home, ["9.9.9", "--yes"]);
  assert.equal(code, 255);
  assert.match(
    stderr,
    /could not download \S+\/v9\.9\.9\/SHA256SUMS\n {2}why: {2}the server answered 404/,
  );
});

story("says that a release has nothing for this system", async (server, home) => {
  await Deno.writeTextFile(server.file("0.2.0", "SHA256SUMS"), `${"0".repeat(64)}  install.sh\n`);
  const { code, stderr } = await upgrade(server, home, ["--yes"]);
  assert.equal(code, 255);
  assert.match(stderr, /there is no ecsin for linux \w+ in the newest release\n/);
  await assertKept(home);
});

story("throws away what does not fit its checksum", async (server, home) => {
  await server.spoil("0.2.0", ARCHIVE);
  const { code, stderr } = await upgrade(server, home, ["--yes"]);
  assert.equal(code, 255);
  assert.match(stderr, /^ecsin: error: the download is not the released file/m);
  await assertKept(home);
});

story("throws away half a download", async (server, home) => {
  for (const end of [ARCHIVE, "SHA256SUMS"]) {
    server.cut.clear();
    server.cut.add(end);
    const { code, stderr } = await upgrade(server, home, ["--yes"]);
    assert.equal(code, 255);
    assert.match(stderr, /^ecsin: error: could not download http/m);
    await assertKept(home);
  }
});

story("keeps the old one where the new one does not start", async (server, home) => {
  for (
    const [text, why] of [
      ["#!/bin/sh\necho 'GLIBC_2.99 not found' >&2\nexit 1\n", "GLIBC_2\\.99 not found"],
      ["#!/bin/sh\nkill -9 $$\n", "it ended with SIGKILL"],
      [programOf("0.1.9"), 'it says that it is "0\\.1\\.9"'],
      ["#!/nonexistent/loader\n", ".*"],
    ] as const
  ) {
    await server.publish("0.2.0", text);
    const { code, stderr } = await upgrade(server, home, ["--yes"]);
    assert.equal(code, 255);
    assert.match(
      stderr,
      /ecsin 0\.2\.0 does not start on this system, and the one you have is kept\n/,
    );
    assert.match(stderr, new RegExp(`\\n {2}why: {2}${why}\\n`));
    await assertKept(home);
  }
});

story("is not stopped in the middle of the exchange", async (server, home, program) => {
  const killing = programOf("0.2.0").replace("[", "kill -INT $PPID; kill -TERM $PPID; [");
  await server.publish("0.2.0", killing);
  const { code, stderr } = await upgrade(server, home, ["--yes"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /\/ecsin is ecsin 0\.2\.0 now\n$/);
  assert.equal(await Deno.readTextFile(program), killing);
});

story("says that an archive is none, or has no program in it", async (server, home) => {
  const bytes = new TextEncoder().encode("no archive\n");
  for (const each of [bytes, tarGz([{ name: "LICENSE", bytes }])]) {
    await server.exchange("0.2.0", ARCHIVE, each);
    const { code, stderr } = await upgrade(server, home, ["--yes"]);
    assert.equal(code, 255);
    assert.match(stderr, /there is no ecsin in ecsin-v0\.2\.0-/);
    await assertKept(home);
  }
});

story("says where it may not write, before it asks anything", async (server, home) => {
  const folder = `${home.path}/locked`;
  await Deno.mkdir(folder);
  await Deno.copyFile(`${home.path}/bin/ecsin`, `${folder}/ecsin`);
  await Deno.chmod(folder, 0o555);
  await Deno.chmod(home.path, 0o755);
  // Root may write anywhere, but not into a file system that is read only.
  const nobody = ["unshare", ...MOUNTING, "sh", "-c", 'mount --bind -o ro "$0" "$0" && exec "$@"'];
  const ran = await runProgram(
    [...(Deno.uid() === 0 ? [...nobody, folder] : []), ...words(`${folder}/ecsin`, ["--yes"])],
    { home, env: { ...await denoEnvironment(), ECSIN_INSTALL_BASE_URL: server.url } },
  );
  // Who is not root could not take the home away.
  await Deno.chmod(folder, 0o755);
  assert.equal(ran.code, 255, ran.stderr);
  assert.match(ran.stderr, /^ecsin: error: .*\/locked\/ecsin cannot be replaced\n/m);
  assert.match(ran.stderr, /\n {2}next: sudo \S+\/locked\/ecsin upgrade\n/);
  assert.deepEqual(server.requests, []);
}, "the right to mount");

story("says that the disk is full, and does not send to another user", async (server, home) => {
  // Room for the old program and for some of the new one.
  await server.publish("0.3.0", `${programOf("0.3.0")}#${"x".repeat(1 << 20)}\n`);
  const folder = `${home.path}/full`;
  await Deno.mkdir(folder);
  const full = 'mount -t tmpfs -o size=64k none "$0" && cp "$1" "$0" && shift && exec "$@"';
  const ran = await runProgram(
    ["unshare", ...MOUNTING, "sh", "-c", full, folder, `${home.path}/bin/ecsin`].concat(
      words(`${folder}/ecsin`, ["--yes"]),
    ),
    { home, env: { ...await denoEnvironment(), ECSIN_INSTALL_BASE_URL: server.url } },
  );
  assert.equal(ran.code, 255, ran.stderr);
  assert.match(ran.stderr, /\/full\/ecsin cannot be replaced\n {2}why: {2}No space left on device/);
  assert.match(ran.stderr, /\n {2}next: df -h \S+\/full\n$/);
}, "the right to mount");

story("leaves to a package manager what is its own", async (server, home) => {
  const program = await home.write("Cellar/ecsin/0.1.0/bin/ecsin", OLD, 0o755);
  const link = `${home.path}/bin/linked`;
  await Deno.symlink(program, link);
  const { code, stderr } = await upgrade(server, home, ["--yes"], link);
  assert.deepEqual([code, stderr], [
    2,
    `ecsin: error: ${program} belongs to Homebrew, which has to upgrade it\n` +
    "  next: brew upgrade ecsin\n",
  ]);
  assert.deepEqual(server.requests, []);
});

Deno.test("unpack() finds the program in what tools/archive.ts packs", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(2000));
  const entries = [
    { name: "completions/ecsin", bytes: bytes.subarray(1) },
    { name: "ecsin", bytes, executable: true },
  ];
  for (const [name, archive] of [["a.tar.gz", tarGz(entries)], ["a.zip", zip(entries)]] as const) {
    assert.deepEqual(new Uint8Array(await unpack(archive, name, "ecsin")), bytes, name);
  }
});

Deno.test("releasesUrl() takes https, and http from this machine alone", () => {
  const of = (url: string | undefined) => releasesUrl(() => url);
  assert.equal(of("https://example.com/me/ecsin/"), "https://example.com/me/ecsin");
  assert.equal(of("http://[::1]:8080/me"), "http://[::1]:8080/me");
  for (
    const url of [
      "http://example.com/me",
      "http://127.0.0.1.example.com/me",
      "https://me:secret@example.com/me",
      "https://example.com/$(id)",
      "file:///x",
    ]
  ) {
    assert.throws(() => of(url), {
      message: "$ECSIN_INSTALL_BASE_URL is not the https address of a repository",
    });
  }
  assert.throws(() => of(undefined), /built without the address of its releases/);
});

Deno.test("ecsin upgrade from source says that there is nothing to replace", async () => {
  const { code, stdout, stderr } = await runEcsin(["upgrade", "--yes"]);
  assert.deepEqual([code, stdout], [2, ""]);
  assert.match(stderr, /^ecsin: error: this ecsin is run by deno, there is no program/);
  assert.match(stderr, /\n {2}next: git pull\n$/);
  const wrong = await runEcsin(["upgrade", "newest"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /a version looks like 0\.1\.0/);
});
