// Which credentials need no SDK to be found.
import assert from "node:assert/strict";
import { chooseIdentity } from "../../../src/aws/credentials/identity.ts";
import { plainKeys } from "../../../src/aws/credentials/plain_keys.ts";
import type { EcsinError } from "../../../src/error.ts";
import { parseFiles } from "../../../src/aws/credentials/shared_files.ts";

const KEYS = "aws_access_key_id = AKIAFILE\naws_secret_access_key = s\n";

function keysOf(
  { env = {}, config = "", credentials = "", awsProfile }: {
    readonly env?: Readonly<Record<string, string>>;
    readonly config?: string;
    readonly credentials?: string;
    readonly awsProfile?: string;
  },
) {
  const read = (name: string) => env[name];
  const flags = awsProfile === undefined ? {} : { awsProfile };
  const file = (text: string) => ({ path: "x", bytes: new TextEncoder().encode(text) });
  const files = parseFiles([file(config), file(credentials)]);
  return plainKeys(chooseIdentity({ flags }, read), read, files);
}

Deno.test("plainKeys() takes the keys of the environment, with their token", () => {
  const env = {
    AWS_ACCESS_KEY_ID: "AKIAENV",
    AWS_SECRET_ACCESS_KEY: "s",
    AWS_SESSION_TOKEN: "t",
  };
  assert.deepEqual(keysOf({ env, credentials: `[default]\n${KEYS}` }), {
    accessKeyId: "AKIAENV",
    secretAccessKey: "s",
    sessionToken: "t",
  });
});

Deno.test("plainKeys() takes the keys of a profile, from either file, and its account", () => {
  const found = { accessKeyId: "AKIAFILE", secretAccessKey: "s" };
  assert.deepEqual(keysOf({ credentials: `[default]\n${KEYS}` }), found);
  assert.deepEqual(keysOf({ config: `[profile corp]\n${KEYS}`, awsProfile: "corp" }), found);
  const account = `[corp]\n${KEYS}aws_account_id = 123456789012\n`;
  assert.deepEqual(keysOf({ credentials: account, awsProfile: "corp" }), {
    ...found,
    accountId: "123456789012",
  });
});

Deno.test("plainKeys() leaves every other kind of credentials to others", () => {
  for (
    const other of [
      "role_arn = arn:aws:iam::123456789012:role/x",
      "sso_account_id = 123456789012",
      "role_arn = arn:aws:iam::123456789012:role/x\nweb_identity_token_file = /t",
    ]
  ) {
    const credentials = `[corp]\n${KEYS}`;
    const config = `[profile corp]\n${other}\n`;
    assert.equal(keysOf({ credentials, config, awsProfile: "corp" }), undefined, other);
  }
  assert.equal(keysOf({ awsProfile: "nope" }), undefined);
  const env = { AWS_WEB_IDENTITY_TOKEN_FILE: "/token" };
  assert.equal(keysOf({ env, credentials: `[default]\n${KEYS}` }), undefined);
});

Deno.test("plainKeys() takes both keys from one file, and refuses half a pair", () => {
  const half = { credentials: "[corp]\naws_access_key_id = A\n", awsProfile: "corp" };
  const config = "[profile corp]\naws_secret_access_key = s\n";
  for (const more of [{}, { config }]) {
    assert.throws(
      () => keysOf({ ...half, ...more }),
      ({ failure }: EcsinError) =>
        failure.why?.includes(
          "the credentials file has its aws_access_key_id, but no aws_secret_access_key",
        ) === true,
    );
  }
});
