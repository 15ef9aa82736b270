import assert from "node:assert/strict";
import { EcsinError } from "../../src/error.ts";
import { errorText } from "../../src/error_text.ts";
import { findProfiles } from "../../src/profiles/find.ts";
import { readAll, readProfile } from "../../src/profiles/read.ts";
import { inFolder } from "./in_folder.ts";
import { needs } from "../needs.ts";

const noEnv = () => undefined;
const nobody = () => Promise.resolve(false);

/** The whole text of the failure, with the folder's name taken out. */
async function faultOf(folder: string, name: string, file = `${folder}/p.yaml`): Promise<string> {
  try {
    await readProfile(name, { profiles: file }, noEnv, { debug: () => {}, isTrusted: nobody });
  } catch (error) {
    if (!(error instanceof EcsinError)) throw error;
    assert.equal(error.exitCode, 2);
    return errorText(error).replaceAll(folder, "DIR");
  }
  throw new Error("no fault was found");
}

Deno.test("findProfiles() takes the flag, then $ECSIN_PROFILES, then the system's place", () => {
  const env = (values: Record<string, string>) => (name: string) => values[name];
  const all = env({ ECSIN_PROFILES: "/e.yaml", XDG_CONFIG_HOME: "/x", HOME: "/h" });
  assert.deepEqual(findProfiles("/f.yaml", all), { file: "/f.yaml", namedBy: "--profiles" });
  assert.deepEqual(findProfiles(undefined, all), { file: "/e.yaml", namedBy: "$ECSIN_PROFILES" });
  const place = (values: Record<string, string>, os: typeof Deno.build.os) =>
    findProfiles(undefined, env(values), os).file;
  assert.equal(place({ XDG_CONFIG_HOME: "/x", HOME: "/h" }, "linux"), "/x/ecsin/profiles.yaml");
  assert.equal(place({ HOME: "/h" }, "darwin"), "/h/.config/ecsin/profiles.yaml");
  assert.equal(
    place({ XDG_CONFIG_HOME: "relative", HOME: "/h" }, "linux"),
    "/h/.config/ecsin/profiles.yaml",
  );
  assert.equal(place({ APPDATA: "C:\\A" }, "windows"), "C:\\A\\ecsin\\profiles.yaml");
  assert.throws(() => place({}, "linux"), /there is no place to look for profiles.yaml/);
});

Deno.test("readProfile() gives the profile, and tells the near ones of an unknown name", () =>
  inFolder(async (folder) => {
    const file = `${folder}/p.yaml`;
    await Deno.writeTextFile(file, "profiles:\n  prod-web: {cluster: prod}\n  prod-api: {}\n");
    assert.deepEqual(
      await readProfile("prod-web", { profiles: file }, noEnv, {
        debug: () => {},
        isTrusted: nobody,
      }),
      { name: "prod-web", profile: { cluster: "prod" }, file, isShared: false },
    );
    assert.equal(
      await faultOf(folder, "prod-wbe"),
      [
        'ecsin: error: there is no profile or command "prod-wbe"',
        "  why:  DIR/p.yaml has prod-web, prod-api",
        "  next: ecsin list profiles",
        "        ecsin --help",
      ].join("\n"),
    );
    await assert.rejects(
      readProfile("prod-wbe", { profiles: file }, noEnv, { debug: () => {}, isTrusted: nobody }),
      ({ failure }: EcsinError) => failure.meant?.by.join() === "prod-web",
    );
  }));

Deno.test("readProfile() tells how to make the file where there is none", () =>
  inFolder(async (folder) => {
    const env = (name: string) => name === "HOME" ? folder : undefined;
    const reading = { debug: () => {}, isTrusted: nobody, cwd: folder };
    await assert.rejects(readProfile("prod-web", {}, env, reading), (error: EcsinError) => {
      assert.equal(
        errorText(error).replaceAll(folder, "DIR"),
        [
          'ecsin: error: there is no profile "prod-web": there is no profiles file at DIR/.config/ecsin/profiles.yaml',
          '  why:  "prod-web" is not an ecsin command, so it was taken as the name of a profile',
          "  next: ecsin profile add prod-web",
          "        ecsin",
          "        ecsin --help",
        ].join("\n"),
      );
      return true;
    });
  }));

Deno.test("readProfile() tells what is wrong with the file itself", () =>
  inFolder(async (folder) => {
    assert.equal(
      await faultOf(folder, "a", `${folder}/gone.yaml`),
      [
        "ecsin: error: DIR/gone.yaml: cannot be read as a profiles file",
        "  why:  --profiles names it, and it is not there",
        "  next: ls -l DIR/gone.yaml",
      ].join("\n"),
    );
    assert.equal(
      await faultOf(folder, "a", folder),
      [
        "ecsin: error: DIR: cannot be read as a profiles file",
        "  why:  it is a folder",
        "  next: name a file in it",
      ].join("\n"),
    );
    await Deno.writeFile(`${folder}/latin.yaml`, new Uint8Array([0x61, 0x3a, 0x0a, 0xe9, 0x0a]));
    assert.equal(
      await faultOf(folder, "a", `${folder}/latin.yaml`),
      [
        "ecsin: error: DIR/latin.yaml:2:1: cannot be read as a profiles file",
        "  why:  this line is not UTF-8",
        "  next: save the file as UTF-8",
      ].join("\n"),
    );
  }));

Deno.test({
  ...needs("readProfile() stops reading what has no end, and says so", "unix"),
  fn: () =>
    inFolder(async (folder) => {
      assert.match(
        await faultOf(folder, "a", "/dev/zero"),
        /\/dev\/zero: cannot be read as a profiles file\n {2}why: {2}it is too large/,
      );
    }),
});

Deno.test({
  ...needs("readProfile() tells that a file may not be read", "unix", "a user other than root"),
  fn: () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/p.yaml`, "profiles: {}\n", { mode: 0o000 });
      assert.match(
        await faultOf(folder, "a"),
        /cannot be read as a profiles file\n {2}why: .*denied/,
      );
    }),
});

Deno.test("readAll() gives nothing where there is no file, and an error where it was named", () =>
  inFolder(async (folder) => {
    const env = (name: string) => name === "HOME" ? folder : undefined;
    assert.deepEqual((await readAll({}, env, folder)).profiles, []);
    await assert.rejects(readAll({ profiles: `${folder}/no` }, env), EcsinError);
  }));
