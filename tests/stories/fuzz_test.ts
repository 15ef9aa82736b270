// Random environments and files: the whole program ends in words and with a documented exit code, and
// says no secret. ECSIN_SEED repeats a run; ECSIN_FUZZ_MINUTES=10 goes on for so long.
import assert from "node:assert/strict";
import fc from "fast-check";
import { EXIT } from "../../src/error.ts";
import { type FakeAws, startFakeAws } from "../fake_aws/fake_aws.ts";
import { type FakeIdentities, startFakeIdentities } from "../fake_aws/identities.ts";
import { buildWorld } from "../fake_aws/world.ts";
import { runEcsin } from "./ecsin.ts";
import { Home } from "./home.ts";

const RUNS = 25;
const CODES: readonly number[] = Object.values(EXIT);
const SECRET = "wJalrXUtnFEMIfuzzK7MDENGbPxRfiCY";
/** Nothing is asked beyond this machine: whatever is AWS's own goes to this proxy, which is not there. */
const NOWHERE = "http://127.0.0.1:2";

const odd = fc.oneof(
  fc.constantFrom("", " ", "x", "true", "False", "0", "-1", "\t", "\r", "é", "🐙", '"', "'", "\\"),
  fc.constantFrom("../..", "/", "~", "~/x", "$HOME", "${X", "http://", "://", "a=b", "[", "%", "#"),
  fc.constantFrom("constructor", "__proto__", "undefined", "null", "NaN", "{}", "[]", "1e9"),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => text.replaceAll("\0", "")),
  fc.constant("A".repeat(300)),
);
const secret = fc.constantFrom(
  ...["\n", "\r", " ", "\t", "é", ""].map((each) => `${SECRET}${each}${SECRET}`),
);
const region = fc.constantFrom("eu-central-1", "eu-central-2", "us-gov-west-1", "cn-north-1");
const profile = fc.constantFrom("default", "dev", "prod", "role", "sso", "a b");
const arn = fc.constantFrom(
  "arn:aws:iam::123456789012:role/r",
  "arn:aws:iam:::role",
  "arn:aws:ecs:eu-central-1:123456789012:service/prod/web",
  "arn:::::",
);
const endpoint = fc.constantFrom("ECS", "ID", NOWHERE, "localhost:4566", "http://", "ftp://x", "x");
const proxy = fc.constantFrom(
  NOWHERE,
  `http://me:${SECRET}@127.0.0.1:2`,
  `"${NOWHERE}"`,
  `${NOWHERE} `,
  "127.0.0.1:2",
  "socks5://127.0.0.1:2",
);
const or = <T>(usual: fc.Arbitrary<T>) => fc.oneof({ weight: 12, arbitrary: usual }, odd);

const environment = fc.record({
  AWS_PROFILE: or(profile),
  AWS_DEFAULT_PROFILE: or(profile),
  AWS_REGION: or(region),
  AWS_DEFAULT_REGION: or(region),
  AWS_ACCESS_KEY_ID: or(fc.constant("AKIAFUZZ")),
  AWS_SECRET_ACCESS_KEY: fc.oneof(secret, odd),
  AWS_SESSION_TOKEN: fc.oneof(secret, odd),
  AWS_SECURITY_TOKEN: fc.oneof(secret, odd),
  AWS_CONFIG_FILE: odd,
  AWS_SHARED_CREDENTIALS_FILE: odd,
  AWS_ROLE_ARN: or(arn),
  AWS_WEB_IDENTITY_TOKEN_FILE: odd,
  AWS_CONTAINER_CREDENTIALS_FULL_URI: endpoint,
  AWS_CONTAINER_AUTHORIZATION_TOKEN: secret,
  AWS_EC2_METADATA_DISABLED: or(fc.constantFrom("true", "True", "false")),
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_ECS: endpoint,
  AWS_ENDPOINT_URL_STS: endpoint,
  AWS_USE_FIPS_ENDPOINT: or(fc.constantFrom("true", "false")),
  AWS_USE_DUALSTACK_ENDPOINT: or(fc.constantFrom("true", "false")),
  AWS_MAX_ATTEMPTS: fc.constantFrom("1", "2", "x", "0", "-1", "1.5"),
  AWS_RETRY_MODE: odd,
  AWS_CA_BUNDLE: odd,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: odd,
  HTTPS_PROXY: proxy,
  ECSIN_PROFILES: odd,
  ECSIN_SESSION: odd,
  TERM: odd,
  NO_COLOR: odd,
  XDG_CONFIG_HOME: odd,
  XDG_STATE_HOME: odd,
  EDITOR: odd,
  SHELL: odd,
}, { requiredKeys: [] });

