// AWS's files are read as the SDK reads them, whatever is in them.
import assert from "node:assert/strict";
import fc from "fast-check";
import { loadSharedConfigFiles } from "@smithy/core/config";
import { readSharedFiles } from "../../../src/aws/credentials/shared_files.ts";
import { Home } from "../../stories/home.ts";

const word = fc.constantFrom("a", "region", "endpoint_url", "ecs", "role_arn", "x-y");
const value = fc.constantFrom("", "b", "a=b", "v ; not", "v;kept", "# all", "v #", "' q '", "[x]");
const line = fc.oneof(
  fc.tuple(fc.constantFrom("", " ", "\t"), word, fc.constantFrom("=", " = ", ""), value)
    .map((parts) => parts.join("")),
  fc.constantFrom(
    "[default]",
    "[profile default]",
    "[profile a]",
    '[profile "a"]',
    "[profile 'a']",
    "[profile a] # c",
    "[a]",
    " [profile b]",
    "[profile  c]",
    "[services s]",
    "[sso-session s]",
    "[other s]",
    "[]",
    "[",
    "",
    "; nothing",
    "#nothing",
  ),
);
const file = fc.tuple(fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"))
  .map(([lines, end]) => lines.join(end));

Deno.test("readSharedFiles() reads what the SDK reads", async () => {
  await using home = await Home.make();
  await fc.assert(
    fc.asyncProperty(file, file, async (config, credentials) => {
      const paths = {
        configFilepath: await home.write("config", config),
        filepath: await home.write("credentials", credentials),
      };
      const { configFile, credentialsFile } = await loadSharedConfigFiles({
        ...paths,
        ignoreCache: true,
      });
      const env = new Map([
        ["AWS_CONFIG_FILE", paths.configFilepath],
        ["AWS_SHARED_CREDENTIALS_FILE", paths.filepath],
      ]);
      const read = await readSharedFiles((name) => env.get(name));
      assert.deepEqual(read, { config: { ...configFile }, credentials: { ...credentialsFile } });
    }),
    { numRuns: 500 },
  );
});

Deno.test("readSharedFiles() knows where home is, also in the variables' values", async () => {
  await using home = await Home.make();
  await home.write(".aws/config", "[default]\nregion = a\n");
  await home.write("else", "[default]\nregion = b\n");
  const regionWith = async (env: Readonly<Record<string, string>>) =>
    (await readSharedFiles((name) => env[name])).config["default"]?.["region"];
  assert.equal(await regionWith({ HOME: home.path }), "a");
  assert.equal(await regionWith({ USERPROFILE: home.path }), "a");
  assert.equal(await regionWith({ HOME: home.path, AWS_CONFIG_FILE: "~/else" }), "b");
  assert.equal(await regionWith({}), undefined);
});

Deno.test("readSharedFiles() takes files that are not there for empty ones", async () => {
  const nowhere = new Map([["HOME", "/nonexistent"]]);
  assert.deepEqual(await readSharedFiles((name) => nowhere.get(name)), {
    config: {},
    credentials: {},
  });
});
