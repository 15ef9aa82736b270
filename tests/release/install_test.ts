// install.sh as a stranger runs it: in every shell that is here, with few tools and with others.
import assert from "node:assert/strict";
import { runProgram } from "../stories/ecsin.ts";
import { Home } from "../stories/home.ts";
import { programOf, ReleaseServer } from "./server.ts";
import { assertRefused, install, isHere, namesIn, SHELLS, story, TAR } from "./stranger.ts";

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
