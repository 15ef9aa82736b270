// `ecsin rsh` under the programs that want a remote shell: the real rsync in both directions, git
// and scp. Ansible calls its `ansible_ssh_executable` with ssh's flags, as sshWords()'s table has them.
import assert from "node:assert/strict";
import { sshWords } from "../../src/commands/rsh/words.ts";
import { folder, treeOf } from "../copy/copies.ts";
import { noise } from "../copy/noisy_tree.ts";
import { startFakeAws } from "../fake_aws/fake_aws.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { needs } from "../needs.ts";
import { Home } from "./home.ts";
import { ecsinCommand, runEcsin, runProgram, withDeno } from "./ecsin.ts";

const PLACE = "prod/web/app";

function start() {
  return startFakeAws(buildWorld({ prod: { services: { web: [{ containers: ["app"] }] } } }));
}

Deno.test("sshWords() takes flags up to the target, and leaves the command's alone", () => {
  const table: [string[], string[]][] = [
    [["rsh", "web", "rsync", "--server", "-e.x", "."], [
      "--",
      "web",
      "rsync",
      "--server",
      "-e.x",
      ".",
    ]],
    [["rsh", "-l", "app", "web", "ls"], ["-l", "app", "--", "web", "ls"]],
    [["rsh", "-lapp", "web", "ls"], ["-l", "app", "--", "web", "ls"]],
    [["rsh", "app@web", "ls"], ["-l", "app", "--", "web", "ls"]],
    [["rsh", "-o", 'User="app"', "-l", "other", "third@web", "ls"], [
      "-l",
      "app",
      "--",
      "web",
      "ls",
    ]],
    [["rsh", "-oUser app", "-oUserKnownHostsFile=x", "web", "ls"], [
      "-l",
      "app",
      "--",
      "web",
      "ls",
    ]],
    // ansible-core 2.19: `ansible -u app`.
    [
      [
        ...["rsh", "-C", "-o", "ControlMaster=auto", "-o", "ControlPersist=60s"],
        ...["-o", "PasswordAuthentication=no", "-o", 'User="app"', "-o", "ConnectTimeout=10"],
        ...["-o", 'ControlPath="/home/me/.ansible/cp/ebc7e6b559"', "-tt", "web"],
        "/bin/sh -c 'echo ~app && sleep 0'",
      ],
      ["-l", "app", "--", "web", "/bin/sh -c 'echo ~app && sleep 0'"],
    ],
    [["rsh", "-x", "-oForwardAgent=no", "-o", "X=1", "-p", "22", "--", "web", "ls", "-l"], [
      "-p",
      "22",
      "--",
      "web",
      "ls",
      "-l",
    ]],
    [["rsh", "--region", "eu-west-1", "--debug", "--no-cache", "web", "true"], [
      "--region",
      "eu-west-1",
      "--debug",
      "--no-cache",
      "--",
      "web",
      "true",
    ]],
    [["rsh", "-", "true"], ["--", "-", "true"]],
    [["rsh"], []],
  ];
  for (const [typed, wanted] of table) assert.deepEqual(sshWords(typed), ["rsh", ...wanted]);
});

Deno.test("ecsin rsh joins its words as ssh does, and exits as the command", async () => {
  await using aws = start();
  const env = aws.env;
  const ran = await runEcsin(["rsh", PLACE, "printf", "%s-", "a", "'b", "c'", ";", "exit", "7"], {
    env,
  });
  assert.deepEqual([ran.code, ran.stdout], [7, "a-b c-"]);
  const cat = await runEcsin(["rsh", PLACE, "cat"], { env, stdin: "in\r\nout" });
  assert.deepEqual([cat.code, cat.stdout], [0, "in\r\nout"]);
  const none = await runEcsin(["rsh", PLACE], { env });
  assert.equal(none.code, 2);
  assert.match(none.stderr, /there is no command to run/);
  const many = await runEcsin(["rsh", "prod", "true"], { env });
  assert.notEqual(many.code, 0);
});

