import assert from "node:assert/strict";
import { readConfigProfiles } from "../../../src/aws/credentials/config_profiles.ts";
import { Home } from "../../stories/home.ts";

const CONFIG = `# [profile no]
[default]
region = eu-central-1

[profile shop]
role_arn = arn:aws:iam::210987654321:role/Admin
source_profile = default
[profile  "two words" ] ; a remark
sso_account_id: 123456789012
REGION=eu-west-1
[plain]
region = x
[sso-session corp]
region = us-east-1
[services local]
ecs =
  endpoint_url = http://127.0.0.1
`;

Deno.test("readConfigProfiles() reads names from both files, and no sections of another kind", async () => {
  await using home = await Home.make();
  const env: Record<string, string> = {
    HOME: "/nonexistent",
    AWS_CONFIG_FILE: await home.write("config", CONFIG.replaceAll("\n", "\r\n")),
    AWS_SHARED_CREDENTIALS_FILE: await home.write(
      "credentials",
      "[shop]\naws_access_key_id = AKIDEXAMPLE\nregion = us-east-2\n[lab]\n[profile no]\n",
    ),
  };
  assert.deepEqual(await readConfigProfiles((name) => env[name]), [
    { name: "default", region: "eu-central-1" },
    { name: "shop", region: "us-east-2", accountId: "210987654321" },
    { name: "two words", region: "eu-west-1", accountId: "123456789012" },
    { name: "lab" },
  ]);
});

Deno.test("readConfigProfiles() finds nothing where there are no files", async () => {
  assert.deepEqual(await readConfigProfiles(() => undefined), []);
});

Deno.test("readConfigProfiles() takes ~ in the names of AWS's files for the home folder", async () => {
  await using home = await Home.make();
  const path = await home.write("elsewhere", "[profile shop]\nregion = eu-west-1\n");
  const end = path.lastIndexOf("/");
  const env: Record<string, string> = {
    HOME: path.slice(0, end),
    AWS_CONFIG_FILE: `~${path.slice(end)}`,
  };
  assert.deepEqual(await readConfigProfiles((name) => env[name]), [
    { name: "shop", region: "eu-west-1" },
  ]);
});
