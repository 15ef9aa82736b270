// Failures of AWS's configuration, for failures.txt: its files, its profiles, where AWS is asked.
import { ApiError } from "../fake_aws/api_call.ts";
import type { FakeAws } from "../fake_aws/fake_aws.ts";
import type { Home } from "./home.ts";

/** A story of failures_test.ts whose fault is in AWS's files, the environment or a flag. */
export interface IdentityStory {
  readonly name: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly wrong?: (what: { readonly home: Home; readonly aws: FakeAws }) => Promise<void>;
}

const NO_KEYS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
const ROLE = "role_arn = arn:aws:iam::123456789012:role/admin\n";

/** `--aws-profile prod`, whose files are these. */
function asProd(
  name: string,
  config: string,
  credentials = "",
  env: Readonly<Record<string, string | undefined>> = {},
): IdentityStory {
  return {
    name,
    args: ["--aws-profile", "prod"],
    env: { ...NO_KEYS, ...env },
    wrong: async ({ home }) => {
      await home.write(".aws/config", config);
      if (credentials !== "") await home.write(".aws/credentials", credentials);
    },
  };
}

/** A role for which STS says this. */
function roleOf(name: string, code: string, words: string): IdentityStory {
  const config = `[profile prod]\n${ROLE}source_profile = base\n`;
  const keys = "aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI\n";
  const story = asProd(name, config, `[base]\n${keys}`);
  return {
    ...story,
    wrong: async (what) => {
      await story.wrong?.(what);
      what.aws.faults.failAlways.set("AssumeRole", new ApiError(code, words));
    },
  };
}

/** `ecsin web`, whose profiles file is this. */
function ofProfiles(name: string, file: string, text: string): IdentityStory {
  const wrong = async ({ home }: { readonly home: Home }) => {
    await home.write(`.config/ecsin/${file}`, text);
  };
  return { name, args: ["web"], wrong };
}

/** All of them. */
export const IDENTITY_STORIES: readonly IdentityStory[] = [
  asProd("AWS's file: a section's name without its bracket", "[default]\n[profile prod\n"),
  asProd("AWS's file: a git conflict", "[profile prod]\n<<<<<<< HEAD\nregion = eu-west-1\n"),
  asProd("AWS's file: a profile twice", "[profile prod]\n[default]\n[profile prod]\n"),
  asProd("AWS's file: [prod] in the config file is no profile", "[prod]\nregion = eu-west-1\n"),
  asProd(
    "AWS's file: [profile prod] in the credentials file is no profile",
    "",
    "[profile prod]\n",
  ),
  asProd("a role without a source", `[profile prod]\n${ROLE}`),
  asProd(
    "a role with two sources",
    `[profile prod]\n${ROLE}source_profile = base\ncredential_source = Environment\n`,
  ),
  asProd("a role whose source is not there", `[profile prod]\n${ROLE}source_profile = base\n`),
  asProd(
    "a role that is no ARN",
    "[profile prod]\nrole_arn = admin\nsource_profile = base\n[profile base]\n",
  ),
  roleOf(
    "a role that could not be assumed",
    "ValidationError",
    "1 validation error detected: Value 'arn:aws:iam::1:role/admin' at 'roleArn' failed",
  ),
  roleOf(
    "a role that may not be assumed",
    "AccessDenied",
    "User: arn:aws:iam::123456789012:user/me is not authorized to perform: sts:AssumeRole",
  ),
  roleOf(
    "a role whose source has keys that AWS does not know",
    "InvalidClientTokenId",
    "The security token included in the request is invalid.",
  ),
  asProd("half a pair of keys", "[profile prod]\naws_access_key_id = AKIAHALF\n"),
  asProd(
    "an SSO start URL that contradicts the session",
    "[profile prod]\nsso_session = corp\nsso_start_url = https://other.example/start\n" +
      "sso_account_id = 123456789012\nsso_role_name = dev\n" +
      "[sso-session corp]\nsso_region = eu-central-1\nsso_start_url = https://corp.example/start\n",
  ),
  asProd(
    "a credential_process with a shell's words",
    "[profile prod]\ncredential_process = $HOME/bin/tool | jq .\n",
  ),
  asProd(
    "a region in AWS's file that is none",
    "[profile prod]\nregion = evil.example/\n",
    "",
    { AWS_REGION: undefined },
  ),
  asProd(
    "an AWS profile that is not there, without a region",
    "[profile dev]\n",
    "",
    { AWS_REGION: undefined },
  ),
  asProd(
    "an endpoint in AWS's file without a scheme",
    "[profile prod]\nendpoint_url = localhost:4566\n",
    "",
    { AWS_ENDPOINT_URL: undefined },
  ),
  ofProfiles(
    "a merge key of something else than a map",
    "profiles.yaml",
    "defaults: {region: eu-central-1}\nprofiles:\n  web:\n    <<: defaults\n",
  ),
  ofProfiles(
    "a tag of another tool in the profiles file",
    "profiles.yaml",
    "profiles:\n  web:\n    cluster: !Ref Cluster\n",
  ),
  ofProfiles("a profiles file that is called profiles.yml", "profiles.yml", "profiles: {}\n"),
  { name: "an endpoint without a host", args: ["--endpoint-url", "http://"] },
  {
    name: "an endpoint with a password",
    env: { AWS_ENDPOINT_URL: "http://me:hunter22@aws.example" },
  },
  { name: "a session token that cannot be sent", env: { AWS_SESSION_TOKEN: "IQoJb3J\npZ2lu" } },
  {
    name: "a proxy that is down",
    env: {
      HTTPS_PROXY: "http://me:hunter22@127.0.0.1:2",
      AWS_ENDPOINT_URL: undefined,
      AWS_MAX_ATTEMPTS: "1",
    },
  },
  { name: "a proxy in quotes", env: { HTTPS_PROXY: '"http://proxy.example:3128"' } },
  { name: "a proxy with a space at its end", env: { HTTPS_PROXY: "http://proxy.example:3128 " } },
  {
    name: "a CA bundle that is empty",
    env: { AWS_CA_BUNDLE: "~/ca.pem" },
    wrong: async ({ home }) => void await home.write("ca.pem", ""),
  },
  {
    name: "a CA bundle that is DER",
    env: { AWS_CA_BUNDLE: "~/ca.der" },
    wrong: async ({ home }) => void await home.write("ca.der", "0\u0082\u0001"),
  },
  { name: "a key id without its secret", env: { AWS_SECRET_ACCESS_KEY: undefined } },
  {
    name: "a web identity token without its role",
    env: { ...NO_KEYS, AWS_WEB_IDENTITY_TOKEN_FILE: "/token" },
  },
];