const setting = fc.oneof(
  fc.tuple(
    fc.constantFrom(
      ...["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region", "role_arn"],
      ...["source_profile", "credential_source", "credential_process", "sso_session", "sso_region"],
      ...["sso_start_url", "sso_account_id", "sso_role_name", "login_session", "endpoint_url"],
      ...["web_identity_token_file", "ca_bundle", "services", "mfa_serial", "use_fips_endpoint"],
      ...["duration_seconds", "max_attempts", "external_id", "role_session_name"],
    ),
    fc.oneof(
      odd,
      secret,
      profile,
      region,
      arn,
      endpoint,
      fc.constantFrom("/bin/false", "sh -c 'x"),
    ),
  ).map(([key, value]) => `${key} = ${value}`),
  fc.constantFrom(
    ...["[default]", "[profile dev]", "[profile prod] x", "[profile 'a b']", "[profile role]"],
    ...[
      "[sso-session s]",
      "[services s]",
      "[x",
      "  nested = y",
      "# c",
      "",
      "ecs =",
      "[profile sso]",
    ],
  ),
  odd,
);
const file = fc.array(setting, { maxLength: 12 }).map((lines) => lines.join("\n"));
const yaml = fc.array(
  fc.oneof(
    fc.constantFrom("profiles:", "defaults: &d", "  prod: {cluster: prod, <<: *d}", "  dev: *d"),
    fc.constantFrom(
      "  region: eu-central-1",
      "  <<: 5",
      "  prod: !Ref x",
      "---",
      "\tx: y",
      "  - a",
    ),
    odd.map((text) => `  prod: {cluster: ${JSON.stringify(text)}}`),
    odd,
  ),
  { maxLength: 6 },
).map((lines) => lines.join("\n"));
const words = fc.constantFrom<readonly string[]>(
  ["list", "clusters", "--debug"],
  ["list", "profiles"],
  ["doctor"],
  ["prod"],
  ["exec", "prod", "--", "true"],
  ["list", "--aws-profile", "role"],
  ["list", "--aws-profile", "sso", "--region", "eu-west-1"],
  ["__complete", "bash", "3", "ecsin", "--aws-profile", ""],
  ["profile", "validate"],
);

interface World {
  readonly aws: FakeAws;
  readonly identities: FakeIdentities;
}

async function ends(
  { aws, identities }: World,
  [args, env, config, credentials, profiles]: readonly [
    readonly string[],
    Readonly<Record<string, string | undefined>>,
    string,
    string,
    string,
  ],
): Promise<void> {
  await using home = await Home.make();
  await home.write(".aws/config", filled(config));
  await home.write(".aws/credentials", filled(credentials));
  await home.write(".config/ecsin/profiles.yaml", profiles);
  const { code, signal, stdout, stderr } = await runEcsin(args, {
    home,
    stdin: null,
    env: {
      HTTPS_PROXY: NOWHERE,
      AWS_MAX_ATTEMPTS: "1",
      AWS_ENDPOINT_URL: aws.url,
      ...identities.env,
      ...Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, value && filled(value)]),
      ),
      AWS_EC2_METADATA_SERVICE_ENDPOINT: NOWHERE,
    },
  });
  assert.equal(signal, undefined, stderr);
  assert.ok(CODES.includes(code), `exit ${code}\n${stderr}`);
  assert.doesNotMatch(stderr, /ecsin itself|panicked|Uncaught|\n {4}at /);
  if (code !== 0 && code !== EXIT.problem) assert.match(stderr, /^ecsin: /m);
  assert.ok(!`${stdout}${stderr}`.includes(SECRET), "a secret was said");

  function filled(text: string): string {
    return text === "ECS" ? aws.url : text.replaceAll(/(?<== )ECS$/gm, aws.url)
      .replaceAll(/(?<== |^)ID$/gm, identities.url);
  }
}

Deno.test("random environments and files end in words and a documented exit code", async () => {
  await using aws = startFakeAws(buildWorld({
    prod: { services: { web: [{ containers: ["app"] }] } },
  }));
  await using identities = startFakeIdentities();
  const seed = Number(Deno.env.get("ECSIN_SEED") ?? Date.now() % 2 ** 31);
  const minutes = Number(Deno.env.get("ECSIN_FUZZ_MINUTES") ?? 0);
  const property = fc.asyncProperty(
    fc.tuple(words, environment, file, file, yaml),
    (drawn) => ends({ aws, identities }, drawn),
  );
  await fc.assert(property, {
    seed,
    endOnFailure: minutes === 0,
    ...(minutes > 0
      ? { numRuns: 1_000_000, interruptAfterTimeLimit: minutes * 60_000 }
      : { numRuns: RUNS }),
  });
});
