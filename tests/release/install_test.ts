// install.sh as a stranger runs it: in every shell that is here, with few tools and with others.
import assert from "node:assert/strict";
import { runProgram } from "../stories/ecsin.ts";
import { Home, SYSTEM_PATH } from "../stories/home.ts";
import { programOf, ReleaseServer } from "./server.ts";
import { assertRefused, install, namesIn, SHELLS, story, TAR } from "./stranger.ts";
import { needs, pathOf, type Program } from "../needs.ts";

for (const shell of SHELLS) {
  const more = shell[0] === "sh" ? [] : [shell[0]];
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
    const path = [`${home.path}/.local/bin`, ...SYSTEM_PATH].join(":");
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
  }, ...more);

  story(`refuses what does not fit its checksum (${shell.join(" ")})`, async (server, home) => {
    assert.equal((await install(server, home, [], { shell })).code, 0);
    await server.publish("0.2.0");
    await server.spoil("0.2.0", `ecsin-v0.2.0-${TAR}`);
    const ran = await install(server, home, [], { shell });
    await assertRefused(
      home,
      ran,
      /^install: error: the download is not the released file, and was deleted\n {2}why: {2}SHA-256 of http/,
      programOf("0.1.0"),
    );
  }, ...more);

  story(`refuses half a download (${shell.join(" ")})`, async (server, home) => {
    for (const end of [".tar.gz", "SHA256SUMS"]) {
      server.cut.clear();
      server.cut.add(end);
      const ran = await install(server, home, [], { shell });
      await assertRefused(home, ran, /^install: error: could not download http/m);
    }
  }, ...more);
}

/** What every system has. */
const COMMON: readonly Program[] = [
  "cut",
  "grep",
  "gzip",
  "ldd",
  "mkdir",
  "mktemp",
  "mv",
  "readlink",
  "rm",
  "sed",
  "tar",
  "uname",
];

for (
  const { name, tools } of [
    { name: "wget and openssl", tools: ["wget", "openssl"] as const },
    { name: "curl and shasum", tools: ["curl", "shasum", "perl"] as const },
  ]
) {
  story(
    `is content with ${name}`,
    async (server, home) => {
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
    },
    ...COMMON,
    ...tools,
  );
}

story(
  "refuses to install what it cannot verify",
  async (server, home) => {
    const path = await toolbox(home, ["curl"]);
    const ran = await install(server, home, [], { env: { PATH: path } });
    await assertRefused(home, ran, /^install: error: the checksum cannot be verified\n/);
  },
  ...COMMON,
  "curl",
);

Deno.test({
  ...needs("install.sh needs no more than busybox", "linux", "busybox"),
  fn: async () => {
    await using server = await ReleaseServer.start();
    await using home = await Home.make();
    await server.publish("0.1.0");
    const folder = `${home.path}/busybox`;
    await Deno.mkdir(folder);
    const applets = "sh cut grep gzip mkdir mktemp mv readlink rm sed sha256sum tar uname wget";
    for (const applet of applets.split(" ")) {
      await Deno.symlink(pathOf("busybox") ?? "", `${folder}/${applet}`);
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
async function toolbox(home: Home, tools: readonly Program[]): Promise<string> {
  const folder = `${home.path}/tools`;
  await Deno.mkdir(folder);
  await Deno.symlink(await Deno.realPath("/bin/sh"), `${folder}/sh`);
  for (const tool of [...COMMON, ...tools]) {
    await Deno.symlink(pathOf(tool) ?? "", `${folder}/${tool}`);
  }
  return folder;
}
