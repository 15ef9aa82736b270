// Secrets that cannot be sent, that AWS repeats, that stand in a proxy's URL: the whole program says
// what is wrong and shows none of them, not with --debug, not in what it remembers.
import assert from "node:assert/strict";
import { ApiError } from "../fake_aws/api_call.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { type FakeIdentities, startFakeIdentities } from "../fake_aws/identities.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { type Ran, runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";

/** As long as AWS's: neither half of it may be seen. */
const FIRST = "IQoJb3JpZ2luX2VjEFIRSTHALF0123456789";
const SECOND = "SECONDHALFwJalrXUtnFEMIK7MDENGbPxRfi";
const NO_KEYS = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
};

interface Place {
  readonly aws: FakeAws;
  readonly identities: FakeIdentities;
  readonly home: Home;
}

interface Story {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly prepare?: (place: Place) => void | Promise<unknown>;
  /** What the person is told. */
  readonly told: RegExp;
  readonly code?: number;
}

const process = (printed: object) => async ({ home }: Place) => {
  const tool = await home.program("tool", `#!/bin/sh\ncat <<'E'\n${JSON.stringify(printed)}\nE\n`);
  await home.write(".aws/config", `[profile p]\ncredential_process = ${tool}\n`);
};
const KEYS = { Version: 1, AccessKeyId: "ASIATOOL", SecretAccessKey: FIRST };

const STORIES: readonly Story[] = [
  ...["\n", "\r", "\r\n", "\t", " ", "\u00e9"].flatMap((between): readonly Story[] => [
    {
      name: `a token of the environment with ${JSON.stringify(between)} in it`,
      env: { AWS_SESSION_TOKEN: `${FIRST}${between}${SECOND}` },
      told: /^ecsin: error: the session token of the environment has a /m,
    },
    {
      name: `a secret key of the environment with ${JSON.stringify(between)} in it`,
      env: { AWS_SECRET_ACCESS_KEY: `${FIRST}${between}${SECOND}` },
      told: /^ecsin: error: the secret access key of the environment has a /m,
    },
    {
      name: `a token of a credential_process with ${JSON.stringify(between)} in it`,
      args: ["--aws-profile", "p"],
      env: NO_KEYS,
      prepare: process({ ...KEYS, SessionToken: `${FIRST}${between}${SECOND}` }),
      told: /^ecsin: error: the session token of AWS profile "p" has a /m,
    },
  ]),
  {
    name: "a key id that is a secret key",
    env: { AWS_ACCESS_KEY_ID: FIRST, AWS_SECRET_ACCESS_KEY: SECOND },
    prepare: ({ aws }) => void (aws.faults.knownKeys = new Set(["AKIAOTHER"])),
    told: /the keys in AWS_ACCESS_KEY_ID \(…\)/,
  },
  {
    name: "a token in AWS's file that goes on in the next line",
    args: ["--aws-profile", "p"],
    env: NO_KEYS,
    prepare: ({ home }) =>
      home.write(
        ".aws/credentials",
        `[p]\naws_access_key_id = AKIAFILE\naws_secret_access_key = ${FIRST}\n` +
          `aws_session_token = ${FIRST}\n  ${SECOND}\n`,
      ),
    told: /^ecsin: error: the session token of AWS profile "p" has a line break in it$/m,
  },
  {
    name: "a line of AWS's file that is half of a key",
    args: ["--aws-profile", "p"],
    env: NO_KEYS,
    prepare: ({ home }) => home.write(".aws/credentials", `[p]\naws_secret_access_key\n${FIRST}\n`),
    told: /^ {2}why: {2}line 2: mend the line/m,
  },
  {
    name: "a role's token with a line break in it",
    args: ["--aws-profile", "p"],
    env: NO_KEYS,
    prepare: ({ home, identities: { state } }) => {
      state.issue = () => ({
        accessKeyId: "ASIAROLE",
        secretAccessKey: FIRST,
        sessionToken: `${FIRST}&#10;${SECOND}`,
        expiration: new Date(Date.now() + 3_600_000),
      });
      return home.write(
        ".aws/config",
        "[profile p]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = base\n" +
          `[profile base]\naws_access_key_id = AKIABASE\naws_secret_access_key = ${SECOND}\n`,
      );
    },
    told: /^ecsin: error: the session token of AWS profile "p" has a line break in it$/m,
  },
  {
    name: "a refusal that repeats what was sent",
    env: { AWS_SESSION_TOKEN: FIRST, AWS_SECRET_ACCESS_KEY: SECOND },
    prepare: ({ aws }) =>
      void aws.faults.failAlways.set(
        "ListClusters",
        new ApiError(
          "InvalidSignatureException",
          `The Canonical String should have been 'x-amz-security-token:${FIRST}' (${SECOND})`,
        ),
      ),
    told: /^ {2}aws: {2}InvalidSignatureException .*x-amz-security-token:\*\*\*' \(\*\*\*\)/m,
  },
  {
    name: "a credential_process that says on stderr what it would print",
    args: ["--aws-profile", "p"],
    env: NO_KEYS,
    prepare: async ({ home }) => {
      const tool = await home.program(
        "tool",
        `#!/bin/sh\necho 'token ${FIRST}'\necho "no: ${FIRST}" >&2\nexit 1\n`,
      );
      await home.write(".aws/config", `[profile p]\ncredential_process = ${tool}\n`);
    },
    told: /^ {2}why: {2}no: \*\*\*$/m,
  },
  ...[
    `http://me:${FIRST}@127.0.0.1:2`,
    `http://me:a@${FIRST}@127.0.0.1:2`,
    `me:${FIRST}@127.0.0.1:2`,
    `HTTP://me:${FIRST}@127.0.0.1:2/`,
  ].map((proxy): Story => ({
    name: `a proxy that is down, ${proxy.replace(FIRST, "PASSWORD")}`,
    env: { HTTPS_PROXY: proxy, AWS_ENDPOINT_URL: undefined, AWS_MAX_ATTEMPTS: "1" },
    told:
      /why: {2}connect ecs\.eu-central-1\.amazonaws\.com through the proxy HTTPS_PROXY=.*…@127\.0\.0\.1:2/,
    code: 255,
  })),
  ...[
    `"http://me:${FIRST}@127.0.0.1:2"`,
    `http://me:${FIRST}@127.0.0.1:2 `,
    `http://me:${FIRST}/x@127.0.0.1:2`,
  ].map((proxy): Story => ({
    name: `a proxy that is none, ${proxy.replace(FIRST, "PASSWORD")}`,
    env: { HTTPS_PROXY: proxy },
    told: /^ecsin: error: the proxy in HTTPS_PROXY cannot be used: it /m,
  })),
];

