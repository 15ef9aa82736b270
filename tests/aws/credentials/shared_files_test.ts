// Where AWS's files are, and which of their sections are profiles. That they are read as AWS's CLI
// reads them is tested in ini_test.ts.
import assert from "node:assert/strict";
import { expandPath, readAwsFiles } from "../../../src/aws/credentials/shared_files.ts";
import { EcsinError } from "../../../src/error.ts";
import { Home } from "../../stories/home.ts";

Deno.test("readAwsFiles() knows where home is, also in the variables' values", async () => {
  await using home = await Home.make();
  await home.write(".aws/config", "[default]\nregion = a\n");
  await home.write("else", "[default]\nregion = b\n");
  const regionWith = async (env: Readonly<Record<string, string>>) =>
    (await readAwsFiles((name) => env[name])).profiles.get("default")?.["region"];
  assert.equal(await regionWith({ HOME: home.path }), "a");
  assert.equal(await regionWith({ USERPROFILE: home.path }), "a");
  assert.equal(await regionWith({ HOME: home.path, AWS_CONFIG_FILE: "~/else" }), "b");
  assert.equal(await regionWith({ HOME: home.path, AWS_CONFIG_FILE: "$HOME/else" }), "b");
  assert.equal(await regionWith({ HOME: home.path, AWS_CONFIG_FILE: "${HOME}/else" }), "b");
  assert.equal(await regionWith({}), undefined);
});

Deno.test("expandPath() leaves what it does not know", () => {
  const env = (name: string) => ({ HOME: "/h", A: "x" })[name];
  assert.equal(expandPath("~", env), "/h");
  assert.equal(expandPath("~other/a", env), "~other/a");
  assert.equal(expandPath("$A-$B/${A}${}${a=b}", env), "x-$B/x${}${a=b}");
});

Deno.test("readAwsFiles() takes files that are not there, and folders, for empty ones", async () => {
  await using home = await Home.make();
  const env: Record<string, string> = { HOME: "/nonexistent", AWS_CONFIG_FILE: home.path };
  const { profiles, remarks } = await readAwsFiles((name) => env[name]);
  assert.deepEqual([profiles.size, remarks], [0, []]);
});

Deno.test("readAwsFiles() tells the line of what AWS's CLI refuses, and UTF-16", async () => {
  await using home = await Home.make();
  const faultOf = async (text: string | Uint8Array) => {
    const path = await home.write("config", "");
    await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
    try {
      await readAwsFiles((name) => name === "AWS_CONFIG_FILE" ? path : undefined);
    } catch (error) {
      if (!(error instanceof EcsinError)) throw error;
      const { id, what, why = [] } = error.failure;
      return [id, what.replace(path, "FILE"), why[0]].join(" | ");
    }
    return undefined;
  };
  assert.equal(
    await faultOf("[profile dev]\nregion = x\n[profile prod\n"),
    "aws-file-malformed | AWS's file FILE cannot be used: this section's name has no closing " +
      "bracket | line 3: write it as [profile NAME]",
  );
  const utf16 = [..."[default]"].flatMap((each) => [each.charCodeAt(0), 0]);
  assert.match(await faultOf(Uint8Array.from([0xff, 0xfe, ...utf16])) ?? "", /the file is UTF-16/);
  assert.match(await faultOf(Uint8Array.from([0xe9, 0x80])) ?? "", /the file is not UTF-8/);
});

Deno.test("readAwsFiles() knows [foo] in the config file to be no profile", async () => {
  await using home = await Home.make();
  const path = await home.write("config", "[foo]\nregion = x\n[profile bar]\n");
  const files = await readAwsFiles((name) => name === "AWS_CONFIG_FILE" ? path : undefined);
  assert.deepEqual([...files.profiles.keys()], ["bar"]);
  assert.deepEqual([...files.others], ["foo"]);
});
