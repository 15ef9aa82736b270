// Each way to credentials by the whole program with --debug: it works, says which way it took, and
// says nothing that is secret.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { inMinutes } from "../aws/credentials/as_whom.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { type FakeIdentities, startFakeIdentities } from "../fake_aws/identities.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";

interface Way {
  readonly name: string;
  /** Begins the access key that ECS sees. */
  readonly key: string;
  /** Prepares the home; gives what is added to the environment. */
  readonly prepare: (
    home: Home,
    identities: FakeIdentities,
  ) => Promise<Readonly<Record<string, string | undefined>>>;
}

const sha = async (algorithm: string, text: string) =>
  new Uint8Array(await crypto.subtle.digest(algorithm, new TextEncoder().encode(text))).toHex();

const WAYS: readonly Way[] = [
  {
    name: "keys of the credentials file",
    key: "AKIAFILE",
    prepare: async (home, { state }) => {
      await home.write(
        ".aws/credentials",
        `[file]\naws_access_key_id = AKIAFILE\naws_secret_access_key = ${state.secret()}\n`,
      );
      return { AWS_PROFILE: "file" };
    },
  },
  {
    name: "SSO, renewed",
    key: "ASIASSO",
    prepare: async (home, { state }) => {
      const [accessToken, clientSecret, refreshToken] = [
        state.secret(),
        state.secret(),
        state.secret(),
      ];
      state.refreshTokens.add(refreshToken);
      await home.write(
        ".aws/config",
        "[default]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = dev\n" +
          "[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example\n",
      );
      await home.write(
        `.aws/sso/cache/${await sha("SHA-1", "corp")}.json`,
        JSON.stringify({
          accessToken,
          expiresAt: inMinutes(1),
          clientId: "client",
          clientSecret,
          refreshToken,
        }),
      );
      return {};
    },
  },
  {
    name: "aws login, renewed",
    key: "ASIALOGIN",
    prepare: async (home, { state }) => {
      const keys = { secretAccessKey: state.secret(), sessionToken: state.secret() };
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const refreshToken = state.secret();
      state.refreshTokens.add(refreshToken);
      const token = {
        accessToken: {
          accessKeyId: "ASIASIGNEDIN",
          accountId: "123456789012",
          expiresAt: inMinutes(1),
          ...keys,
        },
        clientId: "client",
        refreshToken,
        dpopKey: privateKey.export({ format: "pem", type: "sec1" }),
      };
      await home.write(".aws/config", "[profile me]\nlogin_session = me\n");
      const file = `.aws/login/cache/${await sha("SHA-256", "me")}.json`;
      await home.write(file, JSON.stringify(token));
      return { AWS_PROFILE: "me" };
    },
  },
  {
    name: "credential_process",
    key: "ASIATOOL",
    prepare: async (home, { state }) => {
      const keys = { AccessKeyId: "ASIATOOL", SecretAccessKey: state.secret() };
      const tool = await home.program(
        "tool",
        `#!/bin/sh\necho 'hello from the tool' >&2\necho '${
          JSON.stringify({ Version: 1, ...keys })
        }'\n`,
      );
      await home.write(".aws/config", `[profile tool]\ncredential_process = ${tool}\n`);
      return { AWS_PROFILE: "tool" };
    },
  },
  {
    name: "a web identity token",
    key: "ASIAPOD",
    prepare: async (home, { state }) => {
      const token = state.secret();
      state.webIdentityTokens.add(token);
      return {
        AWS_WEB_IDENTITY_TOKEN_FILE: await home.write("token", token),
        AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/pod",
      };
    },
  },
  {
    name: "a container, whose token stands twice",
    key: "ASIACONTAINER",
    prepare: async (home, { state, url }) => {
      const token = state.secret();
      state.containerToken = token;
      return {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${url}/container`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: await home.write("token", token),
      };
    },
  },
  {
    name: "an EC2 machine that gives expired credentials in an outage",
    key: "ASIAMACHINE",
    prepare: (_home, { state }) => {
      state.machineRole = "machine";
      state.lifetimeMs = -60_000;
      return Promise.resolve({ AWS_EC2_METADATA_DISABLED: undefined });
    },
  },
];

const withoutKeys = (aws: FakeAws) => ({
  ...aws.env,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
});

for (const way of WAYS) {
  Deno.test(`ecsin list --debug says no secret: ${way.name}`, async () => {
    await using home = await Home.make();
    await using aws = startFakeAws(buildWorld({ prod: {} }));
    await using identities = startFakeIdentities();
    const env = {
      ...withoutKeys(aws),
      ...identities.env,
      ...await way.prepare(home, identities),
    };
    const { code, stdout, stderr } = await runEcsin(["list", "clusters", "--debug"], { home, env });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /prod/);
    assert.equal(aws.api.calls[0]?.accessKeyId.slice(0, way.key.length), way.key);
    assert.match(stderr, /^ecsin: debug: credentials: /m);
    for (const line of stderr.trimEnd().split("\n")) assert.match(line, /^ecsin: debug: /);
    assert.ok(identities.state.secrets.size > 0);
    for (const secret of identities.state.secrets) {
      assert.ok(!(stdout + stderr).includes(secret));
    }
  });
}