async function run(story: Story, args: readonly string[]): Promise<Ran & { kept: string }> {
  await using aws = startFakeAws(buildWorld({ prod: {} }));
  await using identities = startFakeIdentities();
  await using home = await Home.make();
  await story.prepare?.({ aws, identities, home });
  const env = {
    ...aws.env,
    ...identities.env,
    AWS_ENDPOINT_URL_ECS: story.env !== undefined && "AWS_ENDPOINT_URL" in story.env
      ? undefined
      : aws.url,
    ...story.env,
  };
  const ran = await runEcsin([...args, ...story.args ?? []], { home, env });
  let kept = "";
  for await (const { name, isFile } of walk(home.path)) {
    if (isFile && name.includes("/ecsin/")) kept += await Deno.readTextFile(name);
  }
  return { ...ran, kept };
}

async function* walk(folder: string): AsyncGenerator<{ name: string; isFile: boolean }> {
  for await (const { name, isFile, isDirectory } of Deno.readDir(folder)) {
    yield { name: `${folder}/${name}`, isFile };
    if (isDirectory) yield* walk(`${folder}/${name}`);
  }
}

for (const story of STORIES) {
  Deno.test(`no secret is said: ${story.name}`, async () => {
    const listed = await run(story, ["list", "clusters", "--debug"]);
    assert.match(listed.stderr, story.told);
    if (story.code !== undefined) assert.equal(listed.code, story.code);
    const examined = await run(story, ["doctor"]);
    for (const { stdout, stderr, kept } of [listed, examined]) {
      const all = `${stdout}${stderr}${kept}`;
      assert.doesNotMatch(all, /ecsin itself/);
      for (const secret of [FIRST, SECOND, FIRST.slice(0, 12), SECOND.slice(-12)]) {
        assert.ok(!all.includes(secret), all);
      }
    }
  });
}
