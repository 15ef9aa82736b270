// The profiles file is replaced as a whole or left as it was, whatever happens around it.
import assert from "node:assert/strict";
import type { EcsinError } from "../../src/error.ts";
import { errorText } from "../../src/error_text.ts";
import { change, openForEdit, openStore, writeText } from "../../src/profiles/store.ts";
import { replaceFile } from "../../src/profiles/replace_file.ts";
import { inFolder } from "./in_folder.ts";
import { needs } from "../needs.ts";

const FILE = "# mine\nprofiles:\n  a: {cluster: x}\n";
const ADD = { kind: "add", name: "b", profile: { cluster: "z" } } as const;
const AFTER = `${FILE}  b:\n    cluster: z\n`;
const noEnv = () => undefined;
const open = (file: string) => openStore({ profiles: file }, noEnv);
const bytes = (text: string) => new TextEncoder().encode(text);
const modeOf = async (path: string) => ((await Deno.stat(path)).mode ?? 0) & 0o7777;
const namesIn = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();

Deno.test("change() writes the file anew and leaves nothing else in its folder", () =>
  inFolder(async (folder) => {
    const file = `${folder}/p.yaml`;
    await Deno.writeTextFile(file, FILE);
    const { ino } = await Deno.stat(file);
    await change(await open(file), ADD);
    assert.equal(await Deno.readTextFile(file), AFTER);
    // Another file took its place: whoever has the old one open goes on reading the old text.
    assert.notEqual((await Deno.stat(file)).ino, ino);
    assert.deepEqual(await namesIn(folder), ["p.yaml"]);
  }));

Deno.test("the first profile makes the folder for its owner only, and the file", () =>
  inFolder(async (folder) => {
    const env = (name: string) => name === "XDG_CONFIG_HOME" ? `${folder}/config` : undefined;
    await change(await openStore({}, env), ADD);
    assert.equal(
      await Deno.readTextFile(`${folder}/config/ecsin/profiles.yaml`),
      "profiles:\n  b:\n    cluster: z\n",
    );
    if (Deno.build.os === "windows") return;
    assert.equal(await modeOf(`${folder}/config`), 0o700);
    assert.equal(await modeOf(`${folder}/config/ecsin`), 0o700);
    assert.equal(await modeOf(`${folder}/config/ecsin/profiles.yaml`), 0o600);
  }));

Deno.test({
  ...needs("the file's mode is kept, whatever the umask says", "unix"),
  fn: () =>
    inFolder(async (folder) => {
      const file = `${folder}/p.yaml`;
      await Deno.writeTextFile(file, FILE);
      for (const mode of [0o666, 0o640, 0o600]) {
        await Deno.chmod(file, mode);
        const stored = await open(file);
        await writeText(stored, `${stored.text}# ${mode}\n`);
        assert.equal(await modeOf(file), mode);
      }
    }),
});

Deno.test({
  ...needs("a write-protected file is refused and as it was, behind a link too", "unix"),
  fn: () =>
    inFolder(async (folder) => {
      const file = `${folder}/p.yaml`;
      await Deno.writeTextFile(file, FILE);
      await Deno.symlink(file, `${folder}/link`);
      await Deno.chmod(file, 0o444);
      for (const name of [file, `${folder}/link`]) {
        const stored = await open(name);
        await assert.rejects(change(stored, ADD), (error: EcsinError) => {
          assert.equal(error.failure.id, "profiles-file-not-written");
          assert.equal(error.failure.next, `chmod u+w ${file}`);
          return true;
        });
      }
      assert.equal(await Deno.readTextFile(file), FILE);
      assert.equal(await modeOf(file), 0o444);
      assert.deepEqual(await namesIn(folder), ["link", "p.yaml"]);
    }),
});

Deno.test({
  ...needs("links stay links: what they lead to is replaced, there or not there yet", "unix"),
  fn: () =>
    inFolder(async (folder) => {
      await Deno.mkdir(`${folder}/dotfiles`);
      await Deno.writeTextFile(`${folder}/dotfiles/p.yaml`, FILE);
      await Deno.symlink("dotfiles/p.yaml", `${folder}/second`);
      await Deno.symlink(`${folder}/second`, `${folder}/first`);
      await change(await open(`${folder}/first`), ADD);
      assert.equal(await Deno.readTextFile(`${folder}/dotfiles/p.yaml`), AFTER);
      assert.equal(await Deno.readLink(`${folder}/first`), `${folder}/second`);
      assert.equal(await Deno.readLink(`${folder}/second`), "dotfiles/p.yaml");
      assert.deepEqual(await namesIn(`${folder}/dotfiles`), ["p.yaml"]);
      await Deno.symlink("dotfiles/new.yaml", `${folder}/third`);
      await change(await open(`${folder}/third`), ADD);
      assert.match(await Deno.readTextFile(`${folder}/dotfiles/new.yaml`), /cluster: z/);
      await Deno.symlink("loop", `${folder}/loop`);
      await assert.rejects(open(`${folder}/loop`), /cannot be read as a profiles file/);
    }),
});

