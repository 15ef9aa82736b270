// ecsin told that it is on Windows: what does not need a Windows console runs here too. A real pty
// stands in for the console; it is still Linux below (docs/decisions/0014-windows.md).
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { demoWorld } from "../fake_aws/demo_world.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { ecsinCommand, openShellWithEcsin, type Ran, runProgram, withDeno } from "./ecsin.ts";
import { Home } from "./home.ts";
import { KEY } from "./terminal.ts";

const PRELOAD = new URL("windows_semantics.ts", import.meta.url).pathname;
const command = await ecsinCommand();
/** A compiled ecsin takes no preload. */
const ignore = command[1] !== "run";

function windowsCommand(): readonly string[] {
  const [deno = "", ...rest] = command;
  return [deno, rest[0] ?? "", `--preload=${PRELOAD}`, ...rest.slice(1)];
}

/** A home as Windows tells it: %APPDATA%, %LOCALAPPDATA%, and neither HOME nor XDG. */
function windowsEnv(home: Home, aws: FakeAws): Record<string, string | undefined> {
  return {
    ...aws.env,
    HOME: undefined,
    XDG_CONFIG_HOME: undefined,
    XDG_STATE_HOME: undefined,
    APPDATA: `${home.path}/Roaming`,
    LOCALAPPDATA: `${home.path}/Local`,
    USERPROFILE: home.path,
    TERM: undefined,
    AWS_MAX_ATTEMPTS: "1",
  };
}

async function onWindows(
  tell: (run: (...args: string[]) => Promise<Ran>, home: Home, aws: FakeAws) => Promise<void>,
): Promise<void> {
  await using aws = startFakeAws(demoWorld());
  await using home = await Home.make();
  // Below Linux a backslash is a letter of a name.
  await home.write(
    "Roaming\\ecsin\\profiles.yaml",
    "profiles: {web: {cluster: prod, service: web, container: app, pick: newest}}\n",
  );
  const options = await withDeno({ home, env: windowsEnv(home, aws) });
  const run = (...args: string[]) => runProgram([...windowsCommand(), ...args], options);
  await tell(run, home, aws);
}

const story = (name: string, fn: () => Promise<void>) => Deno.test({ name, ignore, fn });

story(
  "Windows: profiles are in %APPDATA%, and a command runs with its status and clean pipes",
  () =>
    onWindows(async (run, home) => {
      const listed = await run("list", "profiles", "-o", "json");
      assert.deepEqual([listed.code, listed.stderr], [0, ""]);
      const [profile]: { profile: string; file: string }[] = JSON.parse(listed.stdout);
      assert.equal(profile?.profile, "web");
      assert.equal(profile?.file, `${home.path}/Roaming\\ecsin\\profiles.yaml`);
      const { code, stdout } = await run("exec", "web", "-c", "printf 'out\\r\\n'; exit 7");
      assert.deepEqual([code, stdout], [7, "out\r\n"]);
    }),
);

story(
  "Windows: lines to paste are PowerShell's, and Git Bash's where that is the shell",
  () =>
    onWindows(async (run, home, aws) => {
      aws.faults.failAlways.set("ListTasks", new ApiError("ThrottlingException", "Rate exceeded"));
      const told = await run("list", "tasks", "--cluster", "prod");
      assert.match(told.stderr, /\n {2}next: \$env:AWS_MAX_ATTEMPTS = '20'\n/);
      const options = await withDeno({
        home,
        env: { ...windowsEnv(home, aws), MSYSTEM: "MINGW64" },
      });
      const args = ["web", "--shell", "C:/Program Files/Git/usr/bin/bash"];
      const inGitBash = await runProgram([...windowsCommand(), ...args], options);
      assert.equal(inGitBash.code, 2);
      assert.equal(
        inGitBash.stderr,
        'ecsin: error: "C:/Program Files/Git/usr/bin/bash" is what MINGW64 made of a path, and no ' +
          "container has it\n" +
          "  why:  Git Bash turns words that look like POSIX paths into Windows paths\n" +
          "  next: MSYS_NO_PATHCONV=1 ecsin web --shell /bin/bash\n" +
          "        or write the path with two slashes: //bin/sh\n",
      );
    }),
);

story("Windows: the doctor looks, with no stty and no Unix folder", () =>
  onWindows(async (run) => {
    const { code, stdout, stderr } = await run("doctor", "web");
    assert.equal(stderr, "");
    assert.match(stdout, /^ok +ecsin +\S+ on windows /m);
    assert.match(stdout, /^ok +profiles file +.*Roaming\\ecsin\\profiles\.yaml: web$/m);
    assert.equal(code, 0);
  }));

story("Windows: choosing, a session and its end, with the signals of Windows only", async () => {
  await using aws = startFakeAws(demoWorld());
  await using home = await Home.make();
  const env = { ...windowsEnv(home, aws), TERM: "xterm-256color" };
  await using shell = await openShellWithEcsin({ home, env });
  const words = windowsCommand().map((word) => `'${word}'`).join(" ");
  await home.program("ecsin", `#!/bin/sh\nexec ${words} "$@"\n`);
  const { terminal } = shell;
  await shell.start("ecsin --session native");
  await terminal.waitFor(/^cluster>.*2\/2$/m);
  await terminal.type(`staging${KEY.enter}`);
  await terminal.waitFor(/service>.*2\/2$/m);
  await terminal.type(`api${KEY.enter}`);
  await shell.inside();
  await terminal.type("echo in-$((40+2))\r");
  await terminal.waitFor("in-42");
  await terminal.type("exit\r");
  await shell.prompted();
  assert.equal(await shell.lastCode(), 0);
  await shell.start("ecsin");
  await terminal.waitFor(/^\w+> .*\d\/\d$/m);
  await terminal.type(KEY.ctrlC);
  await shell.prompted();
  assert.equal(await shell.lastCode(), 130);
});