Deno.test(
  needs("rsync -e 'ecsin rsh' goes both ways, and again with what changed", "unix", "rsync"),
  async () => {
    await using at = await folder();
    await using aws = start();
    const rsh = `${at.path}/rsh`;
    const words = (await ecsinCommand()).map((word) => `'${word}'`).join(" ");
    await Deno.writeTextFile(rsh, `#!/bin/sh\nexec ${words} rsh "$@"\n`, { mode: 0o755 });
    await Deno.mkdir(`${at.path}/from/sub`, { recursive: true });
    await Deno.writeFile(`${at.path}/from/noise`, noise(200_000));
    await Deno.writeTextFile(`${at.path}/from/sub/text`, "hello\n".repeat(1000));
    await Deno.symlink("noise", `${at.path}/from/link`);
    const options = await withDeno({ env: aws.env });
    // rsync takes what stands before the first colon for the host, if there is no slash in it.
    const env = { ...options.env, RSYNC_RSH: rsh, ECSIN_PLACE: PLACE };
    await Deno.writeTextFile(
      rsh,
      `#!/bin/sh\n[ "$1" = web ] && shift\nexec ${words} rsh ${PLACE} "$@"\n`,
    );
    const rsync = async (from: string, to: string) => {
      const ran = await runProgram(["rsync", "-a", "--no-whole-file", "--stats", from, to], {
        env,
      });
      assert.equal(ran.code, 0, ran.stderr);
      const [, literal = ""] = /Literal data: ([\d,.]+)/.exec(ran.stdout) ?? [];
      return Number(literal.replaceAll(/[,.]/g, ""));
    };
    await rsync(`${at.path}/from/`, `web:${at.path}/to/`);
    assert.deepEqual(await treeOf(`${at.path}/to`), await treeOf(`${at.path}/from`));
    await rsync(`web:${at.path}/to/`, `${at.path}/back/`);
    assert.deepEqual(await treeOf(`${at.path}/back`), await treeOf(`${at.path}/from`));
    // A delta: of 200,000 bytes little more than what changed is sent.
    const changed = noise(200_000);
    changed.set(new TextEncoder().encode("changed"), 100_000);
    await Deno.writeFile(`${at.path}/from/noise`, changed);
    // rsync looks into a file of the same size only if its time is another by whole seconds.
    const later = new Date(Date.now() + 5_000);
    await Deno.utime(`${at.path}/from/noise`, later, later);
    assert((await rsync(`${at.path}/from/`, `web:${at.path}/to/`)) < 20_000);
    assert.deepEqual(await treeOf(`${at.path}/to`), await treeOf(`${at.path}/from`));
    assert((await rsync(`web:${at.path}/to/`, `${at.path}/back/`)) < 20_000);
    assert.deepEqual(await treeOf(`${at.path}/back`), await treeOf(`${at.path}/from`));
  },
);

/** A home with a profile `web`, which is the host's name then. */
async function withWeb(): Promise<Home> {
  const home = await Home.make();
  await home.write(
    ".config/ecsin/profiles.yaml",
    "profiles:\n  web: {cluster: prod, service: web, container: app}\n",
  );
  return home;
}

Deno.test(
  needs("git clones from a container, pushes and fetches, over ecsin rsh", "unix", "git"),
  async () => {
    await using at = await folder();
    await using aws = start();
    await using home = await withWeb();
    const words = (await ecsinCommand()).map((word) => `'${word}'`).join(" ");
    const { env } = await withDeno({ env: aws.env });
    const git = async (...args: string[]) => {
      const ran = await runProgram(["git", ...args], {
        cwd: at.path,
        home,
        env: {
          ...env,
          // As a person writes it.
          GIT_SSH_COMMAND: `${words} rsh`,
          GIT_CONFIG_GLOBAL: "/dev/null",
          GIT_AUTHOR_NAME: "A",
          GIT_AUTHOR_EMAIL: "a@example.org",
          GIT_COMMITTER_NAME: "A",
          GIT_COMMITTER_EMAIL: "a@example.org",
        },
      });
      assert.equal(ran.code, 0, `${args.join(" ")}: ${ran.stderr}`);
      return ran.stdout.trim();
    };
    await git("init", "-q", "--bare", "there.git");
    await git("init", "-q", "-b", "main", "one");
    await Deno.writeFile(`${at.path}/one/bytes`, noise(100_000));
    await git("-C", "one", "add", ".");
    await git("-C", "one", "commit", "-qm", "first");
    await git("-C", "one", "push", "-q", `web:${at.path}/there.git`, "main");
    await git("clone", "-q", "-b", "main", `web:${at.path}/there.git`, "two");
    assert.deepEqual(await Deno.readFile(`${at.path}/two/bytes`), noise(100_000));
    await git("-C", "two", "commit", "-q", "--allow-empty", "-m", "it's a second");
    await git("-C", "two", "push", "-q", "origin", "main");
    await git("-C", "one", "fetch", "-q", `ssh://web${at.path}/there.git`, "main");
    assert.equal(
      await git("-C", "one", "log", "-1", "--format=%s", "FETCH_HEAD"),
      "it's a second",
    );
  },
);

Deno.test(
  needs("scp -S 'ecsin rsh' copies with scp's older protocol", "unix", "scp"),
  async () => {
    await using at = await folder();
    await using aws = start();
    await using home = await withWeb();
    const words = (await ecsinCommand()).map((word) => `'${word}'`).join(" ");
    const rsh = `${at.path}/rsh`;
    await Deno.writeTextFile(
      rsh,
      `#!/bin/sh\nexec ${words} rsh "$@"\n`,
      { mode: 0o755 },
    );
    await Deno.writeFile(`${at.path}/bytes`, noise(50_000));
    const { env } = await withDeno({ env: aws.env });
    for (const [from, to] of [["bytes", `web:${at.path}/up`], [`web:${at.path}/up`, "down"]]) {
      const ran = await runProgram(["scp", "-O", "-q", "-S", rsh, from ?? "", to ?? ""], {
        cwd: at.path,
        home,
        env,
      });
      assert.equal(ran.code, 0, ran.stderr);
    }
    assert.deepEqual(await Deno.readFile(`${at.path}/down`), noise(50_000));
  },
);