Deno.test("a file that was changed meanwhile is left as it is now", () =>
  inFolder(async (folder) => {
    const file = `${folder}/p.yaml`;
    await Deno.writeTextFile(file, FILE);
    const stored = await open(file);
    await Deno.writeTextFile(file, `${FILE}# theirs\n`);
    await assert.rejects(change(stored, ADD), (error: EcsinError) => {
      assert.equal(
        errorText(error).replaceAll(folder, "DIR"),
        "ecsin: error: DIR/p.yaml was changed by somebody else meanwhile, and is left as it is now\n" +
          "  next: ecsin profile validate",
      );
      return error.exitCode === 2;
    });
    assert.equal(await Deno.readTextFile(file), `${FILE}# theirs\n`);
    // Gone, or there though it was not, is a change too.
    await Deno.remove(file);
    await assert.rejects(change(stored, ADD), /was changed by somebody else/);
    const empty = await open(file);
    await Deno.writeTextFile(file, FILE);
    await assert.rejects(change(empty, ADD), /was changed by somebody else/);
    assert.equal(await Deno.readTextFile(file), FILE);
    assert.deepEqual(await namesIn(folder), ["p.yaml"]);
  }));

Deno.test("of many changes at once one wins, and the others are told", () =>
  inFolder(async (folder) => {
    const file = `${folder}/p.yaml`;
    await Deno.writeTextFile(file, FILE);
    const before = bytes(FILE);
    const outcomes = await Promise.allSettled(
      Array.from(
        { length: 8 },
        (_, at) => replaceFile(file, { before, after: bytes(`${FILE}# ${at}\n`) }),
      ),
    );
    const won = outcomes.flatMap(({ status }, at) => status === "fulfilled" ? [at] : []);
    assert.equal(won.length, 1);
    assert.equal(await Deno.readTextFile(file), `${FILE}# ${won[0]}\n`);
    assert.deepEqual(await namesIn(folder), ["p.yaml"]);
  }));

Deno.test({
  ...needs(
    "what cannot be written is told, and the file is as it was",
    "unix",
    "a user other than root",
  ),
  fn: () =>
    inFolder(async (folder) => {
      const file = `${folder}/p.yaml`;
      await Deno.writeTextFile(file, FILE);
      const stored = await open(file);
      await Deno.chmod(folder, 0o500);
      await assert.rejects(change(stored, ADD), (error: EcsinError) => {
        assert.match(
          errorText(error),
          /p.yaml: cannot be written, and is as it was\n {2}why: .*den/,
        );
        return error.exitCode === 2;
      });
      await Deno.chmod(folder, 0o700);
      assert.equal(await Deno.readTextFile(file), FILE);
    }),
});

Deno.test("a folder in the way is told, and nothing is left behind", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const stored = await open(`${folder}/file/p.yaml`).catch((error: EcsinError) => error);
    assert.match(String(stored), /cannot be read as a profiles file/);
    assert.deepEqual(await namesIn(folder), ["file"]);
  }));

Deno.test("a byte order mark and DOS line ends stay", () =>
  inFolder(async (folder) => {
    const file = `${folder}/p.yaml`;
    const dos = "\ufeffprofiles:\r\n  a:\r\n    cluster: x\r\n";
    await Deno.writeTextFile(file, dos);
    await change(await open(file), ADD);
    assert.equal(
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(await Deno.readFile(file)),
      `${dos}  b:\r\n    cluster: z\r\n`,
    );
  }));

Deno.test("writeText() never writes what is not right; openForEdit() opens what is not", () =>
  inFolder(async (folder) => {
    const file = `${folder}/p.yaml`;
    await Deno.writeTextFile(file, "profiles: [\n");
    await assert.rejects(open(file), /not valid YAML/);
    const stored = await openForEdit({ profiles: file }, noEnv);
    assert.deepEqual([stored.text, stored.profiles], ["profiles: [\n", undefined]);
    await assert.rejects(writeText(stored, "profiles: {a: {clutser: x}}\n"), /no key "clutser"/);
    assert.equal(await Deno.readTextFile(file), "profiles: [\n");
    await writeText(stored, FILE);
    assert.equal(await Deno.readTextFile(file), FILE);
  }));
