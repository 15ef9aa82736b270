// `deno task install`: a launcher from a clone, its permissions, and how it is taken away.
import assert from "node:assert/strict";
import manifest from "../../deno.json" with { type: "json" };
import { shellLauncher, windowsLauncher } from "../../tools/launcher.ts";
import { runPermissions } from "../../tools/permissions.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { needs } from "../needs.ts";
import { denoEnvironment, runProgram } from "../stories/ecsin.ts";
import { smallestAccount } from "../stories/every_command.ts";
import { Home } from "../stories/home.ts";

const INSTALL = decodeURIComponent(new URL("../../tools/install.ts", import.meta.url).pathname);

async function install(home: Home, ...args: readonly string[]) {
  const argv = [Deno.execPath(), "run", "--quiet", "-A", INSTALL, ...args];
  return await runProgram(argv, { home, env: { ...await denoEnvironment(), NO_COLOR: "1" } });
}

Deno.test(
  needs("deno task install puts ecsin on PATH, and --uninstall takes it away", "unix"),
  async () => {
    await using aws = startFakeAws(smallestAccount());
    await using home = await Home.make();
    const launcher = `${home.path}/.local/bin/ecsin`;
    const parts = `${home.path}/.local/share/ecsin/bundle`;
    const installed = await install(home);
    assert.deepEqual(installed, {
      code: 0,
      signal: undefined,
      stdout: `ecsin ${manifest.version} is ${launcher}, its parts are in ${parts}\n` +
        `${home.path}/.local/bin is not on PATH. To have it there:\n` +
        `  export PATH="${home.path}/.local/bin:$PATH"\n`,
      stderr: "",
    });
    // Neither the clone nor its cache is needed, nor is anything asked for.
    const run = (...args: string[]) => runProgram([launcher, ...args], { home, env: aws.env });
    const version = await run("--version");
    assert.deepEqual([version.stdout, version.stderr], [`${manifest.version}\n`, ""]);
    const list = await run("list", "clusters", "-o", "tsv");
    assert.match(list.stdout, /^cluster\t.*\nprod\t/, list.stderr);
    assert.equal((await install(home)).code, 0);
    const profile = await home.write(".config/ecsin/profiles.yaml", "profiles: {}\n");
    const gone = await install(home, "--uninstall");
    assert.equal(
      gone.stdout,
      `${launcher} and ${parts} are gone; your profiles and what ecsin remembers stay\n`,
    );
    for (const path of [launcher, `${home.path}/.local/share/ecsin`]) {
      await assert.rejects(Deno.lstat(path), Deno.errors.NotFound);
    }
    assert.ok((await Deno.stat(profile)).isFile);
    const again = await install(home, "--uninstall");
    assert.deepEqual([again.code, again.stdout], [1, ""]);
  },
);

Deno.test(
  needs("deno task install leaves another ecsin alone, and takes another folder", "unix"),
  async () => {
    await using home = await Home.make();
    const other = await home.program("ecsin", "#!/bin/sh\necho other\n");
    const refused = await install(home, "--dir", `${home.path}/bin`);
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(
      refused.stderr,
      /^install: error: \S+\/bin\/ecsin is there already, .*\n {2}next: /,
    );
    assert.match(await Deno.readTextFile(other), /other/);
    const folder = `${home.path}/it's $HOME %`;
    assert.equal((await install(home, "--dir", folder)).code, 0);
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder), ({ name }) => name), ["ecsin"]);
    const { stdout } = await runProgram([`${folder}/ecsin`, "--version"], { home });
    assert.equal(stdout, `${manifest.version}\n`);
  },
);

Deno.test(
  needs("a launcher whose Deno is gone takes the one on PATH, or says what to do", "unix"),
  async () => {
    await using home = await Home.make();
    const main = await home.write("main.js", "console.log(Deno.args.join())");
    const launcher = await home.program("ecsin", shellLauncher({ deno: "/nonexistent", main }));
    // Nothing else is on PATH: a Deno of the machine's would be taken.
    const env = { PATH: `${home.path}/bin` };
    const run = () => runProgram([launcher, "a b", "c"], { home, env });
    assert.deepEqual(await run(), {
      code: 255,
      signal: undefined,
      stdout: "",
      stderr: "ecsin: error: the Deno that it was installed with is gone\n" +
        `  next: npx -y deno@${Deno.version.deno} task install\n`,
    });
    await home.write("work/deno", "#!/bin/sh\necho theirs\n", 0o755);
    for (const PATH of [`:${env.PATH}`, `.:${env.PATH}`, `${env.PATH}:`]) {
      const options = { home, env: { PATH }, cwd: `${home.path}/work` };
      assert.equal((await runProgram([launcher], options)).code, 255);
    }
    await Deno.symlink(Deno.execPath(), `${home.path}/bin/deno`);
    assert.equal((await run()).stdout, "a b,c\n");
  },
);

Deno.test("a launcher has the permissions of deno task ecsin, and looks for nothing", () => {
  const launched = { deno: "C:\\Program Files\\100%\\deno.exe", main: "C:\\ecsin\\main.js" };
  const words = `run --quiet --no-config --no-lock --no-remote --no-npm ${
    runPermissions().join(" ")
  }`;
  assert.ok(
    shellLauncher({ deno: "/deno", main: "/m.js" }).includes(`"$deno" ${words} /m.js "$@"\n`),
  );
  assert.ok(
    windowsLauncher(launched).includes(
      `"C:\\Program Files\\100%%\\deno.exe" ${words} C:\\ecsin\\main.js %*\r\n`,
    ),
  );
});
