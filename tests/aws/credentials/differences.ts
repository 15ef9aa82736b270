// The situations in which ecsin differs from AWS's CLI on purpose: rows of docs/identity.md, "Where
// ecsin differs". Written as in situations.ts.
import type { Situation } from "./situations.ts";

const ROLE = "role_arn = arn:aws:iam::123456789012:role/";
const SECRET = "aws_secret_access_key = secretsecretsecret";

/** All of them. */
export const DIFFERENCES: readonly Situation[] = [
  {
    name: "FIPS of the chosen profile and an endpoint do not go together",
    config: `[profile prodrole]\n${ROLE}prod\nsource_profile = base\nuse_fips_endpoint = true\n`,
    credentials: `[base]\naws_access_key_id = AKIABASE\n${SECRET}\n`,
    awsProfile: "prodrole",
    ends: "refused",
    cliEnds: "ASIAPROD after AssumeRole AKIABASE",
  },
  {
    name: "a profile that says nothing, on a machine that has credentials",
    config: "[profile a]\noutput = json\n",
    env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "URL/container" },
    awsProfile: "a",
    ends: "refused",
    cliEnds: "ASIACONTAINER after container",
  },
  {
    name: "AWS_PROFILE beside a web identity token",
    credentials: `[a]\naws_access_key_id = AKIAA\n${SECRET}\n`,
    env: {
      AWS_PROFILE: "a",
      AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token",
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/pod",
    },
    ends: "AKIAA",
    cliEnds: "ASIAPOD after AssumeRoleWithWebIdentity",
  },
  {
    name: "AWS_PROFILE beside AWS_DEFAULT_PROFILE, of which version 1 takes the second",
    credentials:
      `[a]\naws_access_key_id = AKIAA\n${SECRET}\n[b]\naws_access_key_id = AKIAB\n${SECRET}\n`,
    env: { AWS_PROFILE: "a", AWS_DEFAULT_PROFILE: "b" },
    ends: "AKIAA",
    cliEnds: "AKIAB",
  },
  {
    name: "AWS_REGION beside AWS_DEFAULT_REGION, of which version 1 knows the second only",
    config: `[profile a]\n${ROLE}a\nsource_profile = b\n` +
      `[profile b]\naws_access_key_id = AKIAB\n${SECRET}\n`,
    env: { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" },
    awsProfile: "a",
    ends: "ASIAA after AssumeRole AKIAB in eu-west-1",
    cliEnds: "ASIAA after AssumeRole AKIAB in eu-west-2",
  },
  {
    name: "a variable that is empty is not set",
    credentials: `[default]\naws_access_key_id = AKIADEFAULT\n${SECRET}\n`,
    env: { AWS_PROFILE: "", AWS_CONFIG_FILE: "", AWS_ACCESS_KEY_ID: "" },
    ends: "AKIADEFAULT",
    cliEnds: "refused",
  },
  {
    name: "a role with an empty web_identity_token_file, beside keys",
    config:
      `[profile a]\n${ROLE}a\nweb_identity_token_file =\naws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
    cliEnds: "AKIAA",
  },
  {
    name: "use_fips_endpoint that is neither true nor false",
    config: `[profile a]\nuse_fips_endpoint = yes\naws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
    cliEnds: "AKIAA",
  },
  {
    name: "boto's own old file",
    credentials: "[other]\n",
    config: `[Credentials]\naws_access_key_id = AKIABOTO\n${SECRET}\n`,
    env: { BOTO_CONFIG: "HOME/.aws/config" },
    ends: "refused",
    cliEnds: "AKIABOTO",
  },
  {
    name: "retry_mode that is none",
    config: `[profile a]\nretry_mode = hard\naws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "AKIAA",
    cliEnds: "refused",
  },
  {
    name: "a remark behind a key, which is part of it",
    credentials: `[a]\naws_access_key_id = AKIAA # mine\n${SECRET}\n`,
    awsProfile: "a",
    ends: "refused",
    cliEnds: "AKIAA # mine",
  },
  {
    name: "boto's older file, named by a variable, on a machine that has credentials",
    config: `[Credentials]\naws_access_key_id = AKIABOTO\n${SECRET}\n`,
    env: { BOTO_CONFIG: "HOME/.aws/config", AWS_CONTAINER_CREDENTIALS_FULL_URI: "URL/container" },
    ends: "ASIACONTAINER after container",
    cliEnds: "AKIABOTO",
  },
  {
    name: "a role in the environment beside the token and role of AWS_PROFILE's profile",
    config: `[profile a]\n${ROLE}a\nweb_identity_token_file = HOME/token\n`,
    env: { AWS_PROFILE: "a", AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/pod" },
    ends: "ASIAA after AssumeRoleWithWebIdentity",
    cliEnds: "ASIAPOD after AssumeRoleWithWebIdentity",
  },
  {
    name: "a token file that ends in a line break",
    env: {
      AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token-line",
      AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/pod",
    },
    ends: "ASIAPOD after AssumeRoleWithWebIdentity",
    cliEnds: "refused",
  },
  {
    name: "a region in capitals",
    config: `[profile a]\nregion = EU-WEST-1\naws_access_key_id = AKIAA\n${SECRET}\n`,
    env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
    awsProfile: "a",
    ends: "refused",
    cliEnds: "AKIAA",
  },
  {
    name: "an odd value of a setting that ecsin does not have",
    config: "[profile a]\nsts_regional_endpoints = odd\ndefaults_mode = odd\noutput = odd\n" +
      `aws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "AKIAA",
    cliEnds: "refused",
  },
  {
    name: "ca_bundle that is empty",
    config: `[profile a]\nca_bundle =\naws_access_key_id = AKIAA\n${SECRET}\n`,
    awsProfile: "a",
    ends: "AKIAA",
    cliEnds: "refused",
  },
  {
    name: "keys in the environment that have expired, as AWS_CREDENTIAL_EXPIRATION says",
    env: {
      AWS_ACCESS_KEY_ID: "AKIAENV",
      AWS_SECRET_ACCESS_KEY: "secretsecretsecret",
      AWS_CREDENTIAL_EXPIRATION: "2001-01-01T00:00:00Z",
    },
    ends: "AKIAENV",
    cliEnds: "refused",
  },
];
